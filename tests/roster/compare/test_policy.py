"""What a changed policy would close and open, each on the smallest roster that shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from planner.clinic import Clearance, Days, Policy, PolicyRule, Problem
from planner.errors import Nonsense
from planner.roster.compare.policy import policy_diff
from planner.roster.roster import Roster
from tests.roster.worlds import roster as rostered
from tests.worlds import FEVER, PEEL, asked, day, event, phase, plan, protocol, row, service, world

LONG = PolicyRule("peel", "The skin heals.", ("skin:*",), days=6, source="a book", override="ours")
SHORT = PolicyRule("peel", "The skin heals.", ("skin:*",), days=1)


def policy(*rules: PolicyRule) -> Policy:
    return Policy({rule.trigger: rule for rule in rules})


def skin(**more: Any) -> Any:
    """A clinic whose one service the peel closes, with two weekly sessions from Monday on."""
    course = protocol("course", phase("needling", gap=(5, 7, 9), sessions=2))
    given = {"services": [service(acts=("skin:face",))], "protocols": [course], "plans": [plan(protocol="course")]}
    return world(**{**given, **more})


def made(problem: Problem, *rows: Any) -> Roster:
    keys = {each.key for each in rows}
    out = tuple((session, "full") for session in problem.sessions if session.key not in keys)
    return rostered(problem, *rows, left_out=out)


def test_a_longer_wait_closes_an_appointment() -> None:
    problem = asked(skin(events=[event("peel", 0)]), days=14)
    roster = made(problem, row(problem, "a1", 4))
    found = policy_diff(problem.clinic, roster, policy(LONG, FEVER))
    assert list(map(str, found.rules)) == ["peel: 3 days, closes skin:*, clearable → 6 days, closes skin:*"]
    (closing,) = found.closed
    assert str(closing) == (
        "a, session 1 (needling) on 2026-06-05: peel on Mon 1 Jun 2026 (6 days) closes Mon 1 Jun 2026 to Sat 6 Jun 2026"
    )
    assert found.opened == ()


def test_the_day_after_a_longer_wait_stays_open() -> None:
    problem = asked(skin(events=[event("peel", 0)]), days=14)
    roster = made(problem, row(problem, "a1", 6), row(problem, "a2", 13))
    assert policy_diff(problem.clinic, roster, policy(LONG, FEVER)).closed == ()


def test_what_is_closed_already_is_not_named_again() -> None:
    problem = asked(skin(events=[event("peel", 0)]), days=14)
    roster = made(problem, row(problem, "a1", 1))  # made by hand: the peel closes this day
    assert policy_diff(problem.clinic, roster, policy(LONG, FEVER)).closed == ()


def test_a_lost_clearance_closes_what_it_had_opened() -> None:
    clearance = Clearance("ann", "peel", "Doctor Example", day(0))
    problem = asked(skin(events=[event("peel", 0)], clearances=[clearance]), days=14)
    roster = made(problem, row(problem, "a1", 1), row(problem, "a2", 8))
    found = policy_diff(problem.clinic, roster, policy(PolicyRule("peel", "", ("skin:*",), days=3), FEVER))
    assert [closing.day for closing in found.closed] == [day(1)]


def test_a_session_that_counts_as_an_event_closes_the_next() -> None:
    peeling = service("peeling", counts_as="peel")
    course = protocol("course", phase("needling", gap=(5, 7, 9), sessions=2))
    plans = [plan("b", protocol="peeling"), plan("a", protocol="course")]
    clinic = world([service(acts=("skin:face",)), peeling], protocols=[course], plans=plans)
    problem = asked(clinic, days=14)
    roster = made(problem, row(problem, "b1", 0), row(problem, "a1", 4))
    (closing,) = policy_diff(clinic, roster, policy(LONG, FEVER)).closed
    assert (closing.row.key, closing.by.event.on, closing.by.event.note) == (("a", 1), day(0), "peeling")


def test_a_shorter_wait_brings_ideal_days_forward() -> None:
    problem = asked(skin(events=[event("peel", 0)]), days=14)
    roster = made(problem, row(problem, "a1", 3), row(problem, "a2", 10))
    found = policy_diff(problem.clinic, roster, policy(SHORT, FEVER))
    (opening,) = found.opened
    assert (opening.session.key, opening.ideal_before, opening.session.ideal) == (("a", 1), day(3), day(1))
    assert opening.days == (Days(day(1), day(2)),)
    assert str(opening) == (
        "a, session 1 (needling), now on 2026-06-04: 2026-06-02 to 2026-06-03 would open; "
        "its ideal day would be 2026-06-02, not 2026-06-04"
    )
    assert found.closed == ()


def test_a_session_without_a_place_is_named_where_days_would_open_to_it() -> None:
    rule = PolicyRule("fever", "", ("*",), days=9)
    problem = asked(skin(events=[event("peel", 0), event("fever", 8)], policy=policy(PEEL, rule)), days=14)
    roster = made(problem, row(problem, "a1", 3))
    found = policy_diff(problem.clinic, roster, policy(PEEL))
    (opening,) = found.opened
    assert (opening.session.key, opening.placed) == (("a", 2), None)
    assert opening.days == (Days(day(8), day(13)),)


def test_a_rule_turned_off_and_a_new_one_are_said() -> None:
    problem = asked(skin(), days=7)
    new = PolicyRule("laser", "", ("skin:*",), months=1)
    found = policy_diff(problem.clinic, made(problem), policy(PEEL, new))
    assert list(map(str, found.rules)) == [
        "fever: no longer in force, while it lasts, closes *",
        "laser: new, 1 month, closes skin:*",
    ]


def test_a_rule_of_another_source_is_as_before() -> None:
    problem = asked(skin(), days=7)
    (change,) = policy_diff(problem.clinic, made(problem), policy(replace(PEEL, source="a book"), FEVER)).rules
    assert str(change) == "peel: as before; its reason or source changes"


def test_the_same_policy_changes_nothing() -> None:
    problem = asked(skin(events=[event("peel", 0)]), days=14)
    found = policy_diff(problem.clinic, made(problem), problem.clinic.policy)
    assert (found.rules, found.closed, found.opened, len(found.table)) == ((), (), (), 0)


def test_the_table_has_a_row_for_each_with_its_source() -> None:
    problem = asked(skin(events=[event("peel", 0)]), days=14)
    roster = made(problem, row(problem, "a1", 4))
    table = policy_diff(problem.clinic, roster, policy(LONG, FEVER)).table
    (found,) = table.to_dict("records")
    assert (found["effect"], found["plan"], found["trigger"], found["source"]) == ("closes", "a", "peel", "a book")
    assert (found["day"], found["last"]) == (pd.Timestamp(day(4)), pd.Timestamp(day(0) + timedelta(days=5)))
    opened = policy_diff(problem.clinic, made(problem), policy(FEVER)).table
    assert list(opened["effect"].unique()) == ["opens"]
    assert opened["day"].isna().all()


def test_a_folder_without_a_roster_is_refused(tmp_path: Any) -> None:
    with pytest.raises(Nonsense, match="there is no roster in"):
        policy_diff(skin(), tmp_path, policy())
