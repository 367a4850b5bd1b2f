"""The appointment book as it stands, to print: what is attended, booked, closed and held."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import planner
from planner.clinic import Clinic, Event, Horizon
from planner.clinic.appointments import ATTENDED, CANCELLED, HELD
from planner.roster.current_book import standing, with_closed
from planner.roster.format.words import headline
from planner.roster.roster import Roster
from planner.roster.tables.details import shown
from tests.roster.worlds import AFTER
from tests.worlds import attended, day, entry, fixed, plan, service, world

WEEK = Horizon.between(day(0), day(6), 0)


def clinic(**more: object) -> Clinic:
    book = (
        attended("a1", 0),
        entry("b1", 1),
        fixed("c1", 2),
        replace(entry("d1", 3), status=CANCELLED),
        entry("e1", 9),
    )
    plans = [plan(id, "needling", who) for id, who in zip("abcde", ("ann", "ben", "cy", "dee", "eve"), strict=True)]
    return world([service(acts=("skin:face",))], plans=plans, book=book, **more)  # type: ignore[arg-type]


def marks(roster: Roster) -> dict[str, tuple[str, ...]]:
    return {row.plan: row.marks for row in shown(roster.problem, roster.placed)}


def test_the_book_is_shown_as_it_stands() -> None:
    roster = standing(clinic(), WEEK)
    assert marks(roster) == {"a": ("attended",), "b": ("booked",), "c": ("fixed",)}
    assert headline(roster.figures) == "The appointment book as it stands: 3 visits."
    assert (roster.figures.status, roster.left_out) == ("as booked", ())


def test_what_a_rule_forbids_by_now_is_closed_and_what_is_held_says_so() -> None:
    ill = Event("ben", "fever", day(1))
    here = clinic(events=(ill,))
    held = replace(entry("d1", 4).appointment(here.services["needling"]), status=HELD)
    assert marks(standing(here, WEEK, [held])) == {
        "a": ("attended",),
        "b": ("closed",),
        "c": ("fixed",),
        "d": ("held",),
    }


def test_the_closed_visits_of_a_roster_are_marked_too() -> None:
    problem = AFTER.problem
    ill = replace(problem.clinic, events=(Event("ben", "fever", problem.horizon.first),))
    policy = replace(ill.policy, rules={**ill.policy.rules, "fever": planner.default_policy().rules["botox"]})
    here = replace(ill, policy=policy)
    closed = with_closed(replace(AFTER, problem=planner.Problem.of(here, problem.horizon)))
    assert {row.key for row in closed.placed if row.status == "closed"} == {("b", 1)}


@pytest.mark.parametrize("ending", [".xlsx", ".html", ""])
def test_the_book_is_written_as_any_roster_is(tmp_path: Path, ending: str) -> None:
    here = clinic(events=(Event("ben", "fever", day(1)),))
    held = replace(entry("d1", 4).appointment(here.services["needling"]), status=HELD)
    write = {".xlsx": planner.write_workbook, ".html": planner.write_page, "": planner.write_calendars}[ending]
    write(standing(here, WEEK, [held]), tmp_path / f"book{ending}")
    if ending == "":
        said = {
            path.name: path.read_bytes().decode().replace("\r\n ", "") for path in (tmp_path / "book").rglob("*.ics")
        }
        assert "STATUS:TENTATIVE" in said["Ben.ics"]
        assert "a rule forbids it by now" in said["Ben.ics"]
        assert "STATUS:CONFIRMED" in said["Ann.ics"]
        assert "Dee.ics" not in said
        assert "Held\\, not booked yet" in said["One.ics"]


def test_nothing_else_is_asked_of_the_book() -> None:
    assert [row.status for row in standing(clinic(), WEEK).placed].count(ATTENDED) == 1
    assert standing(world(), WEEK).placed == ()
