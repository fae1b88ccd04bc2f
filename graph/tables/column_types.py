"""Column types with a format of their own: dates, codes, numbers, shares, addresses, licences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from ..rdf.resources import Resource, Resources, Statement, Term
from ..rdf.terms import NHS, expand
from .columns import DAY_MONTH, TIME, CellError, Column, Row, Text, local, words

__all__ = [
    "CodeColumn",
    "CountedOrReported",
    "Day",
    "Issued",
    "Licence",
    "Number",
    "PartialDay",
    "Precise",
    "ShareColumn",
    "WebAddress",
]

_SPREADSHEET_NUMBER = re.compile(r"\d+(\.\d+)?E[+-]?\d+|\d+(\.0+)?", re.IGNORECASE)
_WHOLE_CODE = re.compile(r"\dE\d", re.ASCII)  # 5E1 is a code; a spreadsheet turns it into 50 or 5.00E+01
_LICENCES = {
    "OGL v2": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/2/",
    "OGL v3": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "Open Parliament Licence v3": "https://www.parliament.uk/site-information/copyright-parliament/open-parliament-licence/",
    "CC BY-NC 3.0": "https://creativecommons.org/licenses/by-nc/3.0/",
    "MIT": "https://opensource.org/license/mit",
}


def _typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(expand(datatype)))


@dataclass(frozen=True, slots=True)
class Day(Column):
    """A full date; its precision is in a separate column."""

    def to_term(self, cell: str) -> Term:
        if DAY_MONTH.fullmatch(cell):
            raise CellError(f"{cell!r} was turned round by a spreadsheet; write the date as 2013-04-01")
        try:
            if len(cell) != 10:
                raise ValueError
            date.fromisoformat(cell)
        except ValueError:
            raise CellError(f"{cell!r} is no full date; write it as 2013-04-01") from None
        return _typed(cell, "xsd:date")


@dataclass(frozen=True, slots=True)
class PartialDay(Column):
    """A date to its known precision: 2013, 2013-04 or 2013-04-01."""

    def to_term(self, cell: str) -> Term:
        datatype = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}.get(len(cell))
        try:
            if datatype is None:
                raise ValueError
            date.fromisoformat((cell + "-01-01")[:10])
        except ValueError:
            raise CellError(f"{cell!r} is no date; write it as 2013, 2013-04 or 2013-04-01") from None
        return _typed(cell, datatype)


@dataclass(frozen=True, slots=True)
class Issued(PartialDay):
    """A source's publication date to its known precision, or a range of years (2015-2024)."""

    def to_term(self, cell: str) -> Term:
        if re.fullmatch(r"\d{4}-\d{4}", cell, re.ASCII):
            return Literal(cell)
        return PartialDay.to_term(self, cell)


@dataclass(frozen=True, slots=True)
class Precise(Column):
    """The precision of the date in the adjacent column; `day` is the default."""

    day_term: str
    allowed: frozenset[str]

    def encode(self, row: Row) -> Iterator[Statement]:
        cell, dated = row[self.name], bool(row[self.name.removesuffix("_precision")])
        allowed = self.allowed - {"unknown"} if dated else self.allowed & {"unknown", ""}
        if cell not in allowed:
            beside = "with a date" if dated else "without a date"
            raise CellError(f"{cell!r} does not go {beside}; write {' or '.join(sorted(allowed)) or 'nothing'}")
        if cell not in ("", "day"):
            yield expand(self.term), NamedNode(NHS + cell)

    def decode(self, resource: Resource, resources: Resources) -> str:
        if terms := resource.get(expand(self.term)):
            return local(terms[0])
        return "day" if expand(self.day_term) in resource else ""


@dataclass(frozen=True, slots=True)
class CodeColumn(Column):
    """A code of one scheme, distinguished by its datatype; among listed codes of a body, the main one is marked."""

    scheme: str
    pattern: str
    word: str = ""
    """What the scheme is called in the ids of codes that are listed, if any are."""

    def holds(self, term: Term) -> bool:
        """Whether a notation is a code of this scheme."""
        return isinstance(term, Literal) and term.datatype.value == expand(self.scheme)

    def to_term(self, cell: str) -> Term:
        if _SPREADSHEET_NUMBER.fullmatch(cell) and not _WHOLE_CODE.fullmatch(cell):
            raise CellError(f"{cell!r} was turned into a number by a spreadsheet; format the column as text")
        if TIME.fullmatch(cell):
            raise CellError(f"{cell!r} was turned into a time by a spreadsheet; format the column as text")
        if not re.fullmatch(self.pattern, cell, re.ASCII):
            raise CellError(f"{cell!r} is no code of this scheme; write all its characters, leading zeros too")
        return _typed(cell, self.scheme)

    def decode(self, resource: Resource, resources: Resources) -> str:
        for code in resource.get(expand("nhs:mainCode"), ()):
            if self.holds(code):
                return code.value
        listed = [f"{local(each)}-" for each in resource.get(expand("adms:identifier"), ())]
        for code in resource.get(expand(self.term), ()):
            if self.holds(code) and not any(f"-{self.word}-{code.value.lower()}-" in each for each in listed):
                return code.value
        return ""


@dataclass(frozen=True, slots=True)
class Number(Column):
    """A whole number."""

    def to_term(self, cell: str) -> Term:
        if not re.fullmatch(r"0|[1-9]\d*", cell, re.ASCII):
            raise CellError(f"{cell!r} is no whole number; write digits only")
        return _typed(cell, "xsd:integer")


@dataclass(frozen=True, slots=True)
class ShareColumn(Column):
    """A fraction of a predecessor, above 0 and at most 1."""

    def to_term(self, cell: str) -> Term:
        try:
            value = Decimal(cell)
        except InvalidOperation:
            raise CellError(f"{cell!r} is no share; write a decimal number such as 0.25") from None
        if not 0 < value <= 1 or format(value.normalize(), "f") != cell:
            raise CellError(f"{cell!r} is no share; write more than 0 and at most 1, without trailing zeros")
        return _typed(cell if "." in cell else f"{cell}.0", "xsd:decimal")

    def to_cell(self, term: Term) -> str:
        return format(Decimal(term.value).normalize(), "f")


@dataclass(frozen=True, slots=True)
class WebAddress(Column):
    """A web address."""

    def to_term(self, cell: str) -> Term:
        try:
            if urlsplit(cell).scheme not in ("http", "https"):
                raise ValueError
            return NamedNode(cell)
        except ValueError:
            raise CellError(f"{cell!r} is no web address; write it with https:// and without spaces") from None


@dataclass(frozen=True, slots=True)
class Licence(Text):
    """The licence of a source: an address, else its wording."""

    def encode(self, row: Row) -> Iterator[Statement]:
        if address := _LICENCES.get(row[self.name]):
            yield expand(self.term), NamedNode(address)
        elif cell := row[self.name]:
            yield expand("dct:rights"), self.to_term(cell)

    def decode(self, resource: Resource, resources: Resources) -> str:
        for term in resource.get(expand(self.term), ()):
            return next((name for name, address in _LICENCES.items() if address == term.value), term.value)
        return next((term.value for term in resource.get(expand("dct:rights"), ())), "")


@dataclass(frozen=True, slots=True)
class CountedOrReported(Column):
    """The origin of a gap: reported by a compiler, or counted in a table."""

    def encode(self, row: Row) -> Iterator[Statement]:
        basis, _, table = words(row[self.name]).value.partition(" in ")
        if basis not in ("report", "counted") or (basis == "counted") != bool(table):
            raise CellError(f"{row[self.name]!r} is not known; write report, or counted in and a table")
        yield expand(self.term), Literal(basis)
        if table:
            yield expand("nhs:countedIn"), Literal(table)

    def decode(self, resource: Resource, resources: Resources) -> str:
        cells = [terms[0].value for term in (self.term, "nhs:countedIn") if (terms := resource.get(expand(term)))]
        return " in ".join(cells)
