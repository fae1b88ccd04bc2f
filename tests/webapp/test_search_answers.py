"""What is said above the hits of a search, and two hundred things that people type, each with what they mean."""

import json
import re
from collections.abc import Iterator
from html import escape

import pytest
from flask.testing import FlaskClient

from graph.answers.lookup.leads import leads
from graph.answers.lookup.questions import gist
from graph.answers.lookup.search import search
from graph.areas.places import gazetteer
from graph.model.entities import Body
from graph.names.finder import names_in
from graph.record import Record
from tests.support.command_line import call
from tests.support.reading_pages import text_of
from webapp import create_app
from webapp.http.site import site_of

SHORT = {"pct": "PCT", "care-trust": "Care Trust", "ccg": "CCG", "icb": "ICB", "ha": "HA", "sha": "SHA", "stp": "STP"}
LONG = re.compile(
    r"^NHS | (?:Teaching )?(?:Primary Care Trust|Care Trust|CCG|Clinical Commissioning Group|Integrated Care Board|"
    r"Health Authority|Strategic Health Authority)$"
)


@pytest.fixture(scope="module")
def client(record: Record) -> Iterator[FlaskClient]:
    made = create_app(record=record)
    yield made.test_client()
    site_of(made).queries.close()


def _everyday(body: Body) -> list[str]:
    """How people call a body: its place with the kind in short, with `&`, without capitals, or by its code."""
    core = body.name
    while (shorter := LONG.sub("", core)) != core:
        core = shorter
    short = f"{core} {SHORT[body.kind]}"
    return [short, short.lower().replace(" and ", " & "), body.ods_code]


def _questions(record: Record) -> list[tuple[str, str]]:
    """Two hundred questions from bodies of the whole record, evenly; one that means several bodies is left out."""
    names = names_in(record.history)
    bodies = [body for body in record.history.bodies.values() if body.kind in SHORT and not body.inferred]
    found = []
    for place, body in enumerate(sorted(bodies, key=lambda each: each.id)):
        forms = [form for form in _everyday(body) if form]
        form = forms[place % len(forms)]
        same = {each.id for each in bodies if form.lower() in (other.lower() for other in _everyday(each))}
        if same == {body.id} and not (len(names.read(form).bodies) > 1 and form == body.ods_code):
            found.append((form, body.id))
    step = len(found) / 200
    return [found[int(number * step)] for number in range(200)]


@pytest.mark.no_cover
def test_what_people_type_finds_the_right_body_first(record: Record) -> None:
    wrong = []
    for text, body in _questions(record):
        hits = search(record.history, text).hits
        if not hits or hits[0].body.id != body:
            wrong.append((text, body, [hit.body.id for hit in hits[:3]]))
    assert len(wrong) <= 10, wrong


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Devon ICB", "icb-qjk"),
        ("GM ICB", "icb-qop"),
        ("North West SHA", "sha-q31"),
        ("Norfolk PCT", "pct-5pq"),
        ("NHS Commissioning Board", "national-body-nhs-england"),
        ("Trafford 1998", "ha-salford-and-trafford"),
        ("5NR", "pct-5nr"),
        ("Herts & West Essex", "icb-qm7"),
    ],
)
def test_the_right_body_is_first(record: Record, text: str, first: str) -> None:
    assert search(record.history, text).hits[0].body.id == first


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Trafford", ("place", "trafford", True)),
        ("trafford 1998", ("place", "trafford", True)),
        ("Coventry June 2005", ("place", "coventry", True)),
        ("M33 4", ("place", "m33-4", True)),
        ("M33", ("place", "m33", True)),
        ("NG1", ("place", "ng1", True)),
        ("RM2", ("place", "rm2", True)),
        ("milton kenes", ("place", "milton-keynes", False)),
        ("r7", ("restructure", "r7", True)),
        ("internal market", ("restructure", "r1", False)),
        ("2013/14", ("day", "2014-03-31", True)),
        ("1 June 2005", ("day", "2005-06-01", True)),
    ],
)
def test_a_text_leads_beside_bodies_to_places_restructures_and_days(
    record: Record, text: str, meant: tuple[str, str, bool]
) -> None:
    first = leads(record.history, gazetteer(record), text)[0]
    assert (first.to.value, first.id, first.sure) == meant


@pytest.mark.parametrize("text", ["", " ", "\x00", "zzzz qqqq", "'; DROP", "<script>", "x" * 5000])
def test_what_means_nothing_leads_nowhere(record: Record, text: str) -> None:
    assert leads(record.history, gazetteer(record), text) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Trafford 1998",
            "On 31 December 1998 its local commissioner was Salford and Trafford Health Authority, which answered",
        ),
        ("Trafford", "Since 1990 Trafford has had ten local commissioners"),
        ("Norfolk PCT", "It was followed in April 2013 by"),
        ("1 April 2003", "303 primary care trusts on 1 April 2003"),
        ("Richmond", "Richmondshire"),
    ],
)
def test_an_answer_stands_above_the_hits(client: FlaskClient, text: str, said: str) -> None:
    page = client.get("/search", query_string={"q": text}).text
    answers = page.partition('class="site-answers"')[2].partition("</ul>")[0]
    assert said in " ".join(text_of(answers).split())


@pytest.mark.parametrize("text", ["M33 4AB", "who covers M33 4AB?"])
def test_a_full_postcode_leads_to_its_sector_and_is_kept_nowhere(client: FlaskClient, text: str) -> None:
    answer = client.get("/search", query_string={"q": text})
    assert answer.status_code == 303
    assert answer.headers["Cache-Control"] == "no-store"
    onward = client.get(answer.headers["Location"], follow_redirects=True)
    assert onward.request.path == "/place/m33-4"
    assert not re.search(r"(?:33|\b)\W*4AB\b", onward.text.upper())  # a digest of a file may hold the letters


def test_a_full_postcode_among_other_words_is_cut_to_its_sector(client: FlaskClient) -> None:
    answer = client.get("/search", query_string={"q": "which body was responsible for sw1a 1aa in 2005", "as-at": ""})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (303, "no-store")
    assert "1aa" not in answer.headers["Location"]
    page = client.get(answer.headers["Location"]).text
    assert "Westminster Primary Care Trust" in page
    assert client.get("/search?q=code N43DR of a practice").status_code == 200


def test_suggestions_begin_with_what_is_meant(client: FlaskClient) -> None:
    found = client.get("/suggest?q=traff").get_json()
    assert any(each["address"].startswith("/bodies/") for each in found)
    found = client.get("/suggest?q=Trafford").get_json()
    assert found[0]["address"].startswith("/place/trafford")
    assert len(found) <= 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Coventry June 2005", ["Coventry Teaching Primary Care Trust, which answered to West Midlands South"]),
        (
            "Which PCT ran Coventry in June 2005?",
            ["Coventry Teaching Primary Care Trust", "answered to West Midlands S"],
        ),
        ("what happened to West Essex CCG", ["followed in July 2022 by NHS Hertfordshire and West Essex"]),
        ("all successors of 5NR as CSV", ["NHS Trafford CCG", "Whom it answered to", "Lineage as CSV"]),
        ("heirs of 5NR", ["followed in April 2013 by NHS Trafford CCG"]),
        ("how many CCGs", ["Clinical commissioning groups: 211 in 2013 and 106"]),
        ("PCGs of Gloucestershire in 1999", ["Gloucestershire Health Authority, 31 December 1999", "4HN27", "4DP12"]),
        ("PCTs 2006", ["Primary care trusts, 31 December 2006", "152 primary care trusts.", "As a list"]),
        ("lookup PCT 2012 to ICB 2026", ["From primary care trusts to integrated care boards", "As CSV"]),
        ("Northern and Yorkshire regional office", ["went to directorates of health and social care and strategic"]),
        ("E54000030", ["NHS South East London Integrated Care Board", "3 bodies for"]),
        ("chief executive of NHS England", ["Chief Executive of NHS England", "Post, began by 1 April 2013"]),
        ("Secretary of State for Health", ["Secretary of State for Health and Social Care", "Post, since 1988"]),
    ],
)
def test_a_question_as_people_put_it_is_answered_above_the_hits(
    client: FlaskClient, text: str, expected: list[str]
) -> None:
    page = " ".join(text_of(client.get("/search", query_string={"q": text}).text).split())
    assert [words for words in expected if words not in page] == []


def test_words_that_only_make_a_question_are_taken_off_and_names_are_kept() -> None:
    assert gist("Which PCT ran Coventry in June 2005?") == "PCT Coventry June 2005"
    assert gist("Isle of Wight") == "Isle Wight"  # asked only where the whole text finds nothing
    assert gist("what was it") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("when did PCTs start", "Primary care trusts existed from 1 April 2000 to 31 March 2013"),
        ("which law abolished PCTs", "The law of that change: Health and Social Care Act 2012"),
        ("who replaced PCTs", "What they did went to clinical commissioning groups, local authorities,"),
        ("when were CCGs abolished", "Clinical commissioning groups existed from 1 April 2013 to 30 June 2022"),
        ("what replaced 5NR", "It was followed in April 2013 by NHS Trafford CCG"),
        (
            "how many CCGs merged in 2021",
            "29 fewer clinical commissioning groups (135 to 106): 38 merged into 9 on",
        ),
        ("PCTs in Manchester", "Primary care trusts of Manchester 4 are known to have held all or a part of it"),
        ("area teams 2013", "27 NHS England area teams and local offices"),
        ("Simon Stevens", "Chief Executive of NHS England Sir David Nicholson to end March 2014, then Simon Stevens"),
        ("who commissions in Cornwall now", "Today it is NHS Cornwall and the Isles of Scilly Integrated Care Board"),
        ("Thames Valley SHA", "Thames Valley Strategic Health Authority Strategic health authority, 1 April 2002"),
        ("London", "London Commissioning Region NHS England region"),
        ("M33 1998", "On 31 December 1998 its local commissioner was Salford and Trafford Health Authority"),
        ("primary care trusts", "151 in 2012. Primary care trusts existed"),
        ("abolition of NHS England", "ICB clustering and mergers; abolition of NHS England"),
        ("when was NHS England established", "NHS England National body, since 1 October 2012."),
        ("merger of CCGs in Kent 2020", "NHS Kent and Medway CCG"),
        ("PCTs to CCGs lookup csv", "The look-up from 31 March 2013 to 1 April 2013, with shares."),
        ("who commissioned services in Leeds in 2000", "Leeds, 31 December 2000 On 31 December 2000"),
        ("longest lived commissioner", "How long a local commissioner lives"),
        ("Stevens", "Chief Executive of NHS England Sir David Nicholson to end March 2014, then Simon Stevens"),
        ("Alan Milburn", "One source names it; its page lists the facts taken from there. Milburn green-lights"),
        ("Long Term Plan", "It is a policy document of STPs, accountable care systems and organisations (r8)."),
        ("Health and Social Care Act 2012", "It is the law of Clinical commissioning groups and NHS England (r7)."),
        ("Health and Social Care Act 2012", "Under it the record has 139 changes of bodies, on 1 April 2013."),
        ("which ICB covers Hackney", "NHS North East London Integrated Care Board, since 1 July 2022"),
        ("which code did NHS Bolton CCG have", "NHS Bolton CCG"),
        ("which CCGs merged into NHS Kent and Medway CCG", "It was formed in April 2020 from NHS Ashford CCG"),
        ("compare 2006 and 2013", "What changed from 31 December 2006 to 31 December 2013"),
        ("Brum", "Birmingham Since 1990 Birmingham has had"),
        ("IOW", "Since 1990 the Isle of Wight has had"),
        ("Newcastle", "Newcastle-under-Lyme Since 1990 Newcastle-under-Lyme has had"),
        ("Bristol", "Since 1990 Bristol has had"),
        ("which ICB is M33 in", "NHS Greater Manchester Integrated Care Board"),
        ("who ran NHS England in 2015", "Sir David Nicholson to end March 2014, then Simon Stevens"),
        ("how many FHSAs were there in 1993", "Published: 90 for 21 October 1993"),
        ("how many CCGs were there in 2012", "there were primary care trusts (pct) in that role."),
    ],
)
def test_a_question_in_everyday_words_is_answered_first(client: FlaskClient, text: str, said: str) -> None:
    page = client.get("/search", query_string={"q": text}).text
    first = page.partition('<li class="site-answer')[2].partition("</li>")[0].partition(">")[2]
    assert said in " ".join(text_of(first).split())


def test_a_misspelt_place_does_not_stand_beside_bodies_that_are_called_so(client: FlaskClient) -> None:
    assert "Bromley" not in text_of(client.get("/search?q=Frimley").text)


def test_a_place_that_shares_one_word_of_a_region_does_not_stand_before_it(client: FlaskClient) -> None:
    assert "West Lindsey" not in text_of(client.get("/search?q=West+Midlands").text)


def test_a_name_that_nothing_bears_is_said_to_be_unknown(client: FlaskClient) -> None:
    page = " ".join(text_of(client.get("/search?q=Darzi+review").text).split())
    assert "no body, place, restructure or post, and no source names it in its title" in page


def test_a_day_that_does_not_exist_is_refused_with_the_reason(client: FlaskClient) -> None:
    assert "There is no 31 June 2005: June 2005 has 30 days." in text_of(client.get("/search?q=31+June+2005").text)


def test_what_is_of_another_kind_than_asked_for_is_not_listed_beside_the_answer(client: FlaskClient) -> None:
    page = text_of(client.get("/search?q=health+authorities+in+1998").text)
    assert "100 health authorities" in page
    assert "Audit Commission" not in page


def test_a_partnership_is_ended_by_no_law(client: FlaskClient) -> None:
    assert "law" not in text_of(
        client.get("/search?q=PCT+clusters").text.partition('class="site-answers"')[2].partition("</ul>")[0]
    )


def test_a_postcode_district_has_a_page_and_search_leads_there(client: FlaskClient) -> None:
    answer = client.get("/search?q=M33", follow_redirects=True)
    assert answer.request.path == "/place/m33"
    assert "Since 1990 M33 has had ten local commissioners" in text_of(answer.text)
    assert client.get("/suggest?q=M33").get_json()[0]["address"] == "/place/m33"
    assert client.get("/place/m33.json").get_json()["place"]["kind"] == "postcode-district"


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("download all successions as CSV", "/data/"),
        ("what changed between editions", "/changes"),
        ("how do I query this in R", "/sparql"),
        ("how do I correct a wrong date", "/about#errors"),
        ("is there an API", "/api"),
    ],
)
def test_a_question_about_the_site_leads_to_its_page(client: FlaskClient, text: str, page: str) -> None:
    answers = client.get("/search", query_string={"q": text}).text.partition('class="site-answers"')[2]
    assert f'href="{page}"' in answers.partition("</a>")[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "who regulated trusts in 2010",
            "NHS foundation trusts answered to Monitor (regulation). NHS trusts answered to strategic health "
            "authorities (performance management). The record names no regulator of NHS trusts for that day.",
        ),
        ("who answered to London SHA in 2010", "were 30 primary care trusts and 1 care trust."),
        (
            "whom did Coventry PCT answer to in 2005",
            "On 31 December 2005 Coventry Teaching Primary Care Trust answered to West Midlands South Strategic Health",
        ),
        ("which bodies answered to North West SHA in 2008", "North West Strategic Health Authority were 24 primary"),
        ("who funded CCGs", "Clinical commissioning groups answered to NHS England (funding: 1 April 2013 to 30 June"),
        ("who oversaw ICBs in 2023", "Integrated care boards answered to NHS England (statutory)."),
        ("what did Monitor regulate in 2012", "those known to have answered to Monitor were NHS foundation trusts."),
        ("who did NHS England answer to in 2014", "31 December 2014 NHS England answered to the Department of Health"),
        ("what changed between 2013 and 2017", "4 fewer clinical commissioning groups (211 to 207): 3 merged into 1"),
        ("what changed from June 2005 to 1 April 2013", "What changed from 30 June 2005 to 1 April 2013"),
        ("who ran commissioning in Trafford in 1998", "On 31 December 1998 its local commissioner was Salford and"),
        ("who inherited Trafford PCT", "It was followed in April 2013 by NHS Trafford CCG"),
        (
            "why did NHS England merge with NHS Improvement",
            "NHS Improvement was merged into NHS England on 1 July 2022",
        ),
        ("why was Trafford PCT abolished?", "PCTs and SHAs were abolished on 31 March 2013"),
        ("how many reorganisations since 2000", "seven that began since 2000, in 2000, 2006, 2011, 2012, 2016, 2022"),
        ("how many restructures between 2000 and 2013", "four that began between 2000 and 2013"),
        ("how many times has the NHS been reorganised", "began since 1990, where it begins"),
        (
            "which PCT ran Coventry in June 2005, and whom did it answer to",
            "On 30 June 2005 it answered to West Midlands S",
        ),
        (
            "Which PCT ran Coventry in June 2005 and who did it report to?",
            "On 30 June 2005 it answered to West Midlands",
        ),
        ("bodies abolished in 2013", "What changed in 2013 All 146 primary care trusts ended: 18 merged into 14"),
        ("new bodies in 2022", "What changed in 2022 All 106 clinical commissioning groups ended"),
        ("new CCGs in 2015", "Clinical commissioning groups in 2015 2 fewer"),
        ("diff 2013 2017", "What changed from 31 December 2013 to 31 December 2017"),
        ("2010-2014", "What changed from 31 December 2010 to 31 December 2014"),
        (
            "what happened to Mid Staffordshire's PCT",
            "Mid Staffordshire Health Authority The record knows of no primary care",
        ),
        ("what happened to Trafford's PCT", "Trafford Primary Care Trust Primary care trust, 1 October 2006"),
        ("who ran King's Lynn in 1998", "its local commissioner was North West Anglia Health Authority"),
        (
            "who was health secretary in 2012",
            "Post, since 1988. The record has posts for whom they answered to, and no",
        ),
        ("map of England in 2003", "England on 31 December 2003 303 primary care trusts"),
        ("how long did PCTs last", "Primary care trusts existed from 1 April 2000 to 31 March 2013"),
        ("embed a map in a blog", "Pictures to take away"),
        ("cite", "How to cite"),
        ("add a successor", "How to report an error"),
        ("SHACL", "Vocabulary"),
        ("legislation", "The restructures"),
        (
            "how many PCTs were there in 2007 and in 2012",
            "Primary care trusts, 31 December 2007 and 31 December 2012 152 primary care trusts on 31 December 2007 "
            "and 151 primary care trusts on 31 December 2012. 1 fewer primary care trust (147 to 146; 152 to 151 with "
            "care trusts)",
        ),
        ("CCGs 2013 and 2017", "211 clinical commissioning groups on 31 December 2013 and 207 clinical"),
        ("my list has code 5NR, what is it now", "Trafford Primary Care Trust Primary care trust, 1 October 2006"),
        ("where does 07V go", "NHS Croydon CCG"),
        ("HAs in 1998", "Health authorities, 31 December 1998 100 health authorities."),
        ("who is the boss of NHS England", "Chief Executive of NHS England Sir David Nicholson to end March 2014"),
        ("list of ICBs with ODS codes", "Integrated care boards: 42 in 2022"),
        ("when do ICBs merge next", "Integrated care boards: 42 in 2022"),
        ("number of CCGs by year", "Clinical commissioning groups: 211 in 2013 and 106 in 2021"),
        ("population of Trafford PCT", "Trafford Primary Care Trust Primary care trust, 1 October 2006"),
        ("lineage of Norfolk PCT", "Norfolk Primary Care Trust"),
        ("embed the map of 2010", "England on 31 December 2010"),
        ("ICBs in 2090", "31 December 2090 is still to come: this is what is in force and in law by now."),
        ("which ICBs will merge in 2090", "31 December 2090 is still to come"),
        ("recode this table to 2022", "Recode a table"),
        ("what changed in the data lately", "What changed in the facts"),
        ("how reliable is the data before 1996", "Coverage and gaps"),
        ("licence", "Licence"),
    ],
)
def test_who_answered_to_whom_and_what_changed_is_answered_where_it_is_asked(
    client: FlaskClient, text: str, said: str
) -> None:
    page = client.get("/search", query_string={"q": text}).text
    first = page.partition('<li class="site-answer')[2].partition("</li>")[0].partition(">")[2]
    assert said in " ".join(text_of(first).split())


@pytest.mark.parametrize(
    ("text", "title", "named"),
    [
        (
            "which SHA was Trafford PCT in",
            "Strategic health authorities of Trafford Primary Care Trust, 31 March 2013",
            ["North West Strategic Health Authority, 1 July 2006 to 31 March 2013"],
        ),
        ("Trafford", "Trafford", []),
    ],
)
def test_answers_stand_in_the_json_of_site_and_command_line_alike(
    client: FlaskClient, text: str, title: str, named: list[str]
) -> None:
    found = client.get("/search.json", query_string={"q": text}).json
    (answer,) = [each for each in found["answers"] if each["sure"]]
    assert (answer["title"], answer["named"]) == (title, named)
    assert json.loads(call("search", text, "--format", "json").out) == found


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("CCGs that closed in 2020", "/compare/2019-12-31/2020-12-31.csv?kind=ccg"),
        ("list of CCGs in 2015", "/bodies.csv?kind=ccg&as-at=2015-12-31"),
        ("ICBs", "/bodies.csv?kind=icb"),
        ("embed the map of 2010", "/map/"),
        ("SPARQL Uttlesford", "/sparql"),
    ],
)
def test_an_answer_leads_to_its_data_and_to_what_helps_with_it(client: FlaskClient, text: str, link: str) -> None:
    answers = client.get("/search", query_string={"q": text}).text.partition('class="site-answers"')[2]
    assert f'href="{escape(link)}"' in answers
    assert client.get(link, follow_redirects=True).status_code == 200
