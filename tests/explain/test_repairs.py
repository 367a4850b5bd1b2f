"""What would help: clinics so small that the answer is plain, and random ones in which every repair is proved again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benchmarks.repairs_sample import faults
from planner.clinic import Equipment, FollowUp, Key, Problem, RepairPrices
from planner.engine.local.reoptimise import openings
from planner.engine.planning import build_model
from planner.engine.rooms import appointments
from planner.engine.start import start_from
from planner.errors import Nonsense
from planner.explain.baseline import MOST_WANTED, Standing
from planner.explain.repairs import repairs
from planner.roster.roster import Roster
from planner.rules import RuleClosures, violations
from tests.rules.random_worlds import Draw
from tests.worlds import (
    asked,
    day,
    entry,
    event,
    hours,
    minutes,
    patient,
    phase,
    plan,
    practitioner,
    protocol,
    row,
    service,
    world,
)

ANN_AND_BEN = [plan("a"), plan("b", patient="ben", priority=3)]


def today(*services: Any, practitioners: Any = None, plans: Any = None, **more: Any) -> Problem:
    """One day, on which every plan's single visit is due."""
    single = protocol("today", phase((services or [service()])[0].id, gap=None, sessions=1), start_within=0)
    given = [replace(each, protocol="today") for each in (plans or ANN_AND_BEN)]
    return asked(world(services or None, [single], practitioners, plans=given, **more), days=1)


def standing(problem: Problem, *rows: Any) -> Roster:
    return Standing(problem, rows).roster


def words(problem: Problem, *rows: Any, seconds: float = 3, **more: Any) -> list[str]:
    found = repairs(problem.clinic, standing(problem, *rows), seconds=seconds, **more)
    return [each.words for each in found.repairs]


# --- each kind --------------------------------------------------------------------------------------------------------


def test_more_hours() -> None:
    """Mai has half an hour on Monday; later in the week she works until ten."""
    mai = practitioner("mai", shifts=hours("9:00-9:30", days=[0]) + hours("9:00-10:00", days=[3]))
    problem = today(practitioners=[mai])
    assert words(problem, row(problem, "a1", 0)) == ["Open Mon 2026-06-01 09:30–10:00 with Mai: 1 more session"]


def test_a_day_on_which_nobody_works_stays_closed() -> None:
    problem = today(practitioners=[practitioner("mai", shifts=hours("9:00-10:00", days=[3]))], plans=ANN_AND_BEN[:1])
    assert words(problem) == []


def test_a_room_more() -> None:
    problem = today(practitioners=[practitioner("mai", "9:00-9:30"), practitioner("tom", "9:00-9:30")])
    assert words(problem, row(problem, "a1", 0)) == ["Add a room like One: 1 more session"]


def test_a_unit_more() -> None:
    lit = service("light", 30, equipment=("panel",), room=None)
    people = [practitioner("mai", "9:00-9:30"), practitioner("tom", "9:00-9:30")]
    problem = today(lit, practitioners=people, equipment=[Equipment("panel", "Light panel")])
    assert words(problem, row(problem, "a1", 0, room=None)) == ["Add one more of Light panel: 1 more session"]


def test_a_swap() -> None:
    problem = today(
        practitioners=[practitioner("mai", "9:00-10:00")], patients=[patient("ben", times=hours("9:00-9:30"))]
    )
    found = repairs(problem.clinic, standing(problem, row(problem, "a1", 0)), seconds=3)
    first = next(each for each in found.repairs if each.change.kind == "move")
    assert first.words == "Move 1 session: 1 more session"
    assert [(was.plan, now.start - was.start) for each in first.moved for was, now in each.rows] == [("a", minutes(30))]
    assert (first.gain, first.cost) == (4000, 50)


def test_other_times() -> None:
    """The one hour that suits both, Ann declined."""
    problem = today(
        practitioners=[practitioner(shifts=hours("9:00-9:30", "15:00-15:30"))],
        plans=ANN_AND_BEN[:1],
        patients=[patient("ann", times=hours("15:00-15:30"))],
        book=(entry("a1", 0, "15:00", status="cancelled"),),
    )
    assert words(problem) == ["Ask Ann to come Mon 2026-06-01 09:00–09:30: 1 more session"]


def test_a_place_that_is_free_costs_nothing() -> None:
    problem = today()
    (found,) = repairs(problem.clinic, standing(problem), seconds=3).repairs  # no room is needed where moves do as well
    assert (found.words, found.gain, found.cost) == ("Use a place that is free: 2 more sessions", 6000, 0)


# --- the list ---------------------------------------------------------------------------------------------------------


def both_ways() -> Problem:
    """Ben finds a place when Mai stays as long as on Thursdays, or with Tom, for whom there is no room."""
    mai = practitioner("mai", shifts=hours("9:00-9:30", days=[0]) + hours("9:00-10:00", days=[3]))
    return today(practitioners=[mai, practitioner("tom", "9:00-9:30")])


def test_the_best_rate_comes_first_and_the_clinics_prices_decide() -> None:
    problem = both_ways()
    rows = [row(problem, "a1", 0)]
    assert words(problem, *rows)[0].startswith("Open Mon 2026-06-01 09:30–10:00")
    cheap = replace(problem.clinic, repair_prices=RepairPrices(hour=10000, room=10))
    assert words(replace(problem, clinic=cheap), *rows)[0].startswith("Add a room")


def test_the_best_of_each_kind_is_among_so_many() -> None:
    problem = both_ways()
    found = repairs(problem.clinic, standing(problem, row(problem, "a1", 0)), seconds=3, most=2)
    assert {each.change.kind for each in found.repairs} == {"hour", "room"}


def test_the_frame_has_a_row_a_repair() -> None:
    problem = both_ways()
    found = repairs(problem.clinic, standing(problem, row(problem, "a1", 0)), seconds=3)
    first = found.frame.iloc[0]
    assert (first["kind"], first["hours"], first["more"], first["moves"]) == ("hour", 0.5, 1, 0)
    assert (first["gain"], first["cost"], first["score"]) == (4000, 100, found.score - 4000)
    assert first["day"].date() == day(0)
    assert len(found.frame) == len(found.repairs)


def test_a_full_roster_wants_no_repair() -> None:
    problem = today()
    found = repairs(problem.clinic, standing(problem, row(problem, "a1", 0), row(problem, "b1", 0, "9:30")), seconds=3)
    assert (found.left_out, found.repairs, found.frame.empty) == ((), (), True)


def test_health_is_no_matter_of_hours() -> None:
    """Ann is ill on both days of a fixed schedule; Ben, on the second, has a place that is free."""
    daily = protocol("daily", phase(every=1, sessions=2))
    plans = [plan("a", "daily"), plan("b", "daily", "ben")]
    ill = event("fever", -1, until=2)
    problem = asked(world([service(acts=("skin:face",))], [daily], plans=plans, events=(ill,)), days=2)
    found = repairs(problem.clinic, standing(problem, row(problem, "b1", 0)), seconds=3)
    assert [session.key for session in found.left_out] == [("a", 1), ("a", 2), ("b", 2)]
    assert [session.key for session in found.hopeless] == [("a", 1), ("a", 2)]
    assert [session.key for each in found.repairs for session in each.placed] == [("b", 2)]


def test_a_session_moves_with_the_follow_up_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ann can come on day 3 alone, which Zoe's talk fills; a day later it follows only if Zoe's needling moves too."""
    monkeypatch.setattr("planner.explain.repairs.NEAR", 1)
    services = [service("long", 180), service(), service("talk", 180)]
    plans = [plan("a", "long", start=3), plan("y", patient="zoe"), plan("z", "talk", "zoe", start=3)]
    ann = patient("ann", times=hours("9:00-12:00", days=[3]))
    clinic = world(services, patients=[ann], plans=plans, follow_ups=(FollowUp("needling", "talk", 1, 3),))
    problem = asked(clinic, 5)
    roster = standing(problem, row(problem, "y1", 0), row(problem, "z1", 3))
    found = repairs(clinic, roster, seconds=3).repairs
    swap = next(each for each in found if each.change.kind == "move")
    assert {(each.session.plan, problem.day(each.after[0])) for each in swap.moved} == {("y", day(1)), ("z", day(4))}


def test_a_broken_roster_is_refused() -> None:
    problem = today()
    with pytest.raises(Nonsense, match=r"make a new one \(practitioner: b"):
        repairs(problem.clinic, standing(problem, row(problem, "a1", 0), row(problem, "b1", 0, room=None)), seconds=1)


@pytest.mark.parametrize("limits", [{"seconds": 0}, {"most": 0}])
def test_limits_are_above_0(limits: dict[str, int]) -> None:
    problem = today()
    with pytest.raises(Nonsense, match="use more than 0"):
        repairs(problem.clinic, standing(problem), **limits)


# --- how much is looked at -------------------------------------------------------------------------------------------


@pytest.fixture
def looked_for(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For how many sessions places were looked for, time after time."""
    counts: list[int] = []

    def counted(problem: Problem, rows: Any, wanted: list[Key]) -> Any:
        counts.append(len(wanted))
        return openings(problem, rows, wanted)

    monkeypatch.setattr("planner.explain.candidates.openings", counted)
    return counts


def test_of_many_left_out_only_so_many_are_looked_at(looked_for: list[int]) -> None:
    crowd = [plan(f"p{n}", patient=f"p{n}") for n in range(2 * MOST_WANTED)]
    found = repairs((problem := today(plans=crowd)).clinic, standing(problem), seconds=3)
    assert len(found.left_out) == 2 * MOST_WANTED
    assert looked_for == [MOST_WANTED]


def test_nothing_is_looked_for_once_the_time_is_over(looked_for: list[int]) -> None:
    """As in a clinic so large that reading its roster takes longer."""
    problem = today()
    found = repairs(problem.clinic, standing(problem), seconds=1e-9)
    assert (len(found.left_out), found.candidates, looked_for) == (2, 0, [])


def test_what_places_nothing_more_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second room helps nobody while Mai is alone, and so it is not asked what it would cost."""
    monkeypatch.setattr("planner.explain.repairs.proved", lambda *given: pytest.fail("nothing is placed"))
    problem = today(practitioners=[practitioner("mai", "9:00-9:30")])
    found = repairs(problem.clinic, standing(problem, row(problem, "a1", 0)), seconds=3)
    assert (found.repairs, found.solved) == ((), found.candidates)
    assert found.candidates


# --- random clinics ---------------------------------------------------------------------------------------------------


def thinned(problem: Problem) -> Roster:
    """The front desk's roster without its first row's session, as far as that keeps every rule."""
    model = build_model(problem, RuleClosures(problem))
    rows = appointments(model, start_from(model))
    free = [each for each in rows if not each.fixed]
    fewer = [each for each in rows if not free or each.key != free[0].key]
    return standing(problem, *(rows if violations(problem, fewer) else fewer))


@pytest.mark.parametrize("seed", range(40))
def test_every_repair_is_what_it_says(seed: int) -> None:
    problem = Draw(seed).problem()
    roster = thinned(problem)
    for each in repairs(problem.clinic, roster, seconds=1, most=5).repairs:
        assert list(faults(problem.clinic, roster, each)) == []
        assert each.roster.problem.clinic == each.change.made(problem.clinic)
        assert each.gain > 0
        after = {(row.key, row.service): (row.start, row.practitioner) for row in each.roster.placed}
        left = [row for row in roster.placed if after[row.key, row.service] != (row.start, row.practitioner)]
        assert {was for move in each.moved for was, _ in move.rows} == set(left)
        assert {row.key for row in roster.placed} < {key for key, _ in after}
