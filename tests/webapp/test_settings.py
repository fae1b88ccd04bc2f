"""Settings: each is documented, read from its place in the right order, refused in one line, and changes something."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import pytest
from flask.testing import FlaskClient

from cli import cli
from graph.errors import BadInput
from webapp import create_app
from webapp.http.site import site_of
from webapp.server.processes import options
from webapp.settings import FILE_VARIABLE, SETTINGS, defaults, set_values, values

ROOT = Path(__file__).resolve().parents[2]
NAMES = [setting.name for setting in SETTINGS]


def settings_of(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / "cli.py"), "settings", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def shown(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case _:
            return str(value)


def test_the_documentation_has_every_setting_with_its_default_and_no_other() -> None:
    page = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_]+)` \| (\S*) ?\| (.+) \|$", page, re.M)
    assert rows == [(each.name, shown(each.default), each.help) for each in SETTINGS]


def test_the_command_lists_every_setting_with_its_value_and_where_it_comes_from(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text('port = 9001\nworkers = 3\nlog_requests = false\nstore = "http://engine.example/sparql"\n')
    ran = settings_of("--settings", str(file), "--format", "json", NHS_RESTRUCTURES_WORKERS="4")
    listed = {each["name"]: each for each in json.loads(ran.stdout)}
    assert list(listed) == NAMES
    origins = {name: (listed[name]["value"], listed[name]["from"]) for name in ("host", "port", "workers", "store")}
    assert origins == {
        "host": ("127.0.0.1", "default"),
        "port": (9001, "site.toml"),
        "workers": (4, "the environment"),
        "store": ("http://engine.example/sparql", "site.toml"),
    }
    assert listed["log_requests"]["value"] is False
    text = settings_of(**{FILE_VARIABLE: str(file)}).stdout
    assert all(name in text for name in NAMES)
    assert re.search(r"^port +9001 +site\.toml ", text, re.M)


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in SETTINGS:
        monkeypatch.delenv(each.variable, raising=False)


def test_a_command_comes_before_the_environment_and_that_before_a_file_and_an_empty_one_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "site.toml"
    file.write_text("port = 9001")

    def port(given: str | None, variable: str) -> int:
        monkeypatch.setenv("NHS_RESTRUCTURES_PORT", variable)
        found: int = set_values(values({"port": given}, file=file))["PORT"]
        return found

    assert port("9003", "9002") == 9003
    assert port(None, "9002") == 9002
    assert port(None, "") == 9001
    file.write_text('port = ""')
    assert port("", "") == 8000
    assert set_values(values()) == defaults()


WRONG = {
    "host": "two words",
    "hosts": "record.example, http://",
    "store": "ftp://engine.example/",
    "log_requests": "perhaps",
}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("record", "register")])
def test_a_value_that_will_not_do_is_refused_with_the_name_of_what_set_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    variable = f"NHS_RESTRUCTURES_{name.upper()}"
    for wrong in (WRONG.get(name, "-1"), WRONG.get(name, "nan"), WRONG.get(name, "9" * 30)):
        monkeypatch.setenv(variable, wrong)
        with pytest.raises(BadInput, match=rf"^{variable} will not do: .+\. Give .+\.$"):
            values()
        monkeypatch.delenv(variable)
        with pytest.raises(BadInput, match=rf"^--{name.replace('_', '-')} will not do: .+\. Give .+\.$"):
            values({name: wrong})


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "port = 'x'",
            "port of site.toml will not do: 'x' is not a valid integer range. Give a whole number from 1 to 65,535.",
        ),
        ("port = 8000.5", "port of site.toml will not do: '8000.5' is not a valid integer range. Give"),
        (
            "workers = true",
            "workers of site.toml will not do: 'True' is not a valid integer range. Give a whole number",
        ),
        ("prot = 1", "site.toml sets 'prot', which is no setting. List them with: settings"),
        ("port = [1]", "port of site.toml is a list, table or day."),
        ("port 1", "site.toml is no TOML in UTF-8: "),
        (None, "Could not read the settings in site.toml: No such file or directory."),
    ],
)
def test_a_file_that_will_not_do_is_one_line_and_exit_2(tmp_path: Path, written: str | None, message: str) -> None:
    file = tmp_path / "site.toml"
    if written is not None:
        file.write_text(written)
    ran = settings_of("--settings", str(file))
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"Error: {message}")
    assert ran.stderr.count("\n") == 1


def test_the_help_of_serve_tells_the_defaults_of_the_list() -> None:
    told = {
        option.name: re.search(r"\[default: (.+)\]", option.help or "")
        for option in cli.commands["serve"].params
        if isinstance(option, click.Option)
    }
    assert {name: found[1] for name, found in told.items() if found} == {
        name: str(defaults()[name.upper()]) for name in ("host", "port", "workers")
    }


# What a setting changes

LONG = "SELECT (COUNT(*) AS ?n) { ?a a ?b . ?c a ?d FILTER(?a > ?c) }"
SMALL = {
    "QUERY_MEMORY_MB": 64,
    "QUERY_RESULT_MB": 1,
    "QUERY_LONGEST": 1_000,
    "QUERY_WORKERS": 1,
    "UPLOAD_MB": 1,
    "UPLOAD_UNPACKED_MB": 1,
    "UPLOAD_ROWS": 3,
}


@contextmanager
def client(settings: dict[str, Any]) -> Iterator[FlaskClient]:
    app = create_app(settings)
    yield app.test_client()
    site_of(app).queries.close()


@pytest.fixture(scope="module")
def small() -> Iterator[FlaskClient]:
    with client(SMALL) as found:
        yield found


@pytest.fixture(scope="module")
def usual() -> Iterator[FlaskClient]:
    with client({"CLIENT_SECONDS": 0}) as found:
        yield found


def ask(client: FlaskClient, query: str) -> int:
    return client.post("/sparql", data=query, content_type="application/sparql-query").status_code


def send(client: FlaskClient, table: str) -> int:
    return client.post("/recode", data={"table": table, "column": "code"}).status_code


LIMITED: dict[str, tuple[Callable[[FlaskClient], int], int]] = {
    "query_longest": (lambda client: ask(client, "ASK {} #" + "x" * 2_000), 413),
    "query_result_mb": (lambda client: ask(client, "SELECT * { ?s ?p ?o } LIMIT 12000"), 413),
    "upload_rows": (lambda client: send(client, "code\n5NR\n5NT\n5NR\n5NT\n"), 400),
    "upload_mb": (lambda client: send(client, "code,remark\n" + f"5NR,{'x' * 9_990}\n" * 120), 413),
}


@pytest.mark.parametrize("name", LIMITED)
def test_a_limit_that_is_set_is_the_one_that_holds(name: str, small: FlaskClient, usual: FlaskClient) -> None:
    act, limited = LIMITED[name]
    assert act(small) == limited
    assert act(usual) == 200


def test_the_time_that_is_set_for_a_query_is_the_one_that_holds() -> None:
    with client({"QUERY_SECONDS": 0.5, "QUERY_WORKERS": 1}) as hurried:
        assert ask(hurried, LONG) == 504


TOLD_TO_THE_SERVER: dict[str, Any] = {
    "host": "0.0.0.0",
    "port": 9001,
    "workers": 3,
    "threads": 3,
    "stop_seconds": 3,
    "metrics_port": 9002,
    "query_workers": 3,
    "query_waiting": 3,
}


@pytest.mark.parametrize("name", TOLD_TO_THE_SERVER)
def test_what_is_set_about_the_server_is_told_to_it(name: str) -> None:
    changed = defaults() | {name.upper(): TOLD_TO_THE_SERVER[name]}
    assert options(changed) != options(defaults())


def test_no_setting_is_without_use() -> None:
    """Each is read somewhere in the site; what most of them do is tested above, of the others with what they do."""
    sources = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "webapp").rglob("*.py") if path.name != "settings.py"
    )
    assert [each.name for each in SETTINGS if f'["{each.key}"]' not in sources] == []
