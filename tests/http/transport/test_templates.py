"""A route that is going to end says so in its answers and in the document."""

from __future__ import annotations

from datetime import date

import httpx2

from planner.http.transport.templates import deprecated
from tests.http.worlds import Served


def test_a_route_that_is_going_to_end_says_so(served: Served) -> None:
    served.app.openapi_schema = None  # which was told before the route came

    @served.app.get("/v1/old", **deprecated(date(2027, 1, 1), date(2027, 7, 1), "/v1/days/today"))
    def old() -> dict[str, str]:
        return {}

    answered = httpx2.get(served.base + "/v1/old", timeout=60)
    assert answered.headers["deprecation"] == "@1798761600"
    assert answered.headers["sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
    assert answered.headers["link"] == '</v1/days/today>; rel="successor-version"'
    assert served.app.openapi()["paths"]["/v1/old"]["get"]["deprecated"] is True
    assert not {"deprecation", "sunset"} & set(httpx2.get(served.base + "/healthz", timeout=60).headers), (
        "nor does another"
    )
