"""Why: the answer whole, in the smallest clinics that have each kind of it."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import time
from typing import Any

import pytest

import planner
import planner.explain.why
from planner.clinic import Clinic, FollowUp
from planner.errors import Nonsense, UnknownName
from planner.roster.check import check
from tests.explain.worlds import LONG, ask, two
from tests.pages import read, table
from tests.worlds import (
    at,
    day,
    entry,
    fixed,
    hours,
    patient,
    phase,
    plan,
    practitioner,
    protocol,
    room,
    service,
    world,
)


def test_a_session_left_out_is_kept_out_by_an_appointment_and_would_displace_it() -> None:
    found = ask(two(), ("z1", 0))
    assert (found.at, found.free, found.proved, found.never) == ((), None, True, False)
    shift, zoe = found.obstacles
    assert (shift.rule, shift.how, shift.rows) == ("shift", "Mai is off shift", ())
    assert (zoe.rule, zoe.how) == ("practitioner", "Mai attends a, session 1 (long) too for 180 minutes")
    assert [(each.plan, each.number) for each in zoe.rows] == [("z", 1)]
    assert zoe.opens[0].start == at(0, "9:00")
    assert found.placed
    assert [(move.kind, move.session.key, move.after) for move in found.placed.moves] == [("dropped", ("z", 1), ())]
    assert found.placed.prices["place"] == 1000 - 4000
    assert found.placed.dearer == found.placed.score - found.score == -3000
    assert found.placed.proofs[-1].everything
    assert found.placed.proofs[-1].least == found.placed.score
    assert check(found.problem.clinic, found.placed.roster, first=day(0), last=day(0), look_ahead=0) == []


def test_the_tables_say_the_same() -> None:
    found = ask(two(), ("z1", 0), on=day(0), at=time(9))
    assert found.in_the_way[["rule", "plan"]].astype(object).fillna("").values.tolist() == [["practitioner", "z"]]
    assert found.displaced[["kind", "plan", "number"]].values.tolist() == [["dropped", "z", 1]]
    assert set(found.breaks["rule"]) == {"practitioner", "room"}
    assert str(found.in_the_way["start"].dtype) == "datetime64[us, America/Edmonton]"
    assert str(found.displaced["was"].iloc[0]) == "2026-06-01 09:00:00-06:00"


@pytest.mark.parametrize("name", ["in_the_way", "breaks", "displaced"])
def test_the_tables_are_described(name: str) -> None:
    frame = getattr(ask(two(), ("z1", 0), on=day(0), at=time(9)), name)
    said = [
        (column.strip("`"), dtype)
        for columns, dtypes, _ in table(read("docs/why.md"), f"why.{name}")
        for column, dtype in zip(columns.split(", "), re.split(r", (?!zone)", dtypes), strict=True)
    ]
    assert said == [(column, str(dtype).replace("America/Edmonton", "zone")) for column, dtype in frame.dtypes.items()]


def test_a_place_that_is_open_is_dearer_not_impossible() -> None:
    """On its ideal day the session would take Zoe's room in the book; a day late it costs a day, and is due."""
    found = ask(two(), ("z1", 0), days=2)
    assert found.obstacles == ()
    assert found.free
    assert found.free.rows[0].start == at(1, "9:00")
    assert (found.free.prices["place"], found.free.prices["timely"]) == (-4000, 2)
    assert found.free.dearer == -3998


def test_what_cannot_be_moved_keeps_it_out_of_every_roster() -> None:
    clinic = two(book=[fixed("z1", 0)])
    found = ask(clinic, ("z1", 0, "9:00", "mai", "one", None))
    assert found.never
    assert found.placed is None
    assert not found.forced


def test_a_placed_session_is_where_it_is_at_a_price() -> None:
    ann = patient("ann", preferred_practitioners=("noa",))
    clinic = world(patients=[ann], practitioners=[practitioner(), practitioner("noa")])
    found = ask(clinic, ("a1", 0))
    assert found.prices == {"place": -2000, "preferred": 8, **dict.fromkeys(
        ("timely", "stretch", "continuity", "time_of_day", "moved", "rhythm", "usual"), 0)}  # fmt: skip
    assert found.free
    assert (found.free.rows[0].practitioner, found.free.dearer) == ("noa", -8)
    assert not found.forced


def test_an_appointment_after_midnight_keeps_out_the_evening_before() -> None:
    """After the late hour the room is made ready till one; Zoe has it from midnight on."""
    late, dawn = service("late", 60, reset=60, needs=frozenset({"late"})), service("dawn", 60)
    mai = practitioner("mai", shifts=hours("23:00-24:00", days=[0]), qualifications=frozenset({"late"}))
    people = [mai, practitioner("noa", shifts=hours("00:00-01:00", days=[1]))]
    clinic = world([late, dawn], plans=[plan("a", "late"), plan("z", "dawn", "zoe", start=1)], practitioners=people)
    found = ask(clinic, ("z1", 1, "0:00", "noa"), days=2, seconds=0, effort=None)
    assert (found.free, found.proved) == (None, True)
    assert ("z", 1) in {each.key for obstacle in found.obstacles for each in obstacle.rows}
    asked = ask(clinic, ("z1", 1, "0:00", "noa"), days=2, on=day(0), at=time(23), practitioner="mai")
    assert [{each.rule for each in tried.breaks} for tried in asked.tried] == [{"room"}]


def test_what_another_session_needs_to_follow_it_cannot_go_far() -> None:
    """The talk follows a needling within one to three days; a week later it would leave that without."""
    plans = [plan("a"), plan("b", "talk", start=2)]
    clinic = world([service(), service("talk")], plans=plans, follow_ups=(FollowUp("needling", "talk", 1, 3),))
    rows, how = [("a1", 0), ("b1", 3)], "no Talk follows on 2026-06-02 to 2026-06-04"
    found = ask(clinic, *rows, days=8, key=("b", 1), on=day(6), at=time(9), seconds=0, effort=None)
    assert [each.how for each in found.obstacles] == [f"a, session 1 (needling) needs it: else {how}"]
    assert (found.free, found.proved, found.never) == (None, True, False)
    ((broken,),) = [each.breaks for each in found.tried]
    assert (broken.rule, broken.how, broken.rows[0].plan) == ("follow-up", how, "a")
    assert ask(clinic, *rows, days=8, key=("b", 1), on=day(2), seconds=0, effort=None).free


def test_of_a_visit_a_practitioner_is_wished_for_what_that_one_may_give() -> None:
    visit = protocol("visit", phase("facial", "talk", gap=None, sessions=1))
    services = [service("facial", needs=frozenset({"f"})), service("talk", needs=frozenset({"t"}), room=None)]
    people = [practitioner(who, qualifications=frozenset({one})) for who, one in (("mai", "f"), ("noa", "t"))]
    people += [practitioner("tom", qualifications=frozenset({"f"})), practitioner("uma")]
    clinic = world(services, [visit], people, plans=[plan("a", "visit")])
    found = ask(clinic, practitioner="mai", on=day(0), at=time(9))
    assert found.free
    assert {(each.service, each.practitioner) for each in found.free.rows} == {("facial", "mai"), ("talk", "noa")}
    assert {each.row.practitioner for each in found.tried if each.row.service == "facial"} == {"mai"}
    assert found.placed
    assert ask(clinic, practitioner="uma", seconds=0, effort=None).obstacles


def test_every_rule_a_wish_breaks_is_named_in_each_room() -> None:
    """Mai ends at noon; Zoe is in room one with Noa; room two is free, but Noa is not."""
    plans = [plan("a"), plan("z", patient="zoe")]
    people = [practitioner(), practitioner("noa", "9:00-13:00")]
    clinic = world(plans=plans, practitioners=people, rooms=[room("one"), room("two")])
    found = ask(clinic, ("a1", 0), ("z1", 0, "12:00", "noa", "one"), on=day(0), at=time(12))
    broken = {(each.row.practitioner, each.row.room): {v.rule for v in each.breaks} for each in found.tried}
    assert broken == {
        ("mai", "one"): {"shift", "room"},
        ("mai", "two"): {"shift"},
        ("noa", "one"): {"practitioner", "room"},
        ("noa", "two"): {"practitioner"},
    }
    assert {each.key for tried in found.tried for each in tried.in_the_way} == {("z", 1)}
    assert found.placed
    assert found.placed.rows[0].start == at(0, "12:00")


def test_a_wished_time_alone_is_asked_of_every_day() -> None:
    """At nine Zoe is with Mai on the first two days; the third is open."""
    clinic = world(plans=[plan("a"), plan("y", patient="yan"), plan("z", patient="zoe")])
    found = ask(clinic, ("y1", 0), ("z1", 1), days=3, at=time(9), seconds=0, effort=None)
    assert found.free
    assert found.free.rows[0].start == at(2, "9:00")
    assert ask(clinic, ("y1", 0), ("z1", 1), days=2, at=time(9), practitioner="mai").free is None


def test_a_time_off_the_grid_is_said_to_be_that() -> None:
    found = ask(world(), on=day(0), at=time(9, 10))
    assert [(each.rule, each.how) for each in found.obstacles] == [("grid", "09:10 is off the grid of 30 minutes")]


@pytest.mark.parametrize(
    ("clinic", "wish", "how"),
    [
        (world(rooms=[]), {}, "the clinic has no room"),
        (world(practitioners=[]), {}, "the clinic has no practitioner"),
        (world([LONG], plans=[plan("a", "long")]), {"at": time(23)}, "it would not end on the day on which it begins"),
    ],
)
def test_what_nothing_could_mend_is_said(clinic: Clinic, wish: dict[str, Any], how: str) -> None:
    found = ask(clinic, **wish)
    assert ([each.how for each in found.obstacles], found.never) == ([how], True)


def test_a_fixed_session_is_not_asked_to_move() -> None:
    clinic = world(book=[fixed("a1", 0)])
    found = ask(clinic, ("a1", 0), on=day(0), at=time(10))
    assert [each.rule for each in found.obstacles] == ["fixed"]
    assert not found.forced


def test_an_obstacle_of_health_has_its_source() -> None:
    policy = planner.default_policy()
    facial = service("facial", acts=("needling:face",))
    daily = protocol("daily", phase("facial", every=1, tolerance=0, sessions=1))
    clinic = world([facial], [daily], plans=[plan(protocol="daily")], policy=policy,
                   events=(planner.Event("ann", "botox", day(-3)),))  # fmt: skip
    (only,) = ask(clinic).obstacles
    assert (only.rule, only.how) == ("eligible", "botox on Fri 29 May 2026")
    assert policy.rules["botox"].words in only.source
    assert policy.rules["botox"].source in only.source


def test_a_roster_that_breaks_rules_is_not_searched() -> None:
    found = ask(two(), ("z1", 0, "11:00"))
    assert (found.broken > 0, found.placed) == (True, None)


def test_what_cannot_be_asked_is_refused() -> None:
    course = protocol("course", phase(gap=(1, 1, 2), sessions=2))
    clinic = world(
        protocols=[course], plans=[plan(protocol="course", start=-1)], book=[entry("a1", -1, status="attended")]
    )
    with pytest.raises(UnknownName, match="no plan 'b'"):
        ask(clinic, key=("b", 1))
    with pytest.raises(Nonsense, match="session 1 of a was attended on 2026-05-31"):
        ask(clinic, key=("a", 1))
    with pytest.raises(Nonsense, match=r"a asks for no session 7 .* it asks for number 2"):
        ask(clinic, key=("a", 7))
    with pytest.raises(Nonsense, match="2026-06-09 is none of the roster's days, 2026-06-01 to 2026-06-01"):
        ask(clinic, key=("a", 2), on=day(8))
    with pytest.raises(UnknownName, match="no practitioner 'may'; did you mean 'mai'"):
        ask(clinic, key=("a", 2), practitioner="may")


ALONE = """
import sys
sys.modules |= dict.fromkeys(["numba", "ortools.math_opt"])
from tests.explain.worlds import LONG, ask, two
found = ask(two(), ("z1", 0), effort=None, seconds=0)
print(len(found.obstacles))
"""


def test_what_keeps_a_session_out_is_asked_without_what_only_a_search_loads() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "2"), done.stderr


def test_the_roster_is_measured_once_and_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once as it is, and once with the place that is free; all its rules once."""
    module, counted = sys.modules["planner.explain.why"], {"measured": 0, "violations": 0}
    for name in counted:
        true = getattr(module, name)

        def count(*given: Any, name: str = name, true: Any = true) -> Any:
            counted[name] += 1
            return true(*given)

        monkeypatch.setattr(module, name, count)
    found = ask(two(), ("z1", 0), days=2, effort=None, seconds=0)
    assert found.free
    assert counted == {"measured": 2, "violations": 1}
