"""The package as others get it: a wheel that works away from the checkout, and the same bytes from each build."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.wheels import ROOT, build, environment_with
from tools.one_package import renamed


def test_the_same_files_give_the_same_bytes_and_the_sdist_gives_the_same_wheel(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    sdist, wheel = built
    (tmp_path / "source").mkdir()
    subprocess.run(["tar", "-xzf", sdist, "-C", tmp_path / "source"], check=True)
    (source,) = (tmp_path / "source").iterdir()
    again = build(source, tmp_path / "again")
    assert [path.name for path in again] == [sdist.name, wheel.name]
    assert [path.read_bytes() for path in again] == [sdist.read_bytes(), wheel.read_bytes()]


def test_the_wheel_holds_the_product_under_one_name_and_nothing_else(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[1]) as archive:
        names = archive.namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"nhs_restructures"}
    inside = {name.split("/")[1] for name in names if name.startswith("nhs_restructures/")}
    modules = {"__init__.py", "__main__.py", "cli.py", "py.typed"}
    assert inside == {*modules, "commands", "data", "graph", "webapp"}
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    product = ("commands/", "data/", "graph/", "webapp/")
    assert {f"nhs_restructures/{name}" for name in tracked if name.startswith(product)} <= set(names)
    assert not [name for name in names if "__pycache__" in name]


@pytest.mark.parametrize(
    ("source", "installed"),
    [
        ("from graph.model import dates\n", "from nhs_restructures.graph.model import dates\n"),
        ("from webapp import (\n    a,\n)\n", "from nhs_restructures.webapp import (\n    a,\n)\n"),
        ("def f():\n    from cli import main\n", "def f():\n    from nhs_restructures.cli import main\n"),
        ("import graph\n", "from nhs_restructures import graph\n"),
        ("import graph.errors as e\n", "import nhs_restructures.graph.errors as e\n"),
        ("from .graph import x\nimport graphviz\n", "from .graph import x\nimport graphviz\n"),
        ('"""from graph import x"""\n', '"""from graph import x"""\n'),
    ],
)
def test_in_the_wheel_an_import_of_ours_leads_to_the_one_name_and_no_other_changes(source: str, installed: str) -> None:
    assert renamed(source, "module.py") == installed


@pytest.mark.parametrize("source", ["import graph.errors\n", "import os, graph\n", "from  graph import x\n"])
def test_an_import_that_cannot_be_changed_on_its_line_stops_the_build(source: str) -> None:
    with pytest.raises(ValueError, match=r"module\.py, line 1: write this import"):
        renamed(source, "module.py")


@pytest.fixture(scope="module")
def installed(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment that has the wheel and all extras."""
    return environment_with(built[1], tmp_path_factory.mktemp("installed"))


def test_every_module_of_the_wheel_can_be_imported_and_none_is_at_the_top(installed: Path, tmp_path: Path) -> None:
    program = """
import pkgutil, sys, nhs_restructures
for module in pkgutil.walk_packages(nhs_restructures.__path__, "nhs_restructures."):
    if not module.name.endswith("__main__"):
        __import__(module.name)
print(*sorted({"cli", "commands", "graph", "webapp"} & sys.modules.keys()))
"""
    ran = subprocess.run(
        [str(installed / "python"), "-I", "-c", program],
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "\n"


def test_the_installed_program_answers_from_its_own_data_in_another_folder(installed: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ran = subprocess.run(
        [str(installed / "nhs-restructures"), "diff", "2013", "2017"],
        cwd=elsewhere,
        env={"PATH": os.environ["PATH"], "HOME": str(elsewhere), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    here = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "diff", "2013", "2017"],
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == here.stdout
    assert ran.stdout.strip()
    where = "from nhs_restructures.graph.record import DATA; print(DATA)"
    ran = subprocess.run(
        [str(installed / "python"), "-c", where], cwd=elsewhere, capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith(str(installed.parent))


CONSUMER = """
import pandas as pd
from nhs_restructures import BodyView, RecordError, open_record

record = open_record()
body: BodyView = record.body("5NR")
shares: list[float | None] = [row["share"] for row in body.heirs("2022-07-01")]
number: int = len(record.diff("2013", "2017").answer.ended)
frame = record.recode(pd.DataFrame({"org_code": ["5NR"]}), "org_code", to="2022-07-01")
reveal_type(frame)
reveal_type(record.on("2014", kind="ccg").answer.day)
print(shares, number, frame["new_id"].tolist(), issubclass(RecordError, Exception))
"""


def test_the_library_has_types_under_its_installed_name(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "consumer.py").write_text(CONSUMER.replace("reveal_type", "str"))
    ran = subprocess.run(
        [str(installed / "python"), "consumer.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "['icb-qop'] True" in ran.stdout
    (tmp_path / "consumer.py").write_text(CONSUMER)
    options = ["--strict", "--python-executable", str(installed / "python"), "--cache-dir", str(tmp_path / "cache")]
    mypy = [sys.executable, "-m", "mypy", *options, "--disable-error-code=import-untyped", "consumer.py"]
    ran = subprocess.run(mypy, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert 'is "datetime.date"' in ran.stdout


@pytest.mark.parametrize("words", [["--help"], ["diff", "--help"], ["settings", "--help"], ["diff"]])
def test_help_names_the_program_as_it_was_started(installed: Path, tmp_path: Path, words: list[str]) -> None:
    def told(*program: str) -> str:
        environment = {**os.environ, "COLUMNS": "100"}
        ran = subprocess.run(
            [*program, *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        return " ".join((ran.stdout + ran.stderr).split())

    here = told(sys.executable, str(ROOT / "cli.py"))
    assert "python cli.py" in here
    assert told(str(installed / "nhs-restructures")) == here.replace("python cli.py", "nhs-restructures")
    module = told(str(installed / "python"), "-m", "nhs_restructures")
    assert module == here.replace("python cli.py", "python -m nhs_restructures")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("nhs-restructures li", {"lineage", "list"}),
        ("nhs-restructures diff --ki", {"--kind"}),
        ("nhs-restructures lineage --basis ", {"legal", "area", "code"}),
    ],
)
def test_bash_completes_commands_options_and_choices(installed: Path, typed: str, offered: set[str]) -> None:
    """As the page says: by what the program prints for bash to read at its start."""
    bash = shutil.which("bash")
    # The bash of macOS is too old for completion by click, which says so.
    if bash is None or subprocess.run([bash, "-c", "((BASH_VERSINFO[0] >= 5))"], check=False).returncode:
        pytest.skip("no bash of version 5 or later")
    script = """
        eval "$(_NHS_RESTRUCTURES_COMPLETE=bash_source nhs-restructures)"
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _nhs_restructures_completion nhs-restructures
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    ran = subprocess.run(
        [bash, "-c", script, "bash", *typed.split(" ")],
        env={**os.environ, "PATH": f"{installed}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert offered <= set(ran.stdout.split())


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_program_knows_how_other_shells_complete(installed: Path, shell: str) -> None:
    ran = subprocess.run(
        [str(installed / "nhs-restructures")],
        env={**os.environ, "_NHS_RESTRUCTURES_COMPLETE": f"{shell}_source"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"_NHS_RESTRUCTURES_COMPLETE={shell}_complete" in ran.stdout
