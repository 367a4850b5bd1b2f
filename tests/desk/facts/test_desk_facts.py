"""Facts that change while the book stands, and reviews of courses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.clinic import Clearance, Equipment, Prices, Protocol
from planner.desk.desk import Desk
from planner.desk.store import appointments
from planner.errors import Conflict, Forbidden, Nonsense, StoreFault, UnknownName
from tests.desk.racing import assert_whole
from tests.desk.worlds import COURSE, clinic, place
from tests.worlds import (
    absence,
    at,
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

PEELING = service(acts=("skin:peel",))


def test_an_empty_store_says_so(desk: Desk) -> None:
    with pytest.raises(StoreFault, match="the store is empty; load a clinic into it first"):
        desk.hold([place("a1", 0)])
    desk.load(clinic())
    with pytest.raises(Nonsense, match="has a clinic already"):
        desk.load(clinic())


def test_facts_change_singly(desk: Desk) -> None:
    before = clinic(absences=(absence("mai", 3),))
    desk.load(before)
    desk.change(patient("cleo"), plan("c", "course", "cleo"), event("peel", 0))
    desk.change(remove=[absence("mai", 3)], settings={"holidays": "CA", "prices": Prices(day=5)})
    after = desk.clinic()
    assert after.plans == {**before.plans, "c": plan("c", "course", "cleo")}
    assert (after.absences, after.events) == ((), (event("peel", 0),))
    assert (after.holidays, after.prices.day) == ("CA", 5)
    with pytest.raises(Nonsense, match="on record already"):
        desk.change(event("peel", 0))
    with pytest.raises(Nonsense, match="not on record"):
        desk.change(remove=[event("peel", 1)])


def test_no_fact_is_left_pointing_at_nothing(desk: Desk) -> None:
    desk.load(clinic())
    with pytest.raises(Nonsense, match="the plan 'c' names the patient 'cleo', which the clinic does not have"):
        desk.change(plan("c", "course", "cleo"))
    with pytest.raises(Nonsense, match="the plan 'b' names the patient 'ben'"):
        desk.change(remove=[patient("ben")])
    desk.book([place("b1", 0)])
    with pytest.raises(Nonsense, match=r"b, session 1 \(needling\) is in the book"):
        desk.change(remove=[plan("b", "course", "ben"), patient("ben")])
    assert desk.clinic().plans == clinic().plans


def test_a_change_that_closes_a_held_place_forbids_its_booking(desk: Desk) -> None:
    desk.load(clinic())
    hold = desk.hold([place("a1", 0)])
    desk.change(absence("mai", 0))
    with pytest.raises(Forbidden, match="in an absence of Mai"):
        desk.book(hold)
    other = desk.hold([place("b1", 1)])
    desk.change(absence("mai", 2))
    assert desk.book(other).rows[0].status == "booked"


def test_a_clearance_overrides_where_the_policy_admits_it(desk: Desk) -> None:
    desk.load(world([PEELING], [COURSE], plans=[plan("a", "course")], events=(event("peel", 0), event("fever", 5))))
    with pytest.raises(Forbidden, match="peel"):
        desk.book([place("a1", 1)])
    with pytest.raises(Nonsense, match="needs a reason"):
        desk.change(Clearance("ann", "peel", "Dr Ng", day(1), day(1)))
    with pytest.raises(Nonsense, match="allows no clearance of fever"):
        desk.change(Clearance("ann", "fever", "Dr Ng", day(5), day(5)), why="is well")
    desk.change(Clearance("ann", "peel", "Dr Ng", day(1), day(1)), who="desk", why="healed early, seen by Dr Ng")
    assert desk.book([place("a1", 1)]).rows[0].start == at(1, "9:00")
    assert [(line.who, line.why) for line in desk.journal() if line.action == "change"] == [
        ("desk", "healed early, seen by Dr Ng")
    ]


def test_a_service_that_takes_longer_claims_more(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("a1", 0)])
    desk.change(service("needling", 50))
    with pytest.raises(Conflict):
        desk.book([place("b1", 0, "9:30")])
    desk.book([place("b1", 0, "10:00")])
    with pytest.raises(Nonsense, match="a-1 and b-1"):
        desk.change(service("needling", 70))


def test_a_plan_alone_changes_no_more_of_the_book_than_its_lines(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new patient comes every day, and the book has a year."""
    desk.load(clinic())
    desk.book([place("a1", 0), place("a2", 2)])
    monkeypatch.setattr(appointments, "all_lines", lambda connection: pytest.fail("the whole book was read"))
    desk.change(patient("cleo"), plan("c", "course", "cleo"))
    desk.change(plan("a", "course", sessions=2))
    with pytest.raises(Nonsense, match=r"a, session 2 .* so its plan must have that many sessions"):
        desk.change(plan("a", "course", sessions=1))
    with pytest.raises(Nonsense, match=r"a, session 1 .* so its plan and service cannot go"):
        desk.change(remove=[plan("a", "course", sessions=2)])


def test_a_plan_of_another_protocol_claims_what_its_services_take(desk: Desk) -> None:
    services = [service(), service("long", 60)]
    book = (entry("a1", 0), entry("b1", 0, "10:30"))
    desk.load(world(services, plans=[plan("a"), plan("b", patient="ben"), plan("c", patient="cleo")], book=book))
    desk.change(plan("a", "long"))
    assert [row.service for row in desk.appointments()] == ["long", "needling"]
    assert_whole(desk)
    with pytest.raises(Conflict):
        desk.book([place("c1", 0, "9:30")])


def test_a_book_that_collides_is_refused_by_name(desk: Desk) -> None:
    plans = [plan("a", "course"), plan("b", "course", "ben")]
    collides = world([service()], [COURSE], plans=plans, book=(entry("a1", 0), entry("b1", 0)))
    with pytest.raises(Nonsense, match=r"a1--0 and b1--0 on 2026-06-01 09:00 \(practitioner mai\)"):
        desk.load(collides)
    held = world([service()], [COURSE], plans=plans, book=(entry("a1", 0), fixed("b1", 0)))
    desk.load(held)
    assert desk.clinic() == held


@pytest.mark.parametrize("status", ["booked", "attended", "cancelled"])
def test_a_book_of_an_unknown_service_is_refused_by_name(desk: Desk, status: str) -> None:
    strange = replace(entry("a1", 0, status=status), service="lunch")
    with pytest.raises(UnknownName, match="no service 'lunch'"):
        desk.load(clinic(book=(strange,)))
    desk.load(clinic())
    with pytest.raises(UnknownName, match="no service 'lunch'"):
        desk.publish([strange])


def test_units_of_an_equipment_are_taken_one_by_one(desk: Desk) -> None:
    lasered = service(equipment=("laser",), room=None)
    people = [f"p{n}" for n in range(3)]
    staff = world(
        [lasered],
        [COURSE],
        practitioners=[practitioner("mai"), practitioner("tom"), practitioner("kim")],
        plans=[plan(id, "course", id) for id in people],
        equipment=[Equipment("laser", "Laser", 3)],
        closures=(absence("laser", 0),),
    )
    desk.load(staff)
    desk.book([place("p01", 0, room=None)])
    desk.book([place("p11", 0, practitioner="tom", room=None)])
    with pytest.raises(Conflict, match="3 units of Laser in use where there are 2"):
        desk.book([place("p21", 0, practitioner="kim", room=None)])
    assert desk.book([place("p21", 1, practitioner="kim", room=None)])


def test_a_course_ends_at_its_review(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("a1", 0), place("a2", 2), place("a3", 4)])
    desk.attended("a-1")
    with pytest.raises(Nonsense, match="may end after 2 sessions, and 1 took place"):
        desk.finish("a")
    desk.attended("a-2")
    ended = desk.finish("a", "improved", why="free of pain")
    assert [(row.id, row.status) for row in ended.rows] == [("a-3", "withdrawn")]
    assert desk.clinic().plans["a"].sessions == 2
    assert desk.book([place("b1", 4)])
    desk.extend("a", 6)
    assert desk.clinic().plans["a"].sessions == 6
    with pytest.raises(Nonsense, match="has 6 sessions; extend it to more"):
        desk.extend("a", 6)
    assert desk.book([place("a3", 5)])


def test_a_tick_is_the_longest_that_fits(desk: Desk) -> None:
    desk.load(clinic())
    desk.book([place("a1", 0)])
    desk.change(settings={"start_every": minutes(20)})
    with pytest.raises(Conflict):
        desk.book([place("b1", 0, "9:20")])
    assert desk.book([place("b1", 0, "9:40")])


def test_a_visit_keeps_its_services_whatever_their_order(desk: Desk) -> None:
    def both(*services: str) -> Protocol:
        return protocol("both", phase(*services, sessions=2))

    rows = (entry("v1", 0), entry("v1", 0, "9:30"))
    book = tuple(replace(row, id=f"v-{n}") for n, row in enumerate(rows))
    services = [service(), service("lights")]
    desk.load(world(services, [both("needling", "lights")], plans=[plan("v", "both")], book=book))
    before = desk.appointments()
    desk.change(both("lights", "needling"))
    assert desk.appointments() == before


def test_an_event_told_twice_in_one_call_is_one(desk: Desk) -> None:
    desk.load(clinic())
    desk.change(event("peel", 3), event("peel", 3, until=9))
    assert desk.clinic().events == (event("peel", 3, until=9),)
