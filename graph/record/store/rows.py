"""The rows of a record in a SPARQL store, asked for as an answer needs them: a few bodies cost a few queries.

Rows are looked for by an id of their own or of a body or cell they name. All else is read whole, as by `remote`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache, partial
from typing import Final, NamedTuple

from ...rdf.terms import ID, expand
from ...sparql.store import Store
from ...tables.columns import ID_PATTERN, Reference
from ...tables.encode import rows_of
from ...tables.schema import AREA_TABLES, TABLES, Table
from ...tables.schema.areas import PLACE
from ..areas.mapping import require_readable as require_readable_areas
from ..integrity import require_readable
from ..rows import MemoryRows, Row, cached_columns
from .remote import Found, resources_from, resources_of, resources_where, rows_from

__all__ = ["StoreRows"]

_NAME: Final = "The record in the store"
_TABLES: Final = TABLES | AREA_TABLES
_ALONE: Final = frozenset(("kinds", *AREA_TABLES))
"""Tables whose rows are subjects by themselves, and few, so that they are read whole without the others."""


class _Way(NamedTuple):
    """How the subjects of rows are found from a cell: the pattern of a query, with what is before an id in its IRI."""

    pattern: str
    prefix: str


class StoreRows:
    """The rows in a store as a history reads them. Facts that are not read are not checked; `remote` checks them all.

    Raises StoreError where the store fails or its counts do not match, UnreadableRecord where it holds bad values.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._whole = MemoryRows(rows_from(store))
        self._tables = MemoryRows(self._alone)
        self._read: Callable[[str, str, tuple[str, ...]], tuple[Row, ...]] = lru_cache(self._ask)
        self._about: Callable[[tuple[str, ...]], Found] = lru_cache(lambda iris: resources_of(store, iris))
        self._naming: Callable[[str, tuple[str, ...]], Found] = lru_cache(partial(resources_where, store))

    def all(self, table: str) -> Iterable[Row]:
        return (self._tables if table in _ALONE else self._whole).all(table)

    def where(self, table: str, column: str, values: Collection[str]) -> Iterator[Row]:
        if table in _TABLES and _way(_TABLES[table], column):
            return iter(self._read(table, column, tuple(dict.fromkeys(filter(ID_PATTERN.fullmatch, values)))))
        return self._whole.where(table, column, values)

    def count(self, table: str) -> int:
        return self._whole.count(table)

    def lasting(self, table: str, kind: str, day: str) -> Iterator[Row]:
        return self._whole.lasting(table, kind, day)

    def values(self, table: str, column: str) -> Iterable[str]:
        return self._whole.values(table, column)

    def called(self, pieces: Collection[str]) -> Iterable[str]:
        return self._whole.called(pieces)

    def called_like(self, words: str) -> Iterable[Row]:
        return self._whole.called_like(words)

    def _alone(self, table: str) -> Iterable[Row]:
        # Cells have two sources for each figure, which no row holds: half of what a store would send.
        terms = {"rdf:type", *(column.term for column in _TABLES[table].columns)} - {""} if table == "cells" else ()
        beside = (PLACE,) if table == "places" else ()
        return self._rows(table, resources_from(self._store, (*_TABLES[table].classes, *beside), terms))

    def _ask(self, table: str, column: str, values: tuple[str, ...]) -> tuple[Row, ...]:
        way = _way(_TABLES[table], column)
        if way is None or not values:
            return ()
        named = tuple(f"{way.prefix}{value}" for value in values)
        found = self._naming(way.pattern, named) if way.pattern else self._about(named)
        if _TABLES[table].owner:
            found = found | self._about(named)
        events = {term.value for about in found.values() for term in about.get(_IN_EVENT, ())}
        return self._rows(table, found | (self._about(tuple(sorted(events))) if events else {}))

    def _rows(self, table: str, found: Found) -> tuple[Row, ...]:
        """The rows of a table among subjects, in the order of the table."""
        schema = _TABLES[table]
        rows = sorted(rows_of(found, {table: schema})[table], key=schema.sort)  # type: ignore[arg-type]
        require = require_readable_areas if table in AREA_TABLES else require_readable
        require(MemoryRows(lambda name: rows if name == table else ()), _NAME)
        return tuple(each for row in rows for each in cached_columns(table, row))


_IN_EVENT: Final = expand("nhs:inEvent")


@lru_cache
def _way(table: Table, column: str) -> _Way | None:
    """How rows of a table are asked for by a column; None where they are not."""
    if column not in table.header:
        return None
    found, classes = table.column(column), " ".join(f"<{expand(each)}>" for each in table.classes)
    if isinstance(found, Reference):
        return _Way(f"VALUES ?class {{ {classes} }} ?s a ?class ; <{expand(found.term)}> ?named", found.prefix)
    if table.owner and found is table.columns[0]:
        return _Way(f"?named <{expand(table.owner)}> ?s", ID)
    return _Way("", table.prefix) if found.name in ("id", "key") and found is table.columns[0] else None
