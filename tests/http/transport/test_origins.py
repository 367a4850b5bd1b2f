"""Scripts of other sites ask only where their origin is named."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
import pytest

from planner.errors import Nonsense
from planner.http.door import Settings
from planner.http.transport.origins import checked_origins
from tests.http.worlds import Served

SITE = "https://book.example.org"


def asked(served: Served, origin: str) -> httpx2.Response:
    """What a browser asks before a script may post."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key,traceparent",
    }
    return httpx2.options(served.base + "/v1/holds", headers=headers, timeout=60)


def test_no_origin_is_allowed_unless_named(served: Served) -> None:
    assert "access-control-allow-origin" not in asked(served, SITE).headers


def test_an_origin_that_is_named_may_ask_with_a_token(serve: Callable[..., Served]) -> None:
    served = serve(settings=Settings(origins=(SITE,)))
    allowed = asked(served, SITE)
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, SITE)
    assert "access-control-allow-credentials" not in allowed.headers, "no cookie goes with it"
    assert "access-control-allow-origin" not in asked(served, "https://else.example.org").headers
    answered = served.client().get("/v1/session", headers={"Origin": SITE})
    assert answered.headers["access-control-allow-origin"] == SITE
    assert "Idempotency-Replayed" in answered.headers["access-control-expose-headers"]
    refused = httpx2.get(served.base + "/v1/session", headers={"Origin": SITE}, timeout=60)
    assert refused.headers["access-control-allow-origin"] == SITE, "a script can read why it was refused"


@pytest.mark.parametrize(
    "said", ["*", "book.example.org", "https://book.example.org/", "https://*.example.org", "null"]
)
def test_what_is_no_origin_is_refused(said: str) -> None:
    with pytest.raises(Nonsense, match="is no origin"):
        checked_origins([said])
