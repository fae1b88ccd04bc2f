"""`map`: a day as text, tables, a picture, or areas for other programs, from a small record with areas beside it."""

import json
import struct
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from cli import cli
from tests.support.london import LONDON
from tests.support.tiny import tiny_record


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    record = tiny_record(LONDON)
    folder = tmp_path_factory.mktemp("record")
    assert record.areas_file is not None
    (folder / "restructures.ttl").write_bytes(record.turtle)
    (folder / "areas.ttl").write_bytes(record.areas_file.file.turtle)
    return folder / "restructures.ttl"


def run(path: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["map", *words, "--record", str(path)])


def test_text_begins_with_the_finding_and_has_a_row_for_each_body(path: Path) -> None:
    lines = run(path, "2003-04-01").output.splitlines()
    assert lines[0].startswith("4 primary care trusts on 1 April 2003; 3 of them were gone within")
    rows = [line for line in lines if line.startswith("pct-")]
    assert [row.split()[0] for row in rows] == ["pct-city", "pct-east", "pct-part", "pct-unknown"]
    assert "410,000" in rows[0]
    assert "area not known" in rows[3]
    assert lines[-1] == "People are those of mid-2020 on every day."


def test_a_kind_can_be_chosen_and_an_unknown_one_is_refused(path: Path) -> None:
    assert run(path, "1 April 2003", "--kind", "sha").output.startswith("1 strategic health authority")
    refused = run(path, "2003", "--kind", "shaa")
    assert refused.exit_code != 0
    assert "shaa" in str(refused.exception)


def test_data_forms_have_the_same_bodies(path: Path) -> None:
    document = json.loads(run(path, "2003-04-01", "--format", "json").output)
    rows = run(path, "2003-04-01", "--format", "csv").output.splitlines()
    assert [body["id"] for body in document["bodies"]] == [row.partition(",")[0] for row in rows[1:]]
    areas = {body["id"]: body["area"] for body in document["bodies"]}
    assert [(piece["cell"], piece["share"]) for piece in areas["pct-part"]] == [("00ab", 0.4)]


@pytest.mark.parametrize("form", ["geojson", "topojson"])
def test_areas_for_other_programs_are_json_of_their_form(path: Path, form: str) -> None:
    document = json.loads(run(path, "2003-04-01", "--format", form).output)
    assert document["type"] == {"geojson": "FeatureCollection", "topojson": "Topology"}[form]
    assert "Open Government Licence" in document["attribution"]


def test_pictures_carry_their_title_and_lead_to_the_identifiers_of_the_record(path: Path, tmp_path: Path) -> None:
    svg, png = tmp_path / "map.svg", tmp_path / "map.png"
    assert run(path, "2003-04-01", "--format", "svg", "--output", str(svg)).exit_code == 0
    root = ET.parse(svg).getroot()
    assert "4 primary care trusts on 1 April 2003" in str(root.get("aria-label"))
    links = {link.get("href") for link in root.iter("{http://www.w3.org/2000/svg}a")}
    assert "https://w3id.org/nhs-restructures/id/pct-city" in links
    assert run(path, "2003-04-01", "--format", "png", "--output", str(png)).exit_code == 0
    size = struct.unpack(">II", png.read_bytes()[16:24])
    assert size == (int(root.get("width", 0)), int(root.get("height", 0)))


def test_a_day_without_bodies_says_so(path: Path) -> None:
    assert run(path, "1990").output == "No local commissioners are known on 31 December 1990\n"


@pytest.mark.parametrize(
    ("day", "words"),
    [("1970", "31 December 1970 is before 1990."), ("2090-01-01", "1 January 2090 is still to come.")],
)
@pytest.mark.parametrize("form", ["text", "json", "svg", "geojson"])
def test_a_day_whose_areas_cannot_be_known_is_refused_as_by_place(path: Path, day: str, words: str, form: str) -> None:
    refused = run(path, day, "--format", form)
    assert str(refused.exception).startswith(f"{words} Areas are known from ")


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_area_of_a_body_is_a_picture_with_its_people(path: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"area.{form}"
    words = ["area", "pct-part", "--record", str(path), "--format", form, "--output", str(file)]
    assert CliRunner().invoke(cli, words).exit_code == 0
    if form == "svg":
        told = " ".join(ET.parse(file).getroot().itertext())
        assert "The area of Pct Part" in told
        assert "About 80,000 people (mid-2020) on 30 September 2006." in told
        assert "where its border ran inside is not known" in told
    else:
        assert file.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
