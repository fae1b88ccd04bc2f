"""How long pages are at first sight: what is long is folded, on a laptop and on a phone."""

import pytest
from playwright.sync_api import Page, ViewportSize

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

MOST = 4000
"""Pixels of a comparison and of the picture of a day, as DESIGN.md has it."""
SCREENS: tuple[ViewportSize, ...] = ({"width": 1366, "height": 900}, {"width": 390, "height": 844})


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: str(screen["width"]))
@pytest.mark.parametrize(
    "address",
    [
        "/compare/2013/2017",
        "/compare/1998/2024",
        "/compare/1990/2026",
        "/compare/2000-03-31/2003-04-01",
        "/compare/2005/2007",
        "/compare/2012/2013",
        "/compare/2021/2023",
        "/landscape/1995",
        "/landscape/2003-04-01",
        "/landscape/2014-06-01",
        "/landscape/2021-04-01",
        "/landscape/",
        "/landscape/2014-06-01?under=national-body-nhs-england",
    ],
)
def test_a_comparison_and_a_day_are_short_at_first_sight(
    site: str, one_page: Page, address: str, screen: ViewportSize
) -> None:
    one_page.set_viewport_size(screen)
    one_page.goto(site + address)
    assert one_page.evaluate("document.documentElement.scrollHeight") <= MOST
