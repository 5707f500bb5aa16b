"""Pictures of pages of a running Odoo; see scripts/screenshot.

The first two arguments are the server's address and the browser's path.
"""

import argparse
import sys

from playwright.sync_api import Error, Page, TimeoutError, sync_playwright

# Odoo says so when the web client has started.
_READY = "window.odoo && odoo.isReady === true"


def main():
    options = _parse()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=options.browser,
            # Chromium's sandbox refuses root.
            args=["--no-sandbox", "--hide-scrollbars"],
        )
        context = browser.new_context(base_url=options.address)
        page = context.new_page()
        traffic = Traffic(page)
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        _log_in(page, options.login, options.password)
        for number, url in enumerate(options.urls, start=1):
            for width in options.width:
                page.set_viewport_size({"width": width, "height": options.height})
                traffic.open.clear()
                page.goto(url)
                _settle(page, traffic)
                if options.click:
                    page.click(options.click)
                    _settle(page, traffic)
                path = f"{options.prefix}-{number}-{width}.png"
                page.screenshot(path=path, full_page=options.full_page)
                print(path)
        browser.close()
    for error in errors:
        print(f"the page raised: {error}", file=sys.stderr)
    return 1 if errors else 0


def _parse():
    parser = argparse.ArgumentParser(prog="scripts/screenshot")
    parser.add_argument("address", help=argparse.SUPPRESS)
    parser.add_argument("browser", help=argparse.SUPPRESS)
    parser.add_argument("urls", nargs="+", help="for example /odoo/action-…")
    parser.add_argument("prefix", help="the pictures' path, without number and width")
    parser.add_argument("--login", default="admin")
    parser.add_argument("--password", help="default: the login")
    parser.add_argument("--width", type=int, nargs="+", default=[1366, 390])
    parser.add_argument("--height", type=int, default=860)
    parser.add_argument("--full-page", action="store_true")
    parser.add_argument("--click", help="a CSS selector to click before the picture")
    return parser.parse_args()


def _log_in(page: Page, login: str, password: str | None):
    page.goto("/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password or login)
    page.press("input[name=password]", "Enter")
    try:
        page.wait_for_function(_READY, timeout=60_000)
    except TimeoutError:
        sys.exit(f"{login} could not log in at {page.url}")


class Traffic:
    """The page's requests that are under way.

    Not those of the bus: its worker script is never reported as finished.
    """

    def __init__(self, page: Page):
        self.open = set()
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def _begin(self, request):
        if "/bus/" not in request.url:
            self.open.add(request)

    def _end(self, request):
        self.open.discard(request)


def _settle(page: Page, traffic: Traffic):
    """Wait until the web client has started, and for half a second loads nothing."""
    try:
        page.wait_for_function(_READY, timeout=30_000)
    except TimeoutError:
        return  # not a page of the web client
    quiet = 0
    for _ in range(150):
        quiet = 0 if traffic.open else quiet + 1
        if quiet == 5:
            return
        page.wait_for_timeout(100)
    waiting = ", ".join(request.url for request in traffic.open)
    print(f"still loading: {waiting}", file=sys.stderr)


try:
    sys.exit(main())
except Error as error:
    sys.exit(f"the browser says: {error.message}")
