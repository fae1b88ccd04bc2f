"""Whether the set-up holds together: locks, make's targets, versions, and the changelog of the facts."""

import csv
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from graph import __version__

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ["requirements.lock", "requirements-test.lock"]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def locked(name: str) -> dict[str, list[str]]:
    """Each package with its version and marker, and the lines of its hashes."""
    entries = re.findall(
        r"^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?(==[^\n]*)\n((?:    --hash=\S+(?: \\)?\n)*)", text(name), re.M
    )
    return {package: [version.removesuffix("\\").strip(), *hashes.split()] for package, version, hashes in entries}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", each, maxsplit=1)[0].lower().replace("_", "-") for each in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes_and_no_line_names_a_place(lock: str) -> None:
    packages = locked(lock)
    assert packages
    assert all(any(each.startswith("--hash=sha256:") for each in entry[1:]) for entry in packages.values())
    assert len(packages) == len(re.findall(r"^\S+==", text(lock), re.M))
    assert not re.search(r"://|file:|^-|@ ", text(lock), re.M)


def test_the_locks_hold_what_the_project_asks_for() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = [*PROJECT["project"]["dependencies"], *(each for name in extras for each in extras[name])]
    runtime = names(wanted) - {"nhs-restructures"}
    tests = names(PROJECT["dependency-groups"]["test"])
    assert runtime <= locked("requirements.lock").keys(), "run: make lock"
    assert runtime | tests <= locked("requirements-test.lock").keys(), "run: make lock"


def test_the_tests_run_on_the_versions_that_the_product_runs_on() -> None:
    product, tests = ({name: entry[0].partition(" ;")[0] for name, entry in locked(lock).items()} for lock in LOCKS)
    assert product.items() <= tests.items(), "run: make lock"


def test_one_extra_has_all_others() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    assert extras["all"] == [f"nhs-restructures[{','.join(sorted(extras.keys() - {'all'}))}]"]


def test_every_make_command_that_the_documentation_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.M))
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    named = {name for page in pages for name in re.findall(r"(?:`|\$ )make ([a-z]+)", page.read_text(encoding="utf-8"))}
    assert {"serve", "test"} <= named <= targets
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert all(f"make {name}" in listed for name in named)


def test_the_version_is_the_same_wherever_it_is_written() -> None:
    assert f"\nversion: {__version__}\n" in text("CITATION.cff")
    newest = re.search(r"^## (\S+)", text("CHANGELOG.md"), re.M)
    assert newest is not None
    assert newest[1] == __version__


def test_the_changelog_of_the_facts_is_dated_and_says_of_what_kind_each_change_is() -> None:
    with (ROOT / "data" / "changelog.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert all(row.keys() == {"date", "kind", "text"} and row["text"] for row in rows)
    assert {row["kind"] for row in rows} <= {"change in the world", "correction of ours", "new source"}
    days = [date.fromisoformat(row["date"]) for row in rows]
    assert days == sorted(days), "the newest comes last, where an import puts it"


@pytest.mark.parametrize(
    ("can_make_environments", "message"),
    [
        ("false", "No Python of version 3.11 or later was found"),
        ('case "$*" in *ensurepip*) false;; esac', "This Python cannot make virtual environments. Run: sudo apt-get"),
    ],
)
def test_a_python_that_will_not_do_is_refused_in_one_line_that_says_what_to_do(
    tmp_path: Path, can_make_environments: str, message: str
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for program in ("dirname", "id", "sh"):
        (programs / program).symlink_to(str(shutil.which(program)))
    (programs / "python3").write_text(f"#!/bin/sh\n{can_make_environments}\n")
    (programs / "python3").chmod(0o755)
    ran = subprocess.run(
        [str(shutil.which("sh")), str(ROOT / "tools" / "make-venv.sh"), str(tmp_path / "venv")],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith(message)
    assert ran.stderr.count("\n") == 1
    assert not (tmp_path / "venv").exists()


def test_missing_system_packages_are_named_in_one_line_and_do_not_fail(tmp_path: Path) -> None:
    (tmp_path / "id").symlink_to(str(shutil.which("id")))
    ran = subprocess.run(
        [str(shutil.which("sh")), str(ROOT / "tools" / "system-packages.sh"), "chromium", "graphviz"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0
    assert "sudo apt-get install chromium graphviz" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_virtual_environment_is_made_with_the_python_that_is_named(tmp_path: Path) -> None:
    script = str(ROOT / "tools" / "make-venv.sh")
    environment = {"PATH": "/usr/bin:/bin", "PYTHON": sys.executable}
    subprocess.run(["sh", script, str(tmp_path / "venv")], env=environment, check=True)
    subprocess.run([str(tmp_path / "venv" / "bin" / "python"), "-m", "pip", "--version"], check=True)
