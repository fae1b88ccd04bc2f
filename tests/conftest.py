"""Fixtures that many tests share: the real record, and small ones made by hand from a few rows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

from graph.record import Record, open_record
from graph.registers import Register
from graph.tables.encode import Tables
from tests.support.practices import teesside
from tests.support.sound import sound_rows
from tests.support.tiny import Rows, Tiny, filled, tiny_record

# A busy machine is no counter-example; what fifty examples do not find, the next runs do.
settings.register_profile("unhurried", deadline=None, max_examples=50)
settings.load_profile("unhurried")


SWEEPS = {
    "tests/curate/test_editing.py",
    "tests/curate/test_validation_shapes.py",
    "tests/shares/test_shares_record.py",
    "tests/sparql/test_queries.py",
    "tests/sparql/test_store.py",
    "tests/tables/test_record_roundtrip.py",
    "tests/webapp/test_site_bad_input.py",
    "tests/webapp/test_site_wording.py",
    "tests/webapp/test_words_of_all_pages.py",
    "tests/webapp/test_words_of_pages.py",
}
"""Files that go through the whole record, every page or every shape."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Laws and sweeps run the same lines a hundred times over: tracing them doubles their time and finds nothing new.

    Other tests that do so mark themselves.
    """
    for item in items:
        swept = item.path.relative_to(item.config.rootpath).as_posix() in SWEEPS
        if swept or is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session", autouse=True)
def cache_directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keeps the tests, and the processes they start, out of the user's own cache, register and width of terminal."""
    directory = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "80")
        patch.setenv("XDG_CACHE_HOME", str(directory))
        patch.setenv("XDG_DATA_HOME", str(directory / "own"))
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


@pytest.fixture(scope="module")
def record_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sound record that a test may replace; a large one takes as long to validate as all tests of a file."""
    path = tmp_path_factory.mktemp("record") / "record.ttl"
    path.write_bytes(tiny_record(sound_rows()).turtle)
    return path


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """A small register of practices and trusts."""
    return teesside(tmp_path_factory.mktemp("register"))
