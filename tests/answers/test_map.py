"""The map of a day: who held each cell, who stood behind and above, on made-up areas; and its kinds."""

from datetime import date
from decimal import Decimal

import pytest

from graph.answers.geography.map import MapOnDay, map_on, mapped_kinds
from graph.errors import UnknownKind
from graph.model.commissioners import commissioners_behind, tier_above, working_commissioners
from graph.model.partition import Areas, Cell, Evidence, Holding, Piece
from graph.record.history import History
from tests.support.tiny import tiny_record

KINDS = [
    {"id": "ha", "start": "1996-04-01", "end": "2002-03-31"},
    {"id": "regional-office", "start": "1996-04-01", "end": "2002-03-31", "tier": "regional"},
    {"id": "pcg", "start": "1999-04-01", "end": "2002-03-31"},
    {"id": "pct", "start": "2000-04-01", "end": "2013-03-31"},
    {"id": "care-trust", "start": "2002-04-01", "end": "2013-03-31", "broader": "pct"},
    {"id": "sha", "start": "2002-04-01", "end": "2013-03-31", "tier": "regional"},
    {"id": "ccg", "start": "2013-04-01", "end": "2022-06-30"},
]
BODIES = [
    {"id": "ha-one", "kind": "ha", "start": "1996-04-01", "end": "2002-03-31"},
    {"id": "office", "kind": "regional-office", "start": "1996-04-01", "end": "2002-03-31"},
    {"id": "pcg-one", "kind": "pcg", "start": "1999-04-01", "end": "2001-03-31"},
    {"id": "pct-one", "kind": "pct", "start": "2001-04-01", "end": "2013-03-31"},
    {"id": "pct-two", "kind": "pct", "start": "2002-04-01", "end": "2013-03-31"},
    {"id": "pct-three", "kind": "pct", "start": "2002-04-01", "end": "2013-03-31"},
    {"id": "trust", "kind": "care-trust", "start": "2002-04-01", "end": "2013-03-31"},
    {"id": "pct-lost", "kind": "pct", "start": "2002-01-01", "start_precision": "year", "end": "2013-03-31"},
    {"id": "sha-one", "kind": "sha", "start": "2002-04-01", "end": "2013-03-31"},
]
CELLS = {
    name: Cell(name, people, people // 50, 1, 52.0, -1.0, name, name, name, name)
    for name, people in {"a": 1000, "b": 2000, "c": 500, "d": 300}.items()
}


def held(body: str, cell: str, share: str = "1", *, inferred: bool = False) -> Holding:
    return Holding(body, Piece(cell, Decimal(share), Evidence.DERIVED, inferred, ("src",)))


HOLDINGS = {
    "ha-one": (held("ha-one", "a", inferred=True), held("ha-one", "b"), held("ha-one", "c")),
    "office": tuple(held("office", cell) for cell in "abcd"),
    "pcg-one": (held("pcg-one", "a"),),
    "pct-one": (held("pct-one", "a"),),
    "pct-two": (held("pct-two", "b", "0.7"),),
    "pct-three": (held("pct-three", "b", "0.3"),),
    "trust": (held("trust", "c"), held("trust", "d", "0.4")),
    "sha-one": tuple(held("sha-one", cell) for cell in "abcd"),
}


@pytest.fixture(scope="module")
def history() -> History:
    return tiny_record({"kinds": KINDS, "bodies": BODIES}).history


@pytest.fixture(scope="module")
def areas() -> Areas:
    return Areas(CELLS, HOLDINGS)


@pytest.fixture
def in_2003(history: History, areas: Areas) -> MapOnDay:
    return map_on(history, areas, date(2003, 4, 1))


def test_local_commissioners_are_those_of_the_day(history: History) -> None:
    assert working_commissioners(history.kinds, date(1998, 1, 1)) == ("ha",)
    assert working_commissioners(history.kinds, date(1999, 4, 1)) == ("pcg",)
    assert working_commissioners(history.kinds, date(2001, 4, 1)) == ("pcg", "pct")
    assert working_commissioners(history.kinds, date(2012, 4, 1)) == ("pct",)
    assert working_commissioners(history.kinds, date(2014, 4, 1)) == ("ccg",)
    assert working_commissioners(history.kinds, date(1980, 4, 1)) == ()


def test_health_authorities_stood_behind_primary_care_groups_and_behind_nobody_else(history: History) -> None:
    assert commissioners_behind(history.kinds, date(2001, 4, 1)) == ("ha",)
    assert commissioners_behind(history.kinds, date(1998, 4, 1)) == ()
    assert commissioners_behind(history.kinds, date(2005, 4, 1)) == ()


def test_the_tier_above_a_region_is_none(history: History) -> None:
    assert tier_above(history.kinds, ("pct",), date(2003, 4, 1)) == "sha"
    assert tier_above(history.kinds, ("ha",), date(2000, 4, 1)) == "regional-office"
    assert tier_above(history.kinds, ("sha",), date(2003, 4, 1)) == ""


def test_a_cell_is_drawn_for_the_body_with_most_of_it(in_2003: MapOnDay) -> None:
    assert [body.id for body in in_2003.drawn] == ["pct-one", "pct-two", "trust"]
    assert [body.id for body in in_2003.only_parts] == ["pct-three"]
    cell = in_2003.cells["b"]
    assert (cell.owner, cell.shared, cell.above) == ("pct-two", True, "sha-one")
    shared = in_2003.body("pct-three")
    assert shared is not None
    assert [body.id for body in in_2003.sharing(shared)] == ["pct-two"]


def test_a_cell_of_which_the_rest_is_not_known_counts_as_shared(in_2003: MapOnDay) -> None:
    assert in_2003.cells["d"].shared
    assert not in_2003.cells["c"].shared


def test_people_are_those_of_the_cells_by_share(in_2003: MapOnDay) -> None:
    assert {body.id: body.population for body in in_2003.bodies} == {
        "pct-one": 1000,
        "pct-two": 1400,
        "pct-three": 600,
        "trust": 620,
        "pct-lost": None,
    }
    assert [body.id for body in in_2003.without_area] == ["pct-lost"]


def test_those_that_may_have_been_in_force_stand_apart(history: History, areas: Areas) -> None:
    found = map_on(history, areas, date(2002, 6, 1))
    assert [entry.body.id for entry in found.possible] == ["pct-lost"]


def test_the_era_before_shows_only_where_its_successors_are_not_known(history: History, areas: Areas) -> None:
    found = map_on(history, areas, date(1999, 4, 1))
    assert found.cells["a"].owner == "pcg-one"
    assert (found.cells["a"].behind, found.cells["b"].behind, found.cells["d"].behind) == ("", "ha-one", "")
    assert found.behind is not None
    assert found.behind.id == "ha"


def test_inferred_is_said_of_a_cell_and_of_a_body_with_any_such_cell(history: History, areas: Areas) -> None:
    found = map_on(history, areas, date(1997, 4, 1))
    assert (found.cells["a"].inferred, found.cells["b"].inferred) == (True, False)
    assert [body.inferred for body in found.bodies] == [True]


def test_a_kind_takes_in_its_narrower_ones_and_an_unknown_one_is_refused(history: History, areas: Areas) -> None:
    assert "trust" in {body.id for body in map_on(history, areas, date(2003, 4, 1), "pct").bodies}
    assert [body.id for body in map_on(history, areas, date(2003, 4, 1), "care-trust").bodies] == ["trust"]
    with pytest.raises(UnknownKind, match="pctt"):
        map_on(history, areas, date(2003, 4, 1), "pctt")


def test_only_kinds_with_a_known_area_are_offered(history: History, areas: Areas) -> None:
    assert "ccg" not in {kind.id for kind in mapped_kinds(history, areas)}
    assert {kind.id for kind in mapped_kinds(history, areas)} >= {"ha", "pcg", "pct", "care-trust", "sha"}


def test_a_day_without_commissioners_is_an_empty_map(history: History, areas: Areas) -> None:
    found = map_on(history, areas, date(1980, 1, 1))
    assert found.bodies == ()
    assert found.document()["bodies"] == []  # type: ignore[call-overload]


def test_rows_and_document_say_the_same(in_2003: MapOnDay) -> None:
    document = in_2003.document()
    assert [body["id"] for body in document["bodies"]] == [row["id"] for row in in_2003.rows()]  # type: ignore[call-overload]
    assert document["above"] == "sha"  # type: ignore[call-overload]
    assert all(tuple(row) == in_2003.columns for row in in_2003.rows())
