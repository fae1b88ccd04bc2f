"""The files a register was made from, as an answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..answer import Json, Rows
from .facts import Edition

__all__ = ["RegisterListing"]


@dataclass(frozen=True, slots=True)
class RegisterListing:
    """Editions of a register in order of their days."""

    editions: tuple[Edition, ...]

    @property
    def columns(self) -> Sequence[str]:
        from ..documents import columns
        from ..documents.registers import RegisterEdition

        return columns(RegisterEdition)

    def document(self) -> Json:
        return {"editions": self.rows()}

    def rows(self) -> Rows:
        from ..documents.registers import RegisterEdition

        return [RegisterEdition.from_values(each, form=each.form.value).plain() for each in self.editions]
