"""From a clinic to a roster: the main path, every step in order."""

from __future__ import annotations

import math
import time
from datetime import date
from functools import partial

from planner.clinic import LOOK_AHEAD, Clinic, Horizon, Problem
from planner.engine.anneal.machine import machine
from planner.engine.greedy import greedy
from planner.engine.limits import Limits, OnProgress, silent
from planner.engine.reasons import Reasons
from planner.engine.rooms import appointments
from planner.engine.start import start_from
from planner.errors import BrokenRoster
from planner.interpreter import at_work
from planner.model import Model, enumerate_placements
from planner.model.clock import Ints
from planner.roster.book_since import digest
from planner.roster.check import Appointments, asked
from planner.roster.roster import FEASIBLE, OPTIMAL, UNSOLVED, Quality, Roster
from planner.rules import GOALS, RULES, RuleClosures, measured, violations


@at_work()
def plan(
    clinic: Clinic,
    month: str | None = None,
    *,
    first: date | None = None,
    last: date | None = None,
    look_ahead: int = LOOK_AHEAD,
    seconds: float | None = None,
    effort: float | None = None,
    workers: int | None = None,
    seed: int = 1,
    gap: float = 0.0,
    start: Appointments | None = None,
    on_progress: OnProgress = silent,
) -> Roster:
    """A roster for a month `YYYY-MM`, or for the days `first`..`last`, and `look_ahead` days after.

    The roster is there after `seconds` of wall-clock time, 60 unless said; what is left of them after reading and
    building, less what closing up will take, is the search's. It stops before when proved optimal or within `gap` of
    it, or after `effort`, deterministic units of work: the same effort and seed with one worker and no seconds give
    the same roster. Of seconds and an effort together, what ends first counts.

    `start` is a roster to start from, of the same days or others: what of it still fits is kept until something better
    is found, so the result is never worse than a `start` that keeps every rule.

    Raises Nonsense for a horizon or limits that cannot be, UnknownName for names the clinic lacks, and BrokenRoster
    should a roster break a rule, which is a bug.
    """
    started = time.monotonic()
    machine()  # made beside what follows, for the search to find
    problem = Problem.of(clinic, Horizon.asked(month, first, last, look_ahead))
    given = asked(clinic, start, month, first, last, look_ahead)[1] if start is not None else ()
    limits = Limits.asked(seconds, effort, workers, seed, gap)
    from planner.engine.search.run import search  # only here: it loads all solvers, and a model alone needs none

    closures = RuleClosures(problem)
    model = build_model(problem, closures)
    begin = start_from(model, given)
    found = search(model, begin, limits.of_search(started), started, on_progress)
    done = partial(finish, model, closures, found.vector, found.bound, time.monotonic() - started, seed)
    try:
        return done()
    except KeyboardInterrupt:  # it was meant for the search, and came late
        return done()


def front_desk(clinic: Clinic, month: str, *, look_ahead: int = LOOK_AHEAD) -> Roster:
    """The roster a front desk makes, with no search: each session in turn takes the cheapest place that is free."""
    from planner.engine.search.run import easy_bound

    started = time.monotonic()
    closures = RuleClosures(Problem.of(clinic, Horizon.month(month, look_ahead)))
    model = build_model(closures.problem, closures)
    return finish(model, closures, greedy(model), easy_bound(model), time.monotonic() - started, seed=0)


def build_model(problem: Problem, closures: RuleClosures) -> Model:
    """Every placement that no rule closes, every rule's rows and every goal's prices."""
    model = Model(problem, enumerate_placements(problem, closures))
    for rule in RULES:
        rule.rows(model)
    for goal in GOALS:
        goal.cost(model)
    return model


def finish(model: Model, closures: RuleClosures, vector: Ints, bound: float, seconds: float, seed: int) -> Roster:
    """The roster of a vector: rooms given, checked by every rule, measured by every goal, and the rest explained."""
    problem = model.problem
    rows = appointments(model, vector)
    broken = violations(problem, rows)
    if broken:
        raise BrokenRoster(broken)
    goals = measured(problem, rows)
    score = sum(goals.values())
    if abs(score - model.score(vector)) > 1e-5:
        raise BrokenRoster([f"the goals measure {score:g} where the model has {model.score(vector):g}"])
    placed = {row.key for row in rows}
    out = [session for session in problem.sessions if session.key not in placed]
    reasons = Reasons(model, closures, vector)
    due = [session for session in problem.sessions if session.due]
    left_out = [sum(s.due and s.priority == priority for s in out) for priority in (3, 2, 1)]
    bound = min(bound, score)
    status = OPTIMAL if score - bound <= 1e-6 else FEASIBLE if math.isfinite(bound) else UNSOLVED
    figures = Quality(
        score=score,
        bound=bound,
        status=status,
        left_out=(left_out[0], left_out[1], left_out[2]),
        goals=goals,
        placed=len(due) - sum(left_out),
        due=len(due),
        first=problem.horizon.first,
        last=problem.horizon.last,
        end=problem.horizon.end,
        seconds=seconds,
        seed=seed,
        book=digest(problem.clinic, problem.horizon.first),
    )
    return Roster(problem, rows, tuple(reasons.of(session) for session in out), figures)
