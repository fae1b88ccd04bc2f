"""The package without its extras: what the base answers, and what it says of the parts that are not installed."""

import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from graph.util.extras import EXTRAS
from tests.support.wheels import ROOT, canonical, environment_with, with_requirements

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def distributions(requirements: list[str]) -> set[str]:
    names = {each.partition(";")[0].partition(">")[0].strip().lower() for each in requirements}
    return {name for name in names if not name.startswith("nhs-restructures")}


BASE = with_requirements(distributions(PROJECT["dependencies"]))
OF_EXTRA = {name: distributions(each) for name, each in PROJECT["optional-dependencies"].items() if name != "all"}


@pytest.fixture(scope="module")
def base(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and what it requires without an extra."""
    return environment_with(built[1], tmp_path_factory.mktemp("base"), BASE)


def run(base: Path, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    program = [str(base / "nhs-restructures"), *words]
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
    return subprocess.run(program, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words",
    [
        ("diff", "2013", "2017"),
        ("show", "5NR"),
        ("lineage", "5NR"),
        ("accountable", "ccg-04f", "--as-at", "2014-06-01"),
        ("list", "--kind", "icb", "--as-at", "2022-07-01"),
        ("search", "trafford"),
        ("query", "ASK { ?body a nhs:Body }"),
        ("crosswalk", "2013", "2017", "--format", "csv"),
        ("landscape", "2014"),
        ("timeline",),
        ("coverage",),
        ("sources",),
        ("settings",),
        ("show", "5NR", "--format", "turtle"),
    ],
    ids=" ".join,
)
def test_the_base_answers_without_any_extra(base: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = run(base, tmp_path, *words)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("tables", ("recode", "table.csv", "--to", "2022")),
        ("tables", ("identify", "table.csv")),
        ("tables", ("crosswalk", "2013", "2017", "--output", "links.parquet")),
        ("edit", ("validate",)),
        ("edit", ("import", ".")),
        ("edit", ("reconcile", "table.csv")),
        ("edit", ("lineage", "5NR", "--format", "graphml")),
        ("site", ("lineage", "5NR", "--format", "svg")),
        ("site", ("serve",)),
    ],
)
def test_a_part_that_is_not_installed_is_named_with_the_command_that_installs_it(
    base: Path, tmp_path: Path, extra: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "table.csv").write_text("org_code,spend\n5NR,100\n")
    ran = run(base, tmp_path, *words)
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert ran.stderr.startswith("Error: This needs ")
    assert ran.stderr.endswith(f'Run: pip install "nhs-restructures[{extra}]"\n')


def test_the_library_answers_and_says_the_same_of_what_is_missing(base: Path, tmp_path: Path) -> None:
    program = """
from nhs_restructures import RecordError, open_record
record = open_record()
print(record.body("5NR").heirs("2022-07-01").rows()[0]["to_id"])
for ask in (lambda: record.recode([], "org_code", to="2022"), record.on("2014").to_polars, record.body("5NR").network):
    try:
        ask()
    except RecordError as error:
        print(error)
"""
    ran = subprocess.run(
        [str(base / "python"), "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    tables = 'This needs polars, which is not installed. Run: pip install "nhs-restructures[tables]"'
    edit = 'This needs networkx, which is not installed. Run: pip install "nhs-restructures[edit]"'
    assert ran.stdout.splitlines() == ["icb-qop", tables, tables, edit]


def test_the_base_is_small(base: Path) -> None:
    (packages,) = base.parent.glob("lib/python*/site-packages")
    folders = [path.resolve() for path in packages.iterdir() if path.name in {*BASE, "nhs_restructures"}]
    files = [file for folder in folders for file in folder.rglob("*")]
    assert len(folders) > 4
    assert sum(file.stat().st_size for file in files if file.is_file()) < 60_000_000


def test_the_modules_of_each_extra_are_known_and_none_comes_with_the_base() -> None:
    """EXTRAS says it of modules, pyproject.toml of distributions; both mean the same."""
    providers = {module: set(map(canonical, names)) for module, names in packages_distributions().items()}
    for extra, modules in EXTRAS.items():
        brought = with_requirements(OF_EXTRA[extra])
        assert all(providers[module] & brought for module in modules), extra
        assert not [module for module in modules if providers[module] & BASE], "the base has it"
    known = {module for modules in EXTRAS.values() for module in modules}
    for name in set().union(*OF_EXTRA.values()):
        assert [module for module, names in providers.items() if name in names and module in known], name
