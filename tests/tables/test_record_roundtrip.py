"""Tables to record to tables, and Turtle to Turtle, give the same bytes; damaged tables give findings only."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadTables, RecordError
from graph.rdf.turtle import canonical, read_triples, resources
from graph.record import Record
from graph.tables.encode import Tables, files, from_record, parse_table, read, rows_of, to_record
from graph.tables.schema import BASES, EVENT_CLASSES, LINE_KINDS, SHARE_BASES, TABLES

Filled = Callable[[Mapping[str, Sequence[Mapping[str, str]]]], Tables]


# The real record


@pytest.fixture(scope="module")
def real_tables(record: Record) -> Tables:
    return from_record(resources(read_triples(record.turtle)))


def test_canonical_turtle_written_again_is_the_same_bytes(record: Record) -> None:
    assert canonical(read_triples(record.turtle)) == record.turtle


def test_the_order_of_statements_does_not_matter_to_the_bytes(record: Record) -> None:
    triples = list(read_triples(record.turtle))
    assert canonical([*reversed(triples), *triples[:100]]) == record.turtle


def test_record_to_tables_to_record_is_the_same_bytes(record: Record, real_tables: Tables) -> None:
    assert canonical(to_record(real_tables)) == record.turtle


def test_tables_to_files_to_tables_are_the_same_rows(real_tables: Tables, tmp_path: Path) -> None:
    for name, data in files(real_tables).items():
        (tmp_path / name).write_bytes(data)
    assert read(tmp_path) == real_tables


def test_a_changed_row_changes_only_its_own_block(record: Record, real_tables: Tables) -> None:
    tables = {name: [dict(row) for row in rows] for name, rows in real_tables.items()}
    row = next(row for row in tables["bodies"] if row["id"] == "ccg-04f")
    row["note"] = "A new note."
    before, after = record.turtle.split(b".\n"), canonical(to_record(tables)).split(b".\n")
    changed = [block for block in after if block not in before]
    assert len(after) == len(before)
    assert [block.split()[0] for block in changed] == [b"id:ccg-04f"]


# Any record

words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20).filter(
    lambda text: text == text.strip() and text.isprintable() and not set(text) & set("\u2018\u2019\u201c\u201d\u00a0")
)
texts = words.filter(bool)
listed = st.lists(texts.filter(lambda text: "|" not in text), unique=True, max_size=3).map("|".join)
ids = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]", fullmatch=True)
days = st.dates(date(1948, 1, 1), date(2100, 12, 31)).map(date.isoformat)
sources = st.permutations(["src", "another", "third"]).flatmap(
    lambda keys: st.integers(1, 3).map(lambda number: "|".join(keys[:number]))
)
codes = st.from_regex(r"[A-Z0-9]{2,4}[A-Z]", fullmatch=True)
gss_codes = st.from_regex(r"E[0-9]{8}", fullmatch=True)
shares = st.integers(1, 10_000).map(lambda number: f"{number / 10_000:.4f}".rstrip("0").rstrip("."))


@st.composite
def dated(draw: st.DrawFn, name: str, precisions: Sequence[str], absent: Sequence[str] = ("",)) -> dict[str, str]:
    day = draw(st.one_of(st.just(""), days))
    return {name: day, f"{name}_precision": draw(st.sampled_from(precisions if day else absent))}


INEXACT = ("day", "month", "year", "by")
starts = dated("start", INEXACT)
ends = dated("end", INEXACT, ("", "unknown"))
event_days = dated("date", INEXACT[:3])
maybe_days = st.one_of(st.just(""), days)


def row(
    *parts: st.SearchStrategy[dict[str, str]], **cells: st.SearchStrategy[str]
) -> st.SearchStrategy[dict[str, str]]:
    def merged(drawn: tuple[dict[str, str], ...]) -> dict[str, str]:
        return {name: cell for part in drawn for name, cell in part.items()}

    return st.tuples(st.fixed_dictionaries(cells), *parts).map(merged)


bodies = row(
    starts,
    ends,
    id=ids,
    kind=st.sampled_from(["ccg", "icb", "stp"]),
    name=texts,
    alt_names=listed,
    ods_code=st.one_of(st.just(""), codes),
    ons_code=st.one_of(st.just(""), gss_codes),
    last_seen=maybe_days,
    legal_form=st.sampled_from(["", "formal", "collaboration", "unit"]),
    parent_note=words,
    note=words,
    sources=sources,
)
lines = row(
    starts,
    ends,
    id=ids,
    from_id=ids,
    to_id=ids,
    kind=st.sampled_from(sorted(LINE_KINDS)),
    last_seen=maybe_days,
    note=words,
    sources=sources,
    restructure=st.sampled_from(["", "r7"]),
)
names = row(starts, ends, body_id=ids, name=texts, type=st.sampled_from(["", "legal", "working"]), sources=sources)
counts = row(
    event_days,
    kind=st.sampled_from(["ccg", "ics+stp"]),
    count=st.integers(0, 999).map(str),
    note=words,
    sources=sources,
)
commitments = row(
    id=ids,
    maker_ids=st.lists(ids, unique=True, max_size=3).map("|".join),
    date=st.one_of(st.just(""), days, days.map(lambda day: day[:7]), days.map(lambda day: day[:4])),
    text=texts,
    source=sources,
    status_evidence=words,
)
events = row(event_days, id=ids, kind=st.sampled_from(sorted(EVENT_CLASSES)), note=words, sources=sources)
links = row(
    from_id=ids,
    to_id=ids,
    basis=st.sampled_from(sorted(BASES)),
    share=st.one_of(st.just(""), shares),
    share_basis=st.one_of(st.just(""), st.sampled_from(sorted(SHARE_BASES))),
    note=words,
    sources=sources,
)


def several(rows: st.SearchStrategy[dict[str, str]], *key: str) -> st.SearchStrategy[list[dict[str, str]]]:
    return st.lists(rows, max_size=4, unique_by=lambda each: tuple(each[name] for name in key))


@st.composite
def some_tables(draw: st.DrawFn) -> dict[str, list[dict[str, str]]]:
    """Rows of the main tables, about things of any name."""
    tables = {
        "bodies": draw(several(bodies.map(lambda each: {**each, "id": f"body-{each['id']}"}), "id")),
        "accountability": draw(several(lines.map(lambda each: {**each, "id": f"line-{each['id']}"}), "id")),
        "commitments": draw(several(commitments.map(lambda each: {**each, "id": f"cm-{each['id']}"}), "id")),
        "names": draw(several(names, "body_id")),
        "published_counts": draw(several(counts, "kind", "date", "date_precision", "count")),
        "events": draw(several(events.map(lambda each: {**each, "id": f"event-{each['id']}"}), "id")),
        "successions": [],
        "inferences": [],
    }
    for event in tables["events"]:
        for link in draw(several(links, "from_id", "to_id")):
            tables["successions"].append({**link, "event_id": event["id"], "kind": event["kind"]})
    for link in draw(several(links, "from_id")):
        on = draw(event_days)
        tables["inferences"].append({**link, **on, "event_id": "", "kind": "replacement", "reason": draw(texts)})
    return tables


@settings(max_examples=40)
@given(rows=some_tables())
def test_any_rows_come_back_from_the_record_as_they_went_in(
    tiny_tables: Filled, rows: dict[str, list[dict[str, str]]]
) -> None:
    tables = tiny_tables(rows)
    turtle = canonical(to_record(tables))
    back = rows_of(resources(read_triples(turtle)), TABLES)
    for name in TABLES:
        assert sorted(map(str, back[name])) == sorted(map(str, tables[name])), name
    assert canonical(to_record(back)) == turtle


@settings(max_examples=40)
@given(rows=some_tables())
def test_any_rows_come_back_from_their_files(tiny_tables: Filled, rows: dict[str, list[dict[str, str]]]) -> None:
    tables = tiny_tables(rows)
    for name, data in files(tables).items():
        table = TABLES[name.removesuffix(".csv")]
        assert parse_table(table, data) == tables[table.name]


# Damaged tables

SMALL = {
    "bodies": [
        {
            "id": "ccg-5e1",
            "name": "St Mary's",
            "ods_code": "5E1",
            "start": "2013-04-01",
            "end": "2021-03-31",
            "note": "Two, in all.",
        },
        {"id": "ccg-b", "start": "2013-04-01"},
    ]
}


@pytest.fixture
def directory(tiny_tables: Filled, tmp_path: Path) -> Path:
    for name, data in files(tiny_tables(SMALL)).items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def taken(directory: Path) -> bytes:
    return canonical(to_record(read(directory)))


def damage(directory: Path, old: str, new: str) -> None:
    path = directory / "bodies.csv"
    data = path.read_bytes()
    assert old.encode() in data
    path.write_bytes(data.replace(old.encode(), new.encode(), 1))


@pytest.mark.parametrize(
    ("old", "new", "where", "word"),
    [
        ("2013-04-01", "01/04/2013", "bodies.csv line 2, column start", "2013-04-01"),
        ("2013-04-01", "1.4.13", "bodies.csv line 2, column start", "2013-04-01"),
        ("2013-04-01", "2013-02-30", "bodies.csv line 2, column start", "no full date"),
        ("2013-04-01", "2013-04", "bodies.csv line 2, column start", "no full date"),
        (",5E1,", ",5.00E+01,", "bodies.csv line 2, column ods_code", "spreadsheet"),
        (",5E1,", ",50,", "bodies.csv line 2, column ods_code", "spreadsheet"),
        (",5E1,", ",500,", "bodies.csv line 2, column ods_code", "spreadsheet"),
        (",5E1,", ",5E 1,", "bodies.csv line 2, column ods_code", "no code"),
        ("St Mary's", "St Mary\u2019s", "bodies.csv line 2, column name", "St Mary's"),
        ("St Mary's", "St\u00a0Mary's", "bodies.csv line 2, column name", "St Mary's"),
        ("St Mary's", "St Mary's ", "bodies.csv line 2, column name", "space"),
        ("St Mary's", " St Mary's", "bodies.csv line 2, column name", "space"),
        ("St Mary's", "St Mary\x00s", "bodies.csv line 2, column name", "control"),
        ("Two, in all.", "Two,\nin all.", "bodies.csv line 2, column note", "line break"),
        (",day,day,", ",day,unknown,", "bodies.csv line 2, column end_precision", "with a date"),
        ("ccg-5e1,", "CCG-5E1,", "bodies.csv line 2, column id", "no id"),
        (",src,", ",,", "bodies.csv line 2, column sources", "source"),
        ("ccg-b,ccg", "ccg-5e1,ccg", "bodies.csv line 3", "line 2"),
        ("ccg-b,", "ccg-b,,", "bodies.csv line 3", "cells"),
        ('"Two, in all."', "Two, in all.", "bodies.csv line 2", "cells"),
        ("id,kind,name", "\ufeffid,kind,name", "bodies.csv line 1", "byte order mark"),
        ("\n", "\r\n", "bodies.csv line 1", "LF"),
        ("id,kind,name", "id,kind", "bodies.csv line 1", "lacks name"),
        ("id,kind,name", "id,kind,title", "bodies.csv line 1", "unknown title"),
        ("id,kind,name", "id,kind,name,name", "bodies.csv line 1", "repeats"),
    ],
)
def test_a_damaged_cell_is_named_and_nothing_is_taken(
    directory: Path, old: str, new: str, where: str, word: str
) -> None:
    damage(directory, old, new)
    with pytest.raises(BadTables) as raised:
        taken(directory)
    (finding,) = raised.value.findings
    assert finding.subject == where
    assert word in finding.message
    assert str(raised.value).isprintable()


def test_a_damaged_day_of_an_inferred_event_is_named(tiny_tables: Filled) -> None:
    link = {"from_id": "pct-a", "to_id": "ccg-b", "kind": "merger", "date": "01/04/2013", "date_precision": "day"}
    with pytest.raises(BadTables, match=r"^inferences.csv line 2, column date: '01/04/2013' was turned round"):
        to_record(tiny_tables({"inferences": [link]}))


def test_a_stated_succession_that_names_no_event_is_named(tiny_tables: Filled) -> None:
    link = {"event_id": "", "from_id": "pct-a", "to_id": "ccg-b", "kind": "merger"}
    with pytest.raises(BadTables, match=r"^successions.csv line 2: names no event; write the id of one in event_id"):
        to_record(tiny_tables({"successions": [link]}))


def test_every_damaged_row_is_named_at_once(directory: Path) -> None:
    damage(directory, "2013-04-01", "01/04/2013")
    damage(directory, "2013-04-01", "01/04/2013")
    with pytest.raises(BadTables) as raised:
        taken(directory)
    assert [finding.subject for finding in raised.value.findings] == [
        "bodies.csv line 2, column start",
        "bodies.csv line 3, column start",
    ]
    assert "(and 1 more)" in str(raised.value)


def test_text_that_is_not_utf_8_is_named_with_its_line(directory: Path) -> None:
    path = directory / "bodies.csv"
    path.write_bytes(path.read_bytes().replace(b"St Mary's", b"St Mary\x92s"))
    with pytest.raises(BadTables, match=r"^bodies.csv line 2: is not UTF-8"):
        taken(directory)


def test_columns_in_another_order_are_taken_as_they_are_named(directory: Path) -> None:
    before = taken(directory)
    path = directory / "bodies.csv"
    rows = parse_table(TABLES["bodies"], path.read_bytes())
    order = sorted(TABLES["bodies"].header)
    path.write_text(
        "".join(",".join(f'"{cells[name]}"' for name in order) + "\n" for cells in ({n: n for n in order}, *rows)),
        encoding="utf-8",
    )
    assert taken(directory) == before


def test_a_missing_and_an_unknown_table_are_named(directory: Path) -> None:
    (directory / "names.csv").rename(directory / "title.csv")
    with pytest.raises(BadTables) as raised:
        read(directory)
    assert {finding.subject: finding.rule for finding in raised.value.findings} == {
        "names.csv": "table-missing",
        "title.csv": "table-unknown",
    }


def test_an_empty_table_lacks_its_header(directory: Path) -> None:
    (directory / "bodies.csv").write_bytes(b"")
    with pytest.raises(BadTables, match=r"^bodies.csv line 1: lacks id, kind"):
        read(directory)


def test_a_directory_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="There is no directory nowhere"):
        read(tmp_path / "nowhere")
