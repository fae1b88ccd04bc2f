"""What people come for, by keyboard alone, without scripts, and at 400 %: tasks from the front page to the answer."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import PAGES

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own


def tab_to(page: Page, wanted: Locator, most: int = 150) -> None:
    """Presses Tab until the wanted thing has the focus."""
    expect(wanted).to_be_attached()
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{most} times Tab do not lead to {wanted}")


def follow(page: Page, name: str, *, within: str = "main") -> None:
    """Goes to a link by keyboard and opens it."""
    tab_to(page, page.locator(within).get_by_role("link", name=name).first)
    page.keyboard.press("Enter")


@pytest.fixture(params=["page", "plain"], ids=["scripts", "no scripts"])
def reader(request: pytest.FixtureRequest) -> Page:
    """A laptop's window, with and without scripts."""
    found: Page = request.getfixturevalue(request.param)
    return found


def test_who_ran_commissioning_in_trafford_in_1998_and_who_inherited_it(site: str, reader: Page) -> None:
    reader.goto(site)
    tab_to(reader, reader.locator("#home-search"))
    reader.keyboard.type("Salford and Trafford")
    reader.keyboard.press("Enter")
    follow(reader, "Salford and Trafford Health Authority")
    expect(reader.get_by_role("main")).to_contain_text("1 April 1996 to 31 March 2002")
    expect(reader.get_by_role("main")).to_contain_text(
        "today its area is with NHS Greater Manchester Integrated Care Board"
    )


def test_a_search_on_a_day_finds_the_body_of_that_day(site: str, reader: Page) -> None:
    reader.goto(site + "/search")
    tab_to(reader, reader.locator("#search-q"))
    reader.keyboard.type("Trafford")
    tab_to(reader, reader.get_by_label("In force on (optional)"))
    reader.keyboard.type("1998")
    reader.keyboard.press("Enter")
    follow(reader, "Salford and Trafford Health Authority")
    expect(reader.locator("svg.lineage")).to_be_visible()


def test_a_lineage_in_its_three_views(site: str, page: Page) -> None:
    page.goto(site + "/bodies/icb-qrv")
    follow(page, "More about this lineage")
    expect(page.get_by_role("table", name="What came before")).to_be_visible()
    follow(page, "Explore it as a network")
    chosen = page.get_by_label("Go to")
    tab_to(page, chosen)
    page.keyboard.type("Harrow Primary")
    page.keyboard.press("Enter")
    expect(page.locator("#network-facts")).to_contain_text("Harrow Primary Care Trust")
    tab_to(page, page.get_by_role("button", name="Zoom in"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#network"))
    page.keyboard.press("ArrowLeft")
    follow(page, "The same as a picture and a table")
    expect(page).to_have_url(f"{site}/bodies/icb-qrv/lineage")


def test_a_lineage_with_other_choices(site: str, reader: Page) -> None:
    reader.goto(site + "/bodies/icb-qhm/lineage")
    tab_to(reader, reader.get_by_label("by code"))
    reader.keyboard.press("Space")
    tab_to(reader, reader.get_by_role("button", name="Show"))
    reader.keyboard.press("Enter")
    expect(reader).to_have_url(f"{site}/bodies/icb-qhm/lineage?basis=legal&basis=area&basis=code&min-share=0.01")
    follow(reader, "Show each of the primary care trusts")
    expect(reader.locator("svg.lineage")).not_to_contain_text("22 primary care trusts")


def test_the_system_on_a_day_and_down_to_a_group(site: str, reader: Page) -> None:
    reader.goto(site)
    follow(reader, "A day in the NHS", within="nav[aria-label=Menu]")
    day = reader.get_by_label("Day", exact=True)
    tab_to(reader, day)
    reader.keyboard.press("Control+A")
    reader.keyboard.type("2014-06")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("30 June 2014")
    for name in ("NHS England", "London Commissioning Region", "London Area Team", "Harrow"):
        found = reader.locator("main ul.site-columns").get_by_role("link", name=name).first
        if found.count():
            tab_to(reader, found)
            reader.keyboard.press("Enter")
    expect(reader.get_by_role("main")).to_contain_text("London")


def test_two_days_compared_and_one_kind_of_them(site: str, reader: Page) -> None:
    reader.goto(site)
    follow(reader, "Compare", within="nav[aria-label=Menu]")
    tab_to(reader, reader.get_by_label("From"))
    reader.keyboard.type("2013")
    tab_to(reader, reader.get_by_label("To", exact=True))
    reader.keyboard.type("2017")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("main")).to_contain_text("4 fewer clinical commissioning groups (211 to 207)")
    follow(reader, "Clinical commissioning groups", within="main [aria-label='Numbers by kind']")
    expect(reader).to_have_url(f"{site}/compare/2013-12-31/2017-12-31?kind=ccg")


def test_a_table_recoded(site: str, reader: Page) -> None:
    reader.goto(site)
    follow(reader, "Recode", within="nav[aria-label=Menu]")
    tab_to(reader, reader.get_by_label("Paste a table"))
    reader.keyboard.insert_text("org_code,spend\n5NR,1200\n5LH,800\n")
    tab_to(reader, reader.get_by_role("button", name="Recode", exact=True))
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("main")).to_contain_text("NHS Greater Manchester Integrated Care Board")


def test_a_body_by_its_old_code(site: str, reader: Page) -> None:
    reader.goto(site + "/bodies/pct-5nr")
    follow(reader, "5NR")
    expect(reader).to_have_url(f"{site}/code/5NR")
    follow(reader, "Trafford Primary Care Trust")
    expect(reader).to_have_url(f"{site}/bodies/pct-5nr")


def test_a_question_in_sparql_by_the_plain_form(site: str, plain: Page) -> None:
    plain.goto(site)
    follow(plain, "Query", within="nav[aria-label=Menu]")
    follow(plain, "Which clinical commissioning groups were in force on 1 April 2013?")
    tab_to(plain, plain.get_by_role("button", name="Run query"))
    plain.keyboard.press("Enter")
    expect(plain.locator("#result")).to_contain_text("211 rows")


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_whole_without_scripts(site: str, one_plain: Page, address: str) -> None:
    one_plain.goto(site + address)
    expect(one_plain.get_by_role("heading", level=1)).to_be_visible()
    assert len(one_plain.locator("body").inner_text()) > 150
    for form in one_plain.locator("form").all():
        if form.is_visible():
            assert form.locator("button[type=submit]").count()


# 400 % on a screen of 1280 by 1024 leaves 320 by 256 pixels.


@pytest.mark.parametrize("address", PAGES)
def test_at_400_percent_nothing_runs_off_the_side_and_the_focus_is_always_seen(
    site: str, one_magnified: Page, address: str
) -> None:
    one_magnified.goto(site + address, wait_until="networkidle")  # what scripts add moves the page
    assert one_magnified.evaluate("document.documentElement.scrollWidth") <= 320
    for _ in range(25):
        one_magnified.keyboard.press("Tab")
        one_magnified.wait_for_function(
            """() => {
                const element = document.activeElement;
                if (element === document.body || element.closest("iframe")) return true;
                const box = element.getBoundingClientRect();
                return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
            }"""
        )


def test_the_task_of_trafford_at_400_percent(site: str, magnified: Page) -> None:
    magnified.goto(site)
    tab_to(magnified, magnified.locator("#header-search"))
    magnified.keyboard.type("5NR")
    magnified.keyboard.press("Enter")
    follow(magnified, "Trafford Primary Care Trust")
    expect(magnified.get_by_role("main")).to_contain_text("with NHS Greater Manchester")
