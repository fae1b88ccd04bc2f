"""The content of a register in any format: organisations with codes, names and dates, successions, relationships.

ODS roles and ONS entities are mapped to our kinds. Items with neither a kind nor a code of ours are skipped while
reading, so a register of any size can be read.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from ..errors import BadInput
from ..model.dates import Spell
from ..util.text import quoted

__all__ = [
    "ENTITIES",
    "REPORTING_ROLES",
    "ROLES",
    "ROLE_NAMES",
    "Item",
    "Register",
    "RegisterEntry",
    "RegisterForm",
    "RegisterLink",
    "Relationship",
    "Wanted",
    "bad",
    "iso_day",
    "kinds_of_role",
]


class RegisterForm(StrEnum):
    """The formats in which registers are published."""

    ODS_XML = "ODS XML (HSCOrgRefData)"
    ODS_ORD = "ODS ORD JSON"
    ODS_FHIR = "ODS FHIR JSON"
    ODS_SUCCESSIONS = "ODS successions CSV"
    ODS_ORGANISATIONS = "ODS organisations CSV"
    ONS_NAMES = "ONS names and codes CSV"
    ONS_HISTORY = "ONS Code History Database, ChangeHistory"
    ONS_CHANGES = "ONS Code History Database, Changes"


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One organisation or area of a register in one role.

    `codes` are (scheme, code), the register's own first; `kinds` the ones the role can mean; `spell` is None if the
    register has no dates; `as_at` is the reference day of a list without dates per row.
    """

    codes: tuple[tuple[str, str], ...]
    name: str
    kinds: tuple[str, ...] = ()
    spell: Spell | None = None
    as_at: date | None = None


@dataclass(frozen=True, slots=True)
class RegisterLink:
    """A predecessor and a successor by their codes in a scheme, with the register's date."""

    scheme: str
    predecessor: str
    successor: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship to another organisation: its type (RE5), both codes, and its dates if given."""

    type: str
    source: str
    target: str
    spell: Spell


Item: TypeAlias = RegisterEntry | RegisterLink | Relationship
Wanted: TypeAlias = Callable[[str], bool]
"""Whether the record has a body with a code."""


@dataclass
class Register:
    """A register being read: its format, an iterator over its items, and metadata available after reading.

    `whole` means a missing body is worth reporting; `read` counts all records in the file, `published` is the file's
    own date.
    """

    form: RegisterForm
    scheme: str
    whole: bool
    items: Iterator[Item] = field(default_factory=lambda: iter(()))
    read: int = 0
    published: str = ""


ROLES: Mapping[str, tuple[str, ...]] = {
    "RO98": ("ccg",),
    "RO107": ("care-trust",),
    "RO171": ("pcg",),
    "RO179": ("pct",),
    "RO185": ("regional-office",),
    "RO209": ("nhs-region",),
    "RO210": ("area-team",),
    "RO213": ("csu",),
    "RO218": ("commissioning-hub",),
    "RO262": ("stp", "ics"),
    "RO318": ("icb",),
    "RO319": ("local-place",),
}
"""Kinds of the record by ODS role; a role that lives on through a change of kind has both."""

ROLE_NAMES: Mapping[str, str] = {
    "CLINICAL COMMISSIONING GROUP": "RO98",
    "CARE TRUST": "RO107",
    "PRIMARY CARE GROUP": "RO171",
    "PRIMARY CARE TRUST": "RO179",
    "REGIONAL OFFICE (RO)": "RO185",
    "NHS ENGLAND (REGION)": "RO209",
    "NHS ENGLAND (REGION, LOCAL OFFICE)": "RO210",
    "COMMISSIONING SUPPORT UNIT": "RO213",
    "COMMISSIONING HUB": "RO218",
    "SUSTAINABILITY TRANSFORMATION PARTNERSHIP": "RO262",
    "INTEGRATED CARE BOARD": "RO318",
    "SUB ICB LOCATION": "RO319",
}
"""ODS roles by the name that a file gives them: where it names its roles, the name decides."""

REPORTING_ROLES = frozenset(("RO327",))
"""Roles of codes that are no bodies: a sub-ICB reporting entity has a CCG's primary role, only to be counted by."""

ENTITIES: Mapping[str, tuple[str, ...]] = {
    "E16": ("pct",),
    "E17": ("care-trust", "pct"),
    "E18": ("sha",),
    "E38": ("ccg", "local-place"),
    "E39": ("area-team",),
    "E40": ("nhs-region",),
    "E54": ("stp", "ics", "icb"),
}
"""Kinds of the record by the first three characters of a GSS code."""


def kinds_of_role(role: str, name: str) -> tuple[str, ...]:
    """The kinds an ODS role can mean, by its name if the file has it."""
    return ROLES.get(ROLE_NAMES.get(name.upper(), "") if name else role, ())


def bad(what: str, mend: str) -> BadInput:
    """The error for a file that cannot be read as a register: what is wrong, and what to do."""
    return BadInput(f"{what}. {mend}")


_DAY = re.compile(
    r"(?P<y>\d{4})-?(?P<m>\d{2})-?(?P<d>\d{2})(?:[T ].*)?|(?P<d2>\d{2})/(?P<m2>\d{2})/(?P<y2>\d{4})(?: .*)?"
)


def iso_day(text: str, where: str) -> date | None:
    """Parses a register's date: 2013-04-01, 20130401 or 01/04/2013, ignoring a time; None if empty.

    Raises:
        BadInput: it is not a date.
    """
    text = text.strip()
    if not text:
        return None
    if len(text) < 40 and (found := _DAY.fullmatch(text)):
        year, month, day = (int(found[part] or found[f"{part}2"]) for part in "ymd")
        try:
            return date(year, month, day)
        except ValueError:
            pass
    raise bad(f"{where}: {quoted(text, 40)} is no day", "Fetch the file again from its publisher.")
