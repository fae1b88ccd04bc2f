"""The site's pages: each answers, tells its story, and has its data beside it."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import RDF, Graph, URIRef

from graph.record import Record, open_record
from tests.support.command_line import call
from tests.support.reading_pages import text_of
from webapp import create_app
from webapp.http import responses

PAGES = (
    "/",
    "/restructures/",
    "/restructures/r1",
    "/restructures/r8",
    "/restructures/r10",
    "/bodies/",
    "/bodies/?kind=ccg&as-at=2013-04-01",
    "/bodies/?q=trafford&page=1",
    "/bodies/pct-5nr",
    "/bodies/national-body-nhs-england",
    "/bodies/ccg-04f?on=2014-06-01",
    "/bodies/ccg-04f/accountability?as-at=2014-06-01&possible=on",
    "/bodies/icb-qrv/lineage",
    "/bodies/icb-qhm/lineage?open=dha&open=pct&min-share=0&basis=legal&basis=area&basis=code",
    "/landscape/2014-06-01",
    "/landscape/1948",
    "/landscape/2013-04?under=national-body-nhs-england",
    "/compare/2013/2017",
    "/compare/2017/2013",
    "/compare/2013/2013",
    "/compare/2013/2022?kind=ccg",
    "/code/13T",
    "/code/5nr",
    "/search?q=trafford",
    "/search?q=zzzzz",
    "/coverage",
    "/coverage?verdict=match",
    "/sources",
    "/sources?kind=statute&q=2012",
    "/sources/act-2012-7",
    "/vocabulary",
)
WITHOUT_DATA = ("/about", "/compare/", "/search", "/bodies/icb-qrv/network", "/embed/lineage/icb-qrv", "/healthz")


@pytest.fixture(scope="module")
def app(record: Record) -> Flask:
    return create_app({"TESTING": True, "PROPAGATE_EXCEPTIONS": False}, record)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


def data_address(page: str, form: str) -> str:
    path, mark, query = page.partition("?")
    path = {"/": "/timeline"}.get(path, path.rstrip("/"))
    return f"{path}.{form}{mark}{query}"


@pytest.mark.parametrize("page", [*PAGES, *WITHOUT_DATA])
def test_every_page_answers(client: FlaskClient, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 200
    if page != "/healthz":
        assert response.text.count("<h1") == 1
        assert "Traceback" not in response.text


@pytest.mark.parametrize("page", [page for page in PAGES if "zzzzz" not in page])
def test_every_data_page_has_its_twins(client: FlaskClient, page: str) -> None:
    document = client.get(data_address(page, "json"))
    assert document.status_code == 200
    json.loads(document.text)
    table = client.get(data_address(page, "csv"))
    assert table.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(table.text)))
    assert len({len(row) for row in rows}) <= 1


@pytest.mark.parametrize(
    "page", ["/bodies/ccg-04f", "/restructures/r8", "/landscape/2014-06-01", "/bodies/ccg-04f/lineage"]
)
def test_the_turtle_of_a_page_is_turtle_and_speaks_of_it(client: FlaskClient, page: str) -> None:
    graph = Graph().parse(data=client.get(data_address(page, "ttl")).text, format="turtle")
    assert len(graph) > 10


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"),
        ("text/csv", "text/csv"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json, application/json;q=0.5", "application/ld+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("application/json;q=0.4,text/turtle;q=0.9", "text/turtle"),
    ],
)
def test_a_page_comes_in_the_form_that_is_accepted(client: FlaskClient, accept: str, kind: str) -> None:
    response = client.get("/bodies/ccg-04f", headers={"Accept": accept})
    assert response.mimetype == kind
    assert "Accept" in response.headers["Vary"]


def test_the_links_to_the_data_keep_the_choices_of_the_page(client: FlaskClient) -> None:
    html = client.get("/bodies/?kind=ccg&as-at=2013-04-01").text
    assert "/bodies.csv?kind=ccg&amp;as-at=2013-04-01" in html
    rows = list(csv.DictReader(io.StringIO(client.get("/bodies.csv?kind=ccg&as-at=2013-04-01").text)))
    assert len(rows) == 211


def test_a_second_visit_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/compare/2013/2017")
    tag = first.headers["ETag"]
    assert open_record().version in tag
    assert client.get("/compare/2013/2017", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/compare/2013/2017.json", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("page", "status"), [("/bodies/nope", 404), ("/landscape/1066", 400), ("/restructures/r99.json", 404)]
)
def test_of_what_does_not_exist_no_tag_is_right(client: FlaskClient, page: str, status: int) -> None:
    form = "/bodies/ccg-04f.json" if page.endswith(".json") else "/bodies/ccg-04f"
    for tag in ("*", client.get(form).headers["ETag"]):
        assert client.get(page, headers={"If-None-Match": tag}).status_code == status
    assert client.get("/bodies/ccg-04f", headers={"If-None-Match": "*"}).status_code == 304


def test_a_tag_of_another_edition_or_day_is_not_right(client: FlaskClient) -> None:
    tag = client.get("/bodies/ccg-04f").headers["ETag"]
    version, edition, day, form = tag.removeprefix('W/"').rstrip('"').rsplit("-", 3)
    for other in (f"{version}-{edition}-20130401-{form}", f"{version}-{'0' * 12}-{day}-{form}", f"{edition}-{form}"):
        assert client.get("/bodies/ccg-04f", headers={"If-None-Match": f'W/"{other}"'}).status_code == 200


def test_a_page_is_another_where_the_vocabulary_or_the_program_is(
    client: FlaskClient, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = client.get("/vocabulary").headers["ETag"]
    (tmp_path / "vocabulary.ttl").write_text("# another one")
    (tmp_path / "counting.py").write_text("# another way to count")
    for what, other in (("DATA", tmp_path), ("_PROGRAM", (tmp_path,))):
        with monkeypatch.context() as patch:
            patch.setattr(responses, what, other)
            responses._files.cache_clear()
            again = create_app(record=record).test_client().get("/vocabulary", headers={"If-None-Match": tag})
        responses._files.cache_clear()
        assert again.status_code == 200, what
    assert client.get("/vocabulary", headers={"If-None-Match": tag}).status_code == 304


def test_every_answer_is_guarded_and_sets_no_cookie(client: FlaskClient) -> None:
    for page in (*PAGES, *WITHOUT_DATA, "/nowhere", "/static/site.css"):
        with client.get(page) as response:
            headers = response.headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"]
        assert "Set-Cookie" not in headers
        assert ("frame-ancestors *" in policy) == page.startswith("/embed/")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_has_inline_script_or_style_or_names_another_host_for_a_file(client: FlaskClient, page: str) -> None:
    html = client.get(page).text
    assert not re.search(r"<script(?![^>]*(src=|application/(?:ld\+)?json))", html)
    assert not re.search(r"\sstyle=|\son\w+=", re.sub(r">[^<]*<", "><", html))
    files = re.sub(r'<link rel="alternate"[^>]*>', "", html)  # names another form of the page, which is not loaded
    assert not re.search(r'<(script|link|img|iframe)[^>]*(src|href)="(https?:)?//', files)


def test_the_front_page_is_small_when_compressed(client: FlaskClient) -> None:
    html = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert html.headers["Content-Encoding"] == "gzip"
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get("/").text)
    size = len(html.data)
    for file in set(files):
        with client.get(file, headers={"Accept-Encoding": "gzip"}) as response:
            size += len(response.data)
    assert size < 200_000


@pytest.mark.parametrize("page", [*PAGES, "/bodies/icb-qrv/network", "/about", "/id/cm1.html"])
def test_every_page_says_how_to_cite_it(client: FlaskClient, page: str) -> None:
    seen = text_of(client.get(page).text)
    citation = seen[seen.index("Cite this view") :]
    assert f"record version {open_record().version}" in citation
    assert f"http://localhost{page} , seen " in citation.replace("&amp;", "&")


# What pages tell


def test_the_front_page_shows_every_restructure_and_leads_to_it(client: FlaskClient) -> None:
    html = client.get("/").text
    for number in range(1, 11):
        assert f'href="/restructures/r{number}"' in html
    assert "This is not an NHS site" in text_of(html)


def test_the_page_of_a_trust_says_in_its_first_lines_who_inherited_its_area(client: FlaskClient) -> None:
    seen = text_of(client.get("/bodies/pct-5nr").text)
    assert "It was followed in April 2013 by NHS Trafford CCG ; today its area is with NHS Greater Manchester" in seen


def test_a_comparison_tells_the_story_of_the_ccgs(client: FlaskClient) -> None:
    seen = text_of(client.get("/compare/2013/2017").text)
    assert "4 fewer clinical commissioning groups (211 to 207)" in seen
    assert "3 merged into 1 on 1 April 2015" in seen
    assert "44 new sustainability and transformation partnerships" in seen
    assert seen.index("44 new sustainability") < seen.index("By kind")


def test_reversed_dates_work_and_say_so(client: FlaskClient) -> None:
    assert "given the other way round" in text_of(client.get("/compare/2017/2013").text)


def test_a_body_of_2014_answers_to_the_names_of_2014(client: FlaskClient) -> None:
    seen = text_of(client.get("/bodies/ccg-04f?on=2014-06-01").text)
    chain = seen[seen.index("Who it answered to") :]
    assert "NHS England" in chain
    assert "Secretary of State for Health" in chain


def test_the_pledges_of_2017_stand_on_the_page_of_r8_with_their_outcome(client: FlaskClient) -> None:
    seen = text_of(client.get("/restructures/r8").text)
    assert "What was promised, and what became of it" in seen
    assert "Doubtful by November 2017" in seen


def test_a_restructure_under_way_counts_the_mergers_that_it_has_brought(client: FlaskClient) -> None:
    seen = text_of(client.get("/restructures/r10").text)
    assert "2025, still under way" in seen
    assert "12 bodies ended" in seen
    first = text_of(client.get("/restructures/r1").text)
    assert "still under way" not in first
    assert "to 30 April 1991" in first


def test_stated_facts_only_leaves_out_what_was_inferred_on_every_page(client: FlaskClient) -> None:
    assert "inferred" in client.get("/bodies/pct-5nr").text.partition("site-cite")[0]
    stated = client.get("/bodies/pct-5nr?stated-only=on").text.partition("site-cite")[0]
    assert "nhsuk-tag--yellow" not in stated
    assert 'href="/bodies/?kind=pct&amp;stated-only=on"' in stated
    assert len(json.loads(client.get("/bodies.json?stated-only=on").text)) < len(
        json.loads(client.get("/bodies.json").text)
    )


def test_an_inferred_body_is_not_there_among_stated_facts_but_is_named(client: FlaskClient) -> None:
    inferred = next(body.id for body in open_record().history.bodies.values() if body.inferred)
    response = client.get(f"/bodies/{inferred}?stated-only=on")
    assert response.status_code == 404
    assert "stated facts only" in text_of(response.text)


def test_an_old_code_leads_to_every_body_that_had_it(client: FlaskClient) -> None:
    html = client.get("/code/13T").text
    assert len(set(re.findall(r'href="(/bodies/[a-z0-9-]+)"', html))) > 1


def test_data_of_a_code_of_several_bodies_is_a_choice_and_never_a_page_in_its_place(client: FlaskClient) -> None:
    answer = client.get("/code/QHM/lineage.csv")
    assert (answer.status_code, answer.mimetype) == (300, "text/plain")
    assert "3 bodies had the code QHM: stp-qhm (1 April 2018 to 18 June 2019)" in answer.text
    assert client.get("/code/QHM/lineage.json").json["near"] == ["stp-qhm", "ics-qhm", "icb-qhm"]
    assert client.get("/code/QHM/lineage.csv?as-at=2019-01-01").location.startswith("/bodies/stp-qhm/lineage.csv")
    assert client.get("/code/zzz/lineage.csv").status_code == 404
    assert client.get("/code/QHM/lineage").location == "/code/QHM"


def test_suggestions_are_short_and_lead_to_bodies(client: FlaskClient) -> None:
    found = json.loads(client.get("/suggest?q=traff").text)
    assert 0 < len(found) <= 8
    assert all(client.get(each["address"]).status_code == 200 for each in found[:2])


def test_large_kinds_stand_as_one_bar_until_they_are_opened(client: FlaskClient) -> None:
    closed = client.get("/bodies/icb-qhm/lineage").text
    assert "primary care trusts: show each of them" in closed
    opened = client.get("/bodies/icb-qhm/lineage?open=pct&open=dha").text
    assert "primary care trusts: show each of them" not in opened


@pytest.mark.parametrize("day", ["1995", "2006-06-01", "2014-06-01"])
def test_a_day_counts_the_possible_bodies_on_the_page_as_in_the_data(client: FlaskClient, day: str) -> None:
    seen = text_of(client.get(f"/landscape/{day}").text).casefold()
    kinds = [kind for tier in client.get(f"/landscape/{day}.json").get_json()["tiers"] for kind in tier["kinds"]]
    assert any(kind["possible"] for kind in kinds)
    for kind in kinds:
        number, perhaps, label = kind["count"], kind["possible"], kind["label"].casefold()
        if number > 1:
            assert f"{number} {label}" + (f" and perhaps {perhaps} more" if perhaps else "") in seen
        elif not number and perhaps > 1:
            assert f"{perhaps} {label}" in seen


def test_a_day_begins_with_its_local_commissioners_and_folds_the_lines_of_others(client: FlaskClient) -> None:
    page = client.get("/landscape/2014-06-01").text
    assert page.index('<h3 class="nhsuk-heading-s">Local') < page.index('<h3 class="nhsuk-heading-s">National')
    table, _, folded = page.partition("Local commissioners and the tier above them</caption>")[2].partition("<details")
    assert next(re.finditer(r"<tr><td>([^<]+)", table))[1] == "Clinical commissioning groups"
    assert "211 lines between bodies" in table
    assert "Local Healthwatch" not in table
    assert "Local Healthwatch" in folded
    data = client.get("/landscape/2014-06-01.json").get_json()
    assert page.count("<tr><td>") == len(data["accountability"]) + len(data["rules"])


def test_a_body_folds_what_is_long(client: FlaskClient) -> None:
    page = client.get("/bodies/icb-qhm").text
    outside = re.sub(r"<details.*?</details>", "", re.sub(r"<details>.*?</details>", "", page, flags=re.S), flags=re.S)
    assert 2 <= outside.count('<tr><th scope="row">') <= 4
    assert page.count('<tr><th scope="row">') >= 25
    assert "site-chain__from" in page
    assert "site-chain__from" not in outside
    assert "site-chain__from" in client.get("/bodies/icb-qhm/accountability").text


def test_a_day_to_come_is_said_to_be_one(client: FlaskClient) -> None:
    assert "is still to come" in client.get(f"/landscape/{date.today().year + 1}").text
    assert "is still to come" not in client.get("/landscape/2014").text


def test_coverage_shows_what_is_known_by_inference_beside_what_is_stated(client: FlaskClient) -> None:
    held = {kind["kind"]: kind for kind in client.get("/coverage.json").get_json()["kinds"]}["ha"]
    assert held["inferred_predecessor"]
    beside = f"{held['with_predecessor']} + {held['inferred_predecessor']} inferred"
    assert beside in text_of(client.get("/coverage").text)


def test_the_turtle_of_coverage_holds_every_published_count_gap_and_conflict(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/coverage.ttl").text, format="turtle")
    whole = client.get("/coverage.json").get_json()
    for name, class_ in (("counts", "PublishedCount"), ("gaps", "Gap"), ("conflicts", "Conflict")):
        found = graph.subjects(RDF.type, URIRef(f"https://w3id.org/nhs-restructures/def#{class_}"))
        assert len(list(found)) == len(whole[name]) > 0


@pytest.mark.parametrize(("choice", "option"), [("", ()), ("&possible=on", ("--possible",))])
def test_whom_a_body_answered_to_on_a_day_is_what_the_command_says(
    client: FlaskClient, choice: str, option: tuple[str, ...]
) -> None:
    address = f"/bodies/ccg-04f/accountability.%s?as-at=2014-06-01{choice}"
    for form in ("json", "csv"):
        told = call("accountable", "ccg-04f", "--as-at", "2014-06-01", *option, "--format", form)
        assert client.get(address % form).text.splitlines() == told.out.splitlines()


def test_the_page_of_a_body_leads_to_whom_it_answered_to(client: FlaskClient) -> None:
    page = client.get("/bodies/ccg-04f?on=2014-06-01").text
    assert 'href="/bodies/ccg-04f/accountability?as-at=2014-06-01"' in page
    assert (
        "Hertfordshire and the South Midlands Area Team"
        in client.get("/bodies/ccg-04f/accountability?as-at=2014-06-01").text
    )


def test_drilling_down_a_day_goes_from_the_top_to_the_groups(client: FlaskClient) -> None:
    regions = client.get("/landscape/2014-06-01?under=national-body-nhs-england").text
    region = re.search(r'href="/landscape/2014-06-01\?under=(nhs-region-[a-z0-9-]+)', regions)
    assert region
    below = client.get(f"/landscape/2014-06-01?under={region[1]}").text
    team = re.search(r'href="/landscape/2014-06-01\?under=(area-team-[a-z0-9-]+)', below)
    assert team
    assert "under=ccg-" in client.get(f"/landscape/2014-06-01?under={team[1]}").text


def test_a_title_says_at_least_where_more_bodies_were_published_than_are_known(client: FlaskClient) -> None:
    assert "At least 84 bodies ended" in client.get("/compare/1995/1997?kind=fhsa").text
    listed = text_of(client.get("/bodies/?kind=fhsa").text)
    assert "at least 84 in 1995. Published: 90 for 21 October 1993." in listed
    assert "1993: at least 84" in listed
    assert "84 bodies in the record" in " ".join(listed.split())
    assert (
        "The record knows of no body before it and 17 bodies after it." in client.get("/bodies/fhsa-avon/lineage").text
    )
    assert ">At least" not in client.get("/compare/2012/2013?kind=pct").text
