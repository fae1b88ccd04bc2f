"""Whether what the documentation shows is what happens: its commands, queries, programs and links are tried.

A page is one session in a folder of its own, from top to bottom. A block with `title="NAME"` is a file of that name,
a `console` block is run where it calls a program of TRIED and compared with what it shows (`...` stands for anything),
a `python` block is run, and a `sparql` block must have answers. Addresses at SITE are asked of a site that runs.
Those of other hosts are not asked, since the tests must not need the network: only their form is looked at.
"""

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest

from graph.record import Record
from tests.support.sites import RunningSite, running_site

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>[\w-]*)(?: +title=\"(?P<title>[\w.-]+)\")?[^\n]*\n(?P<text>.*?)^(?P=indent)```$",
    re.M | re.S,
)
LINK = re.compile(r"\]\((?P<inline>[^)\s]+)\)|^\[[^\]]+\]: (?P<reference>\S+)$", re.M)
SECONDS = 180
"""Far more than any example takes, on a machine that has other things to do."""
SITE = "http://127.0.0.1:8000"
TRIED = {"cat", "cp", "curl", "grep", "head", "sed"}
"""What a page may run beside the command line; other programs, such as `sudo`, are shown and not run."""

Exchange: TypeAlias = tuple[str, str]
"""A command, and what the page shows after it."""


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    language: str
    title: str
    text: str
    line: int


def blocks(page: str) -> Iterator[Block]:
    for found in FENCE.finditer(page):
        text = re.sub(f"^{found['indent']}", "", found["text"], flags=re.M)
        yield Block(found["language"], found["title"] or "", text, page.count("\n", 0, found.start()) + 1)


def exchanges(block: str) -> Iterator[Exchange]:
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, shown = re.sub(r"\\\n *>? *", "", part).partition("\n")
        yield command, shown


def is_shown(shown: str, printed: str) -> bool:
    """Whether what a page shows is what was printed; a line of `...` is any lines, and one within a line any text."""
    lines = [line.rstrip() for line in shown.strip("\n").splitlines()]
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line).replace(r"\.\.\.", ".*?") + "\n" for line in lines
    )
    plain = "".join(f"{line.rstrip()}\n" for line in printed.strip("\n").splitlines())
    return re.fullmatch(pattern, plain) is not None


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
        "XDG_DATA_HOME": str(folder / "own"),
    }
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
        encoding="utf-8",
    )


def is_run(command: str) -> bool:
    words = shlex.split(command)
    return words[0] in TRIED or ("cli.py" in words and ("serve" not in words or "--help" in words))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder from which `python cli.py` works, so that what a page writes stays out of the checkout."""
    (tmp_path / "cli.py").symlink_to(ROOT / "cli.py")
    (tmp_path / "data").symlink_to(ROOT / "data")
    return tmp_path


@pytest.fixture(scope="module")
def store(record: Record) -> ox.Store:
    store = ox.Store()
    store.bulk_load(record.whole_turtle, format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with running_site(tmp_path_factory.mktemp("site"), WORKERS=1) as found:
        yield found


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_what_a_page_shows_is_what_happens(page: Path, folder: Path, request: pytest.FixtureRequest) -> None:
    text = page.read_text(encoding="utf-8")
    if "$ curl " in text:
        needs_curl()
        text = text.replace(SITE, request.getfixturevalue("site").url)
    for block in blocks(text):
        where = f"{page.name}, line {block.line}"
        if block.title:
            (folder / block.title).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            ran = run([sys.executable, "-W", "error", "-c", block.text], folder)
            assert ran.returncode == 0, f"{where}: {ran.stdout}"
        elif block.language == "console":
            for command, shown in filter(lambda each: is_run(each[0]), exchanges(block.text)):
                ran = run(["sh", "-c", command], folder)
                assert ran.returncode == 0 or "Error: " in shown, f"{where}: {command}\n{ran.stdout}"
                if shown.strip():
                    assert is_shown(shown, ran.stdout), f"{where}: {command} printed\n{ran.stdout}"


def needs_curl() -> None:
    if shutil.which("curl") is None:
        if os.environ.get("CI"):
            pytest.fail("curl is not installed, and CI tries every page")
        pytest.skip("curl is not installed")


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_the_queries_of_a_page_have_answers(page: Path, store: ox.Store) -> None:
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.language == "sparql":
            answer = store.query(block.text)
            assert bool(answer) if isinstance(answer, ox.QueryBoolean) else next(iter(answer), None) is not None, (
                f"{page.name}, line {block.line}: no answer"
            )


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_the_links_of_a_page_within_the_repository_lead_somewhere(page: Path) -> None:
    for found in LINK.finditer(FENCE.sub("", page.read_text(encoding="utf-8"))):
        address, _, part = (found["inline"] or found["reference"]).partition("#")
        if "://" in address:
            continue
        target = page.parent / unquote(address) if address else page
        assert target.exists(), f"{page.name} links to {address}"
        if part and target.suffix == ".md":
            assert part in anchors(target.read_text(encoding="utf-8")), f"{page.name} links to {address}#{part}"


def addresses() -> list[str]:
    """The links of all pages that lead out of the repository."""
    found = (LINK.finditer(FENCE.sub("", page.read_text(encoding="utf-8"))) for page in PAGES)
    links = {link["inline"] or link["reference"] for page in found for link in page}
    return sorted(link for link in links if "://" in link)


@pytest.mark.parametrize("address", [address for address in addresses() if address.startswith(SITE)])
def test_the_links_to_the_site_lead_to_a_page(address: str, site: RunningSite) -> None:
    answer = site.get(address.removeprefix(SITE))
    assert answer.status == 200


def test_the_links_to_other_hosts_are_well_formed_and_secure() -> None:
    others = [address for address in addresses() if not address.startswith(SITE)]
    assert others
    for address in others:
        parts = urlsplit(address)
        assert (parts.scheme, parts.username, parts.port) == ("https", None, None), address
        assert re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", parts.hostname or ""), address


def test_every_page_is_reached_from_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {found["inline"].partition("#")[0] for found in LINK.finditer(index.read_text(encoding="utf-8"))}
    pages = {page.relative_to(index.parent).as_posix() for page in index.parent.rglob("*.md")}
    assert pages - {index.name} - linked == set()


def anchors(page: str) -> set[str]:
    titles = re.findall(r"^#+ +(.+)$", FENCE.sub("", page), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_the_command_reference_has_every_command_and_no_other() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    named = re.findall(r"^\$ python cli\.py ([\w -]+) --help$", page, re.M)
    names = runpy.run_path(str(ROOT / "tools" / "command_reference.py"))["names"]
    assert named == names(), "run: make reference"


def test_the_vocabulary_page_is_made_from_the_vocabulary() -> None:
    page = runpy.run_path(str(ROOT / "tools" / "vocabulary_page.py"))["page"]
    vocabulary = (ROOT / "data" / "vocabulary.ttl").read_text(encoding="utf-8")
    assert (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8") == page(vocabulary), "run: make reference"


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb\n", "a\nb", True),
        ("a\n...\nd\n", "a\nb\nc\nd\n", True),
        ("a ... c\n", "a b c\n", True),
        ("...\n", "", True),
        ("a\n", "a\nb\n", False),
        ("a\n...\nd\n", "a\nb\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_dots_stand_for_what_a_page_leaves_out_and_nothing_else_differs(shown: str, printed: str, same: bool) -> None:
    assert is_shown(shown, printed) is same


def test_a_page_is_read_as_commands_with_what_they_print() -> None:
    page = 'Text\n\n```csv title="a.csv"\ncode\n```\n\n'
    page += "```console\n$ python cli.py list \\\n    --kind ccg\n04F\n$ make\n```\n"
    file, session = blocks(page)
    assert (file.title, file.text, file.line) == ("a.csv", "code\n", 3)
    assert list(exchanges(session.text)) == [("python cli.py list --kind ccg", "04F\n"), ("make", "")]
    assert [is_run(command) for command, _ in exchanges(session.text)] == [True, False]
