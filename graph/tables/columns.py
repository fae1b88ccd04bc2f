"""Conversion of one cell of a fact table to RDF and back.

A column knows its vocabulary term and converts between cell and RDF objects, so that tables -> Turtle -> tables is
byte-identical. An invalid cell raises `CellError`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from ..rdf.resources import Resource, Resources, Statement, Term
from ..rdf.terms import ID, NHS, expand

__all__ = [
    "DAY_MONTH",
    "ID_PATTERN",
    "TIME",
    "CellError",
    "Choice",
    "Column",
    "Kinds",
    "Reference",
    "References",
    "Row",
    "Text",
    "Texts",
    "local",
    "words",
]


Row: TypeAlias = Mapping[str, str]

LIST_ORDER = expand("nhs:listOrder")
ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
DAY_MONTH = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")
_SCIENTIFIC = re.compile(r"\d+(\.\d+)?E[+-]\d+", re.IGNORECASE)
TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?( ?[AP]M)?", re.IGNORECASE)  # the code 5PM, to a spreadsheet
_MONTH = re.compile(r"(\d{1,2}-)?[A-Z][a-z]{2}-\d{2,4}")  # 2011-06, to a spreadsheet: Jun-11
_NEGATIVE = re.compile(r"-\d+")  # the period 2022-, to a spreadsheet
_NO_WORDS = (DAY_MONTH, _SCIENTIFIC, TIME, _MONTH, _NEGATIVE)
_SMART = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})


class CellError(ValueError):
    """The cell is invalid for its column; the message says what is wrong and what to write."""


def local(term: Term) -> str:
    """The last part of one of our IRIs (`ccg-04f`, `month`), or the text of a literal."""
    value: str = term.value
    return value.removeprefix(ID).removeprefix(NHS) if isinstance(term, NamedNode) else value


def _parts(cell: str) -> list[str]:
    parts = cell.split("|")
    if "" in parts or len(set(parts)) != len(parts):
        raise CellError(f"{cell!r} has an empty or a repeated part; write each once, with | between")
    return parts


def words(cell: str) -> Literal:
    """Text as written; raises CellError if a spreadsheet or word processor has altered it."""
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
    """A column with one text; the base class of the others."""

    name: str
    term: str

    def encode(self, row: Row) -> Iterator[Statement]:
        """The statements a row's cell makes about the row's subject.

        Raises:
            CellError: the cell is invalid.
        """
        if cell := row[self.name]:
            yield expand(self.term), self.to_term(cell)

    def decode(self, resource: Resource, resources: Resources) -> str:
        """The cell, from the statements about the subject."""
        terms = resource.get(expand(self.term))
        return self.from_terms(terms, resource) if terms else ""

    def from_terms(self, terms: list[Term], resource: Resource) -> str:
        """The cell, from the objects of its term, of which there is at least one."""
        return self.to_cell(terms[0])

    def to_term(self, cell: str) -> Term:
        return Literal(cell)

    def to_cell(self, term: Term) -> str:
        return local(term)


@dataclass(frozen=True, slots=True)
class Text(Column):
    """Text, unchanged."""

    def to_term(self, cell: str) -> Term:
        return words(cell)


@dataclass(frozen=True, slots=True)
class Choice(Column):
    """One of a list of words, each a concept of the vocabulary; `iris` has those that are not `nhs:word`."""

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
        named = {expand(curie): word for word, curie in self.iris}
        return named.get(term.value, local(term))


@dataclass(frozen=True, slots=True)
class Reference(Column):
    """The id of a thing in the record; `prefix` is the part of its IRI before the id."""

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
    """Several texts joined by |. A non-alphabetical order is stored separately."""

    def encode(self, row: Row) -> Iterator[Statement]:
        if not (cell := row[self.name]):
            return
        parts = _parts(cell)
        for part in parts:
            yield expand(self.term), self.to_term(part)
        if parts != sorted(parts):
            yield LIST_ORDER, Literal(f"{self.name}: {cell}")

    def to_term(self, cell: str) -> Term:
        return words(cell)

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
    """The ids of several things in the record."""

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
    """Kinds of body, joined by + if a number counts several."""

    def encode(self, row: Row) -> Iterator[Statement]:
        for part in row[self.name].split("+"):
            if not ID_PATTERN.fullmatch(part):
                raise CellError(f"{part!r} is no kind; write the id of one, or several with + between")
            yield expand(self.term), NamedNode(f"{NHS}kind-{part}")

    def decode(self, resource: Resource, resources: Resources) -> str:
        return "+".join(sorted(local(term).removeprefix("kind-") for term in resource.get(expand(self.term), ())))
