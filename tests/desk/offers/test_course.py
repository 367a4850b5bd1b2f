"""Course offers: the best of every kind there is, exactly, beside what stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.clinic import Appointment, Clinic, FollowUp, Prices, Session, Span, Wait
from planner.clinic.people import PARTS_OF_DAY
from planner.desk import course_offers
from planner.desk.offers.request import OfferRequest
from planner.errors import UnknownName
from planner.rules.habits import UsualTime
from tests.desk.worlds import diary_of
from tests.rules.random_worlds import Draw
from tests.worlds import (
    absence,
    at,
    attended,
    day,
    entry,
    event,
    hours,
    phase,
    plan,
    practitioner,
    protocol,
    service,
    world,
)

Rows = tuple[Appointment, ...]
WEEKLY = protocol("weekly", phase("needling", gap=(5, 7, 9), sessions=4), start_within=3)
OURS = [practitioner("mai"), practitioner("tom")]
TODAY, NOW = day(0), at(0, "0:00")


def clinic(*entries: Any, **more: Any) -> Clinic:
    """Ann on a course of four sessions a week apart, with Mai and Tom."""
    more = {"plans": [plan("a", "weekly")], "practitioners": OURS, "services": [service()]} | more
    return world(more.pop("services"), [WEEKLY, *more.pop("protocols", ())], book=entries, **more)


def days_of(given: Clinic, rows: Rows) -> list[int]:
    return [(given.day(row.start) - TODAY).days for row in rows]


def test_the_best_course_is_on_its_ideal_days_with_one_practitioner() -> None:
    given = clinic()
    best, *others = course_offers(diary_of(given), "a", now=NOW)
    assert days_of(given, best.rows) == [0, 7, 14, 21]
    assert (best.practitioners, best.weekday, best.finish) == (("mai",), 0, day(21))
    assert best.words == "four sessions to 22 June 2026, always on a Monday, with Mai; as good as it can be"
    assert len(others) == 2


def test_the_others_end_sooner_have_another_practitioner_or_another_weekday() -> None:
    given = clinic()
    best, *others = course_offers(diary_of(given), "a", k=4, now=NOW)
    assert [(o.finish, o.practitioners, o.weekday) for o in others] == [
        (day(21), ("tom",), 0),
        (day(19), ("mai",), None),
        (day(22), ("mai",), 1),
    ]
    assert [o.price - best.price for o in others] == [0, 8, 8]


def test_a_practitioner_who_leaves_is_followed_by_another() -> None:
    given = clinic(
        practitioners=[
            practitioner("mai", licensed_until=day(10)),
            practitioner("tom", shifts=hours("9:00-12:00", first=9)),
        ]
    )
    [best, *_] = course_offers(diary_of(given), "a", now=NOW)
    assert (days_of(given, best.rows), best.practitioners) == ([0, 7, 14, 21], ("mai", "tom"))
    assert best.goals["continuity"] == 12


def test_more_practitioners_than_a_machine_word_has_bits() -> None:
    crowd = [practitioner(f"p{number}", licensed_until=day(-1)) for number in range(70)]
    given = clinic(practitioners=[*crowd, practitioner("mai", licensed_until=day(10)), practitioner("tom")])
    [best, *_] = course_offers(diary_of(given), "a", now=NOW)
    assert best.practitioners == ("tom",)


def test_what_is_booked_already_stays_and_is_counted() -> None:
    given = clinic(attended("a1", -7), entry("a2", 0, practitioner="tom"))
    [best, *_] = course_offers(diary_of(given), "a", now=NOW)
    assert [row.number for row in best.rows] == [3, 4]
    assert (days_of(given, best.rows), best.practitioners) == ([7, 14], ("tom",))


def test_a_wait_between_the_sessions_of_a_course() -> None:
    pair = protocol(
        "pair", phase("peel", gap=None, sessions=1, name="one"), phase("look", gap=(1, 2, 9), sessions=1, name="two")
    )
    given = clinic(
        services=[service(), service("peel"), service("look")],
        protocols=[pair],
        plans=[plan("p", "pair")],
        waits=(Wait("peel", 5, "look"),),
    )
    [best, *_] = course_offers(diary_of(given), "p", k=1, now=NOW)
    assert days_of(given, best.rows) == [0, 5]


def test_a_follow_up_between_the_sessions_of_a_course() -> None:
    pair = protocol(
        "pair", phase("peel", gap=None, sessions=1, name="one"), phase("look", gap=(1, 5, 9), sessions=1, name="two")
    )
    given = clinic(
        services=[service(), service("peel"), service("look")],
        protocols=[pair],
        plans=[plan("p", "pair")],
        follow_ups=(FollowUp("peel", "look", 2, 3),),
    )
    [best, *_] = course_offers(diary_of(given), "p", k=1, now=NOW)
    assert days_of(given, best.rows) == [2, 5] or days_of(given, best.rows) == [0, 3]
    assert best.goals["timely"] == 4


def test_a_course_of_visits() -> None:
    duo = protocol("duo", phase("x", "y", gap=(5, 7, 9), sessions=3))
    given = clinic(services=[service(), service("x"), service("y")], protocols=[duo], plans=[plan("v", "duo")])
    [best, *_] = course_offers(diary_of(given), "v", now=NOW)
    assert days_of(given, best.rows) == [0, 0, 7, 7, 14, 14]
    assert best.practitioners == ("mai",)


def test_a_course_on_a_fixed_schedule() -> None:
    rhythm = protocol("rhythm", phase("needling", every=10, tolerance=2, sessions=3))
    given = clinic(protocols=[rhythm], plans=[plan("r", "rhythm")], closed=frozenset({day(10)}))
    [best, *_] = course_offers(diary_of(given), "r", now=NOW)
    assert days_of(given, best.rows) in ([0, 9, 20], [0, 11, 20])


def test_a_phase_without_a_number_is_offered_up_to_a_day() -> None:
    care = protocol("care", phase("needling", gap=(5, 7, 9)))
    given = clinic(protocols=[care], plans=[plan("c", "care")])
    [best, *_] = course_offers(diary_of(given), "c", until=day(30), now=NOW)
    assert days_of(given, best.rows) == [0, 7, 14, 21, 28]


def test_where_there_is_no_course_it_says_why() -> None:
    diary = diary_of(clinic(closures=tuple(absence("one", n) for n in range(13, 45))))
    found = course_offers(diary, "a", now=NOW)
    assert (found, found.why) == (
        [],
        "a, session 4 has no place on 20 June – 8 July 2026: the rule that closes most is “room” "
        "(every room that fits is taken or closed)",
    )
    full = clinic(*(attended(f"a{n}", 7 * n - 40) for n in range(1, 5)))
    assert course_offers(diary_of(full), "a", now=NOW).why == "every session of plan 'a' has a place"
    ill = clinic(services=[service(acts=("skin:x",))], events=(event("fever", 10),))
    assert "has no day: fever on" in course_offers(diary_of(ill), "a", now=NOW).why
    with pytest.raises(UnknownName, match="no plan 'x'"):
        course_offers(diary, "x", now=NOW)


def test_sessions_that_have_places_but_not_together() -> None:
    shut = tuple(absence("one", n) for n in range(60) if n not in (0, 12, 14, 25))
    given = clinic(closures=shut, prices=Prices(rhythm=0))  # no weekday draws the third to the second's
    found = course_offers(diary_of(given), "a", now=NOW)
    assert (found, found.why) == (
        [],
        "each session of plan 'a' has places, but not all together: "
        "gap: a, session 3 on 2026-06-15: 2 days after session 2, fewer than 5",
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3000))
@example(305)  # a usual time
def test_no_course_is_better_of_any_kind(seed: int) -> None:
    """On tiny random clinics every way to place the sessions is tried: none is cheaper, sooner, or missed."""
    problem = Draw(seed).problem()
    today = problem.horizon.first
    last = (problem.horizon.end - day(0)).days
    staff = {
        id: replace(each, breaks=()) for id, each in problem.clinic.practitioners.items()
    }  # they ask for the minute
    closed = problem.clinic.closed | {day(n) for n in range(last + 2, last + 40)}
    clinic = replace(problem.clinic, practitioners=staff, closed=closed)
    diary = diary_of(clinic)
    for id in clinic.plans:
        asked = OfferRequest.of(diary, id, problem.clinic.moment(today))
        free = [session for session in asked.sessions if not session.booked]
        free = [session for session in free if session.counted]
        if not free or any(len(session.services) > 1 for session in free):
            continue
        if any(session.reach is None or session.reach.last > asked.problem.horizon.days[29] for session in free):
            continue  # beyond the days that are tried
        ways = {rows: sum(asked.goals(rows).values()) for rows in _every_course(asked, free)}
        found = course_offers(diary, id, k=50, now=problem.clinic.moment(today))
        assert bool(found) == bool(ways), f"clinic {seed}, {id}: {found.why}"
        if found:
            _are_the_best(clinic, ways, found, f"clinic {seed}, {id}")


def _are_the_best(clinic: Clinic, ways: dict[Rows, float], found: Any, where: str) -> None:
    assert found[0].price == pytest.approx(min(ways.values())), where
    assert len({offer.kind for offer in found}) == len(found)

    def finish(rows: Rows) -> Any:
        return max(clinic.day(row.start) for row in rows)

    soonest = min(map(finish, ways))
    assert min(offer.finish for offer in found) == soonest, where
    assert min(offer.price for offer in found if offer.finish == soonest) == pytest.approx(
        min(price for rows, price in ways.items() if finish(rows) == soonest)
    ), where
    for who in clinic.practitioners:
        alone = [price for rows, price in ways.items() if {row.practitioner for row in rows} == {who}]
        offered = [offer.price for offer in found if offer.practitioners == (who,)]
        assert bool(alone) == bool(offered), where
        assert not alone or min(offered) == pytest.approx(min(alone)), where


def _every_course(asked: OfferRequest, sessions: list[Session]) -> Iterator[Rows]:
    """Every way to place the sessions of one service each that breaks no rule; starts of one kind cost the same."""
    for rows in product(*(_kinds(asked, session) for session in sessions)):
        days = [asked.problem.day(row) for row in rows]
        if days == sorted(set(days)) and not asked.breaks(rows):
            yield rows


def _kinds(asked: OfferRequest, session: Session) -> list[Appointment]:
    """A place of each day, part of the day, usual or not, and practitioner that breaks nothing by itself, follow-ups
    apart."""
    clinic, found = asked.problem.clinic, {}
    given = clinic.services[session.services[0]]
    rooms = [None] if given.room is None else list(clinic.rooms)
    days = [
        on
        for on in asked.problem.horizon.days[:30]
        if session.reach and on in session.reach and on not in clinic.closed
    ]
    for start, who, where in product([m for on in days for m in clinic.grid(on)], clinic.practitioners, rooms):
        clock = clinic.local(start).time()
        part = [part for part, (begin, _) in PARTS_OF_DAY.items() if begin <= clock][-1]
        kind = clinic.day(start), part, UsualTime().likes(clinic, session, clinic.local(start)), who
        shifts = clinic.hours_on(kind[0], clinic.practitioners[who].shifts)
        if kind not in found and any(shift.holds(_span(start, given)) for shift in shifts):
            id = asked.problem.appointment_id(session, given.id)
            row = Appointment(id, *session.key, given.id, who, where, start, start + given.length)
            if all(each.rule == "follow-up" and len(each.rows) == 1 for each in asked.breaks([row])):
                found[kind] = row
    return list(found.values())


def _span(start: Any, given: Any) -> Any:
    return Span(start, start + given.length)
