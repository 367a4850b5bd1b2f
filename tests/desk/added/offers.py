"""Run by test_added.py against a copy of planner in which a patient has two sessions a week, and Mondays cost 5."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

import planner
from planner.clinic import Appointment, Clinic, Session, Span
from planner.desk import Desk, course_offers, offers
from planner.desk.answers import ClosedAppointment
from planner.desk.offers.request import OfferRequest
from planner.desk.repair.repair import repair
from planner.desk.repair.waitlist import refill
from planner.errors import Forbidden
from planner.rules import GOALS, RULES, measured, violations
from tests.desk.worlds import diary_of
from tests.worlds import asked, at, day, entry, phase, plan, practitioner, protocol, row, service, world

NOW = at(0, "0:00")
COURSE = protocol("course", phase("needling", gap=(1, 2, 3), sessions=4), start_within=3)
RULE, GOAL = RULES[-1], GOALS[-1]


def clinic(*entries: Any, **more: Any) -> Clinic:
    """Ann on a course of four sessions, with a plan for single ones beside it; Mai from nine to ten, Tom after her."""
    ours = [practitioner("mai", "9:00-10:00"), practitioner("tom", "10:00-11:00")]
    more = {"plans": [plan("a", "course"), plan("b"), plan("c")], "practitioners": ours} | more
    return world([service()], [COURSE], book=entries, **more)


def weeks(given: Clinic, rows: Iterable[Appointment]) -> list[int]:
    return [(given.day(row.start) - day(0)).days // 7 for row in rows]


def test_the_copy_has_both() -> None:
    assert (RULE.name, GOAL.name) == ("weekly visits", "mondays")


# --- plan, check, why -------------------------------------------------------------------------------------------------


def test_a_roster_keeps_the_rule_and_pays_the_goal() -> None:
    given = clinic(plans=[plan("a", "course"), plan("b", patient="ben")])
    roster = planner.plan(given, first=day(0), last=day(13), look_ahead=0)
    assert roster.figures.status == "optimal"
    assert sorted(weeks(given, (each for each in roster.placed if each.plan == "a"))) == [0, 0, 1, 1]
    assert [given.day(each.start) for each in roster.placed if each.plan == "b"] == [day(1)]
    mondays = sum(given.day(each.start).weekday() == 0 for each in roster.placed)
    assert measured(roster.problem, roster.placed)["mondays"] == 5 * mondays


def test_a_roster_made_by_hand_is_checked_and_a_session_left_out_is_explained() -> None:
    given = clinic(plans=[plan("b"), plan("c"), plan("d")])
    problem = asked(given)
    by_hand = [row(problem, "b1", 0), row(problem, "c1", 1), row(problem, "d1", 2)]
    assert [each.rule for each in violations(problem, by_hand)] == ["weekly visits"]
    full = clinic(entry("b1", 0, fixed=True), entry("c1", 1, fixed=True), plans=[plan("b"), plan("c"), plan("d")])
    roster = planner.plan(full, first=day(0), last=day(6), look_ahead=0)
    assert "weekly visits" in {each.rule for each in planner.why(full, roster, "d", 1).obstacles}


# --- offers -----------------------------------------------------------------------------------------------------------


def books() -> Iterator[Clinic]:
    """Clinics with one to three appointments of Ann's other plans here and there, and some days closed."""
    for seed in range(6):
        rng = Random(seed)
        on = sorted(rng.sample(range(10), 2))
        shut = frozenset(day(n) for n in (*rng.sample(range(14), 4), *range(15, 60)))
        others = [entry(f"{id}1", n, rng.choice(("9:00", "9:30"))) for id, n in zip("bc", on, strict=True)]
        yield clinic(*others[: rng.randrange(3)], closed=shut - {day(n) for n in on})


def every_place(request: OfferRequest, session: Session) -> list[Appointment]:
    """Every place of a session on its days with whoever is there, good or not."""
    given = request.problem.clinic
    id, length = request.problem.appointment_id(session, "needling"), given.services["needling"].length
    days = [on for on in request.problem.horizon.days[:40] if session.reach and on in session.reach]
    found = []
    for start, who in product([start for on in days for start in given.grid(on)], given.practitioners.values()):
        hours = given.hours_on(given.day(start), who.shifts)
        if given.why_closed(given.day(start)) or not any(each.holds(Span(start, start + length)) for each in hours):
            continue
        found.append(Appointment(id, *session.key, "needling", who.id, "one", start, start + length))
    return found


def test_offers_are_what_a_try_of_every_place_finds_at_its_price() -> None:
    for given in books():
        request = OfferRequest.of(diary_of(given), "a", NOW)
        [session, *_] = request.sessions
        good = [each for each in every_place(request, session) if not request.breaks([each])]
        found = offers(request.diary, "a", k=10**6, now=NOW)
        kinds = {(given.day(offer.rows[0].start), offer.rows[0].practitioner) for offer in found}
        assert kinds == {(given.day(each.start), each.practitioner) for each in good}
        prices = [offer.price for offer in found]
        assert prices == sorted(prices)
        if good:
            assert prices[0] == pytest.approx(min(sum(request.goals([each]).values()) for each in good))
            assert all(("mondays +5" in o.words) == (given.day(o.rows[0].start).weekday() == 0) for o in found)


def test_a_full_week_is_the_reason_why_there_is_no_place() -> None:
    given = clinic(entry("b1", 0), entry("c1", 1), closed=frozenset(map(day, range(7, 60))))
    assert "weekly visits" in offers(diary_of(given), "a", now=NOW).why


# --- offers of courses ------------------------------------------------------------------------------------------------


def test_a_course_is_the_best_of_all_that_a_try_of_every_place_finds() -> None:
    some = 0
    for given in books():
        request = OfferRequest.of(diary_of(given), "a", NOW)
        places = [_one_of_each_kind(request, every_place(request, session)) for session in request.sessions]
        ways = {
            rows: sum(request.goals(rows).values())
            for rows in _in_order(given, places)
            if not violations_of_course(request, rows)
        }
        found = course_offers(request.diary, "a", k=30, now=NOW)
        assert bool(found) == bool(ways), found.why
        if ways:
            some += 1
            assert found[0].price == pytest.approx(min(ways.values()))
            assert min(offer.finish for offer in found) == min(given.day(rows[-1].start) for rows in ways)
            for offer in found:
                assert not request.breaks(offer.rows)
        else:
            assert any(f"{rule.name}: " in found.why or f"“{rule.name}”" in found.why for rule in RULES)
    assert some > 0


def _one_of_each_kind(request: OfferRequest, rows: list[Appointment]) -> list[Appointment]:
    kinds: dict[Any, Appointment] = {}
    for each in rows:
        if not [broken for broken in request.breaks([each]) if broken.rule != RULE.name]:
            kinds.setdefault((request.problem.day(each), each.practitioner), each)
    return list(kinds.values())


def _in_order(given: Clinic, places: list[list[Appointment]]) -> Iterator[tuple[Appointment, ...]]:
    """Choices of a place of each session, each after the one before it and at most three days."""
    found: list[tuple[Appointment, ...]] = [()]
    for each in places:
        found = [
            (*rows, one)
            for rows in found
            for one in each
            if not rows or timedelta(0) < given.day(one.start) - given.day(rows[-1].start)
            if _weekly([*rows, one], given)
        ]
    yield from found


def _weekly(rows: list[Appointment], given: Clinic) -> bool:
    found = weeks(given, rows)
    return all(found.count(week) <= 2 for week in found)


def violations_of_course(request: OfferRequest, rows: tuple[Appointment, ...]) -> list[Any]:
    return request.breaks(rows)


def test_a_course_without_weeks_enough_names_the_rule_that_is_to_blame() -> None:
    given = clinic(plans=[plan("a", "course")], closed=frozenset(map(day, range(7, 60))))
    found = course_offers(diary_of(given), "a", now=NOW)
    assert found == []
    assert "not all together: weekly visits: ann on 2026-06-01: " in found.why
    assert "over the limit of 2" in found.why


# --- the book ---------------------------------------------------------------------------------------------------------


def test_the_desk_books_what_it_offers_and_refuses_what_the_rule_forbids(tmp_path: Path) -> None:
    given = clinic(entry("b1", 0), entry("c1", 1))
    with_desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}", clock=lambda: NOW)
    with_desk.load(given)
    offer = with_desk.offers("a")[0]
    assert given.day(offer.rows[0].start) >= day(7)
    start = at(2, "9:00")
    with pytest.raises(Forbidden, match="weekly visits"):
        with_desk.book(replace(offer, rows=(replace(offer.rows[0], start=start, end=start + timedelta(minutes=30)),)))
    with_desk.book(with_desk.course_offers("a")[0])
    booked = [each for each in with_desk.appointments() if each.plan == "a"]
    assert len(booked) == 4
    assert max(map(weeks(given, with_desk.appointments()).count, range(5))) == 2


def test_a_repair_keeps_both() -> None:
    """Ann's closed appointment could be on any day: the first week is full, and the second begins with a Monday."""
    given = clinic(entry("b1", 2), entry("c1", 3), entry("d1", 5), plans=[plan("b"), plan("c"), plan("d")])
    given = replace(given, closed=frozenset(map(day, (*range(4, 7), *range(9, 60)))))
    [shut] = [each for each in asked(given).sessions if each.plan == "d"]
    closed = ClosedAppointment(shut.booked[0], "ann", day(5), "clinic closed", "closed")
    found = repair(given, [closed], day(0))
    assert [given.day(each.start) for each in found.after] == [day(8)]


def test_a_freed_place_goes_to_whom_the_rule_allows_it() -> None:
    given = clinic(
        entry("b1", 0, "9:00"),
        entry("c1", 1, "9:00"),
        plans=[plan("a"), plan("b"), plan("c"), plan("d", patient="dan"), plan("x", patient="xen")],
    )
    freed = Appointment("gone", "x", 1, "needling", "mai", "one", at(2, "9:00"), at(2, "9:30"))
    assert [each.places[0].plan for each in refill(given, freed, day(0))] == ["d"]


def test_a_freed_place_on_a_monday_gains_less() -> None:
    given = clinic(plans=[plan("d", patient="dan", start=7), plan("x", patient="xen")])

    def gain(number: int) -> float:
        freed = Appointment("gone", "x", 1, "needling", "mai", "one", at(number, "9:00"), at(number, "9:30"))
        return refill(given, freed, day(0))[0].gain

    assert gain(8) - gain(7) == 5 - 2  # a day off its ideal day, and not a Monday
