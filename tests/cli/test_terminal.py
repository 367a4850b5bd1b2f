"""What the terminal shows, at the widths people have."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from planner.cli.terminal import show_eligibility, show_policy, show_roster, show_sessions, show_violations
from planner.cli.terminal.roster import show_past
from planner.cli.terminal.week import show_week
from planner.clinic import Clearance, Entry, Event, Patient, default_policy
from planner.clinic.policy import NOT_ADVICE
from planner.errors import UnknownName
from tests.cli.worlds import flat, shown
from tests.roster.worlds import TALK, at, clinic, problem, roster

CLINIC, OUT = Path("a clinic"), Path("rosters/2026-12")
WIDE = 150
"""Commands are never broken."""

# --- a roster ---------------------------------------------------------------------------------------------------------


def test_the_news_comes_first() -> None:
    """Who is left out, then where the roster lies and what to do next, then how good it is; no week."""
    asked = problem()
    left_out = ((asked.by_key["a", 2], "No [room] is free."),)
    text = shown(show_roster, roster(asked, at("a1", "2026-12-01 09:00"), left_out=left_out), CLINIC, OUT, width=WIDE)
    news = ["Maple Street", "December 2026", "are left out", "Ann Lee (a, session 2)", "No [room] is free."]
    news += ["rosters/2026-12", "planner why", "planner publish", "12.5, proved no less than 10", "20.00%"]
    assert [words for words in news if words not in text] == []
    assert sorted(news, key=text.index) == news
    assert "09:00" not in text


def test_what_next_are_commands_to_copy() -> None:
    asked = problem()
    left_out = ((asked.by_key["a", 2], "full"),)
    text = shown(show_roster, roster(asked, left_out=left_out), CLINIC, OUT, width=WIDE)
    commands = [line.split("  #")[0].strip() for line in text.splitlines() if line.startswith("  planner ")]
    assert [shlex.split(command)[1:4] for command in commands] == [
        [name, "a clinic", "rosters/2026-12"] for name in ("why", "repairs", "export", "publish")
    ]
    assert shlex.split(commands[0])[4:] == ["--plan", "a", "--number", "2"]
    assert "planner why" not in shown(show_roster, roster(asked, at("a1", "2026-12-01 09:00")), CLINIC, OUT, width=WIDE)


def test_an_empty_roster_says_so() -> None:
    nothing = roster(problem(clinic(plans={})))
    assert "No plan asks for a session then." in shown(show_roster, nothing, CLINIC, OUT, width=WIDE)


def test_ten_sessions_left_out_are_shown_and_the_others_counted() -> None:
    asked = problem()
    due = [session for session in asked.sessions if session.due][:12]
    assert len(due) == 12
    spare = replace(due[0], number=9, due=False)
    pairs = tuple((session, "No [room] is free.") for session in [*due, spare])
    text = shown(show_roster, roster(asked, left_out=pairs), CLINIC, OUT, width=WIDE)
    assert text.count("No [room] is free.") == 10
    assert "Ann Lee (a, session 1), priority 3, ideally on Tue 1 Dec" in text
    assert "… and 2 more in unplaced.csv" in text
    assert "session 9" not in text


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-30T23:00-07:00", ""),
        ("2026-12-01T23:00-07:00", ""),
        ("2026-12-02T00:30-07:00", "1 December 2026 is over; --from 2026-12-02 --until 2026-12-31"),
        ("2026-12-15T12:00-07:00", "1–14 December 2026 are over; --from 2026-12-15 --until 2026-12-31"),
    ],
)
def test_days_that_are_over_are_named(now: str, said: str) -> None:
    text = shown(show_past, roster(problem()), datetime.fromisoformat(now))
    assert said in text
    assert bool(said) == bool(text)


# --- its week ---------------------------------------------------------------------------------------------------------


def test_the_first_week_with_sessions_is_shown() -> None:
    text = shown(show_week, roster(problem(), at("a2", "2026-12-15 09:00"), at("a1", "2026-12-08 09:00")))
    assert "Week of 2026-12-07" in text
    assert "Tue 8 Dec" in text
    assert "15 Dec" not in text


def test_a_session_says_when_who_what_and_where() -> None:
    text = shown(show_week, roster(problem(), at("a1", "2026-12-01 09:15")))
    for words in ("Mai Chen", "09:00 ", "09:15–10:15", "Ann Lee", "Facial acupuncture", "Room 1"):
        assert words in text


@pytest.mark.parametrize("width", [80, 100, 140])
def test_a_week_of_seven_days_fits(width: int) -> None:
    rows = [at("a1", f"2026-12-{day:02} 09:00") for day in range(7, 14)]
    text = shown(show_week, roster(problem(), *rows), width=width)
    assert text.count("09:00–10:00") == 7


def test_a_shared_session_is_shown_once() -> None:
    rows = [at("a1", "2026-12-01 09:00"), at("a21", "2026-12-01 09:00")]
    assert shown(show_week, roster(problem(), *rows)).count("Ann Lee") == 1


def test_a_week_without_sessions_says_so() -> None:
    assert "None of its sessions is placed." in shown(show_week, roster(problem()))


def test_a_session_without_a_room_shows_none() -> None:
    text = shown(show_week, roster(problem(), at("f1", "2026-12-02 09:00", "mai", None, TALK)))
    assert "Consultation" in text
    assert "None" not in text


# --- sessions and violations ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 100])
def test_sessions_show_their_days_and_notes(width: int) -> None:
    booked = Entry("x", "b", 1, "booked", at("b1", "2026-12-02 10:00").start, "mai", "one", fixed=True)
    text = shown(show_sessions, problem(clinic(book=(booked,))), width=width)
    first, second = "  1  2026-12-02  2026-12-01 to 2026-12-09", "  2  2026-12-09  2026-12-07 to 2026-12-11"
    for words in ("b  Ben Wu", first, second, "tentative", "Consultation"):
        assert words in text
    assert "course · Facial acupuncture · fixed 2026-12-02 10:00" in flat(text)
    assert "…" not in text


def test_violations_speak_for_themselves() -> None:
    assert shown(show_violations, []) == "No rule is broken.\n"
    assert "in [two] rooms" in shown(show_violations, ["Ann Lee is in [two] rooms"])


# --- eligibility and the policy ---------------------------------------------------------------------------------------


def test_eligibility_names_the_rule_the_event_and_the_source() -> None:
    here = clinic(events=(Event("ann", "botox", date(2026, 11, 25), note="upper lip"),))
    text = flat(shown(show_eligibility, here, "ann"))
    rule = default_policy().rules["botox"]
    for words in ("2026-11-25 to 2026-12-22 botox", rule.why, "4 weeks", "upper lip", rule.words, rule.source):
        assert words in text
    assert text.count("No closed days.") == 1  # the consultation
    assert text.endswith(NOT_ADVICE)


def test_a_clearance_is_shown_with_who_gave_it() -> None:
    event = Event("ann", "high-blood-pressure", date(2026, 1, 1))
    cleared = Clearance("ann", "high-blood-pressure", "Dr Ho", date(2026, 1, 1), date(2026, 6, 30))
    text = flat(shown(show_eligibility, clinic(events=(event,), clearances=(cleared,)), "ann"))
    assert "from 2026-07-01 on high-blood-pressure" in text
    assert "Cleared high-blood-pressure from 2026-01-01 to 2026-06-30, by Dr Ho" in text


@pytest.mark.parametrize(
    ("kind", "changed", "began", "on", "why"),
    [
        ("pacemaker", {}, 2026, 2026, "the policy admits no clearance of pacemaker"),
        ("high-blood-pressure", {"off": True}, 2026, 2026, "the clinic has turned high-blood-pressure off"),
        ("flu", {}, None, 2026, "the policy has no rule for flu"),
        ("high-blood-pressure", {}, None, 2026, "no high-blood-pressure is on record"),
        ("high-blood-pressure", {}, 2026, 2025, "it does not cover the days that high-blood-pressure closes"),
    ],
)
def test_what_is_on_file_is_not_shown_as_in_force(
    kind: str, changed: dict[str, object], began: int | None, on: int, why: str
) -> None:
    policy = default_policy().overridden({kind: {**changed, "reason": "ours"}} if changed else {})
    events = (Event("ann", kind, date(began, 1, 1)),) if began else ()
    cleared = Clearance("ann", kind, "Dr Ho", date(on, 1, 1), date(on, 6, 30))
    text = flat(shown(show_eligibility, clinic(events=events, clearances=(cleared,), policy=policy), "ann"))
    assert f"A clearance of {kind} from {on}-01-01 to {on}-06-30, by Dr Ho does not lift it: {why}" in text
    assert "Cleared" not in text


def test_nothing_closed_and_no_plan_are_said() -> None:
    here = clinic(patients={**clinic().patients, "cy": Patient("cy", "Cy Oh")})
    assert "No closed days." in shown(show_eligibility, here, "ben")
    assert "No plan" in shown(show_eligibility, here, "cy")
    with pytest.raises(UnknownName):
        shown(show_eligibility, here, "ban")


def test_the_policy_shows_every_rule_with_its_source() -> None:
    text = flat(shown(show_policy, default_policy()))
    for rule in default_policy().rules.values():
        assert f"{rule.trigger} {rule.wait}, closes {', '.join(rule.acts)}" in text
        assert rule.words in text
    assert "reviewed 2026" in text
    assert "wants as companion needling:body" in text
    assert text.endswith(NOT_ADVICE)


def test_the_clinics_own_changes_give_their_reason() -> None:
    changes = {
        "blood-thinner": {"clearable": True, "reason": "superficial needling only"},
        "pregnancy": {"off": True, "reason": "seen elsewhere"},
    }
    text = flat(shown(show_policy, default_policy().overridden(changes)))
    assert "superficial needling only" in text
    assert "pregnancy turned off by the clinic Reason: seen elsewhere" in text
