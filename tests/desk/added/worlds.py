"""Ann's clinic, of which the tests of an added rule and goal have many."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any

from planner.clinic import Appointment, Clinic, Problem, Session, Span
from planner.rules import GOALS, RULES
from tests.worlds import at, day, entry, phase, plan, practitioner, protocol, service, world

NOW = at(0, "0:00")
COURSE = protocol("course", phase("needling", gap=(1, 2, 3), sessions=4), start_within=3)
RULE, GOAL = RULES[-1], GOALS[-1]


def clinic(*entries: Any, **more: Any) -> Clinic:
    """Ann on a course of four sessions, with a plan for single ones beside it; Mai from nine to ten, Tom after her."""
    ours = [practitioner("mai", "9:00-10:00"), practitioner("tom", "10:00-11:00")]
    more = {"plans": [plan("a", "course"), plan("b"), plan("c")], "practitioners": ours} | more
    return world([service()], [COURSE], book=entries, **more)


def books() -> Iterator[Clinic]:
    """Clinics with one to three appointments of Ann's other plans here and there, and some days closed."""
    for seed in range(6):
        rng = Random(seed)
        on = sorted(rng.sample(range(10), 2))
        shut = frozenset(day(n) for n in (*rng.sample(range(14), 4), *range(15, 60)))
        others = [entry(f"{id}1", n, rng.choice(("9:00", "9:30"))) for id, n in zip("bc", on, strict=True)]
        yield clinic(*others[: rng.randrange(3)], closed=shut - {day(n) for n in on})


def every_place(problem: Problem, session: Session) -> list[Appointment]:
    """Every place of a session on its days with whoever is there, good or not."""
    given = problem.clinic
    id, length = problem.appointment_id(session, "needling"), given.services["needling"].length
    days = [on for on in problem.horizon.days[:40] if session.reach and on in session.reach]
    found = []
    for start, who in product([start for on in days for start in given.grid(on)], given.practitioners.values()):
        hours = given.hours_on(given.day(start), who.shifts)
        if given.why_closed(given.day(start)) or not any(each.holds(Span(start, start + length)) for each in hours):
            continue
        found.append(Appointment(id, *session.key, "needling", who.id, "one", start, start + length))
    return found
