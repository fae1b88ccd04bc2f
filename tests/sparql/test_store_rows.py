"""Rows that are asked of a store as an answer needs them: the same answers, from a few queries."""

import pytest
from pyoxigraph import Store as Oxigraph

from graph.answers.geography.place import PlaceHistory, place_history
from graph.areas.places import gazetteer, gazetteer_of
from graph.errors import UnreadableRecord
from graph.names.description import description
from graph.record import Record
from graph.record.areas.mapping import areas_of
from graph.record.history import History
from graph.record.store.remote import lookups_for
from graph.record.store.rows import StoreRows
from graph.sparql.store import EmbeddedStore, Result
from graph.tables.schema import TABLES
from tests.support.areas import SMALL
from tests.support.tiny import tiny_record


class Counted(EmbeddedStore):
    """A store that counts what it is asked, and what it gives."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store: Oxigraph = store._store
        self.queries = self.statements = 0

    def run(self, query: str) -> Result:
        answer = super().run(query)
        self.queries += 1
        self.statements += len(getattr(answer, "rows", ()))
        return answer


def place_in(store: EmbeddedStore, text: str, *, stated_only: bool = False) -> tuple[PlaceHistory, History]:
    """Who covered a place, and the history that says so."""
    rows = StoreRows(store)
    areas = areas_of(rows)
    history = History(rows, areas=lambda: areas)
    history = history.stated if stated_only else history
    places = gazetteer_of(areas, rows.all("places"), lookups_for(areas.cells))
    return place_history(history, places.at(text)), history


@pytest.mark.parametrize(("text", "stated_only"), [("Trafford", False), ("B17", False), ("Cornwall", True)])
def test_a_place_asks_the_store_for_few_things_and_says_the_same(
    text: str, stated_only: bool, embedded: EmbeddedStore, record: Record
) -> None:
    counted = Counted(embedded)
    found, history = place_in(counted, text, stated_only=stated_only)
    whole = record.history.stated if stated_only else record.history
    same = place_history(whole, gazetteer(record).at(text))
    assert found == same
    assert [description(history, each.body) for each in found.spells] == [
        description(whole, each.body) for each in same.spells
    ]
    assert counted.queries < 80
    assert counted.statements < 20_000, "most of them cells and places; the record has twenty times as many"


def test_every_table_is_the_same_however_it_is_looked_in() -> None:
    record = tiny_record(SMALL)
    asked, rows = StoreRows(EmbeddedStore(record.whole_turtle)), record.history.rows
    for table in TABLES:
        assert sorted(map(str, asked.all(table))) == sorted(map(str, rows.all(table)))
        for column in ("id", "body_id", "from_id", "to_id"):
            if column in TABLES[table].header:
                values = sorted(rows.values(table, column))
                found = sorted(map(str, asked.where(table, column, values)))
                assert found == sorted(map(str, rows.where(table, column, values)))
                assert list(asked.where(table, column, ("no> } #", ""))) == []


@pytest.mark.parametrize(
    ("written", "wrong", "said"),
    [
        ('"2013-04-01"^^xsd:date', '"soon"', "less or other than bodies need|a value that cannot be read"),
        ("nhs:share 0.", "nhs:share 6.", "a value that cannot be read"),
        ("nhs:people ", "nhs:nobody ", "less or other than cells need|a value that cannot be read"),
    ],
)
def test_what_cannot_be_read_in_a_store_is_said(written: str, wrong: str, said: str) -> None:
    turtle = tiny_record(SMALL).whole_turtle.decode()
    assert written in turtle
    with pytest.raises(UnreadableRecord, match=said):
        place_in(EmbeddedStore(turtle.replace(written, wrong).encode()), "Beeham")
