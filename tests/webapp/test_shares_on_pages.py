"""What pages say of shares: what they count, a span as a span, and a weight that is none is refused."""

import pytest
from flask.testing import FlaskClient

from graph.record import Record
from webapp import create_app

CLAUSE = "Shares count people of mid-2020, who stand for all years."


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app({"TESTING": True}, record).test_client()


@pytest.mark.parametrize("address", ["/compare/2010/2014?kind=pct", "/bodies/pct-5p5/lineage", "/bodies/pct-5p5"])
def test_a_page_with_shares_of_people_says_so(client: FlaskClient, address: str) -> None:
    assert client.get(address).text.count(CLAUSE) == 1


def test_a_crosswalk_says_how_many_people_are_placed_how_well(client: FlaskClient) -> None:
    page = client.get("/crosswalk/1997/2026-04-01?kind-from=ha&kind=icb").text
    assert "56,550,138 are placed by inference" in page
    page = client.get("/crosswalk/2012-04-01/2013-04-01?kind-from=pct&kind=ccg").text
    assert "are placed by derived areas" in page
    assert " to " in page.split("<tbody>")[1]


def test_another_weight_is_in_the_address_and_one_that_is_none_is_refused(client: FlaskClient) -> None:
    one, other = (
        client.get(f"/crosswalk/2016-06-01/2022-07-01.json?kind-from=ccg&kind=icb&weight={weight}").json
        for weight in ("people", "lsoas")
    )
    assert one
    assert other
    shares = [
        {row["to_code"]: round(row["share"], 3) for row in each["rows"] if row["from_code"] == "05L"}
        for each in (one, other)
    ]
    assert shares == [{"QUA": 0.649, "QHL": 0.351}, {"QUA": 0.669, "QHL": 0.331}]
    assert (one["weight"], other["weight"]) == ("people", "lsoas")
    assert one["sha256"] != other["sha256"]
    for address in ("/crosswalk/2012/2014", "/compare/2013/2017", "/bodies/pct-5nr/lineage"):
        answer = client.get(f"{address}?weight=<b>")
        assert answer.status_code == 400
        assert "people, postcodes, lsoas, stated" in answer.text
