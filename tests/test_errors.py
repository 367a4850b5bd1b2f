"""The exceptions: each on the tree, each with its statuses."""

from __future__ import annotations

import inspect
import re

import pytest

from planner import errors
from planner.errors import STATUSES, PlannerError, Status, kind_of, status_of
from planner.files.reading.cells import Unreadable

KNOWN = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, PlannerError)}


def test_the_tree_names_every_exception_under_its_parent() -> None:
    drawn, above = {}, ["PlannerError"]
    for line in inspect.getdoc(errors).splitlines():  # type: ignore[union-attr]
        if found := re.match(r"((?:[│ ]   )*)[├└]── (\w+)", line):
            depth = len(found[1]) // 4
            above[depth + 1 :] = [found[2]]
            drawn[found[2]] = above[depth]
    assert drawn == {each.__name__: each.__bases__[0].__name__ for each in KNOWN - {PlannerError}}


def test_every_exception_has_its_statuses() -> None:
    assert {each for each in STATUSES if issubclass(each, PlannerError)} == KNOWN - {PlannerError}


@pytest.mark.parametrize(
    ("refused", "status", "kind"),
    [
        (errors.StaleVersion("the plan has changed"), Status(1, 412), "Conflict"),
        (errors.PlaceTaken("taken"), Status(1, 409), "Conflict"),
        (errors.HoldEnded("ended"), Status(1, 410), "Conflict"),
        (errors.KeyReused("used"), Status(2, 422), "Nonsense"),
        (errors.UnknownName("plan", "p", ()), Status(2, 404), "UnknownName"),
        (Unreadable("'x' is no date", "write 2026-12-01"), Status(2, 400), "Nonsense"),
        (PermissionError("closed"), Status(2, 500), "PermissionError"),
        (ZeroDivisionError(), Status(3, 500), "ZeroDivisionError"),
    ],
)
def test_an_exception_is_answered_as_the_nearest_of_its_classes(refused: Exception, status: Status, kind: str) -> None:
    assert (status_of(refused), kind_of(refused)) == (status, kind)
