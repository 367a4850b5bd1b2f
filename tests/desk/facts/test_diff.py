"""A store takes over the facts of a clinic as it was edited, whatever of it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.desk.desk import Desk
from planner.errors import Nonsense
from tests.desk.worlds import COURSE, clinic, place
from tests.worlds import absence, day, event, patient, plan, practitioner, service, world


def test_what_is_new_or_changed_is_taken_over_and_what_is_gone_if_told_so(desk: Desk) -> None:
    before = clinic(absences=[absence("mai", 20)], events=[event("peel", 40)])
    desk.load(before)
    desk.book([place("a1", 0)])
    after = world(
        [service()],
        [COURSE],
        [practitioner("mai", max_sessions_per_day=3), practitioner("tom")],
        [patient("ann", prefers=("morning",)), patient("dora")],
        plans=[plan("a", "course"), plan("d", "course", "dora")],
        absences=(absence("tom", 21),),
        events=(replace(event("peel", 40), until=day(50)),),
        closed=frozenset({day(30)}),
    )
    after = replace(after, name="Maple Street and Main")
    desk.take_over(after, who="manager")
    kept = desk.clinic()
    assert {"b", "d"} <= kept.plans.keys()
    assert {each.of for each in kept.absences} == {"mai", "tom"}
    done = desk.take_over(after, take_back=True)
    assert desk.clinic() == replace(after, book=desk.clinic().book)
    assert desk.journal()[-1].action == "take-over"
    assert done.versions["facts"] == 3
    with pytest.raises(Nonsense, match="nothing to change"):
        desk.take_over(after, take_back=True)


def test_what_the_book_needs_stays(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("a1", 0)])
    with pytest.raises(Nonsense, match="so its plan and service cannot go"):
        desk.take_over(replace(clinic(), plans={"b": clinic().plans["b"]}), take_back=True)
    assert "a" in desk.clinic().plans
