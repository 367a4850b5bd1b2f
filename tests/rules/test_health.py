"""Rules of health."""

from __future__ import annotations

from typing import Any

import pytest

from planner.clinic import Clearance, Entry, FollowUp, Problem, Wait
from planner.rules import violations, warnings
from tests.rules.breaches import Breach, place
from tests.worlds import asked, attended, day, entry, event, fixed, phase, plan, protocol, row, service, world

PEEL, TALK = service("peel", acts=("skin:peel",)), service("talk", acts=("talk",))
BOTH = [plan("a", "peel"), plan("b", "talk")]


def two(days: int = 9, **more: Any) -> Problem:
    """A peel of plan a and a talk of plan b, both Ann's."""
    return asked(world([PEEL, TALK], plans=BOTH, **more), days)


TALK_WAITS = (Wait("peel", 2, "talk"),)
COUNTS = service("laser", acts=("light",), counts_as="peel")
FOLLOWED = (FollowUp("peel", "talk", 1, 2),)
SHARED = service("scan", shareable=True)
SCANS = [plan("a", "scan"), plan("b", "scan")]

BREACHES = {
    "closed for three days": Breach(
        asked(world([PEEL], plans=[plan("a", "peel")], events=(event("peel", 0),))),
        [place("a1", 2)],
        "eligible: a, session 1 (peel) on 2026-06-03: "
        "peel on Mon 1 Jun 2026 (3 days) closes Mon 1 Jun 2026 to Wed 3 Jun 2026",
        [place("a1", 3)],
    ),
    "closed until it ends": Breach(
        asked(world([PEEL], plans=[plan("a", "peel", start=-1)], events=(event("fever", 1, until=3),)), 9),
        [place("a1", 2)],
        "eligible: a, session 1 (peel) on 2026-06-03: "
        "fever on Tue 2 Jun 2026 (while it lasts) closes Tue 2 Jun 2026 to Wed 3 Jun 2026",
        [place("a1", 3)],
    ),
    "the clearance is over": Breach(
        asked(
            world(
                [PEEL],
                plans=[plan("a", "peel", start=-1)],
                events=(event("peel", 1),),
                clearances=(Clearance("ann", "peel", "Dr Ng", day(0), day(1)),),
            )
        ),
        [place("a1", 2)],
        "eligible: a, session 1 (peel) on 2026-06-03: "
        "peel on Tue 2 Jun 2026 (3 days) closes Wed 3 Jun 2026 to Thu 4 Jun 2026",
        [place("a1", 1)],
    ),
    "another's acts": Breach(
        two(events=(event("peel", 1),)),
        [place("a1", 1), place("b1", 1, "10:00")],
        "eligible: a, session 1 (peel) on 2026-06-02: "
        "peel on Tue 2 Jun 2026 (3 days) closes Tue 2 Jun 2026 to Thu 4 Jun 2026",
        [place("a1", 0), place("b1", 1, "10:00")],
    ),
    "a wait on another plan's service": Breach(
        two(waits=TALK_WAITS),
        [place("a1", 0), place("b1", 1)],
        "wait: b, session 1 (talk) on 2026-06-02: "
        "1 day after a, session 1 (peel), which closes 2026-06-01 to 2026-06-02",
        [place("a1", 0), place("b1", 2)],
    ),
    "a wait closes its own day at every hour": Breach(
        two(waits=TALK_WAITS),
        [place("a1", 0, "11:00"), place("b1", 0)],
        "wait: b, session 1 (talk) on 2026-06-01: "
        "0 days after a, session 1 (peel), which closes 2026-06-01 to 2026-06-02",
        [place("a1", 1, "11:00"), place("b1", 0)],
    ),
    "a wait on acts": Breach(
        two(waits=(Wait("talk", 1, acts=("skin:*",)),)),
        [place("a1", 0, "11:00"), place("b1", 0)],
        "wait: a, session 1 (peel) on 2026-06-01: "
        "0 days after b, session 1 (talk), which closes 2026-06-01 to 2026-06-01",
        [place("a1", 1), place("b1", 0)],
    ),
    "a wait after one attended": Breach(
        two(waits=TALK_WAITS, book=(attended("a1", -1),)),
        [place("b1", 0)],
        "wait: b, session 1 (talk) on 2026-06-01: "
        "1 day after a, session 1 (peel), which closes 2026-05-31 to 2026-06-01",
        [place("b1", 1)],
    ),
    "a wait before one booked beyond the horizon": Breach(
        two(3, waits=(Wait("talk", 2, "peel"),), book=(entry("a1", 3),)),
        [place("b1", 2)],
        "wait: a, session 1 (peel) on 2026-06-04: "
        "1 day after b, session 1 (talk), which closes 2026-06-03 to 2026-06-04",
        [place("b1", 1)],
    ),
    "a service that counts as an event": Breach(
        asked(world([COUNTS, PEEL], plans=[plan("a", "laser"), plan("b", "peel")])),
        [place("a1", 0), place("b1", 2)],
        "wait: b, session 1 (peel) on 2026-06-03: "
        "2 days after a, session 1 (laser), which closes 2026-06-01 to 2026-06-03",
        [place("a1", 0), place("b1", 3)],
    ),
    "it counts from that day on": Breach(
        asked(world([COUNTS, PEEL], plans=[plan("a", "laser"), plan("b", "peel")])),
        [place("a1", 1, "11:00"), place("b1", 1)],
        "wait: b, session 1 (peel) on 2026-06-02: "
        "0 days after a, session 1 (laser), which closes 2026-06-02 to 2026-06-04",
        [place("a1", 1, "11:00"), place("b1", 0)],
    ),
    "two shared sessions wait for each other, one for itself not": Breach(
        asked(world([SHARED], plans=SCANS, waits=(Wait("scan", 2, "scan"),))),
        [place("a1", 0), place("b1", 1)],
        "wait: b, session 1 (scan) on 2026-06-02: "
        "1 day after a, session 1 (scan), which closes 2026-06-01 to 2026-06-02",
        [place("a1", 0), place("b1", 0)],
    ),
    "nothing follows": Breach(
        two(follow_ups=FOLLOWED),
        [place("a1", 0), place("b1", 3)],
        "follow-up: a, session 1 (peel) on 2026-06-01: no Talk follows on 2026-06-02 to 2026-06-03",
        [place("a1", 0), place("b1", 2)],
    ),
    "it follows too soon": Breach(
        two(follow_ups=FOLLOWED),
        [place("a1", 6, "9:00"), place("b1", 6, "10:00")],
        "follow-up: b, session 1 (talk) on 2026-06-07: 0 days after a, session 1 (peel), fewer than 1\n"
        "follow-up: a, session 1 (peel) on 2026-06-07: no Talk follows on 2026-06-08 to 2026-06-09",
        [place("a1", 6), place("b1", 7)],
    ),
    "a follow-up that ends at the horizon": Breach(
        two(3, follow_ups=FOLLOWED),
        [place("a1", 0)],
        "follow-up: a, session 1 (peel) on 2026-06-01: no Talk follows on 2026-06-02 to 2026-06-03",
        [place("a1", 1)],
    ),
    "too soon after one attended": Breach(
        two(follow_ups=(FollowUp("peel", "talk", 3, 20),), book=(attended("a1", -1),)),
        [place("b1", 1)],
        "follow-up: b, session 1 (talk) on 2026-06-02: 2 days after a, session 1 (peel), fewer than 3",
        [place("b1", 2)],
    ),
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_smallest_breach(name: str) -> None:
    BREACHES[name].check()


def test_one_visit_may_hold_what_waits_for_itself() -> None:
    visit = protocol("visit", phase("peel", "talk", gap=None, sessions=1))
    problem = asked(world([PEEL, TALK], [visit], plans=[plan("a", "visit")], waits=TALK_WAITS))
    rows = [row(problem, "a1", 0, service="peel"), row(problem, "a1", 0, "10:00", service="talk")]
    assert violations(problem, rows) == []


def test_a_follow_up_booked_beyond_the_horizon_follows() -> None:
    problem = two(3, follow_ups=(FollowUp("peel", "talk", 1, 2),), book=(entry("b1", 3),))
    assert violations(problem, [row(problem, "a1", 1)]) == []


@pytest.mark.parametrize("book", [(attended("a1", 0),), (fixed("a1", 0),)])
def test_nothing_after_what_stands_is_a_warning(book: tuple[Entry, ...]) -> None:
    problem = two(follow_ups=FOLLOWED, book=book)
    assert violations(problem, problem.fixed) == []
    assert [str(found) for found in warnings(problem, problem.fixed)] == [
        "follow-up: a, session 1 (peel) on 2026-06-01: no Talk follows on 2026-06-02 to 2026-06-03"
    ]
