"""What changed in a region of today: the bodies of any time that lay mostly within it."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from graph.answers.diff import diff
from graph.answers.geography.region import bodies_in, region_called, regions_of
from graph.errors import BadInput
from graph.record import Record
from webapp import create_app

TODAY = date(2026, 6, 1)


def test_the_regions_together_have_each_local_body_with_an_area_at_most_once(record: Record) -> None:
    history = record.history
    regions = regions_of(history, TODAY)
    assert "South West" in regions.values()
    held = [bodies_in(history, region, TODAY) for region in regions]
    local = {body for body in history.areas.holdings if history.bodies[body].kind in ("pct", "ccg", "icb")}
    within = [body for bodies in held for body in bodies & local]
    assert len(within) == len(set(within))
    assert len(within) > 0.95 * len(local)


def test_a_region_is_known_by_id_and_by_name_and_others_are_refused_with_what_there_is(record: Record) -> None:
    region = region_called(record.history, TODAY, "south west")
    assert region == region_called(record.history, TODAY, region)
    with pytest.raises(BadInput, match="South West"):
        region_called(record.history, TODAY, "Wessex")


def test_a_comparison_of_a_region_has_its_bodies_alone_and_counts_them(record: Record) -> None:
    page = FlaskClient(create_app(record=record))
    whole = diff(record.history, date(2013, 4, 1), date(2022, 7, 1))
    found = page.get("/compare/2013-04-01/2022-07-01.json?region=South+West").get_json()
    ended = {each["id"] for each in found["bodies"]["ended"]}
    assert "ccg-15n" in ended or "ccg-99p" in ended  # Devon
    assert ended < {change.body.id for change in whole.ended}
    ccgs = next(each for each in found["kinds"] if each["kind"] == "ccg")
    assert (ccgs["before"], ccgs["after"]) == (len([body for body in ended if body.startswith("ccg-")]), 0)
    assert next(each for each in found["kinds"] if each["kind"] == "icb")["after"] == 7
    assert "in the South West" in page.get("/compare/2013-04-01/2022-07-01?region=South+West").text
    assert page.get("/compare/2013-04-01/2022-07-01?region=Wessex").status_code == 400
