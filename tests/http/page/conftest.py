"""A real browser on a served clinic; without one the tests are skipped, or fail where CI asks for them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from planner.http.access.scopes import MANAGER
from tests.http.page.windows import Windows
from tests.http.page.worlds import ARGUMENTS, signed_in
from tests.http.worlds import Served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("the page's tests want Chromium: apt-get install chromium")
        pytest.skip("there is no Chromium; apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield opened
        opened.close()


expect.set_options(timeout=20_000)  # on a busy machine; what is there sooner is not waited for


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Iterator[Windows]:
    found = Windows(browser)
    yield found
    found.close()


@pytest.fixture
def enter(browser: Browser, windows: Windows) -> Iterator[Callable[..., Page]]:
    """Opens a page of a served clinic at an address, for a manager unless told; what the browser complains of fails.

    The first of a test is in the window that tests share, unless `more` is asked of its context.
    """
    contexts, pages, complaints = list[BrowserContext](), list[Page](), list[str]()

    def open_at(served: Served, address: str, role: str = MANAGER, **more: Any) -> Page:
        if more or pages:
            context = browser.new_context(base_url=served.base, **more)
            context.set_default_timeout(30_000)
            contexts.append(context)
            page = signed_in(served, context, role)
        else:
            page = windows.page(served, role)
            pages.append(page)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(address)
        return page

    yield open_at
    for page in pages:
        windows.leave(page)
    for context in contexts:
        context.close()
    assert not [each for each in complaints if "status of 4" not in each]  # a refusal is told on the page
