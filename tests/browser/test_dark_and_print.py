"""Pages where the system asks for dark, and on paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import assert_accessible
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

DARKENED = "invert(0.88) hue-rotate(180deg)"


@pytest.fixture(scope="module")
def dark(browser: Browser) -> Iterator[Page]:
    """A laptop's window whose system asks for dark."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark")
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/map/2003-04-01?body=pct-5nr",
        "/place/trafford",
        "/bodies/pct-5nr",
        "/compare/2013/2017",
        "/search?q=trafford",
        "/sparql?query=SELECT+%2A+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+5",
        "/landscape/1066",
    ],
)
def test_a_dark_page_keeps_its_contrast(site: str, dark: Page, address: str) -> None:
    dark.goto(site + address)
    expect(dark.locator("body")).to_have_css("color", "rgb(232, 237, 238)")
    assert_accessible(dark, "wcag2aa")


@pytest.mark.parametrize(
    ("address", "picture"),
    [
        ("/", "svg.signature"),
        ("/map/2003-04-01", ".map-england svg, svg.map-england"),
        ("/bodies/icb-qrv/lineage", "svg.lineage"),
        ("/bodies/icb-qrv/network", "#network canvas"),
        ("/sparql?query=SELECT+%2A+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+5", ".yasr"),
    ],
)
def test_pictures_are_dark_on_a_dark_page(site: str, dark: Page, address: str, picture: str) -> None:
    dark.goto(site + address)
    expect(dark.locator(picture).first).to_have_css("filter", DARKENED)


def test_an_embedded_picture_stays_light_whatever_the_system_asks(site: str, dark: Page) -> None:
    dark.goto(site + "/embed/lineage/icb-qrv")
    expect(dark.locator("svg.lineage")).to_have_css("filter", "none")
    expect(dark.locator("body")).to_have_css("color", "rgb(33, 43, 50)")


@pytest.fixture(scope="module")
def paper(browser: Browser) -> Iterator[Page]:
    """Pages as they are printed, on a system that asks for dark."""
    context = browser.new_context(viewport={"width": 720, "height": 1000}, color_scheme="dark")
    context.set_default_timeout(PATIENCE * 1000)
    window = context.new_page()
    window.emulate_media(media="print")
    yield window
    context.close()


@pytest.mark.parametrize(
    "address", ["/", "/place/trafford", "/bodies/pct-5nr", "/map/2003-04-01", "/compare/2013/2017"]
)
def test_paper_bears_the_address_and_nothing_to_press(site: str, paper: Page, address: str) -> None:
    paper.goto(site + address)
    expect(paper.locator(".site-only-paper")).to_contain_text(address)
    expect(paper.locator(".site-only-paper")).to_contain_text("record version")
    expect(paper.locator("button:visible, input:visible, select:visible, header:visible")).to_have_count(0)
    said = "[...document.querySelectorAll('main a')].map(link => getComputedStyle(link, '::after').content)"
    assert set(paper.evaluate(said)) == {"none"}
    assert paper.evaluate("document.documentElement.scrollWidth") <= 720
    expect(paper.locator("main svg:visible").first).to_have_css("filter", "none")


def test_paper_lays_open_what_a_page_folds(site: str, paper: Page) -> None:
    paper.goto(site + "/compare/2013/2017")
    folds = paper.locator("details.nhsuk-details:not([open]) table")
    assert folds.count()
    shown = "tables => tables.every(table => table.checkVisibility({ contentVisibilityAuto: true }))"
    assert folds.evaluate_all(shown)
