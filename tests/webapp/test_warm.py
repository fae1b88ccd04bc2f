"""What pages share is worked out before the first request, without being taken for one."""

import logging
from datetime import date

import pytest

from graph.record import Record
from tests.support.london import LONDON
from tests.support.tiny import Rows, tiny_record
from webapp.http.site import site_of
from webapp.kit import memo
from webapp.server.observed_site import observed_site
from webapp.server.warm import warm
from webapp.settings import defaults


@pytest.mark.parametrize("rows", [LONDON, {}], ids=["a small record", "an empty one"])
def test_any_record_is_made_ready_and_nothing_is_logged(rows: Rows, caplog: pytest.LogCaptureFixture) -> None:
    app = observed_site(defaults(), tiny_record(rows))
    with caplog.at_level(logging.INFO):
        warm(app)
    assert not caplog.records
    assert app.test_client().get("/").status_code == 200
    site_of(app).queries.close()


def test_the_answers_that_pages_share_are_there(record: Record) -> None:
    app = observed_site(defaults(), record)
    warm(app)
    before = memo.map_colours.cache_info().misses, memo.audit.cache_info().misses
    compared, moving = memo.diff.cache_info().misses, memo.map_months.cache_info().misses
    assert app.test_client().get("/").status_code == 200
    assert app.test_client().get("/map/2013-04-01").status_code == 200
    assert app.test_client().get("/coverage").status_code == 200
    assert app.test_client().get(f"/compare/1991/{date.today().year}").status_code == 200
    assert app.test_client().get("/restructures/r4").status_code == 200
    assert app.test_client().get("/map/months.json").status_code == 200
    assert memo.diff.cache_info().misses == compared
    assert memo.map_months.cache_info().misses == moving
    assert (memo.map_colours.cache_info().misses, memo.audit.cache_info().misses) == before
    site_of(app).queries.close()
