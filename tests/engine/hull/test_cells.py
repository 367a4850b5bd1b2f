"""The hull of a day: every roster goes through it, and every way through it keeps the day's rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import numpy as np
import pytest

from planner.clinic import Equipment, Service
from planner.engine.hull import cells
from planner.engine.hull.cells import Hull, hull
from planner.engine.hull.flows import Flows
from planner.engine.planning import build_model
from planner.model import Model
from planner.model.clock import Ints
from planner.rules import RuleClosures
from tests.engine.hull.rosters import embedded, rosters
from tests.rules.random_worlds import Draw
from tests.worlds import asked, hours, minutes, phase, plan, practitioner, protocol, room, service, world

A_TEST = 10


def of_resources(model: Model) -> Ints:
    """The rows that are moments of a resource."""
    return np.flatnonzero(np.concatenate([np.full(len(b), b.resource is not None) for b in model.blocks]))


def ways(model: Model, days: Hull, most: int) -> Iterator[Ints]:
    """Vectors with the starts and rooms of one path, dealt to the kinds' variables in turn."""
    members: dict[int, list[int]] = {}
    for column, kind in zip(days.column.tolist(), days.kind.tolist(), strict=True):
        members.setdefault(kind, []).extend([column] * int(model.upper[column]))
    for cell in days.cells:
        for path in islice(cell.diagram.paths(), most):
            vector = np.zeros(len(model), dtype=np.int64)
            for kind, count in Counter(cell.first + kind for kind in path).items():
                free = [column for column in members[kind] if vector[column] < model.upper[column]]
                np.add.at(vector, free[:count], 1)
                assert count <= len(free)
                if days.room[kind] >= 0:
                    vector[days.room[kind]] += count
            yield vector


@pytest.mark.parametrize("first", range(0, 60, A_TEST))
def test_every_roster_of_a_random_clinic_goes_through_its_days(first: int) -> None:
    for seed in range(first, first + A_TEST):
        flows = None
        for model, chosen, vector in rosters(seed):
            flows = flows or Flows(model, hull(model))
            found = embedded(flows, chosen, vector)
            assert found is not None, f"clinic {seed}"
            assert not len(broken(flows, found)), f"clinic {seed}"


def broken(flows: Flows, vector: Ints) -> Ints:
    """The rows of the relaxation that a vector breaks."""
    rows = flows.rows
    sums = np.add.reduceat(np.append(rows.values * vector[rows.columns], 0), rows.first[:-1])
    sums[np.diff(rows.first) == 0] = 0
    return np.flatnonzero((sums < rows.low) | (sums > rows.high))


@pytest.mark.parametrize("first", range(0, 60, A_TEST))
def test_every_way_through_a_day_keeps_its_rows(first: int) -> None:
    for seed in range(first, first + A_TEST):
        problem = Draw(seed).problem()
        model = build_model(problem, RuleClosures(problem))
        for vector in ways(model, hull(model), 300):
            assert not len(model.matrix.broken(vector, of_resources(model))), f"clinic {seed}"


TRADES = {
    "a patient rests": ([service("care", 20, -30, 10)], 2, 10),
    "on a fine grid": ([service("care", 10, -15, 5)], 2, 5),
    "hours in a chair": ([service("care", 10, -60, 10)], 3, 10),
    "watched by nobody": ([service("care", -60), service("talk", 60)], 2, 20),
    "a scarce device": ([service("care", 20, -20, equipment=("laser",)), service("talk", 10)], 2, 10),
    "a room to clean": ([service("care", 20, -20, reset=10)], 1, 10),
}


@pytest.mark.parametrize("trade", TRADES)
def test_a_day_of_each_trade_holds_what_its_rows_admit(trade: str) -> None:
    """Counted by going through all starts, one after the other, that the rows still admit."""
    services, rooms, grid = TRADES[trade]
    model = of_trade(services, rooms, grid)
    days = hull(model)
    (cell,) = days.cells
    rows = of_resources(model)
    kinds = {int(c): int(k) - cell.first for c, k in zip(days.column, days.kind, strict=True)}
    admitted: set[tuple[int, ...]] = set()

    def go_on(vector: Ints, after: int, sets: tuple[int, ...]) -> None:
        admitted.add(tuple(sorted(sets)))
        for column in range(after, len(model.taker)):
            start = int(model.taker[column])
            if start in kinds and vector[start] < model.upper[start]:
                more = vector.copy()
                more[start] += 1
                if not len(model.matrix.broken(more, rows)):
                    go_on(more, column, (*sets, kinds[start]))

    go_on(np.zeros(len(model), dtype=np.int64), 0, ())
    assert {tuple(sorted(path)) for path in cell.diagram.paths()} == admitted


def test_days_after_one_that_let_go_of_resources_begin_with_twice_as_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two mornings alike but for one start, of a practitioner, eight devices and the patients who are asked there."""
    tried, diagram = list[tuple[int, bool]](), cells._Drawing._diagram

    def noted(drawing: cells._Drawing, kinds: cells.Kinds) -> object:
        found = diagram(drawing, kinds)
        tried.append((len({drawing.reading.resource[row] for _, takes, _ in kinds for row, _ in takes}), bool(found)))
        return found

    monkeypatch.setattr(cells._Drawing, "_diagram", noted)
    names = [f"device{n}" for n in range(8)]
    shifts = (*hours("9:00-12:00", days=[0]), *hours("9:00-12:20", days=[1]))
    clinic = world(
        [service(name, 20, -20, 20, equipment=(name,)) for name in names],
        [protocol(name, phase(name, gap=None, sessions=1), start_within=1) for name in names],
        [practitioner(shifts=shifts)],
        (),
        [plan(f"p{n}", names[n % 8], f"p{n}") for n in range(16)],
        [room(f"r{n}") for n in range(9)],
        [Equipment(name, name, 1) for name in names],
        start_every=minutes(20),
    )
    model = build_model(problem := asked(clinic, 2), RuleClosures(problem))
    assert len(hull(model, most=200).cells) == 2
    assert tried[0][1] is False
    enough = next(count for count, found in tried if found)
    first = next(at for at, (_, found) in enumerate(tried) if found)
    assert [count for count, _ in tried[: first + 1]] == [tried[0][0] // 2**n for n in range(first + 1)]
    assert tried[first + 1][0] == 2 * enough < tried[0][0]


def of_trade(services: list[Service], rooms: int, grid: int) -> Model:
    """One practitioner for two hours, four patients."""
    once = [protocol(each.id, phase(each.id, gap=None, sessions=1), start_within=0) for each in services]
    plans = [plan(f"p{n}", services[n % len(services)].id, f"p{n}") for n in range(4)]
    clinic = world(
        services,
        once,
        [practitioner(shifts=hours("9:00-11:00"))],
        (),
        plans,
        [room(f"r{n}") for n in range(rooms)],
        [Equipment("laser", "Laser", 1)],
        start_every=minutes(grid),
    )
    problem = asked(clinic, 1)
    return build_model(problem, RuleClosures(problem))
