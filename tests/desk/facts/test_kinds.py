"""An absence is that of a practitioner, a patient, or a room or device, by whose it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.desk.desk import Desk
from planner.errors import Nonsense
from tests.desk.worlds import FAR, clinic, far
from tests.worlds import absence, day, patient, room


def test_a_patients_journey_is_put_on_record_closes_a_booking_and_is_taken_back(desk: Desk) -> None:
    desk.load(far())
    journey = absence("ann", FAR + 2)
    done = desk.change(journey)
    assert desk.clinic().away == (journey,)
    assert [(closed.row.id, closed.rule) for closed in done.closed] == [(f"a2--{FAR + 2}", "away")]
    desk.change(remove=[journey])
    assert desk.clinic().away == ()


def test_who_comes_with_the_absence_is_known(desk: Desk) -> None:
    desk.load(clinic())
    desk.change(patient("dora"), absence("dora", 3), room("new"), absence("new", 3))
    assert [each.of for each in desk.clinic().away] == ["dora"]
    assert [each.of for each in desk.clinic().closures] == ["new"]


def test_a_store_takes_over_journeys_whatever_else_has_the_patients_id(desk: Desk) -> None:
    before = replace(clinic(), patients={**clinic().patients, "mai": patient("mai")})
    desk.load(before)
    after = replace(before, away=(absence("ann", 5), absence("mai", 6)), absences=(absence("mai", 7),))
    desk.take_over(after)
    assert desk.clinic().away == after.away
    assert desk.clinic().absences == after.absences
    desk.take_over(before, take_back=True)
    assert desk.clinic().away == desk.clinic().absences == ()


def test_an_id_that_two_have_wants_to_be_told_who_is_away(desk: Desk) -> None:
    desk.load(replace(clinic(), patients={**clinic().patients, "mai": patient("mai")}))
    with pytest.raises(Nonsense, match="'mai' is the id of several; say which is meant by kind='absences' or 'away'"):
        desk.change(absence("mai", 5))
    desk.change(absence("mai", 5), kind="away")
    desk.absent("mai", day(6), day(6))
    assert [each.span for each in desk.clinic().away] == [absence("mai", 5).span]
    assert [each.span for each in desk.clinic().absences] == [absence("mai", 6).span]
    desk.change(remove=[absence("mai", 5)], kind="away")
    assert desk.clinic().away == ()


def test_of_a_kind_that_is_told_only_its_own_can_be_away(desk: Desk) -> None:
    desk.load(clinic())
    for kind, of in (("away", "mai"), ("absences", "one"), ("closures", "ann")):
        with pytest.raises(Nonsense, match=f"'{of}', which the clinic does not have"):
            desk.change(absence(of, 5), kind=kind)


def test_an_absence_of_nobody_is_told_so(desk: Desk) -> None:
    desk.load(clinic())
    with pytest.raises(Nonsense, match="'nobody', which the clinic does not have"):
        desk.change(absence("nobody", 5))
