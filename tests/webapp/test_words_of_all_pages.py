"""No page of any sort has a word of the workshop, or a day as data have it: fixed pages, and a body of each kind."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.record import Record
from graph.record.history import History
from tests.support.reading_pages import text_of
from webapp import create_app

FIXED = (
    "/", "/about", "/data/", "/coverage", "/vocabulary", "/changes", "/sparql", "/recode", "/compare/", "/stories/",
    "/restructures/", "/bodies/", "/bodies/?kind=pct&as-at=2007", "/search?q=trafford", "/code/5NR", "/code/13T",
    "/landscape/1995-06-01", "/landscape/2014-06-01", "/compare/1993/1996", "/compare/2013/2017", "/map/1995-04-01",
    "/map/2013-04-01", "/place/trafford", "/place/m33-4", "/crosswalk/2012/2013?kind=pct", "/reconcile",
    "/bodies/pct-5nr/network", "/bodies/pct-5nr/lineage", "/bodies/pct-5nr/accountability?as-at=2012",
    "/stories/lives", "/stories/parents", "/stories/codes", "/stories/promises", "/sources/ods-epcmem-2019",
    "/sources/act-2012-7",
)  # fmt: skip
_DAY = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")
_INTERNAL = re.compile(r"\bseed\b|\bset-difference\b|\bcomment of 20\d\d\b|\bkind:\w", re.IGNORECASE)
_LEFT_OUT = re.compile(r"<(pre|code|textarea|style)\b.*?</\1>", re.DOTALL)
"""What shows how data or a query look is no sentence."""
_AS_DATA = re.compile(r"https?://\S+|edition \S+ \(\w+\)|such as [\d-]+", re.IGNORECASE)
"""Addresses, the name of the edition, and examples of what can be typed."""


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app({"TESTING": True}, record).test_client()


def _pages(history: History) -> Iterator[str]:
    yield from FIXED
    yield from (f"/restructures/{restructure}" for restructure in history.restructures)
    for bodies in history.by_kind.values():
        # Who has the longest note and most that is inferred has most to say.
        most = max(bodies, key=lambda body: (len(body.note) + 100 * len(body.inferred_values), body.id))
        yield f"/bodies/{most.id}"


def test_no_page_has_a_word_of_the_workshop_or_a_day_as_data_have_it(client: FlaskClient, record: Record) -> None:
    found = []
    for page in dict.fromkeys(_pages(record.history)):
        response = client.get(page)
        assert response.status_code == 200, page
        text = _AS_DATA.sub("", text_of(_LEFT_OUT.sub("", response.text)))
        for wrong in (*_DAY.finditer(text), *_INTERNAL.finditer(text)):
            found.append((page, text[max(wrong.start() - 60, 0) : wrong.end() + 30]))
    assert not found, "\n".join(map(str, found))
