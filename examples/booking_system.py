"""A booking system's day: Tuesday, 1 December 2026 at Maple Street, from the published roster to the evening's dump.

    python examples/booking_system.py [URL FOLDER]

Of an empty store, and of where the clinic is written in the evening; without them both are in a new temporary folder.
"""

from __future__ import annotations

import sys
from datetime import date, datetime, time
from itertools import combinations
from pathlib import Path
from tempfile import mkdtemp

import planner
from planner.engine import front_desk
from planner.errors import Conflict
from planner.roster.booking import booked

TODAY = date(2026, 12, 1)


def say(title: str) -> None:
    print(f"\n{title}")


def day_at_the_desk(url: str, evening: Path) -> None:
    clinic = planner.read(Path(__file__).parent / "maple-street")
    morning: datetime = clinic.moment(TODAY, time(8))
    desk = planner.Desk.open(url, clock=lambda: morning)  # so that the example is the same on every day it is run
    desk.load(clinic, who="manager")

    say("The month is published: a roster made without a search, so that there is no waiting")
    roster = front_desk(clinic, "2026-12")
    month, first = booked(roster.problem, roster.placed), roster.problem.horizon.first
    published = desk.publish(month, first, who="manager", why="December")
    print(len(published.rows), "appointments written")
    assert len(published.rows) > 200

    say("A new patient asks for a course: three to choose from, held whole, booked whole")
    patient = planner.Patient("p91", "Patient Kite", prefers=("afternoon",))
    desk.change(patient, planner.Plan("p91-refresh", "p91", "refresh", date(2026, 12, 2)), who="front desk")
    courses = desk.course_offers("p91-refresh", k=3)
    for course in courses:
        print("-", course.words)
    receipt = desk.book(desk.hold(courses[0], who="front desk"), who="front desk")
    assert [row.status for row in receipt.rows] == ["booked"] * len(courses[0].rows)

    say("Two patients are offered the same place under the one light panel; the second to hold it has lost")
    first, second = rivals(desk)
    desk.hold(first, who="telephone")
    try:
        desk.hold(second, who="portal")
        raise AssertionError("two hold one place")
    except Conflict as lost:
        print(lost)
        hold = desk.hold(lost.offers[0], who="portal")  # fresh ones, without the place that was lost
        print("instead:", lost.offers[0].words)

    say("The line drops while it is booked, so the portal asks again")
    assert desk.book(hold, who="portal", key="order-1") == desk.book(hold, who="portal", key="order-1")
    assert sum(entry.key == "order-1" for entry in desk.journal()) == 1

    say("A patient tells of a procedure: what it closes is known at once, and healed with the least change")
    closed = desk.record("p32", "botox", on=date(2026, 12, 7), who="front desk").closed
    for each in closed:
        print("-", each)
    healing = desk.repair(closed)
    print(healing.proof)
    desk.book(desk.hold(healing, who="front desk"), who="front desk", why="botox on 7 December")
    moved = {row.id: row.start for row in desk.appointments()}
    assert closed
    assert all(moved[each.row.id] != each.row.start for each in closed)

    say("Somebody cancels, and the place goes to whom it helps most")
    (freed,) = desk.cancel("p02-clear-skin-4", reason="transportation", who="telephone", why="no bus today").rows
    waiting = [each for each in desk.refill(freed) if each.places[0].plan != freed.plan]
    for each in waiting:
        print("-", each.places[0].plan, each.words)
    desk.book(desk.hold(waiting[0], who="telephone"), who="telephone")
    assert waiting[0].places[0].key in {row.key for row in desk.appointments() if row.status == "booked"}

    say("Evening: who came, who did not, and the day as the journal tells it")
    seen = sorted((row for row in desk.appointments() if clinic.day(row.start) == TODAY), key=lambda row: row.start)
    desk.no_show(seen[0].id, who="front desk")
    for row in seen[1:]:
        desk.attended(row.id, who="front desk")
    for entry in desk.journal(after=published.seq):
        print("-", entry.seq, entry.who, entry.action, entry.why)
    assert desk.as_of(published.seq).book == booked(roster.problem, roster.placed)  # this morning's book, still there

    say(f"All of it is written to {evening}, and reads as the very same clinic")
    planner.write_clinic(desk.clinic(), evening)
    assert planner.read(evening) == desk.clinic()
    desk.close()


def rivals(desk: planner.Desk) -> tuple[planner.Offer, planner.Offer]:
    """The best offers of two patients that are for one practitioner at one time."""
    plans = [plan.id for plan in desk.clinic().plans.values() if plan.protocol == "clear-skin"]
    best = [found[0] for plan in plans if (found := desk.offers(plan))]
    return next(
        (one, other)
        for one, other in combinations(best, 2)
        if (one.rows[0].start, one.rows[0].practitioner) == (other.rows[0].start, other.rows[0].practitioner)
    )


if __name__ == "__main__":
    folder = Path(mkdtemp(prefix="maple-street-"))
    url, evening = sys.argv[1:] or (f"sqlite:///{folder / 'clinic.db'}", str(folder / "evening"))
    day_at_the_desk(url, Path(evening))
