"""How one cell of a fact table stands in the record, and how it is read back.

A column knows its term in the vocabulary and turns a cell into RDF objects and objects into the cell,
so that tables -> Turtle -> tables gives the same bytes. A cell it cannot take raises `CellError`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from .terms import ID, NHS, expand

__all__ = [
    "ID_PATTERN",
    "CellError",
    "Choice",
    "Code",
    "Column",
    "CountedOrReported",
    "Day",
    "Issued",
    "Kinds",
    "Licence",
    "Link",
    "Number",
    "PartialDay",
    "Precise",
    "Record",
    "Reference",
    "References",
    "Resource",
    "Row",
    "Share",
    "Statement",
    "Term",
    "Text",
    "Texts",
    "local",
]

Term: TypeAlias = NamedNode | Literal
Row: TypeAlias = Mapping[str, str]
Resource: TypeAlias = Mapping[str, list[Term]]
"""One subject of the record: the IRI of each predicate and its objects."""
Record: TypeAlias = Mapping[str, Resource]
"""All subjects of the record by IRI."""
Statement: TypeAlias = tuple[str, Term]

LIST_ORDER = expand("nhs:listOrder")
ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
_DAY_MONTH = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")
_SPREADSHEET_NUMBER = re.compile(r"\d+(\.\d+)?E[+-]?\d+|\d+(\.0+)?", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d+(\.\d+)?E[+-]\d+", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?( ?[AP]M)?", re.IGNORECASE)  # the code 5PM, to a spreadsheet
_MONTH = re.compile(r"(\d{1,2}-)?[A-Z][a-z]{2}-\d{2,4}")  # 2011-06, to a spreadsheet: Jun-11
_NEGATIVE = re.compile(r"-\d+")  # the period 2022-, to a spreadsheet
_NO_WORDS = (_DAY_MONTH, _SCIENTIFIC, _TIME, _MONTH, _NEGATIVE)
_WHOLE_CODE = re.compile(r"\dE\d", re.ASCII)  # 5E1 is a code; what a spreadsheet makes of it is 50 or 5.00E+01
_SMART = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})


class CellError(ValueError):
    """The cell holds something its column does not; the text says what and what to write instead."""


def local(term: Term) -> str:
    """The last part of an IRI of ours (`ccg-04f`, `month`), or the text of a literal."""
    value: str = term.value
    return value.removeprefix(ID).removeprefix(NHS) if isinstance(term, NamedNode) else value


def _typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(expand(datatype)))


def _parts(cell: str) -> list[str]:
    parts = cell.split("|")
    if "" in parts or len(set(parts)) != len(parts):
        raise CellError(f"{cell!r} has an empty or a repeated part; write each once, with | between")
    return parts


def _words(cell: str) -> Literal:
    if cell != cell.strip():
        raise CellError(f"{cell!r} begins or ends with a space; take it away")
    if (plain := cell.translate(_SMART)) != cell:
        raise CellError(f"{cell!r} has typographic quotes or spaces of a word processor; write {plain!r}")
    if not cell.isprintable():
        raise CellError(f"{cell!r} has a line break or a control character; take it away")
    if any(made.fullmatch(cell) for made in _NO_WORDS):
        raise CellError(f"{cell!r} was turned into a date, a time or a number by a spreadsheet; write it as it was")
    return Literal(cell)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds one text; the base of the others."""

    name: str
    term: str

    def encode(self, row: Row) -> Iterator[Statement]:
        """The statements that a row's cell makes about the row's subject.

        Raises:
            CellError: the cell cannot be taken.
        """
        if cell := row[self.name]:
            yield expand(self.term), self.to_term(cell)

    def decode(self, resource: Resource, record: Record) -> str:
        """The cell again, from the statements about the subject."""
        terms = resource.get(expand(self.term))
        return self.from_terms(terms, resource) if terms else ""

    def from_terms(self, terms: list[Term], resource: Resource) -> str:
        """The cell again, from the objects of its term; there is at least one."""
        return self.to_cell(terms[0])

    def to_term(self, cell: str) -> Term:
        return Literal(cell)

    def to_cell(self, term: Term) -> str:
        return local(term)


@dataclass(frozen=True, slots=True)
class Text(Column):
    """Words, as they stand."""

    def to_term(self, cell: str) -> Term:
        return _words(cell)


@dataclass(frozen=True, slots=True)
class Day(Column):
    """A full date; how exactly it is known stands in a column of its own."""

    def to_term(self, cell: str) -> Term:
        if _DAY_MONTH.fullmatch(cell):
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
    """A date written only as far as it is known: 2013, 2013-04 or 2013-04-01."""

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
    """When a source was published: a date as far as it is known, or the years it grew over (2015-2024)."""

    def to_term(self, cell: str) -> Term:
        if re.fullmatch(r"\d{4}-\d{4}", cell, re.ASCII):
            return Literal(cell)
        return PartialDay.to_term(self, cell)


@dataclass(frozen=True, slots=True)
class Precise(Column):
    """How exactly the date in the column beside it is known; `day` goes without saying."""

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

    def decode(self, resource: Resource, record: Record) -> str:
        if terms := resource.get(expand(self.term)):
            return local(terms[0])
        return "day" if expand(self.day_term) in resource else ""


@dataclass(frozen=True, slots=True)
class Choice(Column):
    """One of a few words, each a concept of the vocabulary; `iris` gives those that are not `nhs:word`."""

    allowed: frozenset[str]
    required: bool = False
    iris: tuple[tuple[str, str], ...] = ()

    def encode(self, row: Row) -> Iterator[Statement]:
        if self.required and not row[self.name]:
            raise CellError(f"is empty; write {' or '.join(sorted(self.allowed))}")
        yield from Column.encode(self, row)

    def to_term(self, cell: str) -> Term:
        if cell not in self.allowed:
            raise CellError(f"{cell!r} is not known; write {' or '.join(sorted(self.allowed))}")
        return NamedNode(expand(dict(self.iris).get(cell, f"nhs:{cell}")))

    def to_cell(self, term: Term) -> str:
        words = {expand(curie): word for word, curie in self.iris}
        return words.get(term.value, local(term))


@dataclass(frozen=True, slots=True)
class Reference(Column):
    """The id of one thing of the record; `prefix` is what its IRI has before the id."""

    prefix: str = ID
    required: bool = False

    def encode(self, row: Row) -> Iterator[Statement]:
        if self.required and not row[self.name]:
            raise CellError("is empty; write an id of the record")
        yield from Column.encode(self, row)

    def to_term(self, cell: str) -> Term:
        if not ID_PATTERN.fullmatch(cell):
            raise CellError(f"{cell!r} is no id; ids are lower-case letters, digits and hyphens")
        return NamedNode(self.prefix + cell)

    def to_cell(self, term: Term) -> str:
        return term.value.removeprefix(self.prefix)


@dataclass(frozen=True, slots=True)
class Texts(Column):
    """Several words with | between. Their order is kept beside them where it is not the alphabet's."""

    def encode(self, row: Row) -> Iterator[Statement]:
        if not (cell := row[self.name]):
            return
        parts = _parts(cell)
        for part in parts:
            yield expand(self.term), self.to_term(part)
        if parts != sorted(parts):
            yield LIST_ORDER, Literal(f"{self.name}: {cell}")

    def to_term(self, cell: str) -> Term:
        return _words(cell)

    def from_terms(self, terms: list[Term], resource: Resource) -> str:
        if len(terms) == 1:
            return self.to_cell(terms[0])
        parts = sorted(map(self.to_cell, terms))
        for order in resource.get(LIST_ORDER, ()):
            name, _, cell = order.value.partition(": ")
            if name == self.name and sorted(cell.split("|")) == parts:
                return cell
        return "|".join(parts)


@dataclass(frozen=True, slots=True)
class References(Texts):
    """The ids of several things of the record."""

    required: bool = False

    def encode(self, row: Row) -> Iterator[Statement]:
        if self.required and not row[self.name]:
            raise CellError("is empty; name at least one source")
        yield from Texts.encode(self, row)

    def to_term(self, cell: str) -> Term:
        if not ID_PATTERN.fullmatch(cell):
            raise CellError(f"{cell!r} is no id; ids are lower-case letters, digits and hyphens")
        return NamedNode(ID + cell)


@dataclass(frozen=True, slots=True)
class Kinds(Column):
    """Kinds of body, with + between where a number counts several."""

    def encode(self, row: Row) -> Iterator[Statement]:
        for part in row[self.name].split("+"):
            if not ID_PATTERN.fullmatch(part):
                raise CellError(f"{part!r} is no kind; write the id of one, or several with + between")
            yield expand(self.term), NamedNode(f"{NHS}kind-{part}")

    def decode(self, resource: Resource, record: Record) -> str:
        return "+".join(sorted(local(term).removeprefix("kind-") for term in resource.get(expand(self.term), ())))


@dataclass(frozen=True, slots=True)
class Code(Column):
    """A code of one scheme, told apart by its datatype; a body with several marks the main one."""

    scheme: str
    pattern: str

    def holds(self, term: Term) -> bool:
        """Whether a notation is a code of this scheme."""
        return isinstance(term, Literal) and term.datatype.value == expand(self.scheme)

    def to_term(self, cell: str) -> Term:
        if _SPREADSHEET_NUMBER.fullmatch(cell) and not _WHOLE_CODE.fullmatch(cell):
            raise CellError(f"{cell!r} was turned into a number by a spreadsheet; format the column as text")
        if _TIME.fullmatch(cell):
            raise CellError(f"{cell!r} was turned into a time by a spreadsheet; format the column as text")
        if not re.fullmatch(self.pattern, cell, re.ASCII):
            raise CellError(f"{cell!r} is no code of this scheme; write all its characters, leading zeros too")
        return _typed(cell, self.scheme)

    def decode(self, resource: Resource, record: Record) -> str:
        for term in ("nhs:mainCode", self.term):
            for code in resource.get(expand(term), ()):
                if self.holds(code):
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
class Share(Column):
    """A part of a predecessor, more than 0 and at most 1."""

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
class Link(Column):
    """A web address."""

    def to_term(self, cell: str) -> Term:
        try:
            if urlsplit(cell).scheme not in ("http", "https"):
                raise ValueError
            return NamedNode(cell)
        except ValueError:
            raise CellError(f"{cell!r} is no web address; write it with https:// and without spaces") from None


_LICENCES = {
    "OGL v2": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/2/",
    "OGL v3": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "Open Parliament Licence v3": "https://www.parliament.uk/site-information/copyright-parliament/open-parliament-licence/",
    "CC BY-NC 3.0": "https://creativecommons.org/licenses/by-nc/3.0/",
    "MIT": "https://opensource.org/license/mit",
}


@dataclass(frozen=True, slots=True)
class Licence(Text):
    """What a source lets be done with it: a licence with an address, else the words as stated."""

    def encode(self, row: Row) -> Iterator[Statement]:
        if address := _LICENCES.get(row[self.name]):
            yield expand(self.term), NamedNode(address)
        elif cell := row[self.name]:
            yield expand("dct:rights"), self.to_term(cell)

    def decode(self, resource: Resource, record: Record) -> str:
        for term in resource.get(expand(self.term), ()):
            return next((name for name, address in _LICENCES.items() if address == term.value), term.value)
        return next((term.value for term in resource.get(expand("dct:rights"), ())), "")


@dataclass(frozen=True, slots=True)
class CountedOrReported(Column):
    """Where a gap is known from: reported by a compiler, or counted in a table."""

    def encode(self, row: Row) -> Iterator[Statement]:
        basis, _, table = _words(row[self.name]).value.partition(" in ")
        if basis not in ("report", "counted") or (basis == "counted") != bool(table):
            raise CellError(f"{row[self.name]!r} is not known; write report, or counted in and a table")
        yield expand(self.term), Literal(basis)
        if table:
            yield expand("nhs:countedIn"), Literal(table)

    def decode(self, resource: Resource, record: Record) -> str:
        cells = [terms[0].value for term in (self.term, "nhs:countedIn") if (terms := resource.get(expand(term)))]
        return " in ".join(cells)
