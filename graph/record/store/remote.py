"""Reads the whole record from a SPARQL store: its rows and its Turtle, as if read from its file.

Queries are paged below any engine's row limit, and results are counted, so the record is read completely or not at all.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from pyoxigraph import Literal, NamedNode

from ...errors import StoreError
from ...rdf.resources import Term
from ...rdf.terms import expand
from ...rdf.turtle import Triple, canonical
from ...sparql.results import Node, Solutions
from ...sparql.store import Store
from ...tables.encode import rows_of
from ...tables.schema import AREA_TABLES, TABLES
from ...tables.schema.areas import PLACE
from ..areas.file import AreasFile
from ..areas.lookups import Lookups
from ..areas.lookups import beside as lookups_beside
from ..opening import DATA, Record

if TYPE_CHECKING:
    from ...model.partition import Areas

__all__ = [
    "AREA_CLASSES",
    "Found",
    "areas_from",
    "from_store",
    "lookups_for",
    "record_from",
    "resources_from",
    "resources_of",
    "resources_where",
    "rows_from",
    "turtle_from",
]

_T = TypeVar("_T")

Found: TypeAlias = dict[str, dict[str, list[Term]]]
"""Subjects by IRI, each with its objects by predicate."""

_DECIMAL: Final = NamedNode(expand("xsd:decimal"))
_CLASSES: Final = frozenset(name for table in TABLES.values() for name in table.classes)
AREA_CLASSES: Final = frozenset(name for table in AREA_TABLES.values() for name in table.classes) | {PLACE}
"""The classes of what is in the file of areas."""
_PAGE: Final = 5_000
"""Subjects asked for at once; engines cap the rows of an answer, Virtuoso at 10,000."""
_FEW: Final = 1_000
"""Statements that every engine gives in one answer, so that fewer need not be counted."""
_SUBJECTS: Final = 200
"""Subjects whose statements are asked for at once; none of the record has fifty."""


def rows_from(store: Store) -> Callable[[str], list[Mapping[str, str]]]:
    """The rows of the fact tables by name, read from a store on first use: `History(rows_from(store))`.

    The function raises StoreError where the store cannot be read whole.
    """

    @cache
    def tables() -> Mapping[str, list[dict[str, str]]]:
        return rows_of(resources_from(store))

    def rows(table: str) -> list[Mapping[str, str]]:
        return list(tables()[table])

    return rows


def record_from(store: Store) -> Record:
    """The record in a store, with the areas of its bodies if it has them.

    Raises:
        StoreError: the store cannot be read whole.
    """
    areas = resources_from(store, AREA_CLASSES)
    return from_store(turtle_from(store), _turtle(areas) if areas else b"")


def from_store(turtle: bytes, areas: bytes) -> Record:
    """The record from Turtle texts read from a store; without areas if there are none.

    Stores do not hold the look-ups, which are plain tables: the bundled ones are used if the areas have all their
    cells.
    """
    file = AreasFile(areas, "the store") if areas else None
    cells = {row["cell"] for row in file.rows.all("cells")} if file else set()
    return Record(turtle, "the record in the store", file, lookups_for(cells))


def lookups_for(cells: Collection[str]) -> Lookups | None:
    """The bundled look-ups, where they lead to no other cells than these."""
    lookups = Lookups.within(lookups_beside(DATA / "restructures.ttl"))
    return lookups if set(cells).issuperset(lookups.lsoas.values()) else None


def areas_from(store: Store) -> "Areas":
    """The areas in a store; raises as `record_from`."""
    return AreasFile(_turtle(resources_from(store, AREA_CLASSES)), "the store").areas()


def turtle_from(store: Store) -> bytes:
    """The record in a store as Turtle: the same bytes as the file loaded into it.

    Raises:
        StoreError: the store cannot be read whole.
    """
    return _turtle(resources_from(store))


def _turtle(resources: Mapping[str, Mapping[str, list[Term]]]) -> bytes:
    return canonical(
        Triple(NamedNode(subject), NamedNode(predicate), term)
        for subject, statements in resources.items()
        for predicate, terms in statements.items()
        for term in terms
    )


def resources_from(store: Store, classes: Collection[str] = _CLASSES, terms: Collection[str] = ()) -> Found:
    """All subjects of some classes in a store, except derived ones, with their statements by predicate.

    `terms` are the predicates that are wanted, by default all.

    Raises:
        StoreError: the store cannot be reached, has no record, or its counts do not match.
    """
    found: Found = {}
    for rdf_class in sorted(map(expand, classes)):
        found |= resources_of(store, _subjects(store, f"?s a <{rdf_class}>"), terms)
    if not found and classes == _CLASSES:
        raise StoreError("The store holds no record. Load one, as it is written by: export")
    return found


def resources_of(store: Store, subjects: Iterable[str], terms: Collection[str] = ()) -> Found:
    """Some subjects with their statements by predicate, of all or some terms; one without any is left out."""
    found: Found = {}
    only = f" FILTER(?p IN ({', '.join(f'<{expand(term)}>' for term in sorted(terms))}))" if terms else ""
    for batch in _batches(subjects, _SUBJECTS):
        _add(found, store.select(f"SELECT ?s ?p ?o WHERE {{ {_one_of('s', batch)} ?s ?p ?o{only} }}"))
    return found


def resources_where(store: Store, pattern: str, named: Iterable[str]) -> Found:
    """The subjects `?s` of a pattern in which `?named` is one of some IRIs; raises as `resources_from`."""
    found: Found = {}
    for batch in _batches(named, _SUBJECTS):
        asked = f"{_one_of('named', batch)} {pattern}"
        few = store.select(f"SELECT ?s ?p ?o WHERE {{ {asked} . ?s ?p ?o }} LIMIT {_FEW}")
        if len(few.rows) < _FEW:
            _add(found, few)
        else:
            found |= resources_of(store, _subjects(store, asked))
    return found


def _one_of(variable: str, iris: Iterable[str]) -> str:
    return f"VALUES ?{variable} {{ {' '.join(f'<{iri}>' for iri in iris)} }}"


def _add(found: Found, answer: Solutions) -> None:
    for row in answer.rows:
        subject, predicate, term = (_plain(row[name]) for name in ("s", "p", "o"))
        terms = found.setdefault(subject.value, {}).setdefault(predicate.value, [])
        if term not in terms:
            terms.append(term)


def _subjects(store: Store, pattern: str) -> list[str]:
    subjects: list[str] = []
    while True:
        after = f'FILTER(STR(?s) > "{subjects[-1]}")' if subjects else ""
        page = store.select(f"SELECT DISTINCT ?s WHERE {{ {pattern} . {after} }} ORDER BY STR(?s) LIMIT {_PAGE}").rows
        subjects += [_plain(row["s"]).value for row in page]
        if len(page) < _PAGE:
            break
    (row,) = store.select(f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {pattern} }}").rows
    if (count := _plain(row["n"]).value) != str(len(subjects)):
        raise StoreError(f"The store gave {len(subjects)} of {count} things of one class. Ask again.")
    return subjects


def _plain(term: Node) -> Term:
    """A term as the record writes it: engines that store decimals by value return 1 for 1.0."""
    if not isinstance(term, (NamedNode, Literal)):
        raise StoreError("The store holds blank nodes where the record has none. Load the record as it is exported.")
    if isinstance(term, Literal) and term.datatype == _DECIMAL and "." not in term.value:
        return Literal(f"{term.value}.0", datatype=_DECIMAL)
    return term


def _batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
