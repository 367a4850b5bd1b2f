"""Who gains most from a freed place: what may have it at all, and in which order they are asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from planner.clinic import Appointment, Clinic, Days, Entry, Horizon, Prices, Problem
from planner.clinic.appointments import BOOKED
from planner.clinic.subproblem import booked_of
from planner.desk.answers import Wish
from planner.desk.repair.waitlist import Refill, refill
from planner.errors import Nonsense, UnknownName
from planner.rules import measured, violations
from tests.rules.random_worlds import Draw
from tests.worlds import (
    at,
    attended,
    day,
    entry,
    event,
    fixed,
    minutes,
    patient,
    phase,
    plan,
    practitioner,
    protocol,
    service,
    world,
)

SINGLE = protocol("single", phase(gap=None, sessions=1), start_within=3)


def freed(number: int = 1, clock: str = "9:00", length: int = 30, **more: Any) -> Appointment:
    """Mai's half hour on Tuesday at nine, unless told, that Zoe had."""
    start = at(number, clock)
    given = Appointment("z", "z", 1, "needling", "mai", "one", start, start + minutes(length))
    return replace(given, **more)


def waiting(*plans: Any, **more: Any) -> Clinic:
    return world(protocols=[SINGLE], plans=[*plans], **more)


def told(found: list[Refill]) -> list[tuple[str, float]]:
    return [(each.places[0].plan, each.gain) for each in found]


def asked(clinic: Clinic, place: Appointment | None = None, *wishes: Wish, **more: Any) -> list[Refill]:
    return refill(clinic, place or freed(), day(0), wishes, **more)


def test_a_session_without_a_place_gets_it() -> None:
    (found,) = asked(waiting(plan("a", "single")))
    assert [(row.start, row.practitioner, row.room) for row in found.places] == [(at(1, "9:00"), "mai", "one")]
    assert (found.gain, found.before, found.days_left) == (2000 - 2, (), 2)
    assert found.words == "no place yet, in time for two days more; one day after the ideal day"


def test_priority_comes_first_then_who_has_least_time_left_then_who_gains_most() -> None:
    quick = protocol("quick", phase(every=20, sessions=1, tolerance=1))
    clinic = world(
        protocols=[SINGLE, quick],
        plans=[
            plan("a", "single", "ann", start=1),
            plan("b", "single", "ben"),
            plan("c", "quick", "cleo", start=1),
            plan("d", "single", "dora", priority=1),
            plan("e", "single", "eve", priority=3),
        ],
    )
    assert told(asked(clinic)) == [("e", 3998), ("c", 2000), ("b", 1998), ("a", 2000), ("d", 998)]
    assert [each.places[0].plan for each in asked(clinic, k=2)] == ["e", "c"]


def test_what_has_a_place_or_cannot_have_this_one_is_not_asked() -> None:
    visit = protocol("visit", phase("needling", "talk", gap=None, sessions=1))
    clinic = world(
        [service(acts=("skin:face",)), service("talk")],
        [SINGLE, visit],
        [practitioner(), practitioner("tom")],
        [patient("cleo")],
        [
            plan("a", "single", "ann"),
            plan("b", "single", "ben"),
            plan("c", "single", "cleo", practitioner="tom"),
            plan("d", "single", "dora", start=2),
            plan("e", "visit", "eve"),
            plan("f", "single", "finn"),
        ],
        book=(entry("a1", 2), attended("f1", -1)),
        events=(event("peel", 0, "ben"),),
    )
    assert asked(clinic) == []
    assert told(asked(replace(clinic, events=()))) == [("b", 1998)]


def test_who_gave_the_place_back_is_not_asked() -> None:
    """Whoever has just cancelled at that hour, of all, cannot come then, for whatever plan."""
    clinic = waiting(
        plan("a", "single", priority=3), plan("c", "single"), plan("b", "single", "ben"), book=(entry("c1", 2),)
    )
    wish = Wish("c", 1, earlier=True)
    assert [each.places[0].plan for each in asked(clinic, freed(), wish)] == ["a", "b", "c"]
    assert [each.places[0].plan for each in asked(clinic, freed(plan="a"), wish)] == ["b"]


def test_a_shorter_service_takes_the_part_it_costs_least_in() -> None:
    clinic = waiting(plan("a", "single"), patients=[patient(prefers=("afternoon",))])
    clinic = replace(clinic, practitioners={"mai": practitioner("mai", "9:00-15:00")})
    (found,) = asked(clinic, freed(clock="11:30", length=60))
    assert found.places[0].start == at(1, "12:00")


def test_what_follows_in_the_room_is_not_run_into() -> None:
    longer = replace(service(), steps=service("x", 60).steps)
    clinic = waiting(plan("a", "single"), plan("b", "single", "ben"), services=[longer], book=(entry("b1", 1, "9:30"),))
    assert asked(clinic) == []
    assert len(asked(replace(clinic, book=()))) == 2


@pytest.mark.parametrize("line", [entry("b1", 4), attended("b1", 0)])
def test_a_week_that_is_full_has_no_place_whatever_day_the_others_are_on(line: Entry) -> None:
    mai = practitioner(max_sessions_per_week=1)
    clinic = waiting(plan("a", "single"), plan("b", "single", "ben"), practitioners=[mai], book=(line,))
    assert asked(clinic, freed(2)) == []
    assert len(asked(replace(clinic, practitioners={"mai": practitioner()}), freed(2))) == 1


# --- visits of several services ---------------------------------------------------------------------------------------

VISIT = protocol("visit", phase("needling", "talk", gap=None, sessions=1), start_within=3)


def visiting(*lines: Any, services: Any = (), **more: Any) -> Clinic:
    """Ann waits for a visit: half an hour's needling in the room, and half an hour's talk anywhere."""
    given = services or (service(), service("talk", room=None))
    return world(given, [SINGLE, VISIT], plans=[plan("a", "visit"), plan("b", "single", "ben")], book=lines, **more)


def where(refill: Refill) -> list[tuple[str, Any, str | None]]:
    return [(row.service, row.start, row.room) for row in refill.places]


def test_a_visit_has_a_freed_place_with_all_its_services_or_not_at_all() -> None:
    clinic = visiting(entry("b1", 3))
    assert asked(clinic, freed()) == []
    (found,) = asked(clinic, freed(length=60))
    assert where(found) == [("needling", at(1, "9:00"), "one"), ("talk", at(1, "9:30"), None)]
    assert [row.id for row in found.rows] == ["a-1-needling", "a-1-talk"]
    assert (found.gain, found.days_left) == (2000 - 2, 2)


def test_a_visit_takes_its_services_in_the_order_in_which_they_fit() -> None:
    """Ben is in the only room for the first half hour."""
    clinic = visiting(entry("b1", 1, practitioner="tom"), practitioners=[practitioner(), practitioner("tom")])
    (found,) = asked(clinic, freed(length=60))
    assert where(found) == [("talk", at(1, "9:00"), None), ("needling", at(1, "9:30"), "one")]


def test_a_service_of_a_visit_waits_for_the_room_to_be_reset_after_the_one_before() -> None:
    clinic = visiting(entry("b1", 3), services=(service(reset=30), service("talk", reset=30)))
    assert asked(clinic, freed(length=60)) == []
    (found,) = asked(clinic, freed(length=90))
    assert [(start, room) for _, start, room in where(found)] == [(at(1, "9:00"), "one"), (at(1, "10:00"), "one")]


def test_a_visit_wished_elsewhere_moves_whole() -> None:
    visit = (entry("a1", 3, service="needling"), entry("a1", 3, "9:30", service="talk", room=None))
    clinic, wish = visiting(*visit, entry("b1", 3, "11:00")), Wish("a", 1, earlier=True)
    (found,) = asked(clinic, freed(length=60), wish)
    assert {(row.id, row.status) for row in found.rows} == {("a1-needling-3", BOOKED), ("a1-talk-3", BOOKED)}
    assert asked(clinic, freed(), wish) == []
    held = (visit[0], replace(visit[1], fixed=True), clinic.book[2])
    assert asked(replace(clinic, book=held), freed(length=60), wish) == []


# --- wishes -----------------------------------------------------------------------------------------------------------

COURSE = protocol("course", phase(sessions=3, gap=(2, 7, 8)))


def course(*lines: Any, **more: Any) -> Clinic:
    """Ann's course from Monday on; what is not in the book is not wanted yet."""
    return world(protocols=[COURSE], plans=[plan("a", "course")], book=lines, **more)


def test_a_wish_is_granted_at_what_a_move_unasked_for_costs() -> None:
    clinic = course(attended("a1", -7), entry("a2", 3), entry("a3", 8))
    (found,) = asked(clinic, freed(), Wish("a", 2, earlier=True))
    assert (found.places[0].key, [row.id for row in found.before]) == (("a", 2), ["a2--3"])
    # Three days off Monday and two of them late, or one day off, on the weekday of the third.
    assert found.gain == 25 + (3 * 2 + 2 * 10) - 2 + 4
    said = "wished for in place of 2026-06-04 09:00; one day after the ideal day, back on the weekday of the others"
    assert found.words == said
    assert (found.places[0].id, found.days_left) == ("a2--3", None)


def test_what_is_wished_for_decides() -> None:
    clinic = course(attended("a1", -7), entry("a2", 3), practitioners=[practitioner(), practitioner("tom")])
    tuesday, others = Days(day(1), day(1)), Days(day(2), None)
    for wish, met in (
        (Wish("a", 2), True),
        (Wish("a", 2, days=(others, tuesday)), True),
        (Wish("a", 2, days=(others,)), False),
        (Wish("a", 2, weekdays=frozenset({0, 1})), True),
        (Wish("a", 2, weekdays=frozenset({0})), False),
        (Wish("a", 2, practitioner="mai"), True),
        (Wish("a", 2, practitioner="tom"), False),
    ):
        assert bool(asked(clinic, freed(), wish)) == met, wish
    assert asked(clinic, freed(4), Wish("a", 2, earlier=True)) == []


def test_a_wish_that_harms_more_than_it_gains_is_not_granted() -> None:
    """The third session would be nine days after the second, one more than `most`, at 30 points for 24."""
    clinic = course(attended("a1", -7), entry("a2", 3), fixed("a3", 10), prices=Prices(moved=0))
    assert asked(clinic, freed(), Wish("a", 2, earlier=True)) == []
    assert len(asked(clinic, freed(2), Wish("a", 2, earlier=True))) == 1


def test_a_wish_breaks_no_rule_and_moves_nothing_fixed() -> None:
    near = course(attended("a1", 0), entry("a2", 3))
    assert asked(near, freed(), Wish("a", 2)) == []
    assert asked(course(attended("a1", -7), fixed("a2", 3)), freed(), Wish("a", 2)) == []


def test_who_has_no_place_comes_before_a_wish() -> None:
    clinic = course(attended("a1", -7), entry("a2", 3), entry("a3", 8))
    both = replace(
        clinic,
        protocols={**clinic.protocols, "single": SINGLE},
        patients={**clinic.patients, "ben": patient("ben")},
        plans={**clinic.plans, "b": plan("b", "single", "ben", priority=1)},
    )
    assert [each.places[0].plan for each in asked(both, freed(), Wish("a", 2, earlier=True))] == ["b", "a"]


def test_what_cannot_be_asked_is_refused() -> None:
    clinic = course(entry("a1", 1))
    with pytest.raises(Nonsense, match="is past; today is 2026-06-01"):
        asked(clinic, freed(-1))
    with pytest.raises(Nonsense, match="is still booked on 2026-06-02; cancel it first"):
        asked(clinic, freed(id="a1--1"))
    with pytest.raises(UnknownName, match=r"no booked session 'a, session 2'; did you mean 'a, session 1'"):
        asked(clinic, freed(), Wish("a", 2))
    with pytest.raises(UnknownName, match="no plan 'x'"):
        asked(clinic, freed(), Wish("x", 1))


def test_words_say_how_much_time_is_left() -> None:
    """The window of a single visit asked for on Monday is over on Thursday."""
    said = [asked(waiting(plan("a", "single")), freed(on))[0].words.split(";")[0] for on in (2, 3, 4)]
    assert said == [
        "no place yet, in time for one day more",
        "no place yet, in time today for the last time",
        "no place yet, late by one day",
    ]


@pytest.mark.parametrize("seed", range(80))
def test_in_random_clinics_whoever_is_asked_breaks_no_rule_and_gains_what_is_said(seed: int) -> None:
    """One of the book's appointments is taken out of it, and the whole check reads the book with each answer."""
    clinic = Draw(seed).clinic()
    for gone in booked_of(Problem.of(clinic, Horizon.between(day(0), day(8), 0))):
        left = replace(clinic, book=tuple(line for line in clinic.book if line.id != gone.id))
        problem = Problem.of(left, Horizon.between(day(0), clinic.day(gone.start), 14))
        before = booked_of(problem)
        for each in refill(left, gone, day(0), k=10, look_ahead=14):
            after = [*before, *each.places]
            assert breaks(problem, after) <= breaks(problem, before)
            assert each.gain == pytest.approx(score(problem, before) - score(problem, after))


def breaks(problem: Problem, rows: Iterable[Appointment]) -> set[object]:
    """What is broken, less the follow-ups that are not booked yet."""
    return {(v.rule, v.rows) for v in violations(problem, rows) if v.rule != "follow-up" or len(v.rows) > 1}


def score(problem: Problem, rows: Iterable[Appointment]) -> float:
    return sum(measured(problem, rows).values())
