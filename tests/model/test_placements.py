"""Which placements form a group, and how a choice of them is read back from the model's variables."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from planner.clinic import Clinic
from planner.engine.planning import build_model
from planner.model import Model, Placements, enumerate_placements
from planner.rules import RuleClosures
from tests.rules.random_worlds import Draw
from tests.worlds import absence, asked, entry, hours, patient, phase, plan, protocol, room, service, world

BOTH = [plan("a"), plan("b", patient="ben")]


def placements(clinic: Clinic, days: int = 1) -> Placements:
    problem = asked(clinic, days)
    return enumerate_placements(problem, RuleClosures(problem))


def together(clinic: Clinic) -> bool:
    """Whether plans a and b share one group on the first day."""
    p = placements(clinic)
    groups = {p.sessions[p.session[n]].plan: int(p.assignments.group[n]) for n in range(len(p.assignments))}
    return groups["a"] == groups["b"]


def test_patients_who_differ_by_name_alone_share_a_group():
    clinic = world(plans=BOTH)
    p = placements(clinic)
    assert together(clinic)
    assert (len(p.assignments), len(p.starts), len(p)) == (2, 6, 12)
    assert p.alone.tolist() == [False]


@pytest.mark.parametrize(
    "clinic",
    [
        pytest.param(world(plans=BOTH, patients=[patient("ben", times=hours("9:00-11:00"))]), id="other hours"),
        pytest.param(world(plans=BOTH, patients=[patient("ben", prefers=("morning",))]), id="another time of day"),
        pytest.param(world(plans=BOTH, book=[entry("b1", 0)]), id="booked already"),
        pytest.param(world([service("x"), service("y")], plans=[plan("a", "x"), plan("b", "y", "ben")]), id="service"),
        pytest.param(world([service(shareable=True)], plans=BOTH), id="a service that could be shared"),
    ],
)
def test_patients_whose_starts_differ_do_not(clinic: Clinic):
    assert not together(clinic)


def test_a_patient_with_a_second_plan_is_alone_on_the_days_both_may_have():
    p = placements(world(plans=[*BOTH, plan("c", start=1)]), days=2)
    alone = {
        (p.sessions[p.session[n]].plan, day): bool(p.alone[group])
        for n, (day, group) in enumerate(zip(p.assignments.day.tolist(), p.assignments.group.tolist(), strict=True))
    }
    assert alone == {("a", 0): False, ("b", 0): False, ("a", 1): True, ("b", 1): False, ("c", 1): True}


def test_the_services_of_a_visit_are_alone():
    visits = [protocol("both", phase("x", "y", gap=None, sessions=1))]
    p = placements(world([service("x"), service("y")], visits, plans=[plan("a", "both"), plan("b", "both", "ben")]))
    assert p.alone.tolist() == [True] * 4


def read_back(model: Model, picked: list[tuple[int, int, int]]) -> None:
    """A choice read from its variables has the same variables, assignments, starts and pools."""
    rows = np.array(picked, dtype=np.int64).reshape(-1, 3)
    vector = model.complete(rows)
    back = model.chosen(vector)
    assert (model.complete(back) == vector).all()
    assert sorted(back[:, 0]) == sorted(rows[:, 0])
    assert sorted(map(tuple, back[:, 1:].tolist())) == sorted(map(tuple, rows[:, 1:].tolist()))
    p = model.placements
    assert (p.assignments.group[back[:, 0]] == p.starts.group[back[:, 1]]).all()


def test_a_choice_of_several_pools_is_read_back_with_its_rooms():
    """Four who rest at nine or ten, in a room with a closure that day or in one of two without."""
    people = ["ann", "ben", "cleo", "dan"]
    clinic = world(
        [service("sleep", -30)],
        plans=[plan(name[0], "sleep", name) for name in people],
        rooms=[room("one"), room("two"), room("three")],
        closures=[absence("one", 0, "11:30-12:00")],
    )
    problem = asked(clinic, 1)
    model = build_model(problem, RuleClosures(problem))
    first = model.rooms.first
    assert model.rooms.count.tolist() == [2, 2, 2, 2, 2, 0]
    pools = [model.placements.pools[model.pool_of(0, int(first[0]) + n)].rooms for n in (0, 1)]
    assert sorted(pools, key=len) == [("one",), ("two", "three")]
    read_back(model, [])
    wide = 0 if len(pools[0]) == 2 else 1
    picked = [(0, 2, first[2] + wide), (1, 0, first[0] + wide), (2, 0, first[0]), (3, 0, first[0] + 1)]
    read_back(model, picked)
    read_back(model, [*picked[:3], (3, 5, -1)])


def test_any_choice_the_rows_admit_is_read_back():
    several = 0
    for seed in range(80):
        rng, problem = Random(seed), Draw(seed).problem()
        model = build_model(problem, RuleClosures(problem))
        p, rooms = model.placements, model.rooms
        ways = [
            np.stack(p.starts_of(np.flatnonzero(p.assignments.part == part)), axis=1).tolist()
            for part in range(len(p.parts))
        ]
        for _ in range(30):
            out = [rng.random() < 0.3 for _ in p.sessions]
            picked = []
            for part, mine in enumerate(ways):
                if mine and not out[p.parts[part].session]:
                    assignment, start = rng.choice(mine)
                    room_ = int(rooms.first[start]) + rng.randrange(rooms.count[start]) if rooms.count[start] else -1
                    picked.append((assignment, start, room_))
            if not len(model.matrix.broken(model.complete(np.array(picked, dtype=np.int64)))):
                several += any(room_ >= 0 for *_, room_ in picked)
                read_back(model, picked)
    assert several > 20
