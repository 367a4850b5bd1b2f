"""A page under a proxy's prefix."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, expect

from tests.http.page.worlds import entered
from tests.http.worlds import Served


def test_whose_session_ends_signs_in_and_is_back_under_the_prefix(served: Served, browser: Browser) -> None:
    config = served.server.config
    config.root_path, app = "/planner", config.loaded_app

    async def proxied(scope: Any, *more: Any) -> None:
        await app({**scope, "path": scope["path"].removeprefix("/planner")}, *more)

    config.loaded_app = proxied
    context = browser.new_context(base_url=served.base)
    page = entered(served, context)
    assert page.url.startswith(f"{served.base}/planner/")
    page.goto("/planner/patients")
    context.add_cookies([{"name": "planner_session", "value": "over", "url": served.base}])
    page.locator("#find").fill("ann")
    page.wait_for_url("**/sign-in?*")
    assert page.url.startswith(f"{served.base}/planner/sign-in?next=%2Fpatients")
    expect(page.locator("[data-then]")).to_have_attribute("data-then", "/patients")
    context.close()
