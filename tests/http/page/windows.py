"""A window of the browser for one test after another, each with a page of its own in it: Chromium takes a second of the
processor for a context of its own, in which it begins its processes anew."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.http.page.worlds import signed_in
from tests.http.worlds import Served


class Windows:
    """The window that is open, if one is: an empty page in it keeps its process."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.context: BrowserContext | None = None

    def page(self, served: Served, role: str) -> Page:
        """A new page for somebody who is signed in at a clinic, and nobody else there."""
        if self.context is None:
            self.context = self.browser.new_context()
            self.context.set_default_timeout(30_000)
            self.context.new_page()
        self.context.clear_cookies()
        page = signed_in(served, self.context, role)
        go = page.goto

        def goto(address: str, **more: Any) -> Response | None:
            return go(urljoin(served.base, address), **more)

        page.goto = goto  # a context's base_url is the same for ever
        return page

    def leave(self, page: Page) -> None:
        """Close a test's page; the whole window where it was closed already, or its clock was set, which stays so."""
        if page.is_closed() or "native code" not in page.evaluate("Date.now.toString()"):
            self.close()
        else:
            page.close()

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
        self.context = None
