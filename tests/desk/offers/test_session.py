"""Offers: every kind of place that breaks no rule is found, at the price the goals measure, the best first."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from math import isclose
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.clinic import Appointment, Break, Clinic, Equipment, FollowUp, Horizon, Problem, Session, Wait
from planner.clinic.people import PARTS_OF_DAY
from planner.desk import Diary, course_offers, offers
from planner.desk.offers.request import AHEAD, OfferRequest
from planner.errors import Nonsense, UnknownName
from planner.rules import measured
from tests.desk.worlds import diary_of
from tests.rules.random_worlds import Draw
from tests.worlds import (
    absence,
    at,
    attended,
    day,
    entry,
    event,
    fixed,
    hours,
    minutes,
    patient,
    phase,
    plan,
    practitioner,
    protocol,
    room,
    service,
    world,
)

COURSE = protocol("course", phase("needling", gap=(2, 3, 4), sessions=4), start_within=3)
OURS = [practitioner("mai"), practitioner("tom")]
TODAY, NOW = day(0), at(0, "0:00")


def clinic(*entries: Any, **more: Any) -> Clinic:
    """Ann and Ben on courses of four sessions, two to four days apart."""
    plans = more.pop("plans", [plan("a", "course"), plan("b", "course", "ben")])
    return world(more.pop("services", None), [COURSE, *more.pop("protocols", ())], plans=plans, book=entries, **more)


def places(given: Clinic, plan: str = "a", number: int | None = None, **more: Any) -> list[tuple[int, str, str]]:
    """The offers as (day, clock time, practitioner)."""
    found = offers(diary_of(given), plan, number, **{"now": NOW, **more})
    return [
        ((given.day(row.start) - TODAY).days, f"{given.local(row.start):%H:%M}", row.practitioner or "")
        for row in (offer.rows[0] for offer in found)
    ]


def why(given: Clinic, plan: str = "a", number: int | None = None, **more: Any) -> str:
    found = offers(diary_of(given), plan, number, **{"now": NOW, **more})
    assert found == []
    assert found.why.endswith(found.alone.removeprefix("it ")), "it is said alone too"
    return found.why


def test_the_best_places_differ_in_their_days() -> None:
    assert places(clinic(), k=3) == [(0, "09:00", "mai"), (1, "09:00", "mai"), (2, "09:00", "mai")]


def test_they_differ_in_time_of_day_and_practitioner() -> None:
    given = clinic(
        practitioners=[practitioner("mai", "9:00-17:00"), practitioner("tom")], closed=frozenset(map(day, range(1, 30)))
    )
    assert places(given) == [(0, "09:00", "mai"), (0, "09:00", "tom"), (0, "12:00", "mai")]


def test_words_say_what_a_place_costs() -> None:
    ann = patient("ann", preferred_practitioners=("mai",), prefers=("morning",))
    given = clinic(entry("a1", 0), patients=[ann], practitioners=[practitioner(), practitioner("tom", "13:00-15:00")])
    found = offers(diary_of(given), "a", k=50, now=NOW)
    said = {((given.day(o.rows[0].start) - TODAY).days, o.rows[0].practitioner): o.words for o in found}
    assert said[3, "mai"] == "on the ideal day"
    assert said[5, "tom"] == (
        "two days after the ideal day, one day late, further from the sessions around it than it should be, "
        "not the preferred practitioner, another practitioner, outside the preferred time of day"
    )
    assert said[2, "mai"] == "one day before the ideal day"


def test_wishes_go_before_price() -> None:
    given = clinic(practitioners=[practitioner(), practitioner("tom", "9:00-15:00")])
    assert places(given, k=2, prefer="tom") == [(0, "09:00", "tom"), (1, "12:00", "tom")]
    assert places(given, k=2, prefer=["tom", "afternoon"]) == [(0, "12:00", "tom"), (1, "12:00", "tom")]
    with pytest.raises(UnknownName, match="no practitioner or part of the day 'noon'"):
        places(given, prefer="noon")


def test_offers_near_a_day_and_none_before_one() -> None:
    assert [number for number, _, _ in places(clinic(), k=3, near=day(8))] == [8, 7, 9]
    assert [number for number, _, _ in places(clinic(), k=2, not_before=day(5))] == [5, 6]
    assert "may be on 1–18 June 2026" in why(clinic(), not_before=day(30))


def test_nothing_is_offered_that_is_past() -> None:
    given = clinic()
    assert {each.rows[0].start for each in offers(diary_of(given), "a", k=99, now=NOW)} >= {at(0, "9:00")}
    later = offers(diary_of(given), "a", k=99, now=at(0, "10:15"))
    assert min(each.rows[0].start for each in later) == at(0, "10:30")
    assert min(each.rows[0].start for each in offers(diary_of(given), "a", now=at(0, "23:59"))) == at(1, "9:00")
    only = world([service()], [COURSE], plans=[plan("a", "course")], closed=[day(n) for n in range(1, 60)])
    assert offers(diary_of(only), "a", now=at(0, "10:15"))
    assert offers(diary_of(only), "a", now=at(0, "23:59")) == []
    assert course_offers(diary_of(only), "a", now=at(0, "23:59")) == []
    [course, *_] = course_offers(diary_of(given), "a", now=at(0, "10:15"))
    assert min(row.start for row in course.rows) >= at(0, "10:15")


def test_today_begins_on_the_clinics_calendar() -> None:
    assert [number for number, _, _ in places(clinic(), k=2, now=at(4, "0:00"))] == [4, 5]


def test_a_booked_session_is_offered_other_places() -> None:
    given = clinic(entry("a1", 0), entry("a2", 3), entry("b1", 3, "9:30"))
    found = offers(diary_of(given), "a", 2, k=50, now=NOW)
    where = {((given.day(o.rows[0].start) - TODAY).days, f"{given.local(o.rows[0].start):%H:%M}") for o in found}
    assert (3, "09:00") not in where
    assert {number for number, _ in where} == {2, 3, 4, 5, 6, 7, 8, 9, 10}
    best = next(offer for offer in found if given.day(offer.rows[0].start) == day(4))
    assert (best.goals["moved"], best.goals["timely"], best.price) == (25, 2, 27)
    assert best.words == "one day after the booked day"
    assert best.rows[0].id == "a2--3"


def test_what_stands_is_taken_and_what_is_removed_is_free_again() -> None:
    given = clinic(rooms=[room("one")], closed=frozenset(map(day, range(1, 30))))
    diary = diary_of(given)
    theirs = [
        replace(each.rows[0], id=f"held-{n}", status="held") for n, each in enumerate(offers(diary, "b", now=NOW))
    ]
    assert len(theirs) == 1
    hours_ = [
        replace(theirs[0], id=f"h{n}", start=theirs[0].start + n * minutes(30), end=theirs[0].end + n * minutes(30))
        for n in range(6)
    ]
    for row in hours_:
        diary.put(row)
    assert offers(diary, "a", now=NOW) == []
    diary.remove("h3")
    assert [offer.rows[0].start for offer in offers(diary, "a", now=NOW)] == [at(0, "10:30")]


REASONS = {
    "shift": (clinic(practitioners=[practitioner("mai", "9:00-9:20")]), "nobody at work who may give Needling"),
    "absence": (
        clinic(absences=tuple(absence("mai", number) for number in range(450))),
        "nobody at work who may give Needling",
    ),
    "eligible": (
        clinic(services=[service(acts=("skin:x",))], events=(event("fever", -1),)),
        "has no day: fever on",
    ),
    "qualified": (clinic(services=[service(needs=frozenset({"laser"}))]), "nobody may give Needling"),
    "room": (
        clinic(closures=tuple(absence("one", number) for number in range(30))),
        "“room” (every room that fits is taken or closed)",
    ),
    "equipment": (
        clinic(services=[service(equipment=("lamp",))], equipment=[Equipment("lamp", "Lamp", 0)]),
        "“equipment” (every Lamp is in use or closed)",
    ),
    "practitioner": (
        clinic(
            *(entry(f"{id}1", n, service="long", room="two") for n, id in enumerate("defghijklmnopqrstu")),
            services=[service(), service("long", 180)],
            rooms=[room(), room("two")],
            plans=[plan("a", "course"), *(plan(id, "long", "ben") for id in "defghijklmnopqrstu")],
        ),
        "“practitioner” (all who may give it attend to others)",
    ),
    "daily limit": (
        clinic(practitioners=[practitioner(max_sessions_per_day=0)]),
        "“daily limit” (all who may give it have as many sessions as they may)",
    ),
    "fixed": (clinic(fixed("a1", 0)), "is fixed"),
}


@pytest.mark.parametrize("rule", REASONS)
def test_where_nothing_is_free_it_says_why(rule: str) -> None:
    given, words = REASONS[rule]
    assert words in why(given, number=1 if rule == "fixed" else None)


def test_what_was_never_asked_for() -> None:
    given = clinic(*(attended(f"a{n}", 3 * n - 12) for n in range(1, 5)))
    assert why(given) == "every session of plan 'a' has a place"
    with pytest.raises(Nonsense, match="asks for no session 9"):
        why(given, number=9)
    with pytest.raises(UnknownName, match="no plan 'x'"):
        why(given, "x")


def test_a_shared_session_is_offered_where_it_stands_and_elsewhere_on_other_days() -> None:
    scan = service("scan", shareable=True)
    given = world([scan], plans=[plan("a", "scan"), plan("c", "scan")], book=(entry("a1", 1, "10:00", service="scan"),))
    assert places(given, "c", k=9)[:3] == [(0, "09:00", "mai"), (1, "10:00", "mai"), (2, "09:00", "mai")]


def test_a_visit_has_its_services_one_after_another() -> None:
    visit = protocol("visit", phase("x", "y", gap=None, sessions=1))
    services = [service("x", 60, reset=30), service("y", 30)]
    one = world(services, [visit], plans=[plan("v", "visit")], closed=frozenset(map(day, range(1, 30))))
    [offer] = offers(diary_of(one), "v", now=NOW)
    assert [(row.service, row.start) for row in offer.rows] in (
        [("y", at(0, "9:00")), ("x", at(0, "9:30"))],
        [("x", at(0, "9:00")), ("y", at(0, "10:30"))],
    )
    two = replace(one, rooms={each.id: each for each in (room("one"), room("two"))})
    [offer] = offers(diary_of(two), "v", now=NOW)
    assert offer.rows[0].end == offer.rows[1].start


def test_a_visit_leaves_its_practitioner_a_break_between_its_services() -> None:
    """Its first service has a room at nine alone, and either hour of the second leaves a break by itself."""
    visit = protocol("visit", phase("x", "y", gap=None, sessions=1))
    rest = Break(0, time(9), time(10, 15), minutes(30))
    mai = practitioner(shifts=hours("9:00-10:30", days=[0]), breaks=(rest,))
    given = world(
        [service("x", room=frozenset({"bright"})), service("y")],
        [visit],
        [mai],
        plans=[plan("v", "visit")],
        rooms=[room("one"), room("two", "bright")],
        closures=(absence("two", 0, "9:30-24:00"),),
    )
    [offer, *_] = offers(diary_of(given), "v", now=NOW)
    assert [(row.service, row.start) for row in offer.rows] == [("x", at(0, "9:00")), ("y", at(0, "10:00"))]


def test_a_visit_takes_another_place_of_a_room_that_is_not_yet_reset() -> None:
    visit = protocol("visit", phase("x", "y", gap=None, sessions=1))
    services = [service("x", reset=30), service("y", reset=30)]
    mai = practitioner(shifts=hours("9:00-10:00", days=[0]))
    given = world(services, [visit], [mai], plans=[plan("v", "visit")], rooms=[replace(room("one"), places=2)])
    [offer, *_] = offers(diary_of(given), "v", now=NOW)
    assert [(row.start, row.room) for row in offer.rows] == [(at(0, "9:00"), "one"), (at(0, "9:30"), "one")]
    assert offers(diary_of(replace(given, rooms={"one": room("one")})), "v", now=NOW) == []


def test_a_call_takes_no_room() -> None:
    given = world([service("call", room=None)], rooms=[])
    [first, *_] = offers(diary_of(given), "a", now=NOW)
    assert first.rows[0].room is None


def test_sessions_on_a_fixed_schedule() -> None:
    rhythm = protocol("rhythm", phase("needling", every=7, tolerance=1, sessions=3))
    given = clinic(entry("r1", 0), protocols=[rhythm], plans=[plan("r", "rhythm")])
    assert sorted(number for number, _, _ in places(given, "r", k=9)) == [6, 7, 8]


def test_a_wait_after_another_plan() -> None:
    given = clinic(
        entry("p1", 0, service="peel"),
        services=[service("needling"), service("peel")],
        plans=[plan("a", "course"), plan("p", "peel")],
        waits=(Wait("peel", 3, "needling"),),
    )
    assert min(number for number, _, _ in places(given, k=99)) == 3


def test_a_follow_up_still_to_be_booked_is_said() -> None:
    services = [service("needling"), service("look")]
    given = clinic(services=services, follow_ups=(FollowUp("needling", "look", 2, 3),))
    found = offers(diary_of(given), "a", k=1, now=NOW)
    assert found[0].words == "on the ideal day, Look must follow after 2 to 3 days"


def test_days_of_the_clock_change() -> None:
    """Sunday, 8 March 2026 has no hour from two to three."""
    change = -85
    given = world(practitioners=[practitioner("mai", "0:00-5:00")], plans=[plan(start=change)])
    found = offers(diary_of(given), "a", k=1, now=at(change, "0:00"))
    assert found[0].rows[0].start == at(change, "0:00")
    assert len(places(given, k=99, now=at(change, "0:00"))) == 29


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 3000))
@example(189)  # a break of ten minutes from ten to ten, on a grid of half an hour
def test_every_kind_of_place_that_breaks_no_rule_is_found(seed: int) -> None:
    """On tiny random clinics: what is offered is what a try of every place finds, at the price measured."""
    draw = Draw(seed)
    problem = draw.problem()
    diary, today = diary_of(problem.clinic), problem.horizon.first
    for session in [each for each in problem.choices if len(each.services) == 1][:2]:
        asked = OfferRequest.of(diary, session.plan, problem.clinic.moment(today))
        if session.key not in asked.problem.by_key:
            continue
        found = offers(diary, *session.key, k=10**6, now=problem.clinic.moment(today))
        kinds = {_kind(problem.clinic, offer.rows[0]): offer for offer in found}
        free = _free(asked, asked.problem.by_key[session.key])
        assert len(kinds) == len(found)
        assert set(kinds) == {_kind(problem.clinic, row) for row in free}, f"clinic {seed}, {session.name}"
        for offer in found:
            assert offer.rows[0] in free or replace(offer.rows[0], id=free[0].id) in free
            _is_priced_as_measured(problem.clinic, diary, session, today, offer)
        prices = [offer.price for offer in found]
        assert prices == sorted(prices)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 3000))
@example(244)
@example(979)
def test_every_kind_of_visit_that_breaks_no_rule_is_found(seed: int) -> None:
    """On tiny random clinics, a visit of two services on two days: who could give them is found by every try."""
    draw = Draw(seed)
    draw.chance = lambda share: share != 0.5 and Draw.chance(draw, share)  # type: ignore[method-assign]  # share nothing
    x, y = service("x", 30, reset=30), service("y", 20, -20, equipment=("laser",), reset=draw.rng.choice((0, 10)))
    drawn = draw.clinic()
    given = replace(
        drawn,
        services={**drawn.services, "x": x, "y": y},
        protocols={**drawn.protocols, "duo": protocol("duo", phase("x", "y", gap=None, sessions=1), start_within=0)},
        plans={**drawn.plans, "v": plan("v", "duo", "ben")},
        closed=drawn.closed | {day(number) for number in range(2, 40)},
        waits=(),
        follow_ups=(),
    )
    asked = OfferRequest.of(diary_of(given), "v", NOW)
    [session] = asked.sessions
    found = offers(asked.diary, "v", k=10**6, now=NOW)
    kinds = {(given.day(offer.rows[0].start), _who(offer.rows)) for offer in found}
    alone = [_free(asked, replace(session, services=(id,))) for id in ("x", "y")]
    free = {
        (given.day(a.start), _who((a, b)))
        for a in alone[0]
        for b in alone[1]
        if not a.span.overlaps(b.span) and given.day(a.start) == given.day(b.start) and not asked.breaks([a, b])
    }
    assert kinds == free, f"clinic {seed}"


def _who(rows: Any) -> tuple[str, ...]:
    """The practitioners by service."""
    return tuple(row.practitioner for row in sorted(rows, key=lambda row: row.service))


def _is_priced_as_measured(clinic: Clinic, diary: Diary, session: Session, today: Any, offer: Any) -> None:
    """Beside the whole book of the clinic, the score changes by the price."""
    book = tuple(line for id in clinic.patients for line in diary.book_of(id))
    whole = Problem.of(replace(clinic, book=book), Horizon.between(today, today + AHEAD, 0))
    booked = [row for each in whole.sessions for row in each.booked]
    after = [*(row for row in booked if row.key != session.key), *offer.rows]
    change = sum(measured(whole, after).values()) - sum(measured(whole, booked).values())
    assert isclose(offer.price, change, abs_tol=1e-6)


def _kind(clinic: Clinic, row: Appointment) -> tuple[Any, ...]:
    clock = clinic.local(row.start).time()
    part = [name for name, (start, _) in PARTS_OF_DAY.items() if start <= clock][-1]
    return clinic.day(row.start), part, row.practitioner


def _free(asked: OfferRequest, session: Session) -> list[Appointment]:
    """Every place that breaks no rule, other than where the session is."""
    clinic, found = asked.problem.clinic, []
    given = clinic.services[session.services[0]]
    booked = session.booked_for(given.id)
    days = [on for on in asked.problem.horizon.days[:60] if session.reach and on in session.reach]
    for start in [moment for on in days for moment in clinic.grid(on)]:
        for who in clinic.practitioners:
            for where in [None] if given.room is None else clinic.rooms:
                row = Appointment(
                    asked.problem.appointment_id(session, given.id),
                    *session.key,
                    given.id,
                    who,
                    where,
                    start,
                    start + given.length,
                    "booked" if booked else "planned",
                )
                elsewhere = not booked or (booked.start, booked.practitioner) != (start, who)
                if elsewhere and not session.fixed and _may(clinic, row) and _breaks_nothing(asked, row):
                    found.append(row)
    return found


def _may(clinic: Clinic, row: Appointment) -> bool:
    """A quick look first: within the practitioner's shifts."""
    shifts = clinic.hours_on(clinic.day(row.start), clinic.practitioners[row.practitioner or ""].shifts)
    return any(shift.holds(row.span) for shift in shifts)


def _breaks_nothing(asked: OfferRequest, row: Appointment) -> bool:
    """Nothing, but for the other services of its visit, which are not there yet."""
    several = len(asked.problem.by_key[row.key].services) > 1
    return all(several and each.rule == "asked" for each in asked.breaks([row]))
