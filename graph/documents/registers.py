"""JSON documents of registers: the files that one was made from, and what was added."""

from typing import Annotated

from msgspec import Meta

from .base import Document
from .keys import Count, Day

__all__ = ["RegisterEdition", "RegisterList"]


class RegisterEdition(Document):
    """A file that a register was made from."""

    id: Annotated[str, Meta(description="Made from the content of the file: the same content has the same.")]
    name: Annotated[str, Meta(description="The name of the file when it was added.")]
    form: Annotated[str, Meta(description="The form it is in.")]
    day: Day
    records: Annotated[int, Meta(description="Its rows, or the organisations in it.", ge=0)]
    organisations: Count
    memberships: Count
    successions: Count
    unread: Annotated[int, Meta(description="Rows or organisations that could not be read.", ge=0)]
    passed: Annotated[int, Meta(description="Organisations that are no practice and no trust.", ge=0)]


class RegisterList(Document):
    """The files that a register was made from, in order of their days."""

    editions: list[RegisterEdition]
