"""Takes the README's screenshots of the site with the real record: `python tools/screenshots.py`.

Serves the site on a loopback port meanwhile; needs Chromium and Playwright.
"""

import shutil
import sys
import threading
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

from webapp import create_app  # noqa: E402 - the checkout is not installed

_SHOTS = (
    ("front-page", "/", 1280, 1000),
    ("place", "/place/trafford", 1280, 1100),
    ("map", "/map/2003-04-01", 1366, 1060),
    ("lineage", "/bodies/icb-qrv/lineage", 1280, 1000),
    ("landscape", "/landscape/2014-06-01", 1280, 1000),
    ("comparison", "/compare/2013/2017", 1280, 1000),
    ("network", "/bodies/icb-qrv/network", 1280, 1000),
)
_ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def _take(page: Page, address: str, width: int, height: int, path: Path) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=path)


def main() -> None:
    """Writes all screenshots to docs/images."""
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("No Chromium here. Install it: apt-get install chromium-headless-shell fonts-liberation")
    images = _ROOT / "docs" / "images"
    images.mkdir(parents=True, exist_ok=True)
    server = make_server("127.0.0.1", 0, create_app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        page = browser.new_page()
        for name, address, width, height in _SHOTS:
            path = images / f"{name}.png"
            _take(page, f"http://127.0.0.1:{server.server_port}{address}", width, height, path)
            print(f"{path.relative_to(_ROOT)}: {path.stat().st_size // 1024} kB")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
