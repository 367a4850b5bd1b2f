"""The variables of a choice, whole or one visit after another."""

from __future__ import annotations

import numpy as np

from planner.engine.greedy import greedy
from tests.engine.worlds import model_of
from tests.rules.random_worlds import Draw


def test_a_visit_chosen_beside_others_is_as_if_all_were_chosen_at_once() -> None:
    kinds = {"floors": 0, "shared": 0, "kept free": 0}
    for seed in range(80):
        model = model_of(Draw(seed).problem())
        whole = model.chosen(greedy(model))
        sessions = model.placements.session[whole[:, 0]]
        kinds["floors"] += len(model.floors) > 0
        kinds["shared"] += bool((model.taker[whole[:, 1]] >= model.choices).any())
        kinds["kept free"] += len(model.reserves) > 0
        for number in np.unique(sessions):
            others, own = whole[sessions != number], whole[sessions == number]
            vector = model.complete(others)
            changed, before = model.choose(vector, own)
            assert vector.tolist() == model.complete(whole).tolist(), seed
            vector[changed] = before
            assert vector.tolist() == model.complete(others).tolist(), seed
    assert min(kinds.values()) > 3, kinds
