"""Wishes kept in the store, and who gets a place that came free."""

from __future__ import annotations

import pytest

from planner.desk.answers import Wish
from planner.desk.desk import Desk
from planner.errors import Nonsense, UnknownName
from tests.desk.racing import assert_whole
from tests.desk.worlds import FAR, far
from tests.worlds import at, entry, phase, plan, protocol, service, world


def test_a_freed_place_goes_to_a_wish(desk: Desk) -> None:
    """Ben would rather have Ann's nine o'clock on his second day."""
    desk.load(far())
    wish = Wish("b", 2, weekdays=frozenset({2}))
    desk.wish(wish, who="portal")
    assert desk.wishes() == [wish]
    assert [line.action for line in desk.journal()][-1] == "wish"
    (freed,) = desk.cancel(f"a2--{FAR + 2}", "patient-cancel").rows
    (granted,) = (each for each in desk.refill(freed) if each.before)
    booked = desk.book(desk.hold(granted)).rows
    assert [(row.id, row.start) for row in booked] == [(f"b2--{FAR + 2}", at(FAR + 2, "9:00"))]
    assert_whole(desk)


def test_a_freed_place_goes_to_a_visit_of_several_services_whole(desk: Desk) -> None:
    """Cleo's hour has room for all that Ann waits for, and then for what Ben would rather have a day sooner."""
    visit = protocol("visit", phase("needling", "talk", gap=None, sessions=1))
    plans = [plan("c", "long", "cleo", FAR), plan("a", "visit", "ann", FAR), plan("b", "visit", "ben", FAR)]
    later = (entry("b1", FAR + 1, service="talk"), entry("b1", FAR + 1, "9:30", service="needling"))
    services = [service(), service("talk"), service("long", 60)]
    desk.load(world(services, [visit], plans=plans, book=(entry("c1", FAR), *later)))
    desk.wish(Wish("b", 1, earlier=True))
    (freed,) = desk.cancel(f"c1--{FAR}", "patient-cancel").rows
    ann, ben = desk.refill(freed)
    assert [row.plan for row in ann.places] == ["a", "a"]
    booked = desk.book(desk.hold(ben)).rows
    assert {row.id for row in booked} == {entry.id for entry in later}
    assert {row.start for row in booked} == {at(FAR, "9:00"), at(FAR, "9:30")}
    assert_whole(desk)


def test_a_wish_is_about_a_booked_session(desk: Desk) -> None:
    desk.load(far())
    with pytest.raises(Nonsense, match="b, session 4 is not booked"):
        desk.wish(Wish("b", 4))
    with pytest.raises(UnknownName, match="no practitioner 'may'"):
        desk.wish(Wish("b", 2, practitioner="may"))
    desk.wish(Wish("b", 2))
    desk.wish(Wish("b", 2, earlier=True))
    assert desk.wishes() == [Wish("b", 2, earlier=True)]
    desk.change(remove=[Wish("b", 2, earlier=True)])
    assert desk.wishes() == []
    desk.wish(Wish("b", 3))
    desk.cancel(f"b3--{FAR + 4}", "patient-cancel")
    assert desk.wishes() == []
    assert desk.as_of(desk.journal()[-1].seq) == desk.clinic()
