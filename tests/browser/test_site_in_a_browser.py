"""The site in a real browser: accessible, whole without scripts, usable by keyboard and on a small screen."""

import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import PAGES, assert_accessible
from tests.support.waiting import wait_until

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

REFUSED = re.compile(r"responded with a status of 40[04] ")
"""The browser says of a page of refusal that it is one."""
HANDLES = "Applying inline style violates"
"""The table of results writes the look of its column handles into the page; the policy stops it, at no loss."""


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_accessible_asks_nothing_of_another_host_and_breaks_no_rule_of_its_policy(
    site: str, page: Page, address: str
) -> None:
    hosts, complaints = set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(site + address, wait_until="networkidle")
    assert hosts == {urlsplit(site).netloc}
    assert [each for each in complaints if not (REFUSED.search(each) or (HANDLES in each and "LIMIT" in address))] == []
    assert_accessible(page)


@pytest.mark.parametrize("address", PAGES)
def test_at_320_pixels_nothing_but_pictures_and_tables_scrolls_sideways(
    site: str, one_phone: Page, address: str
) -> None:
    one_phone.goto(site + address)
    assert one_phone.evaluate("document.documentElement.scrollWidth") <= 320


def test_pictures_stay_on_a_small_screen_and_open_at_today(site: str, phone: Page) -> None:
    phone.goto(site)
    expect(phone.locator("svg.signature")).to_be_visible()
    region = phone.get_by_role("region", name="Picture of the kinds of body over time")
    assert region.evaluate("region => region.scrollLeft + region.clientWidth >= region.scrollWidth - 1")
    assert region.evaluate("region => region.scrollLeft") > 0


def test_a_lineage_opens_on_a_small_screen_at_the_body_asked_for(site: str, phone: Page) -> None:
    phone.goto(site + "/bodies/icb-qrv/lineage")
    region = phone.get_by_role("region", name="Picture of the lineage").bounding_box()
    bar = phone.locator(".bar.is-chosen rect").bounding_box()
    assert region
    assert bar
    assert region["x"] <= bar["x"] + bar["width"] / 2 <= region["x"] + region["width"]
    assert region["y"] <= bar["y"] + bar["height"] / 2 <= region["y"] + region["height"]


def test_the_keyboard_can_skip_a_picture(site: str, page: Page) -> None:
    page.goto(site + "/bodies/icb-qrv/lineage")
    skip = page.get_by_role("link", name="Skip the picture")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg')") is None
    assert page.evaluate("document.activeElement.textContent").startswith("SVG")


def test_from_the_front_page_to_the_heirs_of_trafford_in_three_clicks(site: str, page: Page) -> None:
    page.goto(site)
    page.get_by_role("link", name="Who ran commissioning in Trafford").click()
    page.get_by_role("list").get_by_role("link", name="Salford and Trafford Health Authority").first.click()
    expect(page.get_by_role("main")).to_contain_text("with NHS Greater Manchester Integrated Care Board")


def test_the_search_suggests_and_the_keyboard_takes_a_suggestion(site: str, page: Page) -> None:
    page.goto(site)
    box = page.locator("#home-search")
    box.focus()
    page.keyboard.type("5NR")
    expect(page.get_by_role("option", name="Trafford Primary Care Trust")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "home-search-suggestions-0")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/bodies/pct-5nr")


def test_suggestions_keep_the_choice_of_stated_facts(site: str, page: Page) -> None:
    page.goto(f"{site}/?stated-only=on")
    page.locator("#home-search").press_sequentially("5NR")
    page.get_by_role("option", name="Trafford Primary Care Trust").click()
    expect(page).to_have_url(f"{site}/bodies/pct-5nr?stated-only=on")


def test_the_suggestions_go_away_with_escape(site: str, page: Page) -> None:
    page.goto(site)
    page.locator("#home-search").press_sequentially("traff")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_the_first_key_leads_past_the_menu(site: str, page: Page) -> None:
    page.goto(site + "/bodies/pct-5nr")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_every_mark_of_a_lineage_can_be_reached_and_opened_by_keyboard(site: str, page: Page) -> None:
    page.goto(site + "/bodies/icb-qrv/lineage")
    bar = page.locator("svg.lineage a", has_text="Harrow PCT").first
    bar.focus()
    expect(bar).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Harrow Primary Care Trust")


def test_suggestions_come_with_stated_facts_only_too(site: str, page: Page) -> None:
    page.goto(site + "/bodies/?stated-only=on")
    page.locator("#header-search").press_sequentially("5NR")
    page.get_by_role("option", name="Trafford Primary Care Trust").click()
    expect(page).to_have_url(f"{site}/bodies/pct-5nr?stated-only=on")


def test_keys_in_the_slider_fill_in_the_day_and_the_button_leads_to_it(site: str, page: Page) -> None:
    """A setting that is changed by keys does not by itself lead away (WCAG 3.2.2)."""
    page.goto(site + "/landscape/2014-06-01")
    slider = page.locator("#slide")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(slider).to_be_focused()
    expect(slider).to_have_attribute("aria-valuetext", "1 September 2014")
    expect(page.get_by_label("Day", exact=True)).to_have_value("2014-09-01")
    expect(page).to_have_url(f"{site}/landscape/2014-06-01")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(f"{site}/landscape/2014-09-01")


def test_a_pointer_that_lets_go_of_the_slider_leads_to_its_day(site: str, page: Page) -> None:
    page.goto(site + "/landscape/2014-06-01")
    box = page.locator("#slide").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2, steps=4)
    expect(page).to_have_url(f"{site}/landscape/2014-06-01")
    page.mouse.up()
    expect(page).to_have_url(f"{site}/landscape/1990-01-01")


def test_the_focus_on_a_number_of_a_kind_is_seen(site: str, page: Page) -> None:
    page.goto(site + "/bodies/?kind=ccg")
    number = page.locator("svg.counts a").first
    box = number.locator("rect")
    before = box.evaluate("element => getComputedStyle(element).stroke")
    number.focus()
    expect(box).to_have_css("stroke", "rgb(33, 43, 50)")
    expect(box).to_have_css("fill", "rgb(255, 235, 59)")
    assert before == "none"


@pytest.fixture
def another_site(site: str, tmp_path: Path) -> Iterator[str]:
    """The address of a page of another site, with a picture of this one in a frame."""
    frame = f'<iframe src="{site}/embed/lineage/icb-qrv" width="1200" height="700"></iframe>'
    (tmp_path / "index.html").write_text(frame, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_link_of_an_embedded_picture_opens_in_the_whole_window(another_site: str, page: Page) -> None:
    page.goto(another_site)
    page.frame_locator("iframe").locator("svg.lineage a", has_text="Harrow PCT").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Harrow Primary Care Trust")


# The network


def test_the_network_shows_the_facts_of_a_chosen_body(site: str, page: Page) -> None:
    page.goto(site + "/bodies/icb-qrv/network")
    expect(page.locator("#network canvas")).to_be_visible()
    page.get_by_label("Go to").select_option(label="Harrow Primary Care Trust")
    expect(page.locator("#network-facts")).to_contain_text("To Harrow CCG: replacement, by area, stated")


def drawn(page: Page) -> bytes:
    """The network once it is drawn: as two pictures in a row show it."""
    pictures = [b""]

    def settled() -> bool:
        pictures.append(page.locator("#network canvas").screenshot())
        page.wait_for_timeout(100)
        return pictures[-1] == pictures[-2]

    wait_until(settled, "the network never stands still")
    return pictures[-1]


def test_the_network_stands_still(site: str, page: Page) -> None:
    page.goto(site + "/bodies/icb-qrv/network")
    before = drawn(page)
    page.wait_for_timeout(600)
    assert page.locator("#network canvas").screenshot() == before


@pytest.mark.parametrize("body", ["ccg-04f", "dha-barking-havering-and-brentwood"])
def test_a_network_that_can_be_read_whole_begins_whole(site: str, page: Page, body: str) -> None:
    page.goto(f"{site}/bodies/{body}/network")
    before = drawn(page)
    page.get_by_role("button", name="Show all").click()
    page.wait_for_timeout(300)
    assert drawn(page) == before


def test_the_network_closes_and_opens_what_came_before(site: str, page: Page) -> None:
    page.goto(site + "/bodies/icb-qrv/network")
    page.get_by_role("button", name="Hide what came before").click()
    expect(page.get_by_role("button", name="Show what came before")).to_be_visible()
    page.get_by_role("button", name="Show what came before").click()
    expect(page.get_by_role("button", name="Hide what came before")).to_be_visible()


def test_a_link_restores_the_view_of_the_network(site: str, page: Page, browser: object) -> None:
    page.goto(site + "/bodies/icb-qrv/network")
    page.get_by_label("Go to").select_option(label="Harrow Primary Care Trust")
    page.get_by_label("Hide links with a share below").fill("30")
    page.get_by_role("button", name="Zoom out").click()
    link, picture = page.url, page.locator("#network canvas").screenshot()
    assert "body=" in link
    assert "share=30" in link
    other = page.context.new_page()
    other.goto(link)
    expect(other.locator("#network-facts")).to_contain_text("Harrow Primary Care Trust")
    expect(other.locator("#share-shown")).to_have_text("30%")
    other.mouse.move(1, 1)
    page.bring_to_front()
    assert len(other.locator("#network canvas").screenshot()) == pytest.approx(len(picture), rel=0.1)


# Without scripts


def test_the_task_list_works_without_scripts(site: str, plain: Page) -> None:
    plain.goto(site)
    plain.locator("#home-search").fill("trafford primary care trust")
    plain.locator("form.site-search").get_by_role("button", name="Search").click()
    plain.get_by_role("link", name="Trafford Primary Care Trust", exact=True).first.click()
    expect(plain.locator("svg.lineage")).to_be_visible()
    plain.get_by_label("On the day").fill("2012-01-01")
    plain.get_by_role("button", name="Show").click()
    expect(plain.get_by_role("main")).to_contain_text("North West Strategic Health Authority")

    plain.goto(site + "/landscape/")
    expect(plain.locator("#slide")).to_be_hidden()
    plain.get_by_label("Day", exact=True).fill("2014-06-01")
    plain.get_by_label("Stated facts only").check()
    plain.get_by_role("button", name="Show").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("1 June 2014")
    assert "stated-only=on" in plain.url

    plain.goto(site + "/compare/")
    plain.get_by_label("From").fill("2013")
    plain.get_by_label("To", exact=True).fill("2017")
    plain.get_by_role("button", name="Compare").click()
    expect(plain.get_by_role("main")).to_contain_text("44 new sustainability and transformation partnerships")

    plain.goto(site + "/bodies/icb-qrv/network")
    expect(plain.get_by_role("link", name="as a picture and a table").first).to_be_visible()
