"""The package as others get it: a wheel that works away from the checkout, and the same bytes from each build."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def build(source: Path, target: Path) -> list[Path]:
    """The sdist and the wheel, made with no network."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(target)],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"},
        check=True,
        capture_output=True,
    )
    return sorted(target.iterdir(), key=lambda path: path.suffix)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if find_spec("hatchling") is None:
        if os.environ.get("CI"):
            pytest.fail("hatchling is not installed, and CI tests the package")
        pytest.skip("hatchling is not installed")
    sdist, wheel = build(ROOT, tmp_path_factory.mktemp("built"))
    return sdist, wheel


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


def test_the_wheel_holds_the_product_and_nothing_else(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[1]) as archive:
        names = archive.namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"cli.py", "commands", "graph", "webapp"}
    assert {"graph/data/restructures.ttl", "webapp/templates/failure.html"} <= set(names)
    assert not [name for name in names if "__pycache__" in name]


@pytest.fixture(scope="module")
def installed(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment that has the wheel."""
    environment = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    python = environment / "bin" / "python"
    install = ["-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps", str(built[1])]
    subprocess.run([sys.executable, *install], check=True, capture_output=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    # What the product rests on is installed already, where these tests run.
    (packages / "installed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return environment / "bin"


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
    where = "from graph.record import DATA; print(DATA)"
    ran = subprocess.run(
        [str(installed / "python"), "-c", where], cwd=elsewhere, capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith(str(installed.parent))


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
