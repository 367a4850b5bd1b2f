"""The figures in a manager's words."""

from __future__ import annotations

import math
from dataclasses import replace

from planner.roster.format import words
from planner.roster.roster import Quality
from tests.roster.worlds import problem, roster

FIGURES = roster(problem()).figures


def of(**changes: object) -> Quality:
    return replace(FIGURES, **changes)  # type: ignore[arg-type]


def test_the_headline_says_what_is_left_out() -> None:
    assert words.headline(of(placed=7, due=10)) == (
        "7 of 10 due sessions have a place; 3 are left out: 1 of priority 3, 2 of priority 1."
    )
    assert words.headline(of(placed=1, due=2, left_out=(0, 1, 0))) == (
        "1 of 2 due sessions has a place; 1 is left out: 1 of priority 2."
    )
    assert words.headline(of(placed=1200, due=1200)) == "All 1,200 due sessions have a place."
    assert words.headline(of(placed=1, due=1)) == "The due session has a place."
    assert words.headline(of(placed=0, due=0)) == "No session is due in these days."


def test_each_status_is_explained() -> None:
    def said(**changes: object) -> str:
        return words.score(of(**changes))[-1].says

    assert said(status="feasible").endswith("by at most 2.5; a longer search may find it.")
    assert said(status="optimal", bound=12.5).startswith("No better roster")
    assert "not known" in said(status="unsolved")


def test_nothing_proved_is_said_as_such() -> None:
    score, bound, gap, _ = words.score(of(status="unsolved", bound=-math.inf))
    assert (score.value, bound.value, gap.value) == ("12.5", "none", "unknown")


def test_a_goal_is_explained_by_its_own_sentence() -> None:
    costs = words.costs(of(goals={"place": 0.0, "stretch": 10.0, "timely": 30.0}))
    assert [(cost.goal, cost.price, cost.share) for cost in costs] == [
        *(("place", 0.0, 0.0), ("stretch", 10.0, 0.25), ("timely", 30.0, 0.75))
    ]
    assert costs[1].says == "Two neighbouring sessions of a plan further apart than the later one's longest gap cost."
    assert words.costs(of(goals={"place": 0.0}))[0].share == 0.0
