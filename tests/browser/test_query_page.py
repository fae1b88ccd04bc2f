"""The query page in a real browser: editor, examples, table, chart, files, links, errors; and without scripts."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

BY_KIND = """PREFIX nhs: <https://w3id.org/nhs-restructures/def#>
PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?kind (COUNT(?body) AS ?bodies) { ?body a nhs:Body ; org:classification ?kind }
GROUP BY ?kind ORDER BY DESC(?kind = nhs:kind-pct) DESC(?bodies)"""
RESTRUCTURES = "SELECT ?r WHERE { ?r a <https://w3id.org/nhs-restructures/def#Restructure> } ORDER BY ?r"
WRONG = "SELECT * {\n  ?s ?p nope:x\n}"
BOARDS = """PREFIX nhs: <https://w3id.org/nhs-restructures/def#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?name ?start ?end {
  ?board org:classification nhs:kind-icb ; skos:prefLabel ?name ; nhs:start ?start ; nhs:end ?end
} LIMIT 5"""
LINKS = """PREFIX nhs: <https://w3id.org/nhs-restructures/def#>
SELECT ?from ?to { ?step nhs:predecessor ?from ; nhs:successor ?to } LIMIT 6"""
QUOTES = """SELECT ("it's \\"so\\" \\\\ $1" AS ?said) { }"""
LONG = RESTRUCTURES + "\n#" + "x" * 9_000
EXAMPLE = "How many bodies of each kind began in each year?"


@pytest.fixture(autouse=True)
def quiet(site: str, page: Page) -> Iterator[None]:
    """Whatever a test does: no other host is asked, and the console has nothing of the site's policy or of a fault."""
    hosts, complaints = set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield
    assert hosts <= {urlsplit(site).netloc, ""}  # an empty host is a file that the page itself made
    assert [each for each in complaints if "status of 400" not in each] == []


def asked(site: str, query: str) -> str:
    return f"{site}/sparql?query={quote(query)}"


def write(page: Page, query: str) -> None:
    """Puts a query into the editor in place of what is there."""
    page.locator("#editor-field").focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)


def written(page: Page) -> str:
    expect(page.locator("#editor .CodeMirror")).to_be_visible()
    text: str = page.evaluate("document.querySelector('#editor .CodeMirror').CodeMirror.getValue()")
    return text


def test_an_example_is_picked_and_run(site: str, page: Page) -> None:
    page.goto(site + "/sparql")
    expect(page.locator("#editor .CodeMirror")).to_be_visible()
    expect(page.locator("textarea#query")).to_be_hidden()
    page.get_by_role("link", name=EXAMPLE).click()
    expect(page).not_to_have_url(f"{site}/sparql")
    assert written(page).startswith(f"# {EXAMPLE}")
    expect(page.locator(".yasr table tbody tr")).not_to_have_count(0)
    expect(page.locator(".yasr_response_chip")).to_contain_text("results")


def test_a_query_that_is_written_is_run_by_button_and_by_keyboard(site: str, page: Page) -> None:
    page.goto(site + "/sparql")
    write(page, RESTRUCTURES)
    page.get_by_role("button", name="Run query").click()
    expect(page.locator(".yasr table tbody tr")).to_have_count(10)
    write(page, RESTRUCTURES + " LIMIT 3")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".yasr table tbody tr")).to_have_count(3)


def test_terms_of_the_vocabulary_are_completed(site: str, page: Page) -> None:
    page.goto(site + "/sparql")
    write(page, "PREFIX nhs: <https://w3id.org/nhs-restructures/def#>\nSELECT * { ?body nhs:lastS")
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("option", name="nhs:lastSeen")).to_be_visible()
    page.keyboard.press("Enter")
    assert written(page).endswith("?body nhs:lastSeen")


def test_the_table_is_filtered_and_leads_to_the_pages_of_this_site(site: str, page: Page) -> None:
    page.goto(asked(site, RESTRUCTURES))
    page.get_by_label("Filter query results").press_sequentially("r10")
    expect(page.locator(".yasr table tbody tr")).to_have_count(1)
    page.get_by_role("link", name="id:r10").click()
    expect(page).to_have_url(f"{site}/restructures/r10")


def test_long_values_leave_room_for_every_column(site: str, page: Page) -> None:
    page.goto(asked(site, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 40"))
    expect(page.locator(".yasr table tbody tr")).to_have_count(40)
    assert page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.yasr_results'))")


def test_a_column_is_made_wider_by_its_handle(site: str, page: Page) -> None:
    page.goto(asked(site, BY_KIND))
    column = page.locator(".yasr table thead th").first
    handle = page.locator(".yasr .grip-handle").first
    expect(handle).to_be_attached()
    column.scroll_into_view_if_needed()
    before, sheets = column.bounding_box(), page.locator("head link").count()
    at = handle.bounding_box()
    assert before
    assert at
    page.mouse.move(at["x"] + 5, before["y"] + 10)
    page.mouse.down()
    page.mouse.move(at["x"] - 150, before["y"] + 10, steps=5)
    page.mouse.up()
    after = column.bounding_box()
    assert after
    assert after["width"] < before["width"] - 100
    assert page.locator("head link").count() == sheets


def test_numbers_are_drawn_as_a_chart(site: str, page: Page) -> None:
    page.goto(asked(site, BY_KIND))
    rows = page.locator(".yasr table tbody tr")
    expect(rows).not_to_have_count(0)
    number = rows.count()
    page.get_by_role("button", name="Shows Chart view").click()
    chart = page.get_by_role("img", name="Bars of bodies by kind")
    expect(chart).to_be_visible()
    expect(chart.locator("rect")).to_have_count(number)
    expect(chart).to_contain_text("Primary care trust")


def test_days_are_drawn_as_a_timeline(site: str, page: Page) -> None:
    page.goto(asked(site, BOARDS))
    expect(page.locator(".yasr table tbody tr")).not_to_have_count(0)
    page.get_by_role("button", name="Shows Timeline view").click()
    drawn = page.get_by_role("img", name="Days of name on a line of time")
    expect(drawn.locator("rect")).to_have_count(5)
    expect(drawn).to_contain_text("2022")


def test_bodies_are_drawn_on_a_map(site: str, page: Page) -> None:
    page.goto(asked(site, BOARDS.replace("SELECT ?name", "SELECT ?board ?name")))
    expect(page.locator(".yasr table tbody tr")).not_to_have_count(0)
    page.get_by_role("button", name="Shows Map view").click()
    drawn = page.get_by_role("group", name="Map of 5 areas")
    expect(drawn.locator(".map-thing")).to_have_count(5)


def test_links_between_things_are_drawn_as_a_graph(site: str, page: Page) -> None:
    page.goto(asked(site, LINKS))
    expect(page.locator(".yasr table tbody tr")).not_to_have_count(0)
    page.get_by_role("button", name="Shows Graph view").click()
    expect(page.get_by_role("img", name="6 links between things").locator("canvas")).to_be_visible()


def test_prefixes_of_the_record_are_declared_for_whoever_forgets_them(site: str, page: Page) -> None:
    page.goto(site + "/sparql")
    write(page, "SELECT ?b { ?b a nhs:Restructure ; skos:prefLabel 'not:this' } # dct:nor \"that\"")
    page.get_by_role("button", name="Run query").click()
    expect(page.locator(".yasr_response_chip")).to_contain_text("0 results")
    lines = written(page).splitlines()
    assert lines[:2] == [
        "PREFIX nhs: <https://w3id.org/nhs-restructures/def#>",
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>",
    ]
    assert len(lines) == 3


def test_a_term_is_found_by_its_label(site: str, page: Page) -> None:
    page.goto(site + "/sparql")
    write(page, "SELECT * { ?body accountability")
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("option", name="nhs:AccountabilityLine")).to_contain_text("accountability line")


def test_a_query_is_given_as_a_program_that_runs(site: str, page: Page) -> None:
    page.goto(asked(site, QUOTES))
    page.get_by_text("Ask this from a program").click()
    for edited in (False, True):
        if edited:
            write(page, QUOTES + " LIMIT 1")
        programs = {name: page.locator(f'[data-sample="{name}"]').inner_text() for name in ("python", "curl")}
        ran = subprocess.run([sys.executable, "-c", programs["python"]], capture_output=True, text=True, check=True)
        assert '"so"' in ran.stdout
        ran = subprocess.run(["/bin/sh", "-c", programs["curl"]], capture_output=True, text=True, check=True)
        assert "it's" in ran.stdout


def test_a_result_without_numbers_has_no_chart(site: str, page: Page) -> None:
    page.goto(asked(site, RESTRUCTURES))
    expect(page.get_by_role("button", name="Shows Chart view")).to_have_class(re.compile("disabled"))


def test_yes_or_no_and_triples_are_shown(site: str, page: Page) -> None:
    page.goto(asked(site, "ASK { ?s ?p ?o }"))
    expect(page.locator(".yasr_results")).to_contain_text(re.compile("true", re.IGNORECASE))
    write(page, "DESCRIBE <https://w3id.org/nhs-restructures/id/r7>")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".yasr_results")).to_contain_text("Restructure")


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_result_is_saved_in_the_form_that_is_chosen(site: str, page: Page, form: str, tmp_path: Path) -> None:
    page.goto(asked(site, RESTRUCTURES))
    page.get_by_label("Result as").select_option(form)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Run query").click()
    assert saving.value.suggested_filename == f"result.{form}"
    saving.value.save_as(tmp_path / form)
    text = (tmp_path / form).read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines())) if form == "csv" else json.loads(text)["results"]["bindings"]
    assert len(rows) == 10


def test_the_table_is_saved_from_its_own_button(site: str, page: Page, tmp_path: Path) -> None:
    page.goto(asked(site, RESTRUCTURES))
    with page.expect_download() as saving:
        page.get_by_role("button", name="Download Results").click()
    saving.value.save_as(tmp_path / "table.csv")
    assert "https://w3id.org/nhs-restructures/id/r10" in (tmp_path / "table.csv").read_text(encoding="utf-8")


def test_the_link_to_a_query_brings_it_back_with_its_result(site: str, page: Page) -> None:
    page.goto(site + "/sparql")
    write(page, BY_KIND)
    link = page.get_by_role("link", name="Link to this query").get_attribute("href")
    assert link
    page.goto("about:blank")
    page.goto(link)
    assert written(page) == BY_KIND
    expect(page.locator(".yasr table tbody tr").first).to_contain_text("nhs:kind-pct")


def test_an_error_is_told_with_its_place_and_the_line_is_marked(site: str, page: Page) -> None:
    page.goto(site + "/sparql")
    write(page, WRONG)
    page.get_by_role("button", name="Run query").click()
    expect(page.locator("#answer")).to_contain_text("Line 2, column 9: the prefix nope: is not declared")
    marked = page.locator(".CodeMirror-code > div", has=page.locator(".sparql-wrong"))
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("nope:x")
    write(page, RESTRUCTURES)
    page.get_by_role("button", name="Run query").click()
    expect(page.locator(".sparql-wrong")).to_have_count(0)
    expect(page.locator(".yasr table tbody tr")).to_have_count(10)


def test_an_address_with_an_error_in_its_query_says_so_once_and_leads_to_the_query(site: str, page: Page) -> None:
    page.goto(asked(site, WRONG))
    expect(page.get_by_role("alert")).to_contain_text("Line 2, column 9")
    expect(page.get_by_text("Line 2, column 9")).to_have_count(1)
    expect(page.locator(".CodeMirror-code > div", has=page.locator(".sparql-wrong"))).to_contain_text("nope:x")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#editor-field")).to_be_focused()


@pytest.mark.parametrize("query", [RESTRUCTURES, "ASK {}", WRONG, "SELECT ?s { ?s ?p ?o } LIMIT 600"])
def test_what_the_page_was_sent_with_is_not_asked_for_again(site: str, page: Page, query: str) -> None:
    asks: list[str] = []
    page.on("request", lambda request: asks.append(request.url) if urlsplit(request.url).path == "/sparql" else None)
    page.goto(asked(site, query), wait_until="networkidle")
    expect(page.locator("#answer > *, #query-error").first).to_be_visible()
    assert asks == [asked(site, query)]


def test_of_a_long_result_the_beginning_is_shown_until_the_query_is_run(site: str, page: Page) -> None:
    page.goto(asked(site, "SELECT ?s { ?s ?p ?o } LIMIT 600"))
    expect(page.locator("#answer")).to_contain_text("600 rows; the first 500 are shown.")
    page.get_by_role("button", name="Run query").click()
    expect(page.locator(".yasr_response_chip")).to_contain_text("600 results")


def test_with_stated_facts_only_results_lead_to_pages_of_stated_facts(site: str, page: Page) -> None:
    page.goto(f"{site}/sparql?stated-only=on&query={quote(RESTRUCTURES)}")
    page.get_by_role("link", name="id:r10").click()
    expect(page).to_have_url(f"{site}/restructures/r10?stated-only=on")


def test_a_query_too_long_for_a_link_is_run_and_saved_and_said_to_have_none(
    site: str, page: Page, tmp_path: Path
) -> None:
    page.goto(site + "/sparql")
    write(page, LONG)
    expect(page.get_by_role("link", name="Link to this query")).to_be_hidden()
    expect(page.get_by_text("This query is too long for a link.")).to_be_visible()
    page.get_by_role("button", name="Run query").click()
    expect(page.locator(".yasr table tbody tr")).to_have_count(10)
    expect(page).to_have_url(f"{site}/sparql")
    page.get_by_label("Result as").select_option("csv")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Run query").click()
    saving.value.save_as(tmp_path / "csv")
    assert len((tmp_path / "csv").read_text(encoding="utf-8").splitlines()) == 11


def test_only_forms_that_the_result_has_can_be_chosen(site: str, page: Page) -> None:
    page.goto(site + "/sparql")
    forms = page.get_by_label("Result as")
    write(page, RESTRUCTURES)
    expect(forms.locator("option:not(:disabled)")).to_have_text(["this page", "JSON", "XML", "CSV", "TSV"])
    forms.select_option("csv")
    write(page, "#" * 60 + "\nCONSTRUCT WHERE { <https://w3id.org/nhs-restructures/id/r7> ?p ?o }")
    expect(forms).to_have_value("")
    forms.select_option("jsonld")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Run query").click()
    assert saving.value.suggested_filename == "result.jsonld"


def test_a_result_that_is_run_can_be_cited_at_its_own_address(site: str, page: Page) -> None:
    page.goto(site + "/sparql")
    expect(page.get_by_text("Cite this view")).to_be_hidden()
    write(page, RESTRUCTURES)
    page.get_by_role("button", name="Run query").click()
    page.get_by_text("Cite this view").click()
    expect(page.locator(".site-cite__address")).to_have_text(page.url)
    assert "Restructure" in page.url


def test_on_a_small_screen_table_and_chart_can_be_read(site: str, phone: Page) -> None:
    phone.goto(asked(site, BY_KIND))
    expect(phone.locator(".yasr table thead th").last).to_contain_text("bodies")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.get_by_role("button", name="Shows Chart view").click()
    label = phone.locator(".sparql-chart text").first
    expect(label).to_contain_text("Primary care trust")
    box = label.bounding_box()
    assert box
    assert box["height"] >= 12
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


# Without scripts


def test_without_scripts_an_example_is_run_and_changed_and_its_result_is_a_table(site: str, plain: Page) -> None:
    plain.goto(site + "/sparql")
    expect(plain.locator("#editor .CodeMirror")).to_have_count(0)
    plain.get_by_role("link", name=EXAMPLE).click()
    expect(plain.get_by_role("heading", name="Result")).to_be_visible()
    plain.get_by_role("textbox", name="Query").fill(BY_KIND)
    plain.get_by_role("button", name="Run query").click()
    expect(plain.get_by_role("columnheader")).to_have_text(["kind", "bodies"])
    expect(plain.get_by_role("row").nth(1)).to_contain_text("nhs:kind-pct")
    expect(plain.get_by_role("textbox", name="Query")).to_have_value(BY_KIND)


def test_without_scripts_an_error_stands_above_the_query(site: str, plain: Page) -> None:
    plain.goto(asked(site, WRONG))
    expect(plain.get_by_role("alert")).to_contain_text("Line 2, column 9: the prefix nope: is not declared")
    expect(plain.get_by_role("textbox", name="Query")).to_have_value(WRONG)


def test_without_scripts_a_long_query_is_run_and_a_file_of_triples_saved(site: str, plain: Page) -> None:
    plain.goto(site + "/sparql")
    plain.get_by_role("textbox", name="Query").fill(LONG)
    plain.get_by_role("button", name="Run query").click()
    expect(plain.locator("#result")).to_contain_text("10 rows")
    plain.get_by_role("textbox", name="Query").fill("DESCRIBE <https://w3id.org/nhs-restructures/id/r7>")
    plain.get_by_label("Result as").select_option("Turtle")
    with plain.expect_download() as saving:
        plain.get_by_role("button", name="Run query").click()
    assert saving.value.suggested_filename == "result.ttl"


def test_without_scripts_a_result_is_saved(site: str, plain: Page) -> None:
    plain.goto(asked(site, RESTRUCTURES))
    with plain.expect_download() as saving:
        plain.get_by_role("link", name="CSV").click()
    assert saving.value.suggested_filename == "result.csv"
