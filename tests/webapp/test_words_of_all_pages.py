"""No page has a word of the workshop, or a day as data have it: every plain address, and a body of each kind."""

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
_INTERNAL = re.compile(
    r"\bseed\b|\bset-difference\b|\bcomment of 20\d\d\b|\bkind:\w|(?<![/\w])[a-z_]+\.csv\b", re.IGNORECASE
)
_KEY = re.compile(r"(?<![\w/.-])[a-z0-9]+(?:-[a-z0-9]+)+(?![\w/-])")
"""What the keys of sources look like."""
_LEFT_OUT = re.compile(r"<(pre|code|textarea|style)\b.*?</\1>", re.DOTALL)
"""What shows how data or a query look is no sentence."""
_AS_DATA = re.compile(r"https?://\S+|edition \S+ \(\w+\)|such as [\d-]+", re.IGNORECASE)
"""Addresses, the name of the edition, and examples of what can be typed."""


_TELLS_FORMS = ("/api", "/data/columns")
"""Pages that say how days are written in data."""


@pytest.fixture(scope="module")
def client(record: Record) -> FlaskClient:
    return create_app({"TESTING": True}, record).test_client()


def _pages(client: FlaskClient, history: History) -> Iterator[str]:
    yield from FIXED
    for rule in client.application.url_map.iter_rules():
        plain = not rule.arguments and "." not in rule.rule and not rule.rule.endswith("z")  # Of probes, /readyz.
        if plain and "GET" in (rule.methods or ()):
            with client.get(rule.rule, headers={"Accept": "text/html"}) as response:
                if response.status_code == 200 and response.mimetype == "text/html":
                    yield rule.rule
    yield from (f"/restructures/{restructure}" for restructure in history.restructures)
    for bodies in history.by_kind.values():
        # Who has the longest note and most that is inferred has most to say.
        most = max(bodies, key=lambda body: (len(body.note) + 100 * len(body.inferred_values), body.id))
        yield f"/bodies/{most.id}"


def test_no_page_has_a_word_of_the_workshop_or_a_day_as_data_have_it(client: FlaskClient, record: Record) -> None:
    found = []
    keys = record.history.sources
    for page in dict.fromkeys(_pages(client, record.history)):
        response = client.get(page)
        assert response.status_code == 200, page
        text = _AS_DATA.sub("", text_of(_LEFT_OUT.sub("", response.text)))
        days = () if page in _TELLS_FORMS else _DAY.finditer(text)
        of_sources = (word for word in _KEY.finditer(text) if word[0] in keys)
        for wrong in (*days, *_INTERNAL.finditer(text), *of_sources):
            found.append((page, text[max(wrong.start() - 60, 0) : wrong.end() + 30]))
    assert not found, "\n".join(map(str, found))
