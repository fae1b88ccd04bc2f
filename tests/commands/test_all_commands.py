"""All commands: help, examples, options, topics, and what each imports."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli import cli
from commands import TOPICS, commands_of
from tests.support.command_line import ROOT, Outcome, call

EXAMPLES = {
    name: found[1]
    for name, command in cli.commands.items()
    if (found := re.search(r"Example: ((?:printf .+ \| )?python cli\.py .+)$", command.help or "", re.M))
}
NEEDS_FILES = {"import", "changes", "reconcile"}
"""Commands whose example reads files of the user's: tried where those are at hand, in the tests of each."""


def test_every_command_has_a_help_with_an_example() -> None:
    assert set(EXAMPLES) == set(cli.commands)
    for name, example in EXAMPLES.items():
        assert f"python cli.py {name}" in example
        shown = call(name, "--help").out
        assert shown.startswith(f"Usage: python cli.py {name}")
        assert f"Example: {example}" in " ".join(shown.split())


@pytest.mark.parametrize("command", sorted(set(cli.commands) - NEEDS_FILES - {"serve", "validate"}))
def test_the_example_of_a_command_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    example = EXAMPLES[command]
    if " | " in example:
        called = example.replace("python cli.py", shlex.join((sys.executable, str(ROOT / "cli.py"))))
        ran = subprocess.run(["bash", "-c", called], capture_output=True, text=True, timeout=60, check=False)
        outcome = Outcome(ran.returncode, ran.stdout, ran.stderr)
    else:
        outcome = call(*shlex.split(example)[2:])
    assert outcome.status == 0, outcome
    assert "Error" not in outcome.err
    assert outcome.out or ("--output" in example and any(tmp_path.iterdir()))


def test_every_command_is_named_where_newcomers_look() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not [name for name in cli.commands if not re.search(rf"(cli\.py |`){name}\b", readme)]


def test_every_option_says_what_it_does() -> None:
    for name, command in cli.commands.items():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.name}"


def test_help_and_no_command_and_the_version() -> None:
    assert call("--help").out == call("-h").out
    assert "diff" in call("--help").out
    assert call("--version").out.startswith("nhs-restructures ")
    assert call().status == 2


def test_each_command_is_found_under_its_topic() -> None:
    assert {topic: tuple(command.name for command in commands_of(topic)) for topic in TOPICS} == dict(TOPICS)


def test_a_command_is_made_alone() -> None:
    code = "import sys, cli; cli.cli.get_command(None, 'settings'); print('commands.ask' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout == "False\n"


_NO_NEED = ("difflib", "graph.documents", "graph.publish", "graph.tables.schema", "http", "json", "networkx")
_NO_NEED += ("platformdirs", "polars", "pyoxigraph", "rapidfuzz", "tempfile", "urllib.request", "urllib3", "webapp")


@pytest.mark.parametrize(
    "words", ["diff 2013 2017", "show 5NR", "lineage 5NR", "list --kind ccg --as-at 2014", "area 5NR --as-at 2010"]
)
def test_a_command_imports_only_what_its_answer_needs(words: str) -> None:
    """Once the record is in the cache, no answer as text needs what writes the cache, a file, or another form."""
    code = f"""
import sys, cli
sys.argv = {["cli.py", *words.split()]!r}
cli.main()
print(*[name for name in {_NO_NEED!r} if name in sys.modules], file=sys.stderr)
"""
    for _ in range(2):  # the first fills the cache
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stderr == "\n"
