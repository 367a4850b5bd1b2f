"""Whether a server is well, and may be sent requests."""

from __future__ import annotations

import httpx2
from sqlalchemy import text

from tests.http.worlds import Served


def ready(served: Served) -> tuple[int, str]:
    found = httpx2.get(served.base + "/readyz", timeout=60)
    return found.status_code, found.json().get("why", "")


def test_it_is_ready_while_its_store_answers(served: Served) -> None:
    assert httpx2.get(served.base + "/healthz", timeout=60).json() == {"status": "ok"}
    assert ready(served) == (200, "")
    with served.desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE planner_revision SET version_num = 'of_tomorrow'"))
    assert ready(served) == (503, "a newer planner has opened the store")
    with served.desk.store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE versions RENAME TO elsewhere"))
    assert ready(served) == (503, "the store cannot be reached, or has no clinic yet")
    served.app.state.closing = True
    assert ready(served) == (503, "it is told to stop")
    assert httpx2.get(served.base + "/healthz", timeout=60).status_code == 200, "the process itself is well"
