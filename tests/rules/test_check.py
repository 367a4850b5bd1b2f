"""What rows break newly: neither what was broken before, nor what they mend."""

from __future__ import annotations

import pytest

from planner.rules import newly_broken, rule, violations
from tests.engine.worlds import model_of
from tests.worlds import asked, plan, row, world

PROBLEM = asked(world(plans=[plan("a"), plan("b", patient="ben"), plan("c", patient="cem")]))
A, B, C = (row(PROBLEM, key, 0) for key in ("a1", "b1", "c1"))


def test_what_was_broken_before_is_not_named_again() -> None:
    assert violations(PROBLEM, [A, B])
    assert newly_broken(PROBLEM, [A, B], [A, B]) == []
    assert newly_broken(PROBLEM, [A, B], [A]) == violations(PROBLEM, [A, B])


def test_of_several_rosters_before_all_must_have_broken_it() -> None:
    assert newly_broken(PROBLEM, [A, B], [A, B], [A]) == violations(PROBLEM, [A, B])
    late = row(PROBLEM, "c1", 0, "20:00")
    assert {each.rule for each in newly_broken(PROBLEM, [A, B, late], [A, B])} == {"shift"}


def test_a_session_that_leaves_a_day_too_full_breaks_nothing_there() -> None:
    away = row(PROBLEM, "c1", 1)
    assert violations(PROBLEM, [A, B, away])
    assert newly_broken(PROBLEM, [A, B, away], [A, B, C]) == []
    assert newly_broken(PROBLEM, [A, B, C], [A, B, away]) != []


def test_what_stands_is_grouped_once_for_all_rules_and_goals_of_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    grouped, true = list[object](), rule.once
    monkeypatch.setattr(rule, "once", lambda *given: grouped.append(given) or true(*given))
    model_of(asked(world(plans=[plan("a"), plan("b", patient="ben")])))
    assert len(grouped) == 1
