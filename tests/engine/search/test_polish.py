"""Parts of a few days: what many have then, and who is left out and could come, solved as one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from planner.engine.greedy import greedy
from planner.engine.limits import Limits, silent
from planner.engine.search.cpsat import whole_factor
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.parts import Parts
from planner.engine.search.polish import Polish
from planner.engine.search.run import easy_bound
from planner.model import Model
from tests.engine.brute import best_by_hand
from tests.engine.worlds import model_of
from tests.rules.random_worlds import Draw

LIMITS = Limits(None, 1000.0, 1, 1, 0.0)


def polishing(seeds: range) -> Iterator[tuple[int, Model, Polish]]:
    """Random clinics, each with the front desk's roster, of whose parts only those of a few days are tried."""
    for seed in seeds:
        model = model_of(Draw(seed).problem())
        if len(model.assigned):
            whole = whole_factor(model.price)
            best = Incumbent(model, greedy(model), easy_bound(model), whole, LIMITS, 0.0, silent)
            polish = Polish(best, Parts(model), seed)
            polish.kinds = [kind for kind in polish.kinds if kind.free == polish._crowd]
            assert len(polish.kinds) == 1
            yield seed, model, polish


def test_where_all_is_one_part_the_best_of_all_rosters_is_found() -> None:
    bettered = 0
    for seed, model, polish in polishing(range(80)):
        first, best = polish.best.score, best_by_hand(model)
        if best is None:  # too many rosters to try them all
            continue
        for _ in range(12):
            polish.step()
        assert polish.best.score == pytest.approx(best), seed
        bettered += polish.best.score < first - 1e-6
    assert bettered > 3


def test_a_part_is_what_its_people_have_on_its_days_and_who_could_come_then() -> None:
    several = left_out = 0
    for seed, model, polish in polishing(range(60)):
        polish._look(polish.best.vector)
        for _ in range(5):
            free, window, people = polish._crowd(2)
            there = {n for n in range(len(model.sessions)) if polish.day[n] >= 0 and window[polish.day[n]]}
            mine = {n for n in there if people[polish.who[n]]}
            others = free - mine
            assert mine <= free, seed
            assert all(polish.day[n] < 0 and (model.day[n] >= 0)[window].any() for n in others), seed
            assert len(mine) >= min(2, len(there)), seed
            several += int(np.count_nonzero(people)) > 1
            left_out += bool(others)
    assert several > 3
    assert left_out > 3
