"""Answers of a process that has just begun, and has not looked at its store."""

from __future__ import annotations

from planner.desk.store.facts import NOTHING
from tests.http.worlds import Served


def test_the_first_request_is_answered_whatever_it_is(served: Served) -> None:
    staff, store = served.client(), served.app.state.door.desk.store
    for path in ("/v1/journal", "/v1/patients/ann", "/v1/changes", "/v1/settings", "/v1/wishes"):
        store._known = (NOTHING, 0)  # as in a process that has just begun
        assert staff.get(path).status_code == 200, path
