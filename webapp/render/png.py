"""Renders SVG to PNG with resvg in a confined child process that has only the typeface, with a time-out.

One such process serves all threads, one picture at a time; it is started on first use.
"""

import atexit
import struct
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Final

from graph.errors import RecordError
from graph.util.child_process import Child, ChildGone, Confinement, time_limit

from .typeface import FOLDER

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["NoPicture", "png"]

_SECONDS: Final = 10.0
_MEMORY: Final = 512 * 2**20
"""Bytes that drawing may take: 16 million points take 64 MiB, and as much again for what lies upon another."""
_LARGEST: Final = 16_000_000
"""Points of a picture."""
_LONGEST: Final = 8 * 2**20
"""Bytes of an SVG."""
_PATIENCE: Final = 15.0


class NoPicture(RecordError):
    """A picture could not be rendered as PNG; the SVG is still available."""


class _Painter:
    """The rendering process, started on demand and restarted if it has died."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._child: Child | None = None

    def end(self) -> None:
        """Ends the process, if running."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def draw(self, width: int, height: int, svg: bytes) -> bytes:
        if not self._lock.acquire(timeout=_PATIENCE):
            raise NoPicture("Too many pictures are being drawn. Try again in a minute, or take the SVG.")
        try:
            for _ in range(2):  # a child that died meanwhile is replaced once
                if self._child is None or not self._child.running:
                    self.end()
                    self._child = Child(_main)
                try:
                    self._child.send(struct.pack("<II", width, height) + svg)
                    answer = self._child.receive(_SECONDS)
                except (ChildGone, TimeoutError) as gone:
                    self.end()
                    if isinstance(gone, TimeoutError):
                        break
                else:
                    if answer:
                        return answer
                    break
        except OSError:  # no process or descriptor is available
            pass
        finally:
            self._lock.release()
        raise NoPicture("This picture cannot be drawn as PNG at the moment. Take the SVG, or try again in a minute.")


_PAINTER: Final = _Painter()
atexit.register(_PAINTER.end)


def png(svg: str, width: int, height: int) -> bytes:
    """Renders one of our SVGs, which must have a size, to a PNG of the same size in pixels.

    Raises:
        NoPicture: it is too large, or the process cannot be started.
    """
    if find_spec("resvg") is None:  # reported here, to distinguish it from a picture that cannot be rendered
        raise ModuleNotFoundError("No module named 'resvg'", name="resvg")
    content = svg.encode()
    if width * height > _LARGEST or len(content) > _LONGEST:
        raise NoPicture("This picture is too large for a PNG. Take the SVG.")
    return _PAINTER.draw(width, height, content)


def _main(pipe: "Connection") -> None:
    """The child's main function: receives pictures with their size and sends PNGs; nothing on failure."""
    from resvg import render, usvg

    options = usvg.Options.default()
    for path in sorted(FOLDER.glob("*.ttf")):
        options.load_font_data(path.read_bytes())
    options.font_family = "Arimo"
    Confinement(memory=_MEMORY, closed=True).begin()
    while True:
        message = pipe.recv_bytes()
        width, height = struct.unpack_from("<II", message)
        with time_limit(_SECONDS + 2):
            try:
                tree = usvg.Tree.from_str(message[8:].decode(), options)
                drawn = tree.int_size() == (width, height)
                pipe.send_bytes(bytes(render(tree, (1, 0, 0, 0, 1, 0))) if drawn else b"")
            except (ValueError, MemoryError, RuntimeError):
                pipe.send_bytes(b"")
