"""A real browser on the real record: the site on a loopback port, and Debian's Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.support.sites import running_site
from tests.support.waiting import PATIENCE

# Without the parts for a screen, which take as much of a processor again.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or shutil.which("chromium-browser")
# Playwright expects within five seconds what it waits for. The first query that a process of the site is asked has it
# start processes of its own, which takes longer than that where three test processes share two cores.
expect.set_options(timeout=PATIENCE * 1000)

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def site(cache_directory: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site as `serve` runs it, without a slash at its end."""
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield f"http://127.0.0.1:{running.port}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail("No Chromium here. Install it: apt-get install chromium-headless-shell")
        pytest.skip("No Chromium here.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


LAPTOP: ViewportSize = {"width": 1280, "height": 800}
TELEPHONE: ViewportSize = {"width": 320, "height": 640}
MAGNIFIED: ViewportSize = {"width": 320, "height": 256}
"""What 400 % leaves of a screen of 1280 by 1024."""


@contextmanager
def _window(browser: Browser, viewport: ViewportSize, *, scripts: bool = True) -> Iterator[Page]:
    context = browser.new_context(viewport=viewport, java_script_enabled=scripts)
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A laptop's window with scripts on."""
    with _window(browser, LAPTOP) as window:
        yield window


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A laptop's window with scripts off."""
    with _window(browser, LAPTOP, scripts=False) as window:
        yield window


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A window of 320 pixels, as a small telephone has."""
    with _window(browser, TELEPHONE) as window:
        yield window


@pytest.fixture
def magnified(browser: Browser) -> Iterator[Page]:
    """A laptop's window at 400 %."""
    with _window(browser, MAGNIFIED) as window:
        yield window


# A window takes longer to open than a page: where every kind of page is looked at, it is in the same window.


@pytest.fixture(scope="module")
def one_page(browser: Browser) -> Iterator[Page]:
    with _window(browser, LAPTOP) as window:
        yield window


@pytest.fixture(scope="module")
def one_plain(browser: Browser) -> Iterator[Page]:
    with _window(browser, LAPTOP, scripts=False) as window:
        yield window


@pytest.fixture(scope="module")
def one_phone(browser: Browser) -> Iterator[Page]:
    with _window(browser, TELEPHONE) as window:
        yield window


@pytest.fixture(scope="module")
def one_magnified(browser: Browser) -> Iterator[Page]:
    with _window(browser, MAGNIFIED) as window:
        yield window
