"""Fixtures that many tests share: the real record, and small ones made by hand from a few rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import settings

from graph.record import Record, open_record
from graph.schema import TABLES
from graph.tables import Tables, to_record
from graph.turtle import canonical

# A busy machine is no counter-example.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

Rows: TypeAlias = Mapping[str, Sequence[Mapping[str, str]]]
"""Rows by table, each with only the columns that a test is about."""
Tiny: TypeAlias = Callable[[Rows], Record]


@pytest.fixture(scope="session", autouse=True)
def cache_directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keeps the tests, and the processes they start, out of the user's own cache."""
    directory = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(directory))
        yield directory


@pytest.fixture(scope="session")
def record(cache_directory: Path) -> Record:
    """The real record, opened once."""
    return open_record()


@pytest.fixture(scope="session")
def tiny() -> Tiny:
    """Makes a record from a few rows: `tiny({"bodies": [{"id": "ccg-a", "kind": "ccg", "start": "2013-04-01"}]})`."""
    return tiny_record


@pytest.fixture(scope="session")
def tiny_tables() -> Callable[[Rows], Tables]:
    """Makes all tables from a few rows, as `tiny` does before it makes the record of them."""
    return filled


def tiny_record(rows: Rows) -> Record:
    """A record of a few rows; see `filled` for what the rows may leave out."""
    return Record(canonical(to_record(filled(rows))))


def filled(rows: Rows) -> Tables:
    """All tables from a few rows.

    What a row leaves out is empty, but for what every row must have: a source (`src`, added to the sources), the
    precision `day` beside a date, a body's name (its id) and kind (added to the kinds), and of a succession the basis
    `legal` and the kind of its event.
    """
    tables = {name: [_filled(name, row) for row in rows.get(name, ())] for name in TABLES}
    event_kinds = {row["id"]: row["kind"] for row in tables["events"]}
    for name in ("successions", "inferences"):
        for row in tables[name]:
            row["kind"] = row["kind"] or event_kinds[row["event_id"]]
    if "src" not in {row["key"] for row in tables["sources"]}:
        tables["sources"].append(_filled("sources", {"key": "src", "title": "A source"}))
    known = {row["id"] for row in tables["kinds"]}
    used = {row["kind"] for name in ("bodies", "inferences_bodies") for row in tables[name]}
    tables["kinds"] += [_filled("kinds", {"id": kind}) for kind in sorted(used - known)]
    return tables


_ALWAYS = {
    "bodies": {"kind": "ccg"},
    "inferences": {"basis": "legal", "reason": "worked out"},
    "inferences_accountability": {"reason": "worked out"},
    "inferences_bodies": {"kind": "ccg", "reason": "worked out"},
    "inferences_values": {"reason": "worked out"},
    "kinds": {"tier": "local", "legal_form": "formal"},
    "successions": {"basis": "legal"},
}


def _filled(table: str, row: Mapping[str, str]) -> dict[str, str]:
    header = TABLES[table].header
    if unknown := row.keys() - set(header):
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    always = {**dict.fromkeys(("sources", "source", "source_a", "source_b"), "src"), **_ALWAYS.get(table, {})}
    full = {name: row.get(name, always.get(name, "")) for name in header}
    for name in header:
        dated = name.removesuffix("_precision")
        if dated != name and full[dated] and name not in row:
            full[name] = "day"
    if table in ("bodies", "inferences_bodies"):
        full["name"] = full["name"] or full["id"]
    if table == "kinds":
        full["label"] = full["label"] or full["id"]
        full["plural"] = full["plural"] or f"{full['label']}s"
    return full
