"""The map in a real browser: it slides, plays and answers the keyboard, and is whole without a script."""

import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import assert_accessible
from tests.support.london import LONDON
from tests.support.sites import running_site
from tests.support.tiny import tiny_record

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

DAY = "/map/2003-04-01"


@pytest.fixture(scope="module")
def small_site(cache_directory: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site on a small record with areas."""
    folder, record = tmp_path_factory.mktemp("map"), tiny_record(LONDON)
    assert record.areas_file is not None
    (folder / "restructures.ttl").write_bytes(record.turtle)
    (folder / "areas.ttl").write_bytes(record.areas_file.file.turtle)
    with running_site(folder, RECORD=folder / "restructures.ttl") as running:
        yield f"http://127.0.0.1:{running.port}"


def shapes(page: Page, drawing: str) -> dict[str, list[float]]:
    """Where the shape of each body lies on a drawing, in its units."""
    found: dict[str, list[float]] = page.eval_on_selector_all(
        f".{drawing} [data-body]",
        """links => Object.fromEntries(links.map(link => {
            const box = link.getBBox();
            return [link.dataset.body, [box.x, box.y, box.width, box.height]];
        }))""",
    )
    return found


def lines(page: Page) -> dict[str, list[float]]:
    """How far each kind of line and overlay reaches on England."""
    found: dict[str, list[float]] = page.eval_on_selector_all(
        ".map-england .map-lines path, .map-england .map-overlays path",
        """paths => Object.fromEntries(paths.map(path => {
            const box = path.getBBox();
            return [path.getAttribute("class"), [box.x, box.y, box.width, box.height]];
        }))""",
    )
    return found


def test_what_the_script_draws_is_what_the_server_draws(small_site: str, page: Page) -> None:
    page.goto(small_site + DAY)
    england, london, of_server = shapes(page, "map-england"), shapes(page, "map-london"), lines(page)
    slider = page.get_by_role("slider", name="Month")
    slider.focus()
    slider.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 May 2003")
    slider.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_contain_text("4 primary care trusts on 1 April 2003")
    assert shapes(page, "map-england") == england
    assert shapes(page, "map-london") == london
    assert lines(page) == of_server


def test_the_address_the_panel_and_the_table_follow_the_slider(small_site: str, page: Page) -> None:
    page.goto(f"{small_site}{DAY}?body=pct-city")
    slider = page.get_by_role("slider", name="Month")
    assert slider.get_attribute("aria-valuetext") == "1 April 2003, 4 primary care trusts"
    slider.press("PageUp")
    expect(page).to_have_url(re.compile("/map/2004-04-01"))
    for _ in range(30):
        slider.press("ArrowRight")
    expect(page).to_have_url(f"{small_site}/map/2006-10-01?body=pct-city")
    expect(page.locator("#bodies")).to_contain_text("Pct Whole")
    expect(page.locator("#panel")).to_contain_text("Not in force on 1 October 2006")
    expect(page.locator(".take-away")).to_contain_text("SVG")
    assert page.locator('.take-away a[href$=".svg"]').get_attribute("href") == "/map/2006-10-01.svg"
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 primary care trusts on 1 October 2006")


def test_a_click_on_a_body_tells_of_it_and_outlines_it(small_site: str, page: Page) -> None:
    page.goto(small_site + DAY)
    page.locator('.map-london [data-body="pct-east"]').click()
    expect(page.locator("#panel h2")).to_have_text("Pct East")
    expect(page).to_have_url(f"{small_site}{DAY}?body=pct-east")
    expect(page.locator(".map-london .map-chosen-line")).to_have_attribute("d", re.compile("^M"))


def test_the_map_is_one_stop_of_the_keyboard_and_arrows_lead_to_neighbours(small_site: str, page: Page) -> None:
    page.goto(small_site + DAY)
    stops = page.eval_on_selector_all(
        ".map-sheets [tabindex='0'], .map-sheets a:not([tabindex='-1'])", "all => all.length"
    )
    assert stops == 1
    page.locator(".map-england").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#panel h2")).not_to_have_text("Choose an area")
    page.keyboard.press("Escape")
    expect(page.locator("#panel h2")).to_have_text("Choose an area")
    expect(page).to_have_url(small_site + DAY)


def test_next_change_and_the_labels_of_steps_move_the_map_in_place(small_site: str, page: Page) -> None:
    page.goto(small_site + "/map/2002-05-01")
    page.evaluate("window.stays = true")
    page.get_by_role("link", name="Next change").click()
    expect(page).to_have_url(f"{small_site}/map/2013-04-01")
    page.locator(".map-months-wide").get_by_role("link", name="Map of 1 January 2000").click()
    expect(page).to_have_url(f"{small_site}/map/2000-01-01")
    expect(page.get_by_role("heading", level=1)).to_contain_text("health authorities on 1 January 2000")
    assert page.evaluate("window.stays") is True


def test_play_goes_on_month_by_month_until_it_is_stopped(small_site: str, page: Page) -> None:
    shown: list[str] = []
    page.goto(small_site + "/map/1996-04-01")
    page.on("framenavigated", lambda frame: shown.append(frame.url[-10:]))
    page.get_by_role("button", name="Play").click()
    expect(page).not_to_have_url(re.compile(r"/map/1996-0[4-6]"))
    page.get_by_role("button", name="Pause").click()
    assert shown[:3] == ["1996-05-01", "1996-06-01", "1996-07-01"]
    stopped = page.url
    page.wait_for_timeout(400)
    assert page.url == stopped


def test_with_reduced_motion_play_steps_from_change_to_change(small_site: str, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(small_site + "/map/1996-05-01")
    page.get_by_role("button", name="Play").click()
    expect(page).to_have_url(f"{small_site}/map/2002-04-01")
    context.close()


def test_without_scripts_steps_years_bodies_and_the_form_lead_on(small_site: str, plain: Page) -> None:
    plain.goto(small_site + DAY)
    expect(plain.get_by_role("slider")).to_have_count(0)
    expect(plain.get_by_role("button", name="Play")).to_have_count(0)
    plain.get_by_role("link", name="Next change").click()
    expect(plain).to_have_url(f"{small_site}/map/2013-04-01")
    plain.goto(small_site + DAY)
    plain.locator('.map-london [data-body="pct-east"]').click()
    expect(plain.locator("#panel h2")).to_have_text("Pct East")
    plain.get_by_label("Day").fill("June 1998")
    plain.get_by_label("Bodies", exact=True).select_option("ha")
    plain.get_by_role("button", name="Show").click()
    expect(plain).to_have_url(f"{small_site}/map/1998-06-30?kind=ha")


def test_on_a_telephone_the_slider_follows_the_map_at_once(small_site: str, phone: Page) -> None:
    phone.goto(f"{small_site}{DAY}?body=pct-city")
    tops = [
        phone.locator(selector).bounding_box()["y"]  # type: ignore[index]
        for selector in (".map-sheets", ".map-axis", "#panel", "#bodies")
    ]
    assert tops == sorted(tops)
    slider, map_ = phone.locator(".map-slider").bounding_box(), phone.locator(".map-sheets").bounding_box()
    assert slider
    assert map_
    assert slider["width"] > 0.8 * map_["width"]
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("address", [f"{DAY}?body=pct-part", "/map/1997-04-01", f"/embed{DAY}"])
def test_axe_finds_nothing_on_a_map(small_site: str, page: Page, address: str) -> None:
    page.goto(small_site + address)
    assert_accessible(page)


def test_the_embedded_map_works_in_a_page_of_another_site(small_site: str, page: Page, tmp_path: Path) -> None:
    page.goto(small_site + DAY)
    (tmp_path / "index.html").write_text("<!doctype html>" + page.locator("#embed-picture").input_value())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1)).to_contain_text("4 primary care trusts on 1 April 2003")
        expect(frame.locator(".map-england [data-body]")).to_have_count(2)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
