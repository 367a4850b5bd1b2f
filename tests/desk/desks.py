"""Desks to test on, each of an empty store; fixtures for whoever takes them into a conftest."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from planner.desk.desk import Desk


@pytest.fixture
def opened(url: str) -> Iterator[Callable[[], Desk]]:
    """Opens desks on one store; they are closed after the test."""
    desks: list[Desk] = []

    def open() -> Desk:
        desks.append(Desk.open(url))
        return desks[-1]

    yield open
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(opened: Callable[[], Desk]) -> Desk:
    return opened()
