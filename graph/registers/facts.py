"""What a register says: organisations, who belonged to whom over which days, and which code followed which."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

__all__ = [
    "GP_PRACTICE",
    "KIND_NAMES",
    "Edition",
    "Fact",
    "FileForm",
    "Membership",
    "Organisation",
    "Reading",
    "Succeeded",
    "Unread",
    "kind_of_code",
]


class FileForm(StrEnum):
    """The forms of file that a register is made from."""

    MEMBERSHIP = "memberships (epcmem)"
    ORGANISATIONS = "organisations (epraccur, eccg, etr, ets)"
    SUCCESSIONS = "successions"
    XML = "ODS XML (HSCOrgRefData)"
    JSON = "ODS ORD JSON"

    @property
    def whole(self) -> bool:
        """Whether it has every membership that an organisation ever had, and not only the present one."""
        return self in (FileForm.MEMBERSHIP, FileForm.XML, FileForm.JSON)


GP_PRACTICE: Final = "gp-practice"

KIND_NAMES: Final = {
    GP_PRACTICE: ("GP practice", "GP practices"),
    "prescribing-cost-centre": ("Prescribing cost centre", "Prescribing cost centres"),
    "nhs-trust": ("NHS trust", "NHS trusts"),
    "care-trust": ("Care trust", "Care trusts"),
    "trust-site": ("Site of an NHS trust", "Sites of NHS trusts"),
    "organisation": ("Organisation", "Organisations"),
}
"""Kinds of organisation that a register tells apart, with a label and its plural."""

_FORMS: Final = (
    (re.compile(r"[A-HJ-NP-TWY]\d{5}"), GP_PRACTICE),
    (re.compile(r"R[A-Z0-9]{2}"), "nhs-trust"),
    (re.compile(r"T[A-Z][A-Z0-9]"), "care-trust"),
    (re.compile(r"[RT][A-Z0-9]{4}"), "trust-site"),
)


def kind_of_code(code: str) -> str:
    """The kind of organisation that ODS gives codes of this form to."""
    return next((kind for form, kind in _FORMS if form.fullmatch(code)), "organisation")


class Organisation(NamedTuple):
    """An organisation as one file describes it; a day is None where the file gives none."""

    code: str
    name: str
    kind: str
    postcode: str = ""
    opened: date | None = None
    closed: date | None = None
    known: date | None = None
    """The day of the edition that says so, once it is in a register."""


class Membership(NamedTuple):
    """An organisation under another from its first to its last day there; None is still, or from the beginning."""

    member: str
    parent: str
    joined: date | None
    left: date | None
    known: date | None = None
    """The day of the edition that says so, once it is in a register."""


class Succeeded(NamedTuple):
    """A code that another followed on a day."""

    old: str
    new: str
    day: date | None


class Unread(NamedTuple):
    """A row or record that could not be read: where it stands, and why."""

    place: str
    why: str


Fact: TypeAlias = Organisation | Membership | Succeeded | Unread


@dataclass
class Reading:
    """A file while it is read; all but its form is known once its facts have been taken.

    `records` counts its rows or organisations, `passed` those of no interest here; `published` is its own date.
    """

    form: FileForm
    facts: Iterator[Fact] = field(default_factory=lambda: iter(()))
    records: int = 0
    passed: int = 0
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """One file as it was added: `day` is the day it speaks for, `id` comes from its content.

    `records` counts its rows or organisations; of these `unread` could not be read, and `passed` are of no interest.
    """

    id: str
    name: str
    form: FileForm
    day: date
    records: int
    unread: int
    passed: int
    organisations: int = 0
    memberships: int = 0
    successions: int = 0
