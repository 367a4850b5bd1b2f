"""Repairs of a book: worlds so small that the least change is plain, and random ones against brute force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from random import Random
from typing import Any

import pytest

from planner.clinic import Appointment, Clinic, Days, FollowUp, Problem, Session
from planner.clinic.spans import DAY
from planner.clinic.subproblem import booked_of
from planner.desk.facts.impact import closed_by
from planner.desk.repair.repair import BookRepair, repair
from planner.errors import Nonsense
from planner.roster.compare.moves import place
from planner.rules import measured, violations
from tests.worlds import (
    ZONE,
    absence,
    asked,
    attended,
    day,
    entry,
    event,
    fixed,
    hours,
    patient,
    phase,
    plan,
    practitioner,
    protocol,
    room,
    row,
    service,
    world,
)

FACE = service(acts=("skin:face",))
FOLLOW_UP = FollowUp("scan", "look", 1, 30)
WEEKLY = protocol("weekly", phase(sessions=4, gap=(5, 7, 9)))


def healed(before: Clinic, frozen: int = -1, **change: Any) -> BookRepair:
    """What heals a change of facts on day 0, up to which nothing is frozen unless told."""
    after = replace(before, **change)
    return repair(after, closed_by(before, after, day(0)), day(frozen))


def places(clinic: Clinic, rows: Any) -> list[tuple[str, int, str, str | None]]:
    """Plan and number, the days from Monday on, the clock, and the practitioner."""
    found = []
    for each in rows:
        local = clinic.local(each.start)
        found.append((f"{each.plan}{each.number}", (local.date() - day(0)).days, f"{local:%H:%M}", each.practitioner))
    return sorted(found)


def test_a_closed_appointment_gets_another_place_and_nothing_else_moves() -> None:
    clinic = world(plans=[plan("a"), plan("b", patient="ben")], book=(entry("a1", 0), entry("b1", 0, "9:30")))
    found = healed(clinic, absences=(absence("mai", 0, "9:00-9:30"),))
    assert places(clinic, found.before) == [("a1", 0, "09:00", "mai")]
    assert places(clinic, found.after) == [("a1", 0, "10:00", "mai")]
    assert (found.left, found.moved) == ((), ())
    assert [row.id for row in found.before] == [row.id for row in found.after]
    assert found.proof.startswith("no repair changes fewer appointments; least of all ways")


def test_the_best_place_is_the_one_the_goals_like_best() -> None:
    """Tom is free at the hour, but Ann prefers Mai, who is free half an hour later."""
    ann = patient(preferred_practitioners=("mai",))
    people = [practitioner(), practitioner("tom")]
    clinic = world(practitioners=people, patients=[ann], book=(entry("a1", 0),))
    found = healed(clinic, absences=(absence("mai", 0, "9:00-9:30"),))
    assert places(clinic, found.after) == [("a1", 0, "09:30", "mai")]


def two_hours(**more: Any) -> Clinic:
    """Mai works from nine to ten on Monday alone, Ann comes at nine, and Ben at half past nine."""
    mai = practitioner(shifts=hours("9:00-10:00", days=[0], last=0))
    given = {"practitioners": [mai], "plans": [plan("a"), plan("b", patient="ben")]}
    return world(**{**given, "book": (entry("a1", 0), entry("b1", 0, "9:30")), **more})


def test_another_moves_where_the_closed_one_alone_finds_no_place() -> None:
    """Ann can come no sooner than half past nine, when Ben is there, who is free all day."""
    clinic = two_hours()
    late = {**clinic.patients, "ann": patient(times=hours("9:30-10:00"))}
    found = healed(clinic, patients=late)
    assert places(clinic, found.after) == [("a1", 0, "09:30", "mai"), ("b1", 0, "09:00", "mai")]
    assert [row.plan for row in found.before] == ["a", "b"]
    assert (found.moved, found.left) == (("b1--0",), ())
    tried = [(each.left, each.moved, each.proved) for each in found.alternatives]
    assert tried == [(1, 0, True), (1, 0, True), (0, 1, True)]
    assert found.proof == "least of all ways in which the closed ones change and the 1 nearest others may move"


def test_what_is_fixed_or_frozen_does_not_move() -> None:
    late = {"ann": patient(times=hours("9:30-10:00")), "ben": patient("ben")}
    held = two_hours(book=(entry("a1", 0), fixed("b1", 0, "9:30")))
    (left,) = healed(held, patients=late).left
    assert left.row.plan == "a"
    frozen = healed(two_hours(), frozen=0, patients=late)
    assert (frozen.after, [each.row.plan for each in frozen.left]) == ((), ["a"])
    assert [row.plan for row in frozen.before] == ["a"]


def test_nobody_loses_a_place_for_a_closed_appointment() -> None:
    """Ann's plan matters more than Ben's, and there is only one hour."""
    clinic = two_hours(plans=[plan("a", priority=3), plan("b", patient="ben", priority=1)])
    both = healed(
        clinic, patients={"ann": patient(times=hours("9:30-10:00")), "ben": patient("ben", times=hours("9:30-10:00"))}
    )
    assert (both.after, both.moved) == ((), ())
    assert [each.row.plan for each in both.left] == ["a"]
    assert "practitioner Mai" in both.left[0].reason


def test_a_fixed_appointment_that_is_closed_stands_and_is_said_to() -> None:
    found = healed(world([FACE], book=(fixed("a1", 0),)), events=(event("peel", 0),))
    assert (found.before, found.after, found.chosen) == ((), (), None)
    assert [(each.row.plan, each.reason) for each in found.left] == [("a", "it is fixed")]
    assert found.proof == "no closed appointment may move"


def test_what_heals_only_after_months_is_sought_there() -> None:
    clinic = world([FACE], book=(entry("a1", 1),))
    found = healed(clinic, events=(event("fever", 0, until=100),))
    assert places(clinic, found.after) == [("a1", 100, "09:00", "mai")]


def test_what_never_opens_again_has_no_place_and_says_why() -> None:
    found = healed(world([FACE], book=(entry("a1", 1),)), events=(event("fever", 0),))
    (left,) = found.left
    assert "fever on Mon 1 Jun 2026" in left.reason


def test_a_week_that_is_full_already_is_passed_over() -> None:
    """Ann can come on Wednesdays; Mai has one session a week, and Ben had it on Monday."""
    clinic = world(
        practitioners=[practitioner(max_sessions_per_week=1), practitioner("tom", shifts=())],
        patients=[patient(times=hours("9:00-9:30", days=[2]))],
        plans=[plan("a"), plan("b", patient="ben")],
        book=(entry("a1", 2, practitioner="tom"), attended("b1", 0)),
    )
    found = healed(clinic, frozen=1, absences=(absence("tom", 2),))
    assert places(clinic, found.after) == [("a1", 9, "09:00", "mai")]


def test_a_course_that_misses_a_week_goes_on_as_booked_and_ends_later() -> None:
    """No day before the third is left for the second, so that it comes last; the first still has one."""
    book = tuple(entry(f"a{number}", 7 * number - 7) for number in range(1, 5))
    clinic = world([FACE], [WEEKLY], plans=[plan("a", "weekly")], book=book)
    found = healed(clinic, events=(event("peel", 0), event("peel", 7)))
    assert places(clinic, found.before) == [("a1", 0, "09:00", "mai"), ("a2", 7, "09:00", "mai")]
    assert places(clinic, found.after) == [("a1", 3, "09:00", "mai"), ("a5", 28, "09:00", "mai")]
    assert [row.id for row in found.after] == ["a1--0", "a2--7"]
    assert (found.moved, found.left) == ((), ())
    assert found.proof.startswith("no repair changes fewer appointments")


def test_a_turn_is_passed_on_only_among_sessions_of_one_kind() -> None:
    """The first is a consultation, which no later session can take over; it lapses, and is made up by a session."""
    course = protocol("course", phase(sessions=3, gap=(5, 7, 9), first="talk"))
    book = (entry("a1", 0), entry("a2", 7), entry("a3", 17))
    talk = service("talk", acts=("skin:face",))
    clinic = world([service(), talk], [course], plans=[plan("a", "course")], book=book)
    found = healed(clinic, events=(event("fever", 0, until=7),))
    assert [each.words for each in found.alternatives] == [
        "only the closed appointments change",
        "only the closed appointments change, and go where their courses have them",
        "the closed ones change and the 1 nearest others may move",
    ]
    assert found.after == ()
    assert [each.reason for each in found.left] == [
        "no day is left for it before session 2 of its plan, which is on 2026-06-08"
    ]


def test_a_course_that_waits_for_weeks_goes_on_where_it_may() -> None:
    """Near their old places nobody has a day, and the whole course begins again after the wait."""
    course = protocol("course", phase(sessions=3, gap=(5, 7, 9)))
    book = (entry("a1", 0), entry("a2", 7), entry("a3", 14))
    clinic = world([service(acts=("skin:face",))], [course], plans=[plan("a", "course")], book=book)
    found = healed(clinic, events=(event("fever", 1, until=42),))
    assert [(key, on) for key, on, *_ in places(clinic, found.after)] == [("a2", 42), ("a3", 49)]
    assert found.left == ()


def test_a_visit_of_several_services_is_healed_whole() -> None:
    visit = protocol("visit", phase("needling", "talk", gap=None, sessions=1))
    services = [service(), service("talk", room=None)]
    book = (entry("a1", 0, service="needling"), entry("a1", 0, "9:30", service="talk", room=None))
    clinic = world(services, [visit], plans=[plan("a", "visit")], book=book)
    found = healed(clinic, closures=(absence("one", 0),))
    assert places(clinic, found.after) == [("a1", 1, "09:00", "mai"), ("a1", 1, "09:30", "mai")]
    assert sorted(row.id for row in found.after) == sorted(line.id for line in book)


def test_of_two_that_contend_the_cheaper_one_gives_way() -> None:
    """Mai may see one patient a day from now on; Ben's plan has to be over today."""
    single = protocol("single", phase(gap=None, sessions=1))
    plans = [plan("a", "single"), plan("b", "single", "ben", finish_by=day(0))]
    clinic = world(protocols=[single], plans=plans, book=(entry("a1", 0), entry("b1", 0, "9:30")))
    found = healed(clinic, practitioners={"mai": practitioner(max_sessions_per_day=1)})
    assert [(what, on) for what, on, _, _ in places(clinic, found.after)] == [("a1", 1)]
    assert found.moved == ("a1--0",)


def contending(**more: Any) -> BookRepair:
    """Ann and Ben, on the one day on which Mai works, who from now on may see one patient a day."""
    mai = practitioner(shifts=hours("9:00-12:00", days=[0], last=0))
    book = (entry("a1", 0, fixed=more.pop("fixed", False)), entry("b1", 0, "9:30", fixed=more.pop("both", False)))
    plans = [plan("a"), plan("b", patient="ben", priority=3)]
    clinic = world(practitioners=[mai], plans=plans, book=book)
    return healed(clinic, practitioners={"mai": replace(mai, max_sessions_per_day=1)}, **more)


def test_one_of_those_that_contend_gives_way_for_good_where_it_must() -> None:
    found = contending()
    assert ([row.plan for row in found.before], found.after, found.moved) == (["a"], (), ())
    assert [each.row.plan for each in found.left] == ["a"]
    assert "daily limit" in found.left[0].reason


def test_those_that_contend_stay_where_none_may_move() -> None:
    for found in (contending(frozen=0), contending(fixed=True, both=True)):
        assert (found.before, found.chosen) == ((), None)
        assert "nothing of it after" in found.left[0].reason
    assert [each.row.plan for each in contending(fixed=True).left] == ["b"]


def test_seconds_are_above_0() -> None:
    with pytest.raises(Nonsense, match="use more than 0"):
        repair(world(), [], day(0), seconds=0)


# --- brute force ------------------------------------------------------------------------------------------------------


def drawn(rng: Random) -> tuple[Clinic, Clinic]:
    """Two or three single visits booked on two days, and the same with a fact changed that closes some."""
    days = hours("9:00-10:00", first=0, last=1)
    people = [practitioner(id, shifts=days) for id in ("mai", "tom")[: rng.choice((1, 1, 2))]]
    rooms = [room(id) for id in ("one", "two")[: rng.choice((1, 2))]]
    ids = ["ann", "ben", "cleo"][: rng.choice((2, 3, 3))]
    patients = [
        patient(
            id,
            preferred_practitioners=rng.choice([("mai",), ()]),
            prefers=rng.choice([(), ("morning",)]),
            times=rng.choice([(), (), hours("9:00-9:30"), hours("9:30-10:00")]),
        )
        for id in ids
    ]
    plans = [plan(id[0], patient=id, priority=rng.randint(1, 3), start=rng.randint(-1, 1)) for id in ids]
    services = [service(acts=("skin:face",), reset=rng.choice((0, 30)))]
    bare = world(services, practitioners=people, patients=patients, plans=plans, rooms=rooms)
    spots = [(on, clock, who.id, where.id) for on in (0, 1) for clock in CLOCKS for who in people for where in rooms]
    lines = [
        entry(f"{each.id}1", on, clock, practitioner=who, room=where)
        for each, (on, clock, who, where) in zip(plans, rng.sample(spots, len(plans)), strict=True)
    ]
    before = replace(bare, book=tuple(lines))
    whole = asked(before, 2)
    if violations(whole, booked_of(whole)):
        return drawn(rng)
    before = replace(before, book=tuple(replace(line, fixed=rng.random() < 0.1) for line in lines))
    hit = rng.choice(lines)
    on, owner = (before.day(hit.start) - day(0)).days, before.plans[hit.plan].patient
    changes: list[dict[str, Any]] = [
        {"events": (event("fever", on, owner, until=on + 1),)},
        {"absences": (absence(hit.practitioner or "", on, rng.choice(("9:00-9:30", "9:30-10:00", "00:00-24:00"))),)},
        {"closures": (absence(hit.room or "", on, rng.choice(("9:00-9:30", "00:00-24:00"))),)},
        {
            "patients": {
                **before.patients,
                owner: replace(before.patients[owner], times=hours(rng.choice(("9:00-9:30", "9:30-10:00")))),
            }
        },
    ]
    return before, replace(before, **rng.choice(changes))


CLOCKS = ("9:00", "9:30")


def asked_again(after: Clinic, closed: set[str]) -> Problem:
    """The closed visits asked for again, near where they were: as dear as if they were booked, and free to go there."""
    book = tuple(replace(line, status="withdrawn") if line.plan in closed else line for line in after.book)
    problem = asked(replace(after, book=book), 2, look_ahead=40)
    were = {each.plan: each for each in booked_of(asked(after, 2, look_ahead=40))}
    sessions = [near(each, were[each.plan]) if each.plan in closed else each for each in problem.sessions]
    return replace(problem, sessions=tuple(sessions))


def near(session: Session, was: Appointment) -> Session:
    on = was.start.astimezone(ZONE).date()
    reach = replace(session.reach or Days(day(0), on + 7 * DAY), first=day(0))
    return replace(session, ideal=on, window=Days(day(0), on + 7 * DAY), reach=reach, was=(was,))


def least(after: Clinic, closed: set[str]) -> tuple[int, int, float]:
    """The fewest without a place, then the fewest moved, then the lowest price, of all rosters that keep every rule."""
    problem = asked_again(after, closed)
    there = {row.plan: row for row in booked_of(problem)}
    ways: list[list[Appointment | None]] = []
    for session in problem.choices:
        every = (
            row(problem, f"{session.plan}1", on, clock, who, where)
            for on, clock, who, where in product((0, 1), CLOCKS, after.practitioners, after.rooms)
        )
        alone = replace(problem, sessions=(session,))
        mine: list[Appointment | None] = [each for each in every if not violations(alone, [each])]
        ways.append([*mine, None] if session.plan in closed else mine)
    together = cache(
        lambda *pair: not violations(replace(problem, sessions=tuple(problem.by_key[r.key] for r in pair)), pair)
    )
    found = []
    for chosen in product(*ways):
        rows = [*problem.fixed, *(each for each in chosen if each)]
        if not all(together(*pair) for pair in combinations(rows, 2)):
            continue
        moved = [each for each in rows if each.plan in there and place(each) != place(there[each.plan])]
        if not violations(problem, rows):
            found.append((len(closed) - sum(each.plan in closed for each in rows), len(moved), price(problem, rows)))
    return min(found)


def price(problem: Problem, rows: Iterable[Appointment]) -> float:
    return sum(measured(problem, rows).values())


@pytest.mark.parametrize("seed", range(50))
def test_nothing_is_less_than_the_least_change(seed: int) -> None:
    before, after = drawn(Random(seed))
    closed = closed_by(before, after, day(0))
    gone = {each.row.plan for each in closed if not each.row.fixed}
    found = repair(after, closed, day(-1), seconds=20)
    left = {each.row.plan for each in found.left} & gone
    problem = asked_again(after, gone)
    kept = [each for each in booked_of(problem) if each.id not in {one.id for one in found.before}]
    rows = [*kept, *found.after]
    assert all(set(each.rows) <= set(problem.fixed) for each in violations(problem, rows))
    if gone:
        assert found.chosen
        assert found.chosen.proved
        assert (len(left), len(found.moved), price(problem, rows)) == least(after, gone)


def test_what_need_not_move_keeps_its_room() -> None:
    """Where sessions follow one another, all of Ann's are placed again, and one room is as good as the other."""
    services = [service(), service("peel", room=frozenset({"bright"})), service("scan"), service("look")]
    plans = [plan("a"), plan("b"), plan("c", "peel")]
    book = (entry("a1", 0), entry("b1", 2, room="two"), entry("c1", 3, room="two", service="peel"))
    clinic = world(
        services, plans=plans, rooms=[room("one"), room("two", "bright")], book=book, follow_ups=(FOLLOW_UP,)
    )
    found = healed(clinic, absences=(absence("mai", 0),))
    assert {row.plan for row in found.after} == {"a"}
    assert found.alternatives[0].words == "only their patients' appointments change"


def test_who_makes_room_does_not_get_it_back() -> None:
    """Tom has one half hour left for Ann's peel, which wants the bright room that Ben is in then."""
    services = [service(), service("peel", room=frozenset({"bright"}))]
    tom = practitioner("tom", shifts=hours("9:00-9:30", days=(0, 2), last=2))
    clinic = world(
        services,
        practitioners=[practitioner(), tom],
        plans=[plan("a", "peel", practitioner="tom"), plan("b", patient="ben")],
        rooms=[room("one"), room("two", "bright")],
        book=(entry("a1", 0, practitioner="tom", room="two", service="peel"), entry("b1", 2, room="two")),
    )
    found = healed(clinic, absences=(absence("tom", 0),))
    assert sorted((row.plan, row.room, row.practitioner) for row in found.after) == [
        ("a", "two", "tom"),
        ("b", "one", "mai"),
    ]
    assert (found.left, found.moved) == ((), ())
