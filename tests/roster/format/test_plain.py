"""What rules, the search and the desk say, in the words of who works at the clinic."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.clinic import default_policy
from planner.clinic.names import acts_name
from planner.clinic.policy import wait_in_words
from planner.clinic.prices import PRICED, Prices
from planner.files.reading.settings_tables import GOALS as ROWS
from planner.roster.format.plain import CLAUSES, plain, why_left_out
from planner.roster.format.words import paid_for
from planner.rules import GOALS, RULES
from tests.roster.worlds import clinic

CLINIC = replace(clinic(), policy=default_policy())
SAID = {
    "gap: a, session 2 on 2026-12-03: 1 day after session 1, fewer than 5": (
        "Ann Lee, session 2 of Weekly on Thu 3 Dec 2026: 1 day after session 1, fewer than 5"
    ),
    "practitioner: b, session 1 (facial) on 2026-12-03: Mai attends v, session 1 (facial and talk) too": (
        "Ben Wu, session 1 (Facial acupuncture) on Thu 3 Dec 2026: "
        "Mai attends Ann Lee, session 1 (Facial acupuncture and Consultation) too"
    ),
    "a is booked already, on 2026-12-03 09:30": "a is booked already, on Thu 3 Dec 2026, 09:30",
    "not before 2026-12-03T16:30:00+00:00": "not before Thu 3 Dec 2026, 09:30",
    "Open Fri 2026-12-04 17:00–18:00 with Mai Chen": "Open Fri 4 Dec 2026, 17:00–18:00 with Mai Chen",
    "on none of the days it may have, 2026-12-01 to 2026-12-15": "on none of the days it may have, 1–15 December 2026",
    "chemical-peel is on record of patient 'ben' and plan 'b'": (
        "chemical peel is on record of Ben Wu and plan Weekly of Ben Wu"
    ),
    "a, session 4 has no place on 20 June: the rule that closes most is “room” (every room that fits is taken)": (
        "Ann Lee, session 4 of Weekly has no place on 20 June: above all, every room that fits is taken"
    ),
    "no appointment 'a1'; desk.appointments() lists all ids, planner desk day those of one day": "no appointment",
    "no plan 'z'; z, session 1; room-2026-12-03; 2026-13-01": "no plan 'z'; z, session 1; room-2026-12-03; 2026-13-01",
}


@pytest.mark.parametrize(("said", "plainly"), SAID.items())
def test_ids_are_told_as_names_and_days_as_on_the_board(said: str, plainly: str) -> None:
    assert plain(CLINIC, said) == plainly


def test_every_rule_has_a_clause_and_reads_well_as_a_reason() -> None:
    assert [rule.name for rule in RULES if rule.name not in CLAUSES] == []
    reason = (
        "9 days in reach: shift 5 (Mai Chen is off shift), gap 2 (too near session 2 on Mon 7 Dec 2026), full 2 (Mai)"
    )
    assert why_left_out(CLINIC, reason) == (
        "Of the 9 days that it may have: on 5, nobody who may give it is on shift (Mai Chen is off shift); "
        "on 2, it would be too near session 2 on Mon 7 Dec 2026; on 2, every place is taken (Mai)."
    )
    assert why_left_out(CLINIC, "3 days in reach: patient's times 3 (the patient cannot come)") == (
        "On each of the 3 days that it may have, the patient cannot come."
    )
    assert why_left_out(CLINIC, "1 day in reach: free, but dearer than leaving it out 1 (by 30)") == (
        "On the only day that it may have, a place is free, and costs more than leaving it out (by 30)."
    )
    assert why_left_out(CLINIC, "=1+1 days in reach: nothing (of this)") == "=1+1 days in reach: nothing (of this)"


def test_acts_and_waits_are_said() -> None:
    assert acts_name(["needling:face", "light:*", "*:body", "massage"]) == (
        "needling on the face, light anywhere, anything on the body and massage"
    )
    assert [wait_in_words(28, None), wait_in_words(7, None), wait_in_words(10, None), wait_in_words(None, 6)] == [
        *("4 weeks", "1 week", "10 days", "6 months")
    ]
    assert wait_in_words(None, None) == "while it lasts"


def test_every_price_of_a_goal_says_what_it_is_paid_for() -> None:
    assert set(PRICED) == set(ROWS) == set(Prices().each)
    assert [goal.name for goal in GOALS if not goal.title or not paid_for(Prices(), goal.name)] == []
    assert paid_for(Prices(day=3), "timely") == (
        "3 for each day that a session is off its ideal day; "
        "10 more for each day that it comes after the days on which it should fall"
    )
