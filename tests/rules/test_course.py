"""Rules of the course."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.clinic.appointments import CANCELLED, NO_SHOW, WITHDRAWN
from planner.rules import violations
from tests.rules.breaches import Breach, place
from tests.worlds import (
    asked,
    at,
    attended,
    day,
    entry,
    event,
    fixed,
    phase,
    plan,
    practitioner,
    protocol,
    row,
    service,
    world,
)

ONE = asked(world())
XY = [service("x"), service("y")]
VISIT = asked(world(XY, [protocol("visit", phase("x", "y", gap=None, sessions=1))], plans=[plan("a", "visit")]))
PINNED = asked(world(book=(fixed("a1", 0),)))
TUESDAY = asked(world(plans=[plan(start=1)]))
ON_THE_DAY = world(protocols=[protocol("now", phase(gap=None, sessions=1), start_within=0)], plans=[plan("a", "now")])
MOVABLE = asked(world(book=(entry("a1", 10),)), 30)
FEVERISH = asked(world([service(acts=("skin:face",))], events=(event("fever", 0),)))
ENDING = asked(world(plans=[plan(finish_by=day(1))]))
ENDLESS = asked(
    world(protocols=[protocol("upkeep", phase(for_days=30))], plans=[plan("a", "upkeep", finish_by=day(1))]), 3
)
PAIR = phase(gap=(2, 2, 9), sessions=3)
UPKEEP = phase(gap=(3, 3, 9), name="upkeep", for_days=9)
COURSE = [protocol("course", PAIR)]
SLOW = [protocol("slow", replace(PAIR, sessions=1), UPKEEP)]
WEEK = asked(world(protocols=COURSE, plans=[plan("a", "course")]))
TWO_PHASES = asked(world(protocols=SLOW, plans=[plan("a", "slow")]))
BEGUN = asked(world(protocols=COURSE, plans=[plan("a", "course", start=-3)], book=(attended("a1", -1),)))
AHEAD = asked(world(protocols=COURSE, plans=[plan("a", "course")], book=(entry("a3", 7),)))

BREACHES = {
    "visit in part": Breach(
        VISIT,
        [place("a1", 0, service="x")],
        "asked: a, session 1 on 2026-06-01: has x where the plan asks for x, y",
        [place("a1", 0, service="x"), place("a1", 0, "9:30", service="y")],
    ),
    "visit over two days": Breach(
        VISIT,
        [place("a1", 0, service="x"), place("a1", 1, service="y")],
        "asked: a, session 1 on 2026-06-01: one visit spread over 2 days",
        [place("a1", 1, service="x"), place("a1", 1, "11:00", service="y")],
    ),
    "one session twice": Breach(
        ONE,
        [place("a1", 0), place("a1", 1)],
        "asked: a, session 1 on 2026-06-01: has needling, needling where the plan asks for needling\n"
        "asked: a, session 1 on 2026-06-01: one visit spread over 2 days",
        [place("a1", 1)],
    ),
    "cut short": Breach(
        ONE,
        [place("a1", 0, end=at(0, "9:20"))],
        "asked: a, session 1 (needling) on 2026-06-01: lasts 20 minutes, not 30 minutes",
        [place("a1", 0)],
    ),
    "before the window": Breach(
        TUESDAY,
        [place("a1", 0)],
        "window: a, session 1 on 2026-06-01: 1 day before the days it may have, 2026-06-02 to 2026-06-07",
        [place("a1", 1)],
    ),
    "fifteen days late": Breach(
        asked(ON_THE_DAY, 30),
        [place("a1", 15)],
        "window: a, session 1 on 2026-06-16: 1 day after the days it may have, 2026-06-01 to 2026-06-15",
        [place("a1", 14)],
    ),
    "booked, moved back by eight days": Breach(
        MOVABLE,
        [place("a1", 2)],
        "window: a, session 1 on 2026-06-03: 1 day before the days it may have, 2026-06-04 to 2026-06-18",
        [place("a1", 3)],
    ),
    "booked, moved on by eight days": Breach(
        MOVABLE,
        [place("a1", 18)],
        "window: a, session 1 on 2026-06-19: 1 day after the days it may have, 2026-06-04 to 2026-06-18",
        [place("a1", 17)],
    ),
    "never open again": Breach(
        FEVERISH,
        [place("a1", 0)],
        "window: a, session 1 on 2026-06-01: no day of the horizon is in its reach\n"
        "eligible: a, session 1 (needling) on 2026-06-01: "
        "fever on Mon 1 Jun 2026 (while it lasts) closes from Mon 1 Jun 2026 on",
    ),
    "after finish_by": Breach(
        ENDING,
        [place("a1", 3)],
        "finish by: a, session 1 on 2026-06-04: 2 days after 2026-06-02, when the plan is to finish",
        [place("a1", 1)],
    ),
    "over the time that was cancelled, whoever gives it": Breach(
        asked(world(practitioners=[practitioner(), practitioner("tom")], book=(entry("a1", 0, status=CANCELLED),))),
        [place("a1", 0, practitioner="tom")],
        "declined: a, session 1 (needling) on 2026-06-01: "
        "30 minutes over the time that was cancelled, Mon 1 Jun 2026, 09:00",
        [place("a1", 0, "9:30")],
    ),
    "over the time that was missed": Breach(
        asked(world([service("needling", 60)], book=(entry("a1", 0, "10:00", NO_SHOW),))),
        [place("a1", 0, "9:30")],
        "declined: a, session 1 (needling) on 2026-06-01: "
        "30 minutes over the time that was missed, Mon 1 Jun 2026, 10:00",
        [place("a1", 0)],
    ),
    "too near": Breach(
        WEEK,
        [place("a1", 1), place("a2", 2)],
        "gap: a, session 2 on 2026-06-03: 1 day after session 1, fewer than 2",
        [place("a1", 1), place("a2", 3)],
    ),
    "in the wrong order": Breach(
        WEEK,
        [place("a2", 2), place("a1", 3)],
        "gap: a, session 2 on 2026-06-03: -1 day after session 1, fewer than 2",
        [place("a2", 5), place("a1", 3)],
    ),
    "too near with one left out between": Breach(
        WEEK,
        [place("a1", 4), place("a3", 5)],
        "gap: a, session 3 on 2026-06-06: 1 day after session 1, fewer than 2",
        [place("a1", 4), place("a3", 6)],
    ),
    "the later one's phase": Breach(
        TWO_PHASES,
        [place("a1", 2), place("a2", 4)],
        "gap: a, session 2 on 2026-06-05: 2 days after session 1, fewer than 3",
        [place("a1", 2), place("a2", 5)],
    ),
    "too near an attended one": Breach(
        BEGUN,
        [place("a2", 0)],
        "window: a, session 2 on 2026-06-01: 1 day before the days it may have, 2026-06-02 to 2026-06-07\n"
        "gap: a, session 2 on 2026-06-01: 1 day after session 1, fewer than 2",
        [place("a2", 1)],
    ),
    "too near one booked beyond the horizon": Breach(
        AHEAD,
        [place("a2", 6)],
        "gap: a, session 3 on 2026-06-08: 1 day after session 2, fewer than 2",
        [place("a2", 5)],
    ),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_smallest_breach(name: str) -> None:
    BREACHES[name].check()


def test_no_plan_asks_for_it() -> None:
    stray = replace(row(ONE, "a1", 0), number=2)
    assert [str(found) for found in violations(ONE, [stray])] == [
        "asked: a, session 2 (needling) on 2026-06-01: no plan asks for it here"
    ]


def test_a_fixed_appointment_stays() -> None:
    (pinned,) = PINNED.fixed
    moved = "fixed: a, session 1 (needling) on 2026-06-01: stands at 2026-06-01 09:00 with Mai in One and was changed"
    for changed, says in (
        ([], "fixed: a, session 1 (needling) on 2026-06-01: the fixed appointment is missing"),
        ([replace(pinned, start=at(0, "9:30"), end=at(0, "10:00"))], moved),
        ([replace(pinned, room=None)], moved),
    ):
        assert says in [str(found) for found in violations(PINNED, changed)]
    assert violations(PINNED, [pinned]) == []


def test_finish_by_holds_for_counted_phases_only() -> None:
    assert violations(ENDLESS, [row(ENDLESS, "a1", 2)]) == []


def test_what_the_clinic_took_back_and_what_is_booked_again_may_be_there() -> None:
    withdrawn = asked(world(book=(entry("a1", 0, status=WITHDRAWN),)))
    assert violations(withdrawn, [row(withdrawn, "a1", 0)]) == []
    again = asked(world(book=(entry("a1", 0, status=CANCELLED), entry("a1", 3))))
    assert violations(again, [row(again, "a1", 0)]) == []
