"""Each answer of a desk with the document of it, and how that is read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from planner.clinic import Absence, Days
from planner.desk import Desk, Wish
from planner.documents import appointments, offers, receipts, refusals, repairs, replannings, rosters, waitlist
from tests.desk.worlds import clinic, place
from tests.worlds import at, day, plan, span


@dataclass(frozen=True)
class Example:
    """`name` is the heading of the page that describes the document."""

    name: str
    answer: Any
    document: Any
    read: Callable[[object], Any]


def examples(folder: Path) -> Iterator[Example]:
    """A day at a desk on which everything is answered that has a document both ways."""
    with Desk.open(f"sqlite:///{folder}/clinic.db", clock=lambda: at(0, "6:00")) as desk:
        desk.load(clinic())
        desk.change(plan("c", "course", "ben"))
        facts = desk.clinic()
        offered, course = desk.offers("a"), desk.course_offers("a")
        yield Example("An offer", offered[0], offers.of_offer(facts, 1, offered[0]), offers.read_offer)
        yield Example("A course offer", course[0], offers.of_offer(facts, 1, course[0]), offers.read_course_offer)
        read = partial(offers.read_offers, read=offers.read_offer)
        yield Example("Offers", offered, offers.of_offers(facts, offered), read)
        held = desk.hold(offered[0])
        yield Example("A hold", held, receipts.of_hold(facts, held), receipts.read_hold)
        row = held.rows[0]
        yield Example("An appointment", row, appointments.of_row(facts, row), appointments.read_row)
        fixed = replace(row, fixed=True, room=None, practitioner=None)
        yield Example("An appointment", fixed, appointments.of_row(facts, fixed), appointments.read_row)
        booked = desk.book([place("b1", 1), place("b2", 3)])
        yield Example("A receipt", booked, receipts.of_receipt(facts, booked), receipts.read_receipt)
        part = replace(booked, left=("b, session 3: it was booked",))
        yield Example("A receipt", part, receipts.of_receipt(facts, part), receipts.read_receipt)
        wish = Wish("b", 2, True, (Days(day(0), None), Days(day(1), day(2))), frozenset({0, 4}), "mai")
        yield Example("A wish", wish, waitlist.of_wish(wish), waitlist.read_wish)
        broken = desk.check([place("a2", 0), place("b1", 0)])
        document = refusals.of_violations(broken, facts)[0]
        yield Example("A broken rule", broken[0], document, refusals.read_violation)
        closed = desk.change(Absence("mai", span(1, "9:00-9:30")))
        yield Example("A receipt", closed, receipts.of_closed(facts, closed), receipts.read_receipt)
        one = receipts.of_closed_row(facts, closed.closed[0])
        yield Example("A closed appointment", closed.closed[0], one, receipts.read_closed_row)
        repair = desk.repair(since=closed.seq)
        yield Example("A repair", repair, repairs.of_repair(facts, repair), repairs.read_repair)
        desk.cancel("b-2", "patient-cancel")
        desk.wish(Wish("b", 1))
        for refill in desk.refill("b-2"):
            yield Example("A refill", refill, waitlist.of_refill(facts, 1, refill), waitlist.read_refill)
        replanning = desk.replan(day(0) + timedelta(days=13), effort=0.5)
        now, roster = desk.clinic(), replanning.roster
        read_roster = partial(rosters.read_roster, now)
        yield Example("A roster", roster, rosters.of_roster(now, roster), read_roster)
        read_replanning = partial(replannings.read_replanning, now)
        yield Example("A replanning", replanning, replannings.of_replanning(now, replanning), read_replanning)
