"""Whom to phone: the same of a roster in the terminal and on the page, and of a book that is published."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from planner.cli.terminal.promises import show_to_phone
from planner.clinic import Clinic
from planner.engine.planning import plan as planned
from planner.http.page.result import Result
from planner.roster.booking import booked
from planner.roster.promises import to_phone
from planner.roster.publishing import Published
from planner.roster.roster import Roster
from tests.worlds import absence, attended, day, entry, patient, plan, room, world


def closed() -> Clinic:
    """Ann stays, Ben has to move as Mai is away at ten, and Cleo, whose only day is closed, has no place."""
    return world(
        patients=[patient("ben", phone="555-0101"), patient("cleo", times=()), patient("dora")],
        plans=[plan("a"), plan("b", patient="ben"), plan("c", patient="cleo"), plan("d", patient="dora")],
        rooms=[room("one"), room("two")],
        book=(attended("d1", -1), entry("a1", 0), entry("b1", 0, "10:00"), entry("c1", 0, "11:00")),
        absences=(absence("mai", 0, "10:00-10:30"), absence("mai", 0, "11:00-12:00")),
        away=tuple(absence("cleo", number) for number in range(-1, 9)),
    )


def made() -> Roster:
    return planned(closed(), first=day(0), last=day(6), look_ahead=0, effort=1)


def told(pairs: Any) -> list[tuple[str, bool]]:
    return [(before.plan, after is None) for before, after in pairs]


def test_a_roster_its_page_and_its_publication_name_the_same_patients() -> None:
    roster = made()
    problem = roster.problem
    rows = [row for session in problem.sessions for row in session.booked]
    assert told(to_phone(rows, roster.placed)) == [("b", False), ("c", True)]
    found = Result.of(problem.clinic, roster)
    assert [(each.patient, each.phone, each.after == "cancelled by the clinic") for each in found.to_phone] == [
        ("Ben", "555-0101", False),
        ("Cleo", "", True),
    ]
    assert (found.new, found.kept) == (0, 2)
    published = Published(problem.clinic, problem.clinic.book, booked(problem, roster.placed))
    assert told(published.to_phone) == [("b", False), ("c", True)]
    assert [new.plan for _, new in published.moved] == ["b"]


def test_the_terminal_gives_the_phone_and_why() -> None:
    console = Console(record=True, width=120)
    with console.capture() as said:
        show_to_phone(console, made())
    ben, cleo, why = [line.strip(" •·-") for line in said.get().splitlines() if line.strip()][1:]
    assert ben.startswith("Ben (b, session 1), 555-0101: Mon 1 Jun 10:00 with Mai → ")
    assert cleo == "Cleo (c, session 1): Mon 1 Jun 11:00 with Mai, to be cancelled"
    assert "away" in why


def test_what_took_place_and_another_room_are_no_news() -> None:
    before = (entry("a1", 0), entry("b1", 0, "10:00"))
    after = (attended("a1", 0), entry("b1", 0, "10:00", room="two"))
    assert to_phone(before, after) == []
