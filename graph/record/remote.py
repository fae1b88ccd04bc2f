"""Reads the whole record from a SPARQL store: its rows and its Turtle, as if read from its file.

Queries are paged below any engine's row limit, and results are counted, so the record is read completely or not at all.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from pyoxigraph import Literal, NamedNode

from ..errors import StoreError
from ..rdf.resources import Term
from ..rdf.terms import expand
from ..rdf.turtle import Triple, canonical
from ..sparql.results import Node
from ..sparql.store import Store
from ..tables.encode import rows_of
from ..tables.schema import AREA_TABLES, TABLES
from ..tables.schema.areas import PLACE
from .areas.file import AreasFile
from .areas.lookups import Lookups
from .areas.lookups import beside as lookups_beside
from .opening import DATA, Record

if TYPE_CHECKING:
    from ..model.partition import Areas

__all__ = ["AREA_CLASSES", "areas_from", "from_store", "record_from", "resources_from", "rows_from", "turtle_from"]

_T = TypeVar("_T")
_DECIMAL: Final = NamedNode(expand("xsd:decimal"))
_CLASSES: Final = frozenset(name for table in TABLES.values() for name in table.classes)
AREA_CLASSES: Final = frozenset(name for table in AREA_TABLES.values() for name in table.classes) | {PLACE}
"""The classes of what is in the file of areas."""
_PAGE: Final = 5_000
"""Subjects asked for at once; engines cap the rows of an answer, Virtuoso at 10,000."""
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
    lookups = Lookups.within(lookups_beside(DATA / "restructures.ttl"))
    cells = {row["cell"] for row in file.rows.all("cells")} if file else set()
    fit = cells.issuperset(lookups.lsoas.values())
    return Record(turtle, "the record in the store", file, lookups if fit else None)


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


def resources_from(store: Store, classes: Collection[str] = _CLASSES) -> dict[str, dict[str, list[Term]]]:
    """All subjects of some classes in a store, except derived ones, with their statements by predicate.

    Raises:
        StoreError: the store cannot be reached, has no record, or its counts do not match.
    """
    record: dict[str, dict[str, list[Term]]] = {}
    for rdf_class in sorted(map(expand, classes)):
        subjects = _subjects(store, rdf_class)
        for batch in _batches(subjects, _SUBJECTS):
            listed = " ".join(f"<{iri}>" for iri in batch)
            found = store.select(f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {listed} }} ?s ?p ?o }}")
            for row in found.rows:
                subject, predicate, term = (_plain(row[name]) for name in ("s", "p", "o"))
                terms = record.setdefault(subject.value, {}).setdefault(predicate.value, [])
                if term not in terms:
                    terms.append(term)
    if not record and classes == _CLASSES:
        raise StoreError("The store holds no record. Load one, as it is written by: export")
    return record


def _subjects(store: Store, rdf_class: str) -> list[str]:
    pattern = f"?s a <{rdf_class}>"
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
