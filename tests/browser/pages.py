"""One address of every kind of page, for what must hold of all of them, and what is asked of axe."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

__all__ = ["PAGES", "assert_accessible"]

_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def assert_accessible(page: Page, *rules: str) -> None:
    """That axe finds nothing amiss; what passes is not written up, which takes longer than to find it."""
    found = Axe().run(page, options={"runOnly": rules or _RULES, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


PAGES = (
    "/",
    "/restructures/",
    "/restructures/r8",
    "/bodies/?kind=icb",
    "/bodies/pct-5nr",
    "/bodies/national-body-nhs-england",
    "/bodies/icb-qrv/lineage",
    "/bodies/icb-qrv/network",
    "/bodies/ccg-04f/accountability?as-at=2014-06-01",
    "/landscape/1995",
    "/landscape/2014-06-01?under=national-body-nhs-england",
    "/map/2003-04-01?body=pct-5nr",
    "/map/1992-06-01?kind=rha",
    "/embed/map/2013-04-01",
    "/compare/",
    "/compare/2013/2017",
    "/recode",
    "/crosswalk/2012-04-01/2022-07-01?kind-from=pct&kind=icb",
    "/code/13T",
    "/search?q=trafford",
    "/sparql",
    "/sparql?query=SELECT+%2A+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+5",
    "/sparql?query=nonsense",
    "/data/",
    "/coverage",
    "/sources?kind=statute",
    "/sources/act-2012-7",
    "/vocabulary",
    "/about",
    "/api",
    "/nowhere",
    "/bodies/no-such-body",
    "/landscape/1066",
    "/embed/lineage/icb-qrv",
    "/place/",
    "/place/trafford",
    "/stories/doorstep",
    "/search?q=PCGs+of+Gloucestershire+in+1999",
)
