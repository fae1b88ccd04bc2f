"""The words of pictures: none too small to read, none beyond the edge, none over another."""

import pytest
from playwright.sync_api import Page, ViewportSize

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

SCREENS: tuple[ViewportSize, ...] = ({"width": 1366, "height": 900}, {"width": 390, "height": 844})
FAULTS = """() => {
  const least = 10.9, found = new Set();
  for (const svg of document.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect();
    if (!svg.checkVisibility() || frame.width < 50) continue;
    const words = [...svg.querySelectorAll("text")].filter(text => text.checkVisibility() && text.textContent.trim());
    const boxes = words.map(text => text.getBoundingClientRect());
    words.forEach((text, place) => {
      const scale = text.getScreenCTM(), box = boxes[place], says = text.textContent.slice(0, 40);
      const size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(scale.a, scale.b);
      if (size < least) found.add(`${size.toFixed(1)} pixels: ${says}`);
      if (box.left < frame.left - 1 || box.right > frame.right + 1) found.add(`beyond the edge: ${says}`);
      for (let other = place + 1; other < words.length; other += 1) {
        const across = Math.min(box.right, boxes[other].right) - Math.max(box.left, boxes[other].left);
        const down = Math.min(box.bottom, boxes[other].bottom) - Math.max(box.top, boxes[other].top);
        if (across > 2 && down > 5) found.add(`over another: ${says} / ${words[other].textContent.slice(0, 40)}`);
      }
    });
  }
  return [...found];
}"""


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: str(screen["width"]))
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/bodies/?kind=pct",
        "/bodies/icb-qop",
        "/bodies/national-body-nhs-england",
        "/bodies/icb-qrv/lineage",
        "/bodies/ccg-04f/accountability?as-at=2014-06-01",
        "/landscape/1995",
        "/landscape/2014-06-01",
        "/map/2003-04-01?body=pct-5nr",
        "/map/2026-04-01",
        "/compare/2013/2017",
        "/compare/1998/2024",
        "/restructures/r8",
        "/coverage",
        "/place/trafford",
        "/place/uttlesford",
        "/stories/codes",
        "/stories/doorstep",
        "/stories/lives",
        "/stories/parents",
        "/stories/promises",
        "/stories/size",
    ],
)
def test_the_words_of_pictures_can_be_read(site: str, one_page: Page, address: str, screen: ViewportSize) -> None:
    one_page.set_viewport_size(screen)
    one_page.goto(site + address)
    assert one_page.evaluate(FAULTS) == []
