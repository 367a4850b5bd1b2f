"""Windows of the browser for one test after another, each test with a page of its own in them: Chromium takes a second
of the processor for a context of its own, in which it begins its processes anew."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.http.page.worlds import signed_in
from tests.http.worlds import Served


class Windows:
    """The windows that are open, by number: an empty page in each keeps its process."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.open: dict[int, BrowserContext] = {}

    def page(self, served: Served, role: str, number: int) -> Page:
        """A new page in a window for somebody who is signed in at a clinic, and nobody else there."""
        if number not in self.open:
            self.open[number] = self.browser.new_context()
            self.open[number].set_default_timeout(30_000)
            self.open[number].new_page()
        self.open[number].clear_cookies()
        page = signed_in(served, self.open[number], role)
        go = page.goto

        def goto(address: str, **more: Any) -> Response | None:
            return go(urljoin(served.base, address), **more)

        page.goto = goto  # a context's base_url is the same for ever
        return page

    def leave(self, page: Page) -> None:
        """Close a test's page; the whole window where it was closed already, or its clock was set, which stays so."""
        if page.is_closed() or "native code" not in page.evaluate("Date.now.toString()"):
            self.open = {number: each for number, each in self.open.items() if each != page.context}
            page.context.close()
        else:
            page.close()

    def close(self) -> None:
        for context in self.open.values():
            context.close()
        self.open = {}
