"""The contraindication policy: which days an event closes, and what a clearance lifts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.clinic import Clearance, Days, Event, Policy, PolicyRule, default_policy
from planner.errors import Nonsense

WAITS = PolicyRule("waits", "n days", ("skin:*",), days=30)
MONTHS = PolicyRule("months", "calendar months", ("skin:*",), months=6, clearable=True)
LASTS = PolicyRule("lasts", "while it lasts", ("*",), clearable=True)
POLICY = Policy({rule.trigger: rule for rule in (WAITS, MONTHS, LASTS)})
JUNE = date(2026, 6, 1)


def closed(event: Event, *clearances: Clearance, acts: tuple[str, ...] = ("skin:peel",)) -> list[Days]:
    return [each.days for each in POLICY.closed(acts, [event], clearances)]


@pytest.mark.parametrize(
    ("kind", "on", "until", "first_open"),
    [
        ("waits", JUNE, None, date(2026, 7, 1)),
        ("waits", date(2026, 1, 31), None, date(2026, 3, 2)),
        ("waits", JUNE, date(2026, 6, 5), date(2026, 7, 1)),  # the end of what waits by days lifts nothing
        ("months", date(2026, 8, 31), None, date(2027, 3, 1)),
        ("months", date(2026, 8, 28), None, date(2027, 2, 28)),
        ("months", date(2027, 8, 31), None, date(2028, 3, 1)),
        ("lasts", JUNE, date(2026, 6, 5), date(2026, 6, 5)),
    ],
)
def test_the_first_open_day(kind: str, on: date, until: date | None, first_open: date) -> None:
    """Planned procedures too: the days before the event are open, the day itself is not."""
    (days,) = closed(Event("ann", kind, on, until))
    assert days == Days(on, first_open - timedelta(days=1))
    assert on in days
    assert first_open not in days
    assert on - timedelta(days=1) not in days


def test_what_lasts_without_an_end_closes_for_good() -> None:
    assert closed(Event("ann", "lasts", JUNE)) == [Days(JUNE, None)]


def test_what_ended_on_its_first_day_closes_nothing() -> None:
    assert closed(Event("ann", "lasts", JUNE, JUNE)) == []


@pytest.mark.parametrize("acts", [("needling:face",), (), ("skin",)])
def test_other_acts_stay_open(acts: tuple[str, ...]) -> None:
    assert closed(Event("ann", "waits", JUNE), acts=acts) == []


def test_an_unknown_kind_closes_nothing() -> None:
    assert closed(Event("ann", "cold", JUNE)) == []


CLEARANCES = {
    "from the middle on": (Clearance("ann", "months", "Dr Ng", date(2026, 7, 1)), [Days(JUNE, date(2026, 6, 30))]),
    "for a week, both ends included": (
        Clearance("ann", "months", "Dr Ng", date(2026, 6, 8), date(2026, 6, 14)),
        [Days(JUNE, date(2026, 6, 7)), Days(date(2026, 6, 15), date(2026, 11, 30))],
    ),
    "from before it": (Clearance("ann", "months", "Dr Ng", date(2026, 5, 1)), []),
    "of another kind": (Clearance("ann", "lasts", "Dr Ng", date(2026, 5, 1)), [Days(JUNE, date(2026, 11, 30))]),
    "of another patient": (Clearance("ben", "months", "Dr Ng", date(2026, 5, 1)), [Days(JUNE, date(2026, 11, 30))]),
}


@pytest.mark.parametrize("name", CLEARANCES)
def test_a_clearance_lifts_its_days(name: str) -> None:
    clearance, left = CLEARANCES[name]
    assert closed(Event("ann", "months", JUNE), clearance) == left


def test_no_clearance_lifts_what_is_not_clearable() -> None:
    clearance = Clearance("ann", "waits", "Dr Ng", date(2026, 5, 1))
    assert closed(Event("ann", "waits", JUNE), clearance) == [Days(JUNE, date(2026, 6, 30))]


events = st.builds(
    lambda kind, on, length: Event("ann", kind, JUNE + timedelta(days=on), JUNE + timedelta(days=on + length)),
    st.sampled_from(("waits", "months", "lasts")),
    st.integers(0, 200),
    st.integers(0, 60),
)
clearances = st.builds(
    lambda kind, on, length: Clearance(
        "ann", kind, "Dr Ng", JUNE + timedelta(days=on), None if length is None else JUNE + timedelta(days=on + length)
    ),
    st.sampled_from(("waits", "months", "lasts")),
    st.integers(0, 200),
    st.none() | st.integers(0, 60),
)


@given(st.lists(events, max_size=3), st.lists(clearances, max_size=3), st.integers(0, 450))
def test_a_day_is_closed_by_an_event_that_no_clearance_lifts_that_day(
    given_events: list[Event], given_clearances: list[Clearance], number: int
) -> None:
    day = JUNE + timedelta(days=number)

    def shut(event: Event) -> bool:
        days = POLICY.rules[event.kind].closes(event.on, event.until)
        lifted = any(c.kind == event.kind != "waits" and day in Days(c.on, c.until) for c in given_clearances)
        return days is not None and day in days and not lifted

    found = POLICY.closed(("skin:peel",), given_events, given_clearances)
    assert any(day in each.days for each in found) == any(shut(event) for event in given_events)


def test_an_override_keeps_its_reason() -> None:
    changed = POLICY.overridden(
        {"waits": {"days": 10, "reason": "agreed with Dr Ng"}, "lasts": {"off": True, "reason": "-"}}
    )
    assert (changed.rules["waits"].days, changed.rules["waits"].override) == (10, "agreed with Dr Ng")
    assert "lasts" not in changed.rules
    assert changed.kinds == POLICY.kinds
    assert POLICY.rules["waits"].days == 30


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"waits": {"days": 3}}, "wants a `reason`"),
        ({"waits": {"dayz": 3, "reason": "x"}}, "unknown key 'dayz'; did you mean 'days'"),
        ({"wait": {"clearable": True, "reason": "x"}}, "none of the defaults; did you mean 'waits'"),
        ({"waits": {"days": 3, "months": 1, "reason": "x"}}, "both days and months"),
        ({"waits": {"days": 0, "reason": "x"}}, "waits 0 days"),
    ],
)
def test_overrides_that_cannot_be(change: dict[str, dict[str, object]], sentence: str) -> None:
    with pytest.raises(Nonsense, match=sentence):
        POLICY.overridden(change)


def test_an_override_may_turn_days_into_months_and_into_lasting() -> None:
    months = POLICY.overridden({"waits": {"months": 1, "reason": "x"}}).rules["waits"]
    assert (months.days, months.months, months.lasting) == (None, 1, False)
    assert POLICY.overridden({"waits": {"lasting": True, "reason": "x"}}).rules["waits"].lasting


def test_every_default_rule_says_who_says_so() -> None:
    for rule in default_policy().rules.values():
        assert rule.why
        assert rule.source
        assert rule.words
        assert rule.reviewed


def test_a_rule_turned_on_again_is_off_no_more() -> None:
    off = default_policy().overridden({"botox": {"off": True, "reason": "not with us"}})
    assert off.off == {"botox": "not with us"}
    on = off.overridden({"botox": {"days": 7, "acts": ["needling:face"], "reason": "with us by now"}})
    assert (on.rules["botox"].days, on.off) == (7, {})
