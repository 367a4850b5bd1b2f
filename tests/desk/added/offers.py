"""Run by test_added.py against a copy of planner in which a patient has two sessions a week, and Mondays cost 5."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import planner
from planner.clinic import Appointment, Clinic
from planner.desk import Desk, course_offers, offers
from planner.desk.offers.request import OfferRequest
from planner.errors import Forbidden
from planner.rules import RULES, measured, violations
from tests.desk.added.worlds import GOAL, NOW, RULE, books, clinic, every_place
from tests.desk.worlds import diary_of
from tests.worlds import asked, at, day, entry, plan, row


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


def test_offers_are_what_a_try_of_every_place_finds_at_its_price() -> None:
    for given in books():
        request = OfferRequest.of(diary_of(given), "a", NOW)
        [session, *_] = request.sessions
        good = [each for each in every_place(request.problem, session) if not request.breaks([each])]
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
    for given in map(_with_fewer_days, books()):
        request = OfferRequest.of(diary_of(given), "a", NOW)
        places = [_one_of_each_kind(request, every_place(request.problem, session)) for session in request.sessions]
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


def _with_fewer_days(given: Clinic) -> Clinic:
    """With some more days closed on which nobody is booked: there are as many courses as its sessions' places give."""
    booked = {given.day(each.start) for each in given.book}
    free = [on for on in map(day, range(14)) if on not in given.closed and on not in booked]
    return replace(given, closed=given.closed | set(free[1::3]))


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
