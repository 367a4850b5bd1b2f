"""The check: every rule's independent reading of a finished roster, and every goal's. It knows no solver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planner.clinic import Appointment, Problem
from planner.rules.registry import GOALS, RULES
from planner.rules.rule import Answer, Rule, Violation


def violations(problem: Problem, rows: Iterable[Appointment], rules: Sequence[Rule] = RULES) -> list[Violation]:
    """What the roster breaks, by rule. Empty for a good one."""
    return [found for found, warning in _findings(problem, rows, rules) if not warning]


def newly_broken(problem: Problem, rows: Iterable[Appointment], *before: Iterable[Appointment]) -> list[Violation]:
    """What rows break that was not broken by each of the rows before them."""
    now = violations(problem, rows)
    if not now:
        return []
    then = [violations(problem, each) for each in before]
    return [each for each in now if not all(_stood(each, those) for those in then)]


def _stood(found: Violation, before: Iterable[Violation]) -> bool:
    """Whether this was broken before, or more so: a session that leaves a day too full breaks nothing there."""
    about = found.rule, found.who, found.when
    return found in before or any(
        (each.rule, each.who, each.when) == about and set(found.rows) < set(each.rows) for each in before
    )


def warnings(problem: Problem, rows: Iterable[Appointment], rules: Sequence[Rule] = RULES) -> list[Violation]:
    """What fixed and attended appointments break among themselves, which no roster can change."""
    return [found for found, warning in _findings(problem, rows, rules) if warning]


def measured(problem: Problem, rows: Iterable[Appointment]) -> dict[str, float]:
    """What the roster pays, by goal; its score is their sum."""
    answer = Answer(problem, tuple(rows))
    return {goal.name: goal.measure(answer) for goal in GOALS}


def _findings(problem: Problem, rows: Iterable[Appointment], rules: Sequence[Rule]) -> Iterable[tuple[Violation, bool]]:
    answer = Answer(problem, tuple(rows))
    standing = {(row.key, row.service, row.start, row.practitioner) for row in problem.standing}
    for rule in rules:
        for found in rule.violations(answer):
            stands = [(row.key, row.service, row.start, row.practitioner) in standing for row in found.rows]
            yield found, bool(stands) and all(stands)
