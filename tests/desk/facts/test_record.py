"""What an event or another change of facts closes, told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from planner.clinic import Entry, Equipment
from planner.clinic.changes import ClinicChange
from planner.desk.desk import Desk
from planner.desk.facts.impact import closed_by
from planner.errors import UnknownName
from tests.desk.worlds import FAR, far, place
from tests.worlds import absence, attended, day, entry, event, plan, practitioner, room, service


def test_an_event_tells_what_it_closes(desk: Desk) -> None:
    desk.load(far())
    told = desk.record("ann", "peel", day(FAR + 1), who="front desk", key="k1")
    (closed,) = told.closed
    assert (closed.row.id, closed.patient, closed.day) == (f"a2--{FAR + 2}", "ann", day(FAR + 2))
    assert (closed.rule, closed.source) == ("eligible", "House rules, page 3")
    assert "peel" in closed.reason
    assert desk.clinic().events == (event("peel", FAR + 1),)
    assert [line.action for line in desk.journal()][-1] == "record"
    assert desk.record("ann", "peel", day(FAR + 1), who="front desk", key="k1") == told
    with pytest.raises(UnknownName, match="no health event 'peal'; did you mean 'peel'"):
        desk.record("ann", "peal", day(FAR))
    with pytest.raises(UnknownName, match="no patient 'anne'"):
        desk.record("anne", "peel", day(FAR))


@pytest.mark.parametrize(
    ("change", "ids"),
    [
        ({"add": [absence("mai", FAR + 2, "9:30-24:00")]}, [f"b2--{FAR + 2}"]),
        ({"add": [absence("one", FAR)]}, [f"a1--{FAR}", f"b1--{FAR}"]),
        ({"settings": {"closed": frozenset({day(FAR + 4)})}}, [f"a3--{FAR + 4}", f"b3--{FAR + 4}"]),
        ({"add": [service(acts=("skin:peel",), room=frozenset({"bright"}))]}, 6),
        ({"add": [room("two")]}, []),
    ],
)
def test_any_change_tells_what_it_closes_and_leaves_it_booked(desk: Desk, change: dict, ids: object) -> None:  # type: ignore[type-arg]
    before = far(rooms=[room(), room("lit", "bright")])
    desk.load(before)
    desk.hold([place("a4", FAR + 6)])
    closed = desk.change(*change.get("add", ()), settings=change.get("settings")).closed
    after = desk.clinic()
    assert after.book == before.book
    assert list(closed) == closed_by(before, after, day(FAR))
    found = [each.row.id for each in closed]
    assert (len(found) if isinstance(ids, int) else found) == ids


def test_a_unit_closed_is_met_wherever_and_with_whomever_its_services_are(desk: Desk) -> None:
    lit = service(acts=("skin:peel",), equipment=("lamp",))
    desk.load(replace(far(equipment=[Equipment("lamp", "Lamp")]), services={lit.id: lit}))
    assert {each.row.id for each in desk.change(absence("lamp", FAR)).closed} == {f"a1--{FAR}", f"b1--{FAR}"}


def test_of_the_book_is_read_whom_an_absence_meets_and_nobody_else(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clinic sees a hundred patients a day, and most of them not with the one who is away."""
    book = [entry("a1", FAR), entry("b1", FAR, practitioner="tom", room="two"), entry("a2", FAR + 2)]
    staff = [practitioner(), practitioner("tom")]
    desk.load(far(book=tuple(book), practitioners=staff, rooms=[room(), room("two")]))
    desk.hold([place("b2", FAR + 2, "9:30")])
    read, patients = list[str](), ClinicChange.patients

    def reading(touched: ClinicChange, entries: Iterable[Entry]) -> frozenset[str]:
        there = list(entries)
        read.extend(line.id for line in there)
        return patients(touched, there)

    monkeypatch.setattr(ClinicChange, "patients", reading)
    assert [each.row.id for each in desk.change(absence("mai", FAR)).closed] == [f"a1--{FAR}"]
    assert [each.row.id for each in desk.change(absence("two", FAR)).closed] == [f"b1--{FAR}"]
    assert [each.row.id for each in desk.change(absence("mai", FAR + 2)).closed] == [f"a2--{FAR + 2}"]
    assert desk.change(absence("mai", 0)).closed == ()
    assert read == [f"a1--{FAR}", f"b1--{FAR}", f"a2--{FAR + 2}"]


def test_days_far_apart_on_which_the_clinic_closes_are_read_one_by_one(desk: Desk) -> None:
    desk.load(far())
    closed = desk.change(settings={"closed": frozenset({day(FAR), day(FAR + 4), day(FAR + 900)})}).closed
    assert {each.row.id for each in closed} == {f"a1--{FAR}", f"b1--{FAR}", f"a3--{FAR + 4}", f"b3--{FAR + 4}"}


def test_an_event_recorded_again_ends_otherwise(desk: Desk) -> None:
    """The fever of one day lasts three: it is one event, and the journal has both."""
    desk.load(far())
    assert desk.record("ann", "fever", day(FAR), day(FAR + 1), "by telephone").closed[0].row.id == f"a1--{FAR}"
    assert [each.row.id for each in desk.record("ann", "fever", day(FAR), day(FAR + 3)).closed] == [f"a2--{FAR + 2}"]
    assert desk.clinic().events == (replace(event("fever", FAR, until=FAR + 3), note="by telephone"),)
    assert [line.action for line in desk.journal()][-2:] == ["record", "record"]
    desk.record("ann", "fever", day(FAR + 4))
    assert len(desk.clinic().events) == 2


def test_what_is_past_is_not_closed(desk: Desk) -> None:
    desk.load(far(plans=[plan("a", "course")], book=(attended("a1", 0), entry("a2", 2))))
    assert desk.record("ann", "fever", day(0)).closed == ()
