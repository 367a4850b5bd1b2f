"""Days and visits are drawn together, where that costs nothing."""

from __future__ import annotations

import numpy as np

from planner.clinic import Clinic
from planner.engine.planning import build_model
from planner.engine.tidy import tidied
from planner.model import Model
from planner.rules import RuleClosures
from tests.worlds import asked, at, patient, phase, plan, practitioner, protocol, service, world

VISIT = protocol("visit", phase("one", "two", gap=None, sessions=1))
TWO = [plan("a", "one"), plan("b", "two", "bea")]


def clocks(clinic: Clinic, *starts: str) -> list[str]:
    """The starts of a roster that placed `one` and `two` at these times, once it was tidied."""
    problem = asked(clinic, 1)
    model: Model = build_model(problem, RuleClosures(problem))
    p = model.placements
    chosen = []
    for name, start in zip(("one", "two"), starts, strict=True):
        (part,) = (number for number, part in enumerate(p.parts) if part.service.id == name)
        assignments, at_ = p.starts_of(np.flatnonzero(p.assignments.part == part))
        here = int(np.flatnonzero(p.start[at_] == p.clock.minute(at(0, start)))[0])
        chosen.append((assignments[here], at_[here], -1))
    after = tidied(model, model.complete(np.array(chosen)))
    found = model.chosen(after)[:, 1]
    assert not len(model.matrix.broken(after))
    return sorted(f"{problem.clinic.local(p.clock.moments[slot]):%H:%M}" for slot in p.starts.slot[found])


def test_a_practitioners_sessions_move_next_to_each_other():
    first, second = clocks(world([service("one"), service("two")], plans=TWO), "9:00", "11:30")
    assert (first, second) in [("09:00", "09:30"), ("11:00", "11:30")]


def test_a_visits_services_move_next_to_each_other():
    clinic = world([service("one"), service("two")], [VISIT], plans=[plan(protocol="visit")])
    first, second = clocks(clinic, "9:00", "11:30")
    assert int(second[:2]) * 60 + int(second[3:]) - int(first[:2]) * 60 - int(first[3:]) == 30


def test_nothing_moves_at_a_price():
    """One wishes to come in the morning, the other in the afternoon."""
    people = [patient("ann", prefers=("morning",)), patient("bea", prefers=("afternoon",))]
    long_day = [practitioner("mai", "9:00-16:00")]
    clinic = world([service("one"), service("two")], plans=TWO, patients=people, practitioners=long_day)
    assert clocks(clinic, "9:00", "15:00") == ["11:30", "12:00"]
