"""Whether the product runs where Unix's own calls are not: commands and site, and where such calls may stand."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from tests.support.other_system import HIDDEN_CALLS, HIDDEN_MODULES
from tests.support.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
NAMED = {
    "graph/util/child_process.py",
    "graph/util/fork_server.py",
    "graph/util/memory.py",
    "graph/util/shared_lock.py",
    "webapp/server/processes.py",
    "webapp/server/worker.py",
}
"""Where calls of one system may stand: in `graph` another way is beside each, else there is another way to serve."""


def elsewhere(*words: str, stdin: str | None = None) -> "subprocess.CompletedProcess[str]":
    program = [sys.executable, "-m", "tests.support.other_system", *words]
    return subprocess.run(program, cwd=ROOT, input=stdin, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words",
    [
        ("diff", "2013", "2017", "--format", "json"),
        ("show", "5NR"),
        ("lineage", "5NR", "--format", "csv"),
        ("query", "SELECT (COUNT(*) AS ?bodies) WHERE { ?body a nhs:Body }"),
        ("crosswalk", "2013", "2017", "--format", "csv"),
        ("settings",),
    ],
    ids=lambda words: words[0],
)
def test_a_command_answers_the_same_without_the_calls_of_unix(words: tuple[str, ...]) -> None:
    ran = elsewhere(*words)
    assert ran.returncode == 0, ran.stderr
    here = subprocess.run([sys.executable, "cli.py", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == here.stdout


def test_a_table_is_recoded_without_them() -> None:
    ran = elsewhere("recode", "-", "--column", "org_code", "--to", "2022-07-01", stdin="org_code\n5NR\n")
    assert ran.returncode == 0, ran.stderr
    assert "icb-qop" in ran.stdout


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    port, metrics = free_port(), free_port()
    program = [sys.executable, "-m", "tests.support.other_system", "serve", "--port", str(port)]
    settings = tmp_path / "settings.toml"
    settings.write_text(f"metrics_port = {metrics}\n")
    with subprocess.Popen(
        [*program, "--settings", str(settings)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("NHS Restructures at"), process.stderr and process.stderr.read()
            yield line.split()[3]
        finally:
            process.kill()


def test_the_site_answers_in_one_process_without_them(site: str) -> None:
    with urlopen(f"{site}compare/2013/2017.json") as answer:
        assert json.load(answer)["to"] == "2017-12-31"
    query = quote("SELECT ?body { ?body a <https://w3id.org/nhs-restructures/def#Body> } LIMIT 3")
    with urlopen(f"{site}sparql?query={query}") as answer:
        assert len(json.load(answer)["results"]["bindings"]) == 3


def calls_of_unix(module: ast.Module) -> Iterator[str]:
    hidden = {owner.__name__: set(names) for owner, names in HIDDEN_CALLS.items()}
    for node in ast.walk(module):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names if each.name in HIDDEN_MODULES)
            case ast.ImportFrom(module=str(name), names=names):
                if name in HIDDEN_MODULES:
                    yield name
                yield from (f"{name}.{each.name}" for each in names if each.name in hidden.get(name, ()))
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if attribute in hidden.get(name, ()):
                yield f"{name}.{attribute}"


def test_calls_of_unix_stand_in_the_named_places_only() -> None:
    found = {}
    for folder in ("commands", "graph", "nhs_restructures", "webapp"):
        for file in (ROOT / folder).rglob("*.py"):
            if calls := set(calls_of_unix(ast.parse(file.read_text(encoding="utf-8")))):
                found[file.relative_to(ROOT).as_posix()] = calls
    assert found.keys() <= NAMED, found
    assert "graph/util/child_process.py" in found
