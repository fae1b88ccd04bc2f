"""The rules of areas: each is broken once, alone; and areas and look-ups come with an import or stay as they are."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graph.curate.area_rules import RULES
from graph.curate.import_export import export_tables, import_tables
from graph.curate.validation import validate
from graph.record import Record, open_record
from graph.record.areas.lookups import Lookups
from graph.tables import encode
from tests.support.sound import broken, plus, sound_rows, with_cells
from tests.support.tiny import filled, tiny_record

LOOKUPS = {
    "lsoa_cells.csv": b"lsoa,cell\nE01000001,00aa\nE01000002,00ab-1\nE01000003,00ab-2\n",
    "postcode_sectors.csv": b"sector,cell,postcodes\nAA1 1,00aa,20\nAA1 2,00ab-1,20\nAA1 3,00ab-2,20\n",
}

BROKEN = {
    "ends before it begins": (
        with_cells("membership", 2, **{"from": "2015-04-01", "to": "2015-03-01"}),
        ("coverage-ccg-04b--00ab-1--2015-04-01", "coverage-outside-life"),
    ),
    "begins before the body": (
        with_cells("membership", 2, **{"from": "2012-04-01"}),
        ("coverage-ccg-04b--00ab-1--2012-04-01", "coverage-outside-life"),
    ),
    "begins with the body, which goes without saying": (
        with_cells("membership", 2, **{"from": "2013-04-01"}),
        ("coverage-ccg-04b--00ab-1--2013-04-01", "coverage-outside-life"),
    ),
    "ends after the body": (
        with_cells("membership", 1, to="2023-01-01"),
        ("coverage-ccg-04a--00ab-1", "coverage-outside-life"),
    ),
    "held twice at once": (
        plus("membership", body="ccg-04a", cell="00ab-1", **{"from": "2015-03-01"}),
        ("coverage-ccg-04a--00ab-1", "coverage-twice"),
    ),
    "parts of more than a whole": (
        plus("membership", body="ccg-04a", cell="00ab-2", share="0.800"),
        ("cell-00ab-2", "cell-parts"),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_one_break_is_found_by_its_rule_alone(name: str) -> None:
    edit, (subject, rule) = BROKEN[name]
    found = validate(tiny_record(broken(edit)))
    assert [(each.subject, each.rule, each.severity) for each in found] == [(subject, rule, "error")]
    assert ";" in found[0].message


def test_every_rule_is_broken_once_above() -> None:
    assert {rule for _, (_, rule) in BROKEN.values()} == set(RULES)


def test_parts_that_sum_to_one_but_for_rounding_are_sound() -> None:
    rows = broken(plus("membership", body="ccg-04a", cell="00ab-2", share="0.751"))
    assert validate(tiny_record(rows)) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        ("lsoa_cells.csv", b"E01000003,00ab-2\n", b"", "lookup-count"),
        ("lsoa_cells.csv", b"E01000003,00ab-2\n", b"E01000003,00ab-2\nE01000004,99zz\n", "lookup-cell"),
        ("postcode_sectors.csv", b"AA1 3,00ab-2,20", b"AA1 3,00ab-2,19", "lookup-count"),
    ],
)
def test_look_ups_count_what_the_cells_have(name: str, old: bytes, new: bytes, rule: str) -> None:
    record = replace(tiny_record(sound_rows()), lookups=Lookups(LOOKUPS))
    assert validate(record) == []
    (finding,) = validate(replace(record, lookups=Lookups({**LOOKUPS, name: LOOKUPS[name].replace(old, new)})))
    assert (finding.subject, finding.rule) == (name, rule)


# In and out


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small record's tables, with areas and look-ups."""
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, data in {**encode.files(filled(sound_rows())), **LOOKUPS}.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def target(tmp_path: Path, folder: Path) -> Path:
    """The record they make."""
    place = tmp_path / "data" / "restructures.ttl"
    assert import_tables(folder, place, write_it=True).written
    return place


def test_areas_and_look_ups_come_back_to_the_letter(target: Path, folder: Path, tmp_path: Path) -> None:
    assert {path.name for path in target.parent.iterdir()} == {"restructures.ttl", "areas.ttl", "lookups"}
    again = tmp_path / "again"
    export_tables(open_record(target), again)
    for name in ("cells", "membership", "places", "lsoa_cells", "postcode_sectors"):
        assert (again / f"{name}.csv").read_bytes() == (folder / f"{name}.csv").read_bytes()


def test_without_their_tables_areas_stay_as_they_are(target: Path, folder: Path) -> None:
    before = (target.parent / "areas.ttl").read_bytes()
    for name in ("cells", "membership", "places", "lsoa_cells", "postcode_sectors"):
        (folder / f"{name}.csv").unlink()
    bodies = folder / "bodies.csv"
    bodies.write_text(bodies.read_text().replace("A note.", "Another note."))
    changes = import_tables(folder, target, write_it=True)
    assert changes.written
    assert [each.thing for each in changes.told] == ["body"]
    assert (target.parent / "areas.ttl").read_bytes() == before
    assert open_record(target).areas.cells.keys() == {"00aa", "00ab-1", "00ab-2"}


def test_a_body_that_has_an_area_cannot_be_taken_away_without_it(target: Path, folder: Path) -> None:
    for name in ("cells", "membership", "places"):
        (folder / f"{name}.csv").unlink()
    for name in ("bodies", "successions", "names", "accountability", "events"):
        table = folder / f"{name}.csv"
        kept = [line for line in table.read_text().splitlines(keepends=True) if "icb-x" not in line]
        table.write_text("".join(kept))
    changes = import_tables(folder, target, write_it=True)
    assert not changes.written
    assert "shape-coverage-of" in {finding.rule for finding in changes.findings}


@pytest.mark.parametrize("missing", ["cells", "membership", "places", "lsoa_cells"])
def test_tables_of_areas_come_together_or_not_at_all(target: Path, folder: Path, missing: str) -> None:
    (folder / f"{missing}.csv").unlink()
    changes = import_tables(folder, target, write_it=True)
    assert [(each.subject, each.rule) for each in changes.findings] == [(f"{missing}.csv", "table-missing")]


def change(table: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / f"{table}.csv"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return edit


DAMAGE = {
    "a decimal comma": (change("membership", "0.250", '"0,250"'), "membership.csv line 5, column share"),
    "zeros cut off": (change("membership", "0.250", "0.25"), "membership.csv line 5, column share"),
    "a whole written out": (change("membership", "0.250", "1.000"), "membership.csv line 5, column share"),
    "unknown evidence": (change("membership", "exact", "stated"), "membership.csv line 2, column evidence"),
    "an odd flag": (change("membership", ",yes,", ",no,"), "membership.csv line 6, column inferred"),
    "no reason": (change("membership", "By its name.", ""), "membership.csv line 6, column note"),
    "a day turned round": (change("membership", "2015-03-31", "31/03/2015"), "membership.csv line 3, column to"),
    "an odd latitude": (change("cells", "52.5", "52,5".replace(",", ";")), "cells.csv line 2, column lat"),
    "people with a comma": (change("cells", ",1000,", ',"1,000",'), "cells.csv line 2, column population"),
    "an odd code": (change("places", "00AA", "0AA"), "places.csv line 2, column code"),
    "a kind without year": (change("places", "district-1998", "district"), "places.csv line 2, column kind"),
    "cells out of order": (change("places", "00ab-1|00ab-2", "00ab-2|00ab-1"), "places.csv line 4, column cells"),
    "a coverage twice": (
        change("membership", "00aa,ccg-04a,exact,,,,,src,\n", "00aa,ccg-04a,exact,,,,,src,\n" * 2),
        "membership.csv line 3",
    ),
    "an odd sector": (change("postcode_sectors", "AA1 1", "AA11"), "postcode_sectors.csv line 2, column sector"),
    "an odd LSOA": (change("lsoa_cells", "E01000001", "E02000001"), "lsoa_cells.csv line 2, column lsoa"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_a_spreadsheet_does_to_areas_ends_in_a_finding(target: Path, folder: Path, damage: str) -> None:
    edit, where = DAMAGE[damage]
    edit(folder)
    before = {path: path.read_bytes() for path in target.parent.rglob("*") if path.is_file()}
    changes = import_tables(folder, target, write_it=True)
    assert [each.subject for each in changes.findings] == [where]
    assert {path: path.read_bytes() for path in target.parent.rglob("*") if path.is_file()} == before


def test_where_one_file_cannot_be_written_all_are_as_before(target: Path, folder: Path) -> None:
    lookups = target.parent / "lookups"
    before = {path: path.read_bytes() for path in (target, target.parent / "areas.ttl")}
    shutil.rmtree(lookups)
    lookups.write_text("no directory")
    change("membership", ",exact,", ",derived,")(folder)
    from graph.errors import RecordError

    with pytest.raises(RecordError):
        import_tables(folder, target, write_it=True)
    assert {path: path.read_bytes() for path in before} == before


def test_an_edition_is_named_by_record_and_areas(target: Path) -> None:
    version = open_record(target).version
    areas = target.parent / "areas.ttl"
    areas.write_bytes(areas.read_bytes() + b"# once more\n")
    assert open_record(target).version != version
    areas.unlink()
    bare: Record = open_record(target)
    assert bare.version != version
    assert not bare.areas.cells
