"""An hour that a patient cancelled or missed is not offered to that session again, by whatever call of the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from planner.clinic import Appointment, Clinic
from planner.clinic.appointments import CANCELLED, NO_SHOW, WITHDRAWN
from planner.desk import ClosedAppointment
from planner.desk.desk import Desk
from planner.errors import Forbidden
from tests.desk.worlds import FAR, place
from tests.worlds import at, day, entry, hours, phase, plan, practitioner, protocol, service, world

COURSE = protocol("course", phase(gap=(1, 1, 1), sessions=2), start_within=1)


def mornings(*book: Any, **more: Any) -> Clinic:
    """Mai has two places a day, at nine and at half past, on four days from a Monday on; Ann asks for one of them."""
    shut = frozenset(day(FAR + number) for number in range(4, 60))
    given = {"plans": [plan("a", start=FAR)], "practitioners": [practitioner(shifts=hours("9:00-10:00"))]}
    return world(protocols=[COURSE], book=book, closed=shut, **{**given, **more})


def starts(offers: Any) -> set[datetime]:
    return {row.start for offer in offers for row in offer.rows}


@pytest.mark.parametrize("status", [CANCELLED, NO_SHOW])
def test_it_is_neither_offered_nor_booked_again(desk: Desk, status: str) -> None:
    desk.load(mornings(entry("a1", FAR, status=status)))
    everywhere = {at(FAR + number, clock) for number in range(4) for clock in ("9:00", "9:30")}
    assert starts(desk.offers("a", k=20)) <= everywhere - {at(FAR, "9:00")}
    assert at(FAR, "9:30") in starts(desk.offers("a", k=20))
    again = [place("a1", FAR)]
    assert [broken.rule for broken in desk.check(again)] == ["declined"]
    with pytest.raises(Forbidden, match="declined: "):
        desk.book(again)
    desk.book(desk.offers("a")[0])


def test_what_the_desk_itself_cancels_is_remembered_at_once(desk: Desk) -> None:
    desk.load(mornings())
    first = desk.offers("a")[0]
    assert first.rows[0].start == at(FAR, "9:00")
    [booked] = desk.book(first).rows
    desk.cancel(booked.id, "patient-cancel")
    assert at(FAR, "9:00") not in starts(desk.offers("a", k=20))


def test_what_the_clinic_cancels_is_withdrawn_and_offered_again(desk: Desk) -> None:
    desk.load(mornings(entry("a1", FAR)))
    [booked] = desk.appointments()
    [withdrawn] = desk.cancel(booked.id, "staff-cancel").rows
    assert withdrawn.status == WITHDRAWN
    assert desk.offers("a")[0].rows[0].start == at(FAR, "9:00")


def test_what_took_place_after_all_is_booked_where_it_was_missed(desk: Desk) -> None:
    """Day 0 is past by the store's clock."""
    desk.load(mornings(entry("a1", 0, status=NO_SHOW), plans=[plan("a")]))
    assert desk.book([place("a1", 0)]).rows[0].start == at(0, "9:00")


def test_what_the_clinic_took_back_is_offered_again(desk: Desk) -> None:
    desk.load(mornings(entry("a1", FAR, status=WITHDRAWN)))
    assert desk.offers("a")[0].rows[0].start == at(FAR, "9:00")
    assert desk.book(desk.offers("a")[0]).rows[0].start == at(FAR, "9:00")


def test_no_course_has_it(desk: Desk) -> None:
    given = mornings(entry("a2", FAR + 1, status=CANCELLED), plans=[plan("a", "course", start=FAR)])
    desk.load(replace(given, practitioners={"mai": practitioner(shifts=hours("9:00-9:30"))}))
    [course, *_] = found = desk.course_offers("a", k=20)
    assert at(FAR + 1, "9:00") not in {each.rows[1].start for each in found}
    assert [desk.clinic().day(row.start) for row in course.rows] == [day(FAR + 1), day(FAR + 2)]


def test_a_closed_appointment_does_not_go_back_there(desk: Desk) -> None:
    """Its ideal day would be the first."""
    book = entry("a1", FAR, status=CANCELLED), entry("a1", FAR + 1)
    desk.load(mornings(*book, practitioners=[practitioner(shifts=hours("9:00-9:30"))]))
    [row] = desk.appointments()
    closed = ClosedAppointment(row, "ann", day(FAR + 1), "present", "away")
    desk.change(settings={"closed": desk.clinic().closed | {day(FAR + 1)}})
    repaired = desk.repair([closed], day(FAR - 1))
    assert [each.start for each in repaired.after] == [at(FAR + 2, "9:00")]
    desk.book(desk.hold(repaired))


def test_a_freed_place_is_not_given_to_whom_it_did_not_suit(desk: Desk) -> None:
    plans = [plan(id, patient=who, start=FAR) for id, who in (("a", "ann"), ("b", "ben"), ("c", "cleo"))]
    desk.load(mornings(entry("a1", FAR, status=NO_SHOW), plans=plans))
    freed = Appointment("gone", "b", 1, "needling", "mai", "one", at(FAR, "9:00"), at(FAR, "9:30"))
    assert [each.places[0].plan for each in desk.refill(freed)] == ["c"]


def test_a_book_that_offers_it_again_is_refused(desk: Desk) -> None:
    desk.load(mornings(entry("a1", FAR)))
    [booked] = desk.clinic().book
    anew = replace(booked, id="anew")
    with pytest.raises(Forbidden, match="declined: "):
        desk.publish([replace(booked, status=CANCELLED), anew], day(FAR))
    desk.publish([replace(booked, status=WITHDRAWN), anew], day(FAR))
    assert [row.id for row in desk.appointments()] == ["anew"]


def test_a_row_that_names_no_service_is_as_long_as_that_of_its_number(desk: Desk) -> None:
    """The second phase is of a longer service than the first."""
    two = protocol("two", phase("short", sessions=1, name="first"), phase("long", sessions=1, name="second"))
    given = world(
        [service("short", 30), service("long", 60)],
        [two],
        plans=[plan("a", "two", start=FAR)],
        practitioners=[practitioner(shifts=hours("9:00-10:30"))],
        book=(entry("a1", FAR), entry("a2", FAR + 2, status=CANCELLED)),
    )
    desk.load(given)
    days = {given.day(start) for start in starts(desk.offers("a", 2, k=50))}
    assert {day(FAR + 1), day(FAR + 3)} <= days
    assert day(FAR + 2) not in days
