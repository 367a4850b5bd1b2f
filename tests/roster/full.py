"""A roster that has one of everything that can be shown, on the smallest clinic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planner.clinic import Absence, Patient, Practitioner, Room, Span
from planner.roster.roster import Roster
from tests.roster.worlds import NINE_TO_FIVE, TALK, at, clinic, problem, roster

HOSTILE = '=HYPERLINK("http://x","<script>alert(1)</script>") & "son"'
"""A patient's name that is a formula, a link and a script to whoever takes it for one."""


def span(start: str, end: str) -> Span:
    return Span(at("a1", start).start, at("a1", end).start)


def full_roster() -> Roster:
    """Mai has Ann at rest while she begins with Ben; Tom is away on 4 December; a session is booked, one a draft."""
    here = clinic(
        practitioners={
            "mai": Practitioner("mai", "Mai/Chen: [first]", shifts=NINE_TO_FIVE[:5]),
            "tom": Practitioner("tom", "Tom Roy", shifts=NINE_TO_FIVE[:5]),
        },
        patients={"ann": Patient("ann", "Ann Lee"), "ben": Patient("ben", HOSTILE)},
        rooms={"one": Room("one", "Room 1"), "two": Room("two", "Room 2")},
        absences=(Absence("tom", span("2026-12-04 00:00", "2026-12-05 00:00"), "day off"),),
        closures=(Absence("two", span("2026-12-01 12:00", "2026-12-01 14:00"), "paint"),),
        closed=frozenset({date(2026, 12, 24)}),
        name="Maple & Sons",
    )
    asked = problem(here)
    nowhere = replace(asked.by_key["a", 4], ideal=None, window=None)
    return roster(
        asked,
        at("a1", "2026-12-01 09:00", status="booked", fixed=True),
        at("a21", "2026-12-01 09:00", status="booked", fixed=True),  # one session serves both of Ann's plans
        at("b1", "2026-12-01 09:15", room="two"),
        at("a2", "2026-12-08 09:00"),
        at("a3", "2026-12-15 09:00"),  # tentative
        at("f1", "2026-12-02 09:00", "tom", None, TALK),
        at("a4", "2027-01-05 09:00", "tom"),  # late, and a draft
        left_out=((asked.by_key["b", 2], "=1+1 days in reach: full 9 (room one)"), (nowhere, "Closed for good.")),
    )
