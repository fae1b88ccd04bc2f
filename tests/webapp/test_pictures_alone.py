"""A lineage drawn by the command line stands alone: its styles are in it, and it asks for nothing."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from cli import cli

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


def test_an_svg_has_its_bodies_as_links_to_their_identifiers_and_its_styles(runner: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "trafford.svg"
    assert runner.invoke(cli, ["lineage", "5NR", "--format", "svg", "--output", str(file)]).exit_code == 0
    root = ET.parse(file).getroot()
    links = {link.get("href") for link in root.iter(f"{SVG}a")}
    assert "https://w3id.org/nhs-restructures/id/ccg-02a" in links
    style = root.find(f"{SVG}style")
    assert style is not None
    assert ".bar.is-chosen rect" in (style.text or "")


def test_a_page_has_the_picture_and_a_row_for_every_relative(runner: CliRunner) -> None:
    page = runner.invoke(cli, ["lineage", "5NR", "--format", "html"]).output
    rows = runner.invoke(cli, ["lineage", "5NR", "--format", "csv"]).output.splitlines()[1:]
    assert page.count("<tr><td>") == len(rows)
    assert page.count('class="picture lineage"') == 1
    assert "src=" not in page
    assert "<script" not in page


def test_a_body_without_relatives_has_no_picture_but_a_page(runner: CliRunner) -> None:
    refused = runner.invoke(cli, ["lineage", "other-parliament", "--format", "svg"])
    assert refused.exit_code == 2
    assert "has no body before or after it" in refused.output
    assert "<svg" not in runner.invoke(cli, ["lineage", "other-parliament", "--format", "html"]).output
