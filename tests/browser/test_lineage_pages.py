"""The picture of a lineage, whose paths light up, and the network with its filters."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

LIT = "bars => bars.map(bar => bar.dataset.block)"


def lit(page: Page) -> set[str]:
    return set(page.locator("svg.lineage .bar.is-on-path").evaluate_all(LIT))


def test_a_body_that_is_pointed_at_lights_its_path_and_no_other(site: str, page: Page) -> None:
    page.goto(site + "/bodies/icb-qrv/lineage")
    page.locator("svg.lineage a.bar", has_text="Harrow CCG").hover()
    assert {"ccg-08e", "icb-qrv"} <= lit(page)
    names = " ".join(page.locator("svg.lineage .bar.is-on-path title").all_text_contents())
    assert "Harrow Primary Care Trust" in names
    assert "Ealing" not in names
    dim = page.locator("svg.lineage .bar", has_text="Ealing CCG")
    expect(dim).to_have_css("opacity", "0.15")
    page.mouse.move(2, 2)
    expect(dim).to_have_css("opacity", "1")


def test_the_keyboard_lights_a_path_too(site: str, page: Page) -> None:
    page.goto(site + "/bodies/icb-qrv/lineage")
    page.locator("svg.lineage a.bar", has_text="Harrow CCG").focus()
    assert {"ccg-08e", "icb-qrv"} <= lit(page)
    page.get_by_role("link", name="Skip the picture").focus()
    assert lit(page) == set()


def test_a_link_lights_only_what_can_be_reached_by_it_in_the_order_of_time(site: str, page: Page) -> None:
    page.goto(site + "/bodies/icb-qrv/lineage")
    page.locator(".ribbon[data-before='ccg-08e']").first.dispatch_event("pointerover")
    steps = page.locator(".ribbon.is-on-path").evaluate_all(
        "ribbons => ribbons.map(({ dataset }) => [dataset.before, dataset.after, dataset.day])"
    )
    day = next(day for before, _, day in steps if before == "ccg-08e")
    into = [each for before, after, each in steps if after == "ccg-08e"]
    assert into
    assert all(each <= day for each in into)


def test_the_network_hides_kinds_and_shows_all_again(site: str, page: Page) -> None:
    page.goto(site + "/bodies/icb-qrv/network")
    box, unknown = page.get_by_label("Primary care group ("), page.get_by_label("Links whose share is not known")
    box.uncheck()
    unknown.uncheck()
    page.get_by_label("Hide links with a share below").fill("30")
    link = page.url
    assert "off=Primary+care+group" in link
    page.goto("about:blank")
    page.goto(link)
    expect(box).not_to_be_checked()
    expect(unknown).not_to_be_checked()
    page.get_by_role("button", name="Show all").click()
    expect(box).to_be_checked()
    expect(unknown).to_be_checked()
    expect(page.locator("#share-shown")).to_have_text("1%")  # what the form above leaves out
    assert "off=" not in page.url
    assert "unknown=" not in page.url
