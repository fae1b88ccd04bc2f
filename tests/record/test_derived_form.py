"""The derived form: the same answers as from rows in memory, whole or not at all, from many threads and processes."""

import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.accountability import chain
from graph.answers.body import facts
from graph.answers.diff import diff
from graph.answers.landscape import landscape
from graph.answers.lineage import lineage
from graph.answers.lookup.search import search
from graph.names.find import find
from graph.names.finder import Names
from graph.rdf.terms import expand
from graph.rdf.turtle import canonical, read_triples
from graph.record import Record, open_record
from graph.record.history import History
from graph.record.name_index import plain
from graph.tables.columns import local
from graph.tables.encode import Tables, to_record
from tests.support.tiny import Rows, Tiny

MAPPINGS = (
    "kinds",
    "bodies",
    "events",
    "event_days",
    "sources",
    "links_from",
    "links_to",
    "lines_from",
    "lines_to",
    "by_kind",
    "by_code",
    "conflicts_about",
)
LISTS = ("successions", "lines", "line_rules", "succession_rules", "conflicts", "gaps", "commitments")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache directory of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def file(tmp_path: Path, tiny: Tiny) -> Path:
    """A small record in a file."""
    return written(tmp_path, tiny(SMALL).turtle)


SMALL: Rows = {
    "bodies": [
        {"id": "pct-a", "kind": "pct", "ods_code": "5AA", "start": "2002-04-01", "end": "2013-03-31"},
        {"id": "ccg-a", "kind": "ccg", "ods_code": "01A", "start": "2013-04-01"},
        {"id": "ccg-b", "kind": "ccg", "ods_code": "5AA", "start": "2013-04-01"},
    ],
    "codes": [{"body_id": "pct-a", "scheme": "ods", "code": "5ZZ", "start": "2002-04-01", "end": "2006-09-30"}],
    "events": [{"id": "event-x", "kind": "split", "date": "2013-04-01"}],
    "successions": [
        {"event_id": "event-x", "from_id": "pct-a", "to_id": "ccg-a", "kind": "split", "share": "0.6"},
        {"event_id": "event-x", "from_id": "pct-a", "to_id": "ccg-b", "kind": "split", "share": "0.4"},
    ],
    "inferences": [{"from_id": "ccg-a", "to_id": "ccg-b", "kind": "partial-transfer", "date": "2015-04-01"}],
    "accountability": [
        {"id": "line-1", "from_id": "ccg-a", "to_id": "ccg-b", "kind": "oversight", "start": "2014-01-01"}
    ],
    "conflicts": [{"subject": "ccg-a -> ccg-b", "field": "share", "value_a": "1", "value_b": "2"}],
}


def written(directory: Path, turtle: bytes) -> Path:
    path = directory / "small.ttl"
    path.write_bytes(turtle)
    return path


def values(history: History) -> dict[str, object]:
    """All that a history holds, read whole."""
    found: dict[str, object] = {name: dict(getattr(history, name)) for name in MAPPINGS}
    return found | {name: getattr(history, name) for name in LISTS}


@pytest.fixture(scope="module")
def in_memory(record: Record) -> History:
    """The real record, read without a derived form."""
    return Record(record.turtle, areas_file=record.areas_file, lookups=record.lookups).history


def test_a_record_read_from_its_derived_form_is_the_record(record: Record, in_memory: History) -> None:
    opened = open_record().history
    assert values(opened) == values(in_memory)
    assert values(opened.stated) == values(in_memory.stated)


@pytest.mark.no_cover
@pytest.mark.parametrize("name", MAPPINGS)
@pytest.mark.parametrize("stated", [False, True])
def test_one_key_at_a_time_says_the_same_as_all_at_once(in_memory: History, name: str, stated: bool) -> None:
    opened = open_record().history
    one, whole = (getattr(each.stated if stated else each, name) for each in (opened, in_memory))
    keys = list(whole)
    for key in random.Random(7).sample(keys, min(len(keys), 150)):
        assert one[key] == whole[key]
    assert one.get("no-such-thing") is None
    with pytest.raises(KeyError):
        one["no-such-thing"]


def test_answers_do_not_depend_on_where_the_rows_lie(in_memory: History) -> None:
    def answers(history: History) -> Iterable[object]:
        body, day = find(history, "5NR", as_at=date(2010, 1, 1)), date(2010, 1, 1)
        yield lineage(history, body).document()
        yield facts(history, body).document()
        yield chain(history, body, day).document()
        yield search(history, "trafford").document()
        yield landscape(history, day).document()
        yield diff(history, date(2012, 1, 1), date(2014, 1, 1)).document()

    assert list(answers(open_record().history)) == list(answers(in_memory))


TEXTS = (
    "trafford", "TRAFF", "afford pct", "t pct", "nhs", "of", "e", "5nr", "5N", "x24", "st luke's & st", "pct 5nr",
    "t-5nr", "Traford", "Grater Manchester", "5NX", "zzzzzz", "primary of trust", 'a"b', "%", "' OR", "\u00e9\u00df",
)  # fmt: skip


@pytest.mark.no_cover
@pytest.mark.parametrize("text", TEXTS)
def test_a_search_by_pieces_finds_what_a_look_at_every_name_finds(in_memory: History, text: str) -> None:
    opened = open_record().history
    for one, other in ((opened, in_memory), (opened.stated, in_memory.stated)):
        assert search(one, text).document() == search(other, text).document()


@settings(max_examples=25)
@given(data=st.data())
def test_a_search_by_pieces_loses_nothing(in_memory: History, data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(list(in_memory.bodies.values())))
    begin = data.draw(st.integers(0, len(body.name)))
    text = body.name[begin : begin + data.draw(st.integers(1, 20))]
    found = search(open_record().history, text)
    assert found.document() == search(in_memory, text).document()
    assert not plain(text) or body in (hit.body for hit in found.hits)


def test_near_names_among_many_are_sought_by_their_rarest_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.record.sqlite_cache._COMPARED", 50)
    history = open_record().history
    assert 0 < len(list(history.rows.called_like("traford primary care trust"))) <= 50
    assert "Trafford" in Names(history).near("Traford Primary Care Trust")[0].name
    assert search(history, "zzzzzz").near == ()


def counting(record: Record, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables that are read whole from now on."""
    read: list[str] = []
    rows: Any = record.history.rows
    every: Callable[[str], Iterable[Mapping[str, str]]] = rows.all

    def noted(table: str) -> Iterable[Mapping[str, str]]:
        read.append(table)
        return every(table)

    monkeypatch.setattr(rows, "all", noted)
    return read


def test_an_answer_about_one_body_reads_no_table_of_bodies_or_links_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_record()
    read = counting(opened, monkeypatch)
    history, day = opened.history, date(2010, 1, 1)
    body = find(history, "5NR", as_at=day)
    lineage(history, body).document()
    facts(history, body).document()
    chain(history, body, day).document()
    search(history, "trafford").document()
    assert set(read) <= {"kinds", "accountability_rules", "succession_rules"}


def test_a_file_that_is_not_sorted_is_read_rightly(cache: Path, tmp_path: Path, tiny: Tiny) -> None:
    sound = tiny(SMALL)
    triples = [f"{each.subject} {each.predicate} {each.object} .\n" for each in read_triples(sound.turtle)]
    random.Random(3).shuffle(triples)
    shuffled = open_record(written(tmp_path, "".join(triples).encode())).history
    assert values(shuffled).keys() == values(sound.history).keys()
    for name in MAPPINGS:
        one, other = getattr(shuffled, name), getattr(sound.history, name)
        if name in ("links_from", "links_to", "by_kind"):
            assert {key: set(items) for key, items in one.items()} == {key: set(items) for key, items in other.items()}
        else:
            assert dict(one) == dict(other)


def test_the_event_of_an_inferred_link_is_found_by_its_id(cache: Path, file: Path) -> None:
    history = open_record(file).history
    (link,) = history.links_to["ccg-b"][1:]
    assert link.inferred
    assert history.events[link.event].inferred
    assert history.event_links(link.event) == (link,)
    assert link.event not in history.stated.events


def test_conflicts_are_found_by_each_body_they_name(cache: Path, file: Path) -> None:
    history = open_record(file).history
    assert history.conflicts_about["ccg-a"] == history.conflicts_about["ccg-b"] == history.conflicts


@pytest.mark.parametrize(
    ("subject", "about"),
    [
        ("ccg-a", {"ccg-a"}),
        ("ccg-a -> ccg-b", {"ccg-a", "ccg-b"}),
        ("ccg-a, ccg-b", {"ccg-a", "ccg-b"}),
        ("ccg-a (its name), ccg-b", {"ccg-a", "ccg-b"}),
        ("kind:ccg", {"kind-ccg"}),
        ("published count: ccg, 2014-01-01", {"kind-ccg"}),
        ("ccg-* -> ccg-b", {"ccg-b"}),
    ],
)
def test_a_conflict_is_about_the_same_things_in_the_rdf_and_in_answers(
    cache: Path, tmp_path: Path, tiny: Tiny, subject: str, about: set[str]
) -> None:
    record = tiny({**SMALL, "conflicts": [{**SMALL["conflicts"][0], "subject": subject}]})
    said = {local(each.object) for each in read_triples(record.turtle) if each.predicate.value == expand("nhs:about")}
    assert said == about
    for history in (record.history, open_record(written(tmp_path, record.turtle)).history):
        assert {each for each in (*about, *subject.split()) if each in history.conflicts_about} == about


def test_rows_are_those_of_the_tables_and_no_more(
    cache: Path, file: Path, tiny_tables: Callable[[Rows], Tables]
) -> None:
    opened = open_record(file)
    for name, rows in tiny_tables(SMALL).items():
        assert sorted(map(dict.items, rows), key=str) == sorted(map(dict.items, opened.rows(name)), key=str)  # type: ignore[arg-type]


def test_threads_read_at_once(cache: Path, file: Path) -> None:
    history = open_record(file).history
    found: list[object] = []

    def read() -> None:
        found.extend(History(history.rows).bodies[body].name for _ in range(50) for body in ("pct-a", "ccg-a"))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count("pct-a") == found.count("ccg-a") == 400


def test_a_forked_process_reads_with_a_connection_of_its_own(cache: Path, file: Path) -> None:
    program = """
import os, sys
from pathlib import Path
from graph.record import open_record
history = open_record(Path(sys.argv[1])).history
history.bodies["pct-a"]
before = history.rows._connection
child = os.fork()
if child == 0:
    os._exit(0 if history.bodies["ccg-a"].name == "ccg-a" and history.rows._connection is not before else 1)
assert os.waitpid(child, 0)[1] == 0
assert history.bodies["ccg-b"].name == "ccg-b" and history.rows._connection is before
"""
    ran = subprocess.run(
        [sys.executable, "-c", program, str(file)], check=False, capture_output=True, env={**os.environ}
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_thread_that_comes_after_the_file_was_taken_away_still_reads(cache: Path, file: Path) -> None:
    history = open_record(file).history
    assert history.bodies["pct-a"]
    for path in cache.rglob("*.sqlite"):
        path.unlink()
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(history.bodies["ccg-a"].name))
    thread.start()
    thread.join()
    assert found == ["ccg-a"]


def test_what_a_process_left_when_it_died_is_not_taken_for_the_record(cache: Path, file: Path) -> None:
    program = """
import os, sys
from pathlib import Path
import graph.record.sqlite_cache
graph.record.sqlite_cache._seal_of = lambda path: os.kill(os.getpid(), 9)
from graph.record import open_record
open_record(Path(sys.argv[1])).history
"""
    ran = subprocess.run([sys.executable, "-c", program, str(file)], check=False, env={**os.environ})
    assert ran.returncode == -9
    assert list(cache.rglob("*.unfinished"))
    assert not list(cache.rglob("*.sqlite"))
    assert len(open_record(file).history.bodies) == 3


def test_a_file_that_changes_while_it_is_read_is_refused(
    cache: Path, file: Path, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.errors import UnreadableRecord

    opened = open_record(file)
    file.write_bytes(tiny({"bodies": [{"id": "ccg-z"}]}).turtle)
    with pytest.raises(UnreadableRecord, match="changed after it was opened"):
        len(opened.history.bodies)
    assert not list(cache.rglob("*.sqlite"))
    assert list(open_record(file).history.bodies) == ["ccg-z"]


def test_the_derived_form_is_found_by_its_indexes(cache: Path, file: Path) -> None:
    _ = open_record(file).history
    (path,) = cache.rglob("*.sqlite")
    connection = sqlite3.connect(path)
    for table, column in (("bodies", "id"), ("bodies", "kind"), ("successions", "event"), ("accountability", "to_id")):
        plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {column} = ''").fetchall()
        assert "USING INDEX" in plan[0][3]
    connection.close()


def test_names_and_codes_are_never_taken_for_a_query(cache: Path, file: Path) -> None:
    history = open_record(file).history
    for hostile in ("' OR 1=1 --", "pct-a' --", "\x00", '"; DROP TABLE bodies; --', "%"):
        assert history.bodies.get(hostile) is None
        assert history.by_code.get(hostile) is None
        assert history.links_from.get(hostile) is None


def test_tables_made_into_turtle_and_opened_are_the_tables(cache: Path, tmp_path: Path, tiny_tables: Any) -> None:
    tables: Tables = tiny_tables(SMALL)
    path = written(tmp_path, canonical(to_record(tables)))
    assert values(open_record(path).history) == values(History(lambda name: sorted(tables[name], key=str)))
