"""A front end of IHE's profile at a served clinic: in both releases, and in XML."""

from __future__ import annotations

import pytest

from tests.http.front_end import FrontEnd
from tests.http.worlds import Served


@pytest.fixture(params=[("R4", "json"), ("R4", "xml"), ("R5", "json")], ids="-".join)
def portal(served: Served, request: pytest.FixtureRequest) -> FrontEnd:
    return FrontEnd(served.client().http, *request.param)
