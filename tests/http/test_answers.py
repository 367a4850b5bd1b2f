"""Answers of a process that has just begun, and has not looked at its store."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.http.worlds import Served


@pytest.mark.parametrize("path", ["/v1/journal", "/v1/patients/ann", "/v1/changes", "/v1/settings", "/v1/wishes"])
def test_the_first_request_is_answered_whatever_it_is(serve: Callable[..., Served], path: str) -> None:
    assert serve().client().get(path).status_code == 200
