"""The recipes of the documentation, run as they stand against a site on this machine."""

import re
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from werkzeug.serving import make_server

from graph.record import Record
from webapp import create_app

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "downloads.md"
_EXAMPLE = "https://nhs-restructures.example"


def recipe(title: str) -> str:
    """The code under a title in the page of recipes."""
    found = re.search(rf'^```\w+ title="{title}"\n(.*?)^```$', _PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


@pytest.fixture(scope="module")
def address(record: Record) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app({}, record), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def fetched(record: Record, name: str, folder: Path) -> Path:
    """A file of the site, fetched."""
    path = folder / name
    path.write_bytes(create_app({}, record).test_client().get(f"/data/{name}").data)
    return path


@pytest.mark.parametrize("title", ["polars", "pandas"])
def test_the_recipe_for_python_runs(title: str, address: str) -> None:
    exec(recipe(title).replace(_EXAMPLE, address), {})


def test_the_recipe_for_duckdb_runs(record: Record, tmp_path: Path) -> None:
    # By address DuckDB needs its extension httpfs, which it fetches itself; the same file lies here beside.
    fetched(record, "crosswalk-pct-2012-icb-2022.parquet", tmp_path)
    found = duckdb.sql(recipe("duckdb").replace(f"{_EXAMPLE}/data", str(tmp_path))).fetchall()
    assert found == [("5NR", "QOP", 1.0)]


def test_the_recipe_for_sqlite_runs(record: Record, tmp_path: Path) -> None:
    connection = sqlite3.connect(fetched(record, "nhs-restructures.sqlite", tmp_path))
    found = connection.execute(recipe("sqlite")).fetchall()
    connection.close()
    assert [name for name, _ in found] == ["NHS Trafford CCG"]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_recipe_for_r_runs(address: str) -> None:
    code = recipe("R").replace(_EXAMPLE, address)
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout.strip()) == (0, '[1] "pct-5nr"'), done.stderr
