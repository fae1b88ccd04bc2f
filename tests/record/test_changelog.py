"""The data changelog, and how an edition of the record is named."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cli import cli
from graph import __version__
from graph.errors import BadInput, RecordError
from graph.record import DATA, Record, open_record
from graph.record.changelog import KINDS, Entry, beside, edition, entry_of, read_entries, with_entry

DAY = date(2026, 11, 24)
printable = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=80)


def test_an_entry_is_a_kind_a_colon_and_what_changed() -> None:
    assert entry_of("change in the world: ICBs: 42 to 36", DAY) == Entry(DAY, KINDS[0], "ICBs: 42 to 36")


def test_a_correction_is_ours_without_saying_so() -> None:
    assert entry_of("correction: a", DAY) == entry_of("correction of ours: a", DAY) == Entry(DAY, KINDS[1], "a")


@pytest.mark.parametrize(
    "words", ["", "correction", "correction:", "fix: x", "correction: a\nb", f"correction: {'x' * 501}"]
)
def test_anything_else_is_no_entry(words: str) -> None:
    with pytest.raises(BadInput):
        entry_of(words, DAY)


@given(
    st.lists(
        st.builds(Entry, st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(KINDS), printable), max_size=5
    )
)
def test_a_changelog_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, entries: list[Entry]) -> None:
    path = tmp_path_factory.mktemp("log") / "changelog.csv"
    path.write_bytes(with_entry(entries, Entry(DAY, KINDS[1], "the last")))
    assert read_entries(path) == (*entries, Entry(DAY, KINDS[1], "the last"))


@pytest.mark.parametrize(
    "text",
    ["date,kind\n", "date,kind,text\n2026-13-01,correction,x\n", "date,kind,text\n2026-01-01,bug,x\n", 'date,"kind'],
)
def test_a_changelog_with_a_line_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "changelog.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match=r"changelog\.csv"):
        read_entries(path)


def test_an_edition_is_named_by_the_newest_entry_and_the_hash(tmp_path: Path, record: Record) -> None:
    target = tmp_path / "restructures.ttl"
    target.write_bytes(record.turtle)
    version = open_record(target).version
    assert edition(open_record(target)) == version
    beside(target).write_bytes(with_entry([Entry(DAY, KINDS[2], "one")], Entry(date(2026, 3, 1), KINDS[1], "older")))
    assert edition(open_record(target)) == f"2026-11-24 ({version})"


def test_the_command_line_tells_its_version_and_the_edition_of_the_data(record: Record) -> None:
    ran = CliRunner().invoke(cli, ["--version"])
    assert ran.stdout == f"nhs-restructures {__version__}, data {edition(record)}\n"


def test_coverage_tells_the_edition_it_is_about(record: Record) -> None:
    ran = CliRunner().invoke(cli, ["coverage", "--format", "json"])
    assert json.loads(ran.stdout)["edition"] == edition(record)


def test_the_product_s_own_changelog_can_be_read(record: Record) -> None:
    entries = read_entries(DATA / "changelog.csv")
    assert entries
    assert edition(record) == f"{max(entry.day for entry in entries)} ({record.version})"
