"""Practices and trusts on a site to which the operator attached a register, and on one without."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from openapi_schema_validator import OAS31Validator

from graph.errors import BadInput
from graph.record import Record
from graph.registers import Register
from tests.support.reading_pages import text_of
from webapp import create_app
from webapp.http.site import site_of


@pytest.fixture(scope="module")
def client(record: Record, register: Register) -> Iterator[FlaskClient]:
    made = create_app({"REGISTER": str(register.path)}, record=record)
    yield made.test_client()
    site_of(made).queries.close()


@pytest.fixture(scope="module")
def without(record: Record) -> Iterator[FlaskClient]:
    made = create_app(record=record)
    yield made.test_client()
    site_of(made).queries.close()


def test_a_practice_has_a_page_with_its_commissioners(client: FlaskClient) -> None:
    page = client.get("/code/a81001")
    assert page.status_code == 200
    text = text_of(page.text)
    assert "On 1 April 2017 it was under NHS Hartlepool and Stockton-on-Tees CCG" in text
    assert "This is what the register of this site says: " in text
    assert 'href="/bodies/pct-5e1"' in page.text
    assert "It was last under" in text_of(client.get("/code/A81002").text)
    assert "7A1, the code of a health board in Wales; not in the record" in text_of(client.get("/code/W91001").text)


def test_a_trust_has_a_page_with_what_came_before_and_after(client: FlaskClient) -> None:
    page = client.get("/code/RM4").text
    assert "Today its code is R0A." in text_of(page)
    assert 'href="/code/RW3"' in page
    assert "Nothing is known to have followed it." in text_of(client.get("/code/R0A").text)


def test_the_page_has_its_data_as_the_description_of_the_site_says(client: FlaskClient) -> None:
    found = client.get("/code/A81001.json").json
    described = client.get("/api/openapi.json").json
    assert found is not None
    assert described is not None
    OAS31Validator({"$ref": "#/components/schemas/RegisterEntry", **described}).validate(found)
    assert [each["id"] for each in found["under"]] == ["pcg-4qp36", "pct-5e1", "ccg-00k"]
    assert client.get("/code/A81001.csv").text.startswith("code,field,value,")
    assert "id:ccg-00k" in client.get("/code/A81001.ttl").text


def test_search_leads_to_it(client: FlaskClient) -> None:
    page = client.get("/search?q=A81001").text
    assert 'href="/code/A81001"' in page
    assert "GP practice, last under NHS Hartlepool and Stockton-on-Tees CCG." in text_of(page)


def test_a_table_by_practice_is_recoded(client: FlaskClient) -> None:
    table = "practice_code,month,items\nA81001,2012-04,10\nA82003,2014-04,3\n"
    fields = {"table": table, "to": "2023-04-01", "kind": "icb", "apportion": "items"}
    text = text_of(client.post("/recode", data=fields).text)
    assert "2 of 2 codes are GP practices in force" in text
    assert "Each row was taken on the days in “month”." in text
    assert "Lancashire and South Cumbria" in text


def test_what_the_register_lacks_is_said_to_be_lacking(client: FlaskClient) -> None:
    page = client.get("/code/P99999")
    assert page.status_code == 404
    assert "neither the record nor the register of this site has it" in text_of(page.text)


def test_without_a_register_the_site_says_what_a_practice_code_is_and_how_to_attach_one(without: FlaskClient) -> None:
    page = without.get("/code/A81001")
    assert page.status_code == 404
    assert "is the code of a GP practice or prescribing cost centre" in text_of(page.text)
    assert "Its operator can attach one, made from the files of ODS, with the setting register." in text_of(page.text)
    assert "By its form it is the code of an NHS trust." in text_of(without.get("/search?q=RM2").text)
    assert "is by its form" not in without.get("/code/5NR").text


def test_pages_are_made_anew_for_another_register(client: FlaskClient, without: FlaskClient) -> None:
    assert client.get("/bodies/ccg-00k").headers["ETag"] != without.get("/bodies/ccg-00k").headers["ETag"]


def test_a_site_does_not_start_on_a_register_that_is_none(record: Record) -> None:
    with pytest.raises(BadInput, match="There is no register nowhere"):
        create_app({"REGISTER": "nowhere.sqlite"}, record=record)
