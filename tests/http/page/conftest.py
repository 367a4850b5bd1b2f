"""A real browser on a served clinic; without one the tests are skipped, or fail where CI asks for them.

The clinics of a file's tests are all served from one database, see `databases.py`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from planner.clinic import Clinic
from planner.http.access.scopes import MANAGER
from tests.desk.postgres import copied
from tests.http.page.databases import databases_of
from tests.http.page.windows import Windows
from tests.http.page.worlds import ARGUMENTS, signed_in
from tests.http.worlds import Served, soon

NewStore = Callable[..., str]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", databases_of(metafunc.module.__name__), scope="module")


@pytest.fixture(scope="module")
def new_store(
    database: str, empty_file: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> NewStore:
    """Makes empty stores on the file's database, and says their URLs; in PostgreSQL's the clock says `at`, if told."""

    def make(at: datetime | None = None) -> str:
        if database == "postgresql":
            return copied(request.getfixturevalue("server"), request.getfixturevalue("empty_schema"), at)
        file = tmp_path_factory.mktemp("store") / "clinic.db"
        shutil.copy(empty_file, file)
        return f"sqlite:///{file}"

    return make


@pytest.fixture
def serve(new_store: NewStore) -> Iterator[Callable[..., Served]]:
    """Serves clinics, soon ones unless told, each from a store of its own; they are stopped after the test."""
    with ExitStack() as stack:

        def start(clinic: Clinic | None = None, at: datetime | None = None, **more: Any) -> Served:
            clock = {} if at is None else {"clock": lambda: at}
            return stack.enter_context(Served(new_store(at), clinic or soon(), **clock, **more))

        yield start


CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; the one without a screen takes half of the processor."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("the page's tests want Chromium: apt-get install chromium-headless-shell")
        pytest.skip("there is no Chromium; apt-get install chromium-headless-shell")
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

    Each of a test's is in another of the windows that tests share, or where `more` is asked of it in one of its own.
    """
    contexts, pages, complaints = list[BrowserContext](), list[Page](), list[str]()

    def open_at(served: Served, address: str, role: str = MANAGER, **more: Any) -> Page:
        if more:
            context = browser.new_context(base_url=served.base, **more)
            context.set_default_timeout(30_000)
            contexts.append(context)
            page = signed_in(served, context, role)
        else:
            page = windows.page(served, role, len(pages))
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
