"""A rectangle on a drawing."""

from dataclasses import dataclass

__all__ = ["Box"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in drawing units: left, top, width and height."""

    left: float
    top: float
    width: float
    height: float

    @property
    def view(self) -> str:
        """As a `viewBox` value."""
        return " ".join(f"{value:.0f}" for value in (self.left, self.top, self.width, self.height))

    def grown(self, margin: float) -> "Box":
        """The rectangle with a margin, given as a fraction of its longer side."""
        more = margin * max(self.width, self.height)
        return Box(self.left - more, self.top - more, self.width + 2 * more, self.height + 2 * more)

    def shaped(self, ratio: float) -> "Box":
        """The smallest box around this one with the same centre and aspect ratio `ratio` (width / height)."""
        width, height = max(self.width, self.height * ratio), max(self.height, self.width / ratio)
        return Box(self.left - (width - self.width) / 2, self.top - (height - self.height) / 2, width, height)
