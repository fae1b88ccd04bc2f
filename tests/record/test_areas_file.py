"""The areas of a record: read when asked for, from the Turtle once and then from their own derived form."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.curate.validation import validate
from graph.errors import UnreadableRecord
from graph.model.partition import Evidence
from graph.rdf.turtle import canonical, read_triples, resources
from graph.record import Record, open_record
from graph.record.areas.file import AreasFile
from graph.tables.areas import to_areas
from graph.tables.encode import from_record
from graph.tables.schema import AREA_TABLES
from tests.support.areas import SMALL
from tests.support.tiny import filled, tiny_record


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """The small England as files."""
    record = tiny_record(SMALL)
    assert record.areas_file is not None
    place = tmp_path / "restructures.ttl"
    place.write_bytes(record.turtle)
    (tmp_path / "areas.ttl").write_bytes(record.areas_file.file.turtle)
    return place


def test_the_real_areas_round_trip_byte_for_byte(record: Record) -> None:
    assert record.areas_file is not None
    turtle = record.areas_file.file.turtle
    triples = list(read_triples(turtle))
    assert canonical(triples) == turtle
    assert canonical(to_areas(from_record(resources(triples), AREA_TABLES))) == turtle


def test_a_body_holds_its_pieces_on_its_days(target: Path) -> None:
    areas = open_record(target).areas
    (whole, part) = areas.coverage("pct-one", date(2010, 1, 1))
    assert (whole.cell, whole.share, whole.evidence) == ("00aa", Decimal(1), Evidence.DERIVED)
    assert (part.cell, part.share, part.evidence) == ("00ab-1", Decimal("0.6"), Evidence.APPROXIMATE)
    assert [piece.cell for piece in areas.coverage("ccg-one", date(2015, 4, 1))] == ["00aa"]
    assert areas.coverage("nobody", date(2010, 1, 1)) == ()


def test_from_the_derived_form_they_are_as_from_the_turtle(target: Path) -> None:
    in_memory = tiny_record(SMALL).areas
    for _ in range(2):  # first from the Turtle, then from what that left
        areas = open_record(target).areas
        assert dict(areas.holdings) == dict(in_memory.holdings)
        assert dict(areas.by_cell) == dict(in_memory.by_cell)
        assert areas.cells == in_memory.cells


def test_what_needs_no_area_does_not_read_them(target: Path) -> None:
    (target.parent / "areas.ttl").write_bytes(b"this is no Turtle")
    record = open_record(target)
    assert record.history.bodies["ccg-one"].name == "ccg-one"
    with pytest.raises(UnreadableRecord, match=r"areas\.ttl, line 1"):
        _ = record.areas


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"nhs:cell id:cell-00ac", b"nhs:cell id:cell-99zz"),
        (b'"2015-03-31"^^<http', b'"2015-13-31"^^<http'),
        (b"nhs:evidence nhs:exact", b"nhs:evidence nhs:stated"),
        (b"nhs:share 0.6", b"nhs:share 1.6"),
        (b"nhs:people 3000", b"nhs:people 3000.5"),
    ],
)
def test_areas_that_cannot_be_used_are_refused_in_one_line(target: Path, old: bytes, new: bytes) -> None:
    place = target.parent / "areas.ttl"
    text = place.read_bytes().replace(b"^^xsd:date", b"^^<http://www.w3.org/2001/XMLSchema#date>")
    assert old in text
    place.write_bytes(text.replace(old, new, 1))
    with pytest.raises(UnreadableRecord, match=r"^[^\n]+validate$"):
        _ = open_record(target).areas
    assert validate(open_record(target)) != []


def test_a_derived_form_that_was_damaged_is_made_anew(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(open_record(target).areas.holdings) == 6
    from platformdirs import user_cache_path

    for file in user_cache_path("nhs-restructures").glob("*.areas"):
        file.write_bytes(file.read_bytes()[:-100])
    assert len(open_record(target).areas.holdings) == 6


def test_areas_without_what_is_inferred(target: Path) -> None:
    history = open_record(target).history
    assert "ha-all" in history.areas.holdings
    assert "ha-all" not in history.stated.areas.holdings
    assert history.stated.areas.coverage("pct-one", date(2010, 1, 1)) != ()


_CODES = st.from_regex(r"[0-9]{2}[a-z]{2}(-[1-9])?", fullmatch=True)
_DAYS = st.dates(date(1990, 1, 1), date(2026, 1, 1)).map(str)
_WORDS = st.text("abcdefg ,;'()0.", min_size=1, max_size=20).filter(lambda words: words == words.strip())


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[dict[str, str]]]:
    """Tables of areas with every sort of cell that their columns take."""
    cells = draw(st.lists(_CODES, unique=True, min_size=1, max_size=4))
    keys = st.tuples(st.sampled_from(cells), st.sampled_from(["ccg-a", "b"]), st.just("") | _DAYS)
    rows = {
        key: {
            **dict(zip(("cell", "body", "from"), key, strict=True)),
            "evidence": draw(st.sampled_from(["exact", "derived", "approximate"])),
            "share": draw(st.just("") | st.integers(1, 999).map(lambda part: f"0.{part:03}")),
            "to": draw(st.just("") | _DAYS),
            "inferred": draw(st.sampled_from(["", "yes"])),
            "sources": "|".join(draw(st.lists(st.sampled_from(["src", "b", "c"]), unique=True, min_size=1))),
            "note": draw(_WORDS),
        }
        for key in draw(st.lists(keys, max_size=5))
    }
    return {
        "cells": [{"cell": cell, "lat": "-0.5", "lon": draw(st.sampled_from(["1.0", "-6.352"]))} for cell in cells],
        "membership": list(rows.values()),
        "places": [{"code": "E06000001", "name": draw(st.sampled_from(["Ayton", "Bee, City of"])), "cells": cells[0]}],
    }


@settings(max_examples=60)
@given(tables())
def test_any_tables_of_areas_come_back_as_they_went_in(rows: dict[str, list[dict[str, str]]]) -> None:
    full = {name: sorted(filled(rows)[name], key=table.sort) for name, table in AREA_TABLES.items()}
    turtle = canonical(to_areas(full))
    assert from_record(resources(read_triples(turtle)), AREA_TABLES) == full
    assert canonical(read_triples(turtle)) == turtle
    areas = AreasFile(turtle).areas()
    assert sum(map(len, areas.holdings.values())) == sum(map(len, areas.by_cell.values())) == len(full["membership"])
