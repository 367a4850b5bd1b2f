"""The searcher that anneals: the same again, over with its part of the limits, and done without where it cannot be."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numba
import numpy as np
import pytest

from planner.engine.anneal import compiler, machine, tuples
from planner.engine.anneal.annealer import Annealer
from planner.engine.greedy import greedy
from planner.engine.limits import Limits, silent
from planner.engine.prices import Prices
from planner.engine.search.anneal import Anneal
from planner.engine.search.cpsat import whole_factor
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.run import easy_bound, search
from planner.model import Model
from tests.engine.worlds import model_of
from tests.worlds import asked, patient, phase, plan, practitioner, protocol, room, service, world


def crowd(count: int = 24) -> Model:
    """More courses of two practitioners than two rooms hold, who rest between two attended steps."""
    course = protocol("course", phase("rest", gap=(2, 3, 5), sessions=3))
    plans = [plan(f"p{n}", "course", f"p{n}", start=n % 4, priority=n % 3 + 1) for n in range(count)]
    people = [patient(f"p{n}", preferred_practitioners=(("mai", "tom")[n % 2],)) for n in range(count)]
    staff = [practitioner("mai"), practitioner("tom")]
    clinic = world([service("rest", 30, -30, 30)], [course], staff, people, plans, [room("one"), room("two")])
    return model_of(asked(clinic, 10))


def incumbent(model: Model, effort: float = 0.4) -> Incumbent:
    limits = Limits(None, effort, 1, 1, 0.0)
    return Incumbent(model, greedy(model), easy_bound(model), whole_factor(model.price), limits, 0.0, silent)


def annealed(model: Model, seed: int, effort: float = 0.4) -> Incumbent:
    best = incumbent(model, effort)
    searcher = Anneal(best, seed, 0.7)
    while searcher.ready and not searcher.over:
        best.spend(searcher.step())
    return best


def test_it_betters_the_front_desk_s_roster_and_breaks_nothing():
    model = crowd()
    best = annealed(model, 1)
    assert best.score < model.score(greedy(model))
    assert not len(model.matrix.broken(best.vector))
    assert best.gone == pytest.approx(0.7, abs=0.1)


def test_it_cools_in_a_hurry_first_and_then_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    heats, run = list[float](), Annealer.run

    def noted(annealing: Annealer, moves: int, heat: float) -> bool:
        heats.append(math.log(heat / annealing.cold) / math.log(annealing.hot / annealing.cold))
        return run(annealing, moves, heat)

    monkeypatch.setattr(Annealer, "run", noted)
    annealed(crowd(), 1, effort=2.0)
    rises = [at for at in range(1, len(heats)) if heats[at] > heats[at - 1]]
    assert len(rises) == 1
    assert heats[0] == pytest.approx(1.0)
    assert heats[rises[0] - 1] < 0.2 < 0.8 < heats[rises[0]]
    assert rises[0] < len(heats) / 3
    assert heats[-1] < 0.2


def test_from_the_first_prices_that_say_anything_on_it_cools_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    guided, guide = list[float](), Annealer.guide
    monkeypatch.setattr(
        Annealer, "guide", lambda annealing, prices: guided.append(prices.bound) or guide(annealing, prices)
    )
    model = crowd()
    best, nothing = incumbent(model, effort=2.0), np.zeros(len(model))
    searcher = Anneal(best, 1, 0.7)
    while searcher.ready and not searcher.over:
        for bound, gone in ((best.floor, 0.1), (best.floor + 1, 0.2), (best.floor + 2, 0.3)):
            if best.gone > gone and (best.prices is None or best.prices.bound < bound):
                best.prices = Prices(bound, nothing, nothing, nothing)
        best.spend(searcher.step())
        if len(guided) == 1:
            assert searcher.began == pytest.approx(0.2, abs=0.05)
    assert guided == [best.floor + 1, best.floor + 2]
    assert searcher.began < 0.3


def test_prices_that_come_late_guide_without_a_new_beginning() -> None:
    model = crowd()
    best, nothing = incumbent(model, effort=2.0), np.zeros(len(model))
    searcher = Anneal(best, 1, 0.7)
    while searcher.ready and not searcher.over:
        if best.gone > 0.4 and best.prices is None:
            best.prices = Prices(best.floor + 1, nothing, nothing, nothing)
        best.spend(searcher.step())
    assert searcher.prices is not None
    assert searcher.began == 0.0


def test_the_same_effort_and_seed_give_the_same_roster():
    model = crowd()
    rosters = [annealed(model, seed).vector for seed in (5, 5, 6)]
    assert np.array_equal(rosters[0], rosters[1])
    assert not np.array_equal(rosters[0], rosters[2])


def test_without_numba_rosters_are_searched_as_if_there_were_no_annealing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "installed", lambda: False)
    model = crowd(6)
    assert machine.machine(wait=True) is None
    assert not Anneal(incumbent(model), 1, 0.7).ready
    found = search(model, greedy(model), Limits(None, 3.0, 1, 1, 0.0), 0.0, silent)
    assert found.bound <= found.score <= model.score(greedy(model))


def test_while_it_compiles_the_others_search(monkeypatch: pytest.MonkeyPatch):
    """Here it never ends."""
    monkeypatch.setattr("planner.engine.search.anneal.machine", lambda wait=False: None)
    model = crowd(6)
    found = search(model, greedy(model), Limits(None, 3.0, 1, 1, 0.0), 0.0, silent)
    assert found.bound <= found.score <= model.score(greedy(model))


def test_a_compiler_that_fails_is_told_of_and_done_without(monkeypatch: pytest.MonkeyPatch):
    def broken(*asked: object, **more: object) -> None:
        raise TypeError("this version of numba knows no pointers")

    monkeypatch.setattr(compiler, "machine_code", broken)
    workshop = machine._Workshop()
    with pytest.warns(UserWarning, match="knows no pointers"):
        workshop.begin().join()
    assert workshop.machine is None


def test_a_model_that_it_cannot_keep_is_left_to_the_others(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("planner.engine.anneal.annealer.meters_of", lambda model, look: None)
    best = incumbent(crowd(6))
    searcher = Anneal(best, 1, 0.7)
    before = best.vector
    assert searcher.ready
    searcher.step()
    assert searcher.over
    assert best.vector is before


def test_where_no_session_pays_it_is_over_at_once():
    model = crowd(2)
    model.charge(model.day[model.day >= 0], 1e6)
    best = incumbent(model)
    searcher = Anneal(best, 1, 0.7)
    assert searcher.ready
    searcher.step()
    assert searcher.over


def test_a_folder_that_cannot_be_written_costs_only_the_time_to_compile(monkeypatch: pytest.MonkeyPatch):
    plain = numba.cfunc

    def without_cache(signature: object, cache: bool = False, **options: object) -> object:
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return plain(signature, **options)

    monkeypatch.setattr(numba, "cfunc", without_cache)
    run = compiler.machine_code(machine.pairs, machine.Pairs, int, int, int, int)
    empty = np.zeros(1, dtype=np.int64)
    table = tuples.table_of(machine.Pairs(*[empty] * 6, empty.astype(np.int32)))
    assert run(table, 0, 0, 0, 0) == 0


def test_what_is_in_no_cache_is_compiled_by_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Here it compiles nothing at all, so that what it was asked for is made in the end by whoever asked."""
    plain, asked = machine.Machine.made, []

    def made(cached: bool = False) -> machine.Machine:
        asked.append(cached)
        if cached:
            raise compiler.Uncached
        return plain()

    monkeypatch.setattr(machine.Machine, "made", made)
    monkeypatch.setattr(machine.sys, "executable", shutil.which("true"))
    workshop = machine._Workshop()
    workshop.begin().join()
    assert asked == [True, False]
    assert workshop.machine is not None


def test_a_cache_without_a_function_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    with pytest.raises(compiler.Uncached):
        machine.Machine.made(cached=True)
