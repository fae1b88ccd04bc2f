"""Columns of the area tables: shares of cells, evidence, places and their codes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import Literal, NamedNode

from ..rdf.resources import Resource, Resources, Statement, Term
from ..rdf.terms import ID, expand
from .columns import ID_PATTERN, CellError, Choice, Column, Row, Texts, local, words

__all__ = [
    "CODE_OF",
    "CellShare",
    "Cells",
    "Coded",
    "CoverageEvidence",
    "Degrees",
    "Flag",
    "NoteOrReason",
    "PlaceCode",
    "PlaceKind",
    "PlaceName",
]

CODE_OF: Final = "nhs:codeOf"
"""The term by which the code of a place names the place."""

_PLACES: Final = Decimal("0.001")
"""Parts of a cell are known to three decimals, and written with them."""


def _typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(expand(datatype)))


@dataclass(frozen=True, slots=True)
class Coded(Column):
    """A code with a fixed format, such as that of an LSOA or a postcode sector."""

    pattern: str

    def to_term(self, cell: str) -> Term:
        if not re.fullmatch(self.pattern, cell, re.ASCII):
            raise CellError(f"{cell!r} has not the form of this code; write it in capitals, as its publisher does")
        return Literal(cell)


@dataclass(frozen=True, slots=True)
class Degrees(Column):
    """Degrees of latitude or longitude, WGS 84."""

    def to_term(self, cell: str) -> Term:
        if not re.fullmatch(r"-?(0|[1-9]\d?)\.(\d*[1-9]|0)", cell, re.ASCII):
            raise CellError(f"{cell!r} is no latitude or longitude; write degrees with decimals, such as -0.093")
        return _typed(cell, "xsd:decimal")

    def to_cell(self, term: Term) -> str:
        return term.value if "." in term.value else f"{term.value}.0"


@dataclass(frozen=True, slots=True)
class CellShare(Column):
    """The fraction of a cell's people a body held, to three decimals; empty for the whole cell."""

    def to_term(self, cell: str) -> Term:
        try:
            value = Decimal(cell)
        except InvalidOperation:
            raise CellError(f"{cell!r} is no part of a cell; write a decimal number such as 0.250") from None
        if not 0 < value < 1 or str(value.quantize(_PLACES)) != cell:
            raise CellError(f"{cell!r} is no part of a cell; write three decimals, more than 0.000 and less than 1.000")
        return _typed(format(value.normalize(), "f"), "xsd:decimal")

    def to_cell(self, term: Term) -> str:
        return str(Decimal(term.value).quantize(_PLACES))


@dataclass(frozen=True, slots=True)
class CoverageEvidence(Choice):
    """The evidence of a coverage, which may also be marked as inferred."""

    allowed: frozenset[str] = frozenset(("exact", "derived", "approximate"))
    required: bool = True

    def from_terms(self, terms: list[Term], resource: Resource) -> str:
        return next(word for word in map(self.to_cell, terms) if word in self.allowed)


@dataclass(frozen=True, slots=True)
class NoteOrReason(Column):
    """A note on a coverage; if it is inferred, the reason."""

    reason: str

    def encode(self, row: Row) -> Iterator[Statement]:
        inferred = row["inferred"] == "yes"
        if inferred and not row[self.name]:
            raise CellError("is empty; write why the coverage is inferred")
        if cell := row[self.name]:
            yield expand(self.reason if inferred else self.term), words(cell)

    def decode(self, resource: Resource, resources: Resources) -> str:
        terms = resource.get(expand(self.reason)) or resource.get(expand(self.term))
        return terms[0].value if terms else ""


@dataclass(frozen=True, slots=True)
class Flag(Column):
    """`yes` or empty: whether the term also has a given value."""

    value: str

    def to_term(self, cell: str) -> Term:
        if cell != "yes":
            raise CellError(f"{cell!r} is not known; write yes, or nothing")
        return NamedNode(expand(self.value))

    def from_terms(self, terms: list[Term], resource: Resource) -> str:
        value = expand(self.value)
        return "yes" if any(term.value == value for term in terms) else ""


# Places: name and cells belong to the place, which several codes may share


@dataclass(frozen=True, slots=True)
class PlaceCode(Column):
    """A place code: a district of 1998-2009 (00BU), or a local authority (E08000009)."""

    def to_term(self, cell: str) -> Term:
        for scheme, pattern in (("nhs:districtCode", r"\d\d[A-Z]{2}"), ("nhs:gssCode", r"E\d{8}")):
            if re.fullmatch(pattern, cell, re.ASCII):
                return _typed(cell, scheme)
        raise CellError(f"{cell!r} is no code of a place; write one such as 00BU or E08000009")


@dataclass(frozen=True, slots=True)
class PlaceKind(Column):
    """The kind of place a code is for, with the year of its boundaries: `district-1998`, `lad-2022`."""

    def encode(self, row: Row) -> Iterator[Statement]:
        if not (written := re.fullmatch(r"(district|lad)-(\d{4})", row[self.name], re.ASCII)):
            raise CellError(f"{row[self.name]!r} is not known; write district or lad and a year, such as lad-2022")
        yield expand(self.term), NamedNode(expand(f"nhs:{written[1]}"))
        yield expand("nhs:borders"), _typed(written[2], "xsd:gYear")

    def decode(self, resource: Resource, resources: Resources) -> str:
        (sort,), (year,) = resource[expand(self.term)], resource[expand("nhs:borders")]
        return f"{local(sort)}-{year.value}"


def _place(resource: Resource, resources: Resources) -> Resource:
    (place,) = resource[expand(CODE_OF)]
    return resources[place.value]


@dataclass(frozen=True, slots=True)
class PlaceName(Column):
    """The name of the place with a code."""

    def encode(self, row: Row) -> Iterator[Statement]:
        if not row[self.name]:
            raise CellError("is empty; write the name of the place")
        words(row[self.name])
        return iter(())

    def decode(self, resource: Resource, resources: Resources) -> str:
        (name,) = _place(resource, resources)[expand(self.term)]
        return name.value


@dataclass(frozen=True, slots=True)
class Cells(Texts):
    """The cells of the place with a code."""

    prefix: str = ID

    def encode(self, row: Row) -> Iterator[Statement]:
        if not row[self.name]:
            raise CellError("is empty; write at least one cell")
        parts = row[self.name].split("|")
        if parts != sorted(set(parts)) or not all(map(ID_PATTERN.fullmatch, parts)):
            raise CellError(f"{row[self.name]!r} is no list of cells; write each once, in the alphabet's order, with |")
        return iter(())

    def decode(self, resource: Resource, resources: Resources) -> str:
        cells = _place(resource, resources)[expand(self.term)]
        return "|".join(sorted(term.value.removeprefix(self.prefix) for term in cells))
