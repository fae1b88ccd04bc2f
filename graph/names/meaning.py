"""What a text was found to mean: the bodies, and how it was matched."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from msgspec import Struct

from ..model.entities import Body

__all__ = ["NO_MEANING", "MatchedAs", "Meaning", "names_of"]


class MatchedAs(StrEnum):
    """How a text was matched."""

    ID = "id"
    ODS_CODE = "ods-code"
    GSS_CODE = "gss-code"
    NAME = "name"
    CODE_IN_TEXT = "code-in-text"
    PUBLISHERS_FORM = "publishers-form"
    ALIAS = "alias"
    EVERYDAY_NAME = "everyday-name"
    PART_OF_NAME = "part-of-name"
    NEAR_NAME = "near-name"
    LSOA = "lsoa"
    POSTCODE_SECTOR = "postcode-sector"
    POSTCODE_DISTRICT = "postcode-district"
    PLACE = "place"
    PRACTICE = "practice"
    TRUST = "trust"
    NOTHING = ""

    @property
    def loose(self) -> bool:
        """Whether the match was not exact."""
        return self is not MatchedAs.NOTHING and self not in _TO_THE_LETTER


_TO_THE_LETTER: Final = frozenset(
    (
        MatchedAs.ID,
        MatchedAs.ODS_CODE,
        MatchedAs.GSS_CODE,
        MatchedAs.NAME,
        MatchedAs.LSOA,
        MatchedAs.POSTCODE_SECTOR,
        MatchedAs.POSTCODE_DISTRICT,
        MatchedAs.PLACE,
        MatchedAs.PRACTICE,
        MatchedAs.TRUST,
    )
)


class Meaning(Struct, frozen=True):
    """The bodies a text may mean, how it was matched, and the code or name in it that was looked up."""

    bodies: tuple[Body, ...]
    matched_as: MatchedAs
    read: str


NO_MEANING: Final = Meaning((), MatchedAs.NOTHING, "")


def names_of(body: Body) -> Iterator[str]:
    """All names a body ever had."""
    yield body.name
    yield body.label
    yield from body.alt_names
    yield from (name.name for name in body.names)
