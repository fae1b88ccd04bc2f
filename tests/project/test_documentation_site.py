"""The documentation as a site: it is built from the Markdown with no warning, and needs no other host."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "DATA-LICENCE.md", "CHANGELOG.md")


def build(source: Path, target: Path) -> "subprocess.CompletedProcess[str]":
    """What `make docs` does, to a folder of the test's own."""
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", "--conf-dir", "docs"]
    return subprocess.run(
        [*command, ".", str(target)], cwd=source, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    built = build(ROOT, target)
    assert built.returncode == 0, built.stderr
    return target


def test_every_page_is_in_the_site_and_the_first_one_leads_to_the_index(site: Path) -> None:
    pages = [*(ROOT / name for name in PAGES), *ROOT.glob("docs/**/*.md")]
    missing = [page for page in pages if not (site / page.relative_to(ROOT)).with_suffix(".html").is_file()]
    assert missing == []
    assert 'href="docs/index.html"' in (site / "index.html").read_text(encoding="utf-8")


def test_the_lists_on_the_index_are_the_table_of_contents(site: Path) -> None:
    page = (site / "docs" / "scale.html").read_text(encoding="utf-8")
    contents = page[page.index('<div class="sidebar-tree">') : page.index("<main") if "<main" in page else None]
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    titles = re.findall(r"^## (.+)$", index, re.M)
    assert re.findall(r'class="caption-text">([^<]+)<', contents)[: len(titles)] == titles
    assert 'href="tutorials/analyst.html"' in contents


def test_the_site_asks_no_other_host_for_anything(site: Path) -> None:
    loaded = re.compile(r"""<(?:script|img|iframe)[^>]+src="(?:https?:)?//|<link[^>]+href="(?:https?:)?//""")
    assert [page.name for page in site.rglob("*.html") if loaded.search(page.read_text(encoding="utf-8"))] == []
    styles = [style.read_text(encoding="utf-8") for style in site.rglob("*.css")]
    assert not [style for style in styles if re.search(r"url\(.?(?:https?:)?//|@import", style)]


@pytest.mark.parametrize("link", ["record.md#no-such-part", "no-such-page.md", "#no-such-part"])
def test_a_link_that_leads_nowhere_breaks_the_build(link: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "docs").mkdir(parents=True)
    (source / "docs" / "conf.py").write_bytes((ROOT / "docs" / "conf.py").read_bytes())
    (source / "docs" / "templates").symlink_to(ROOT / "docs" / "templates")
    (source / "docs" / "record.md").write_text("# Record\n")
    (source / "docs" / "index.md").write_text(f"# Index\n\n## Pages\n\n- [Record](record.md)\n\n[here]({link})\n")
    built = build(source, tmp_path / "site")
    assert built.returncode == 1
    assert "docs/index.md:7: WARNING" in built.stderr
