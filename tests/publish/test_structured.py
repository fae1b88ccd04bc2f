"""What a body's page says to programs in the words of schema.org: what is stated, to the day, and nothing else."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph.answers.body import facts
from graph.rdf.terms import ID
from graph.record import Record
from graph.record.history import History
from tests.support.sound import sound_rows
from tests.support.tiny import Rows, Tiny, tiny_record
from webapp import create_app
from webapp.http.site import site_of
from webapp.render.schema_org import organisation

CCG = {"id": "ccg-a", "kind": "ccg", "name": "A CCG"}


def told(history: History, body: str) -> dict[str, Any]:
    found = facts(history, history.bodies[body], as_at=date(2014, 1, 1))
    return organisation(found, page=f"http://site.example/bodies/{body}", data="http://site.example/data/")


def told_of(tiny: Tiny, body: dict[str, str], **more: list[dict[str, str]]) -> dict[str, Any]:
    rows: Rows = {"bodies": [{**CCG, **body}], **more}
    return told(tiny(rows).history, "ccg-a")


def test_a_body_is_an_organisation_with_its_names_codes_days_and_addresses(record: Record) -> None:
    found = told(record.history, "ccg-04f")
    assert found["@type"] == "GovernmentOrganization"
    assert found["name"] == record.history.bodies["ccg-04f"].name_on(date(2014, 1, 1))
    assert {(each["propertyID"], each["value"]) for each in found["identifier"]} >= {("ODS", "04F")}
    assert (found["foundingDate"], found["dissolutionDate"]) == ("2013-04-01", "2021-03-31")
    assert found["url"] == "http://site.example/bodies/ccg-04f"
    assert found["@id"] == found["sameAs"] == ID + "ccg-04f"
    assert found["subjectOf"]["url"] == "http://site.example/data/"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"start": "2013-04-01"}, {"foundingDate": "2013-04-01"}),
        ({"start": "2013-04-01", "end": "2020-03-31"}, {"foundingDate": "2013-04-01", "dissolutionDate": "2020-03-31"}),
        ({"start": "2013-04-01", "start_precision": "month"}, {}),
        ({"start": "2013-04-01", "end": "2020-03-31", "end_precision": "by"}, {"foundingDate": "2013-04-01"}),
        ({"start": "2013-04-01", "end_precision": "unknown"}, {"foundingDate": "2013-04-01"}),
    ],
)
def test_a_day_is_told_only_where_it_is_known_to_the_day(
    days: dict[str, str], said: dict[str, str], tiny: Tiny
) -> None:
    found = told_of(tiny, days)
    assert {name: found[name] for name in ("foundingDate", "dissolutionDate") if name in found} == said


def test_former_and_other_names_are_told_once_each_and_no_empty_word_is_said(tiny: Tiny) -> None:
    names = [
        {"body_id": "ccg-a", "name": "Old CCG", "start": "2013-04-01", "end": "2013-12-31"},
        {"body_id": "ccg-a", "name": "New CCG", "start": "2014-01-01"},
    ]
    found = told_of(tiny, {"start": "2013-04-01", "alt_names": "Old CCG|The CCG"}, names=names)
    assert found["name"] == "New CCG"
    assert found["alternateName"] == ["Old CCG", "A CCG", "The CCG"]
    assert "identifier" not in found


@pytest.mark.no_cover
def test_every_body_of_the_record_can_be_told(record: Record) -> None:
    schemes = {
        code["propertyID"]
        for body in record.history.bodies
        for code in told(record.history, body).get("identifier", ())
    }
    assert schemes == {"ODS", "GSS"}


# In a page


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site on a record whose names would break out of a script."""
    rows = sound_rows()
    rows["bodies"][0]["name"] = "</script><script>alert(1)</script><!-- & 'Sons'"
    rows["inferences_bodies"] = [{"id": "pct-q", "kind": "pct", "start": "2006-10-01", "end": "2013-03-31"}]
    path: Path = tmp_path_factory.mktemp("record") / "record.ttl"
    path.write_bytes(tiny_record(rows).turtle)
    app = create_app({"RECORD": str(path), "HOSTS": "record.example"})
    yield app.test_client()
    site_of(app).queries.close()


def scripts(page: str) -> list[str]:
    return re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)


def test_a_name_cannot_end_the_script_it_stands_in(client: FlaskClient) -> None:
    page = client.get("/bodies/ccg-04a").text
    (text,) = scripts(page)
    assert json.loads(text)["name"] == "</script><script>alert(1)</script><!-- & 'Sons'"
    assert "<" not in text
    assert "<script>alert" not in page


def test_an_address_in_a_page_is_that_of_the_site_that_was_asked(client: FlaskClient) -> None:
    (text,) = scripts(client.get("/bodies/icb-x", headers={"Host": "record.example"}).text)
    found = json.loads(text)
    assert found["url"] == "http://record.example/bodies/icb-x"
    assert found["subjectOf"]["url"] == "http://record.example/data/"


def test_what_is_inferred_is_not_told_as_a_fact(client: FlaskClient) -> None:
    page = client.get("/bodies/pct-q")
    assert page.status_code == 200
    assert scripts(page.text) == []


def test_the_foot_of_every_page_leads_to_the_data(client: FlaskClient) -> None:
    for address in ("/", "/bodies/icb-x", "/about", "/nowhere"):
        foot = client.get(address).text.partition("<footer")[2]
        assert 'href="/data/"' in foot
