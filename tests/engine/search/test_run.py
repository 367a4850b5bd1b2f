"""The search's end: by seconds, by effort, by Ctrl-C, whatever its searchers are at."""

from __future__ import annotations

import _thread
import threading
import time

import pytest

from planner.engine.greedy import greedy
from planner.engine.limits import Limits, Progress, silent
from planner.engine.planning import plan as planned
from planner.engine.search.incumbent import Incumbent
from planner.engine.search.run import _run, search
from planner.engine.search.run import easy_bound as easy
from planner.model import Model
from tests.engine.worlds import model_of
from tests.worlds import asked, day, patient, plan, world


def crowded() -> Model:
    plans = [plan(f"p{n}", patient=f"p{n}") for n in range(12)]
    return model_of(asked(world(plans=plans, patients=[patient(f"p{n}") for n in range(12)]), 1))


class Deaf:
    """A searcher in the middle of something that nothing ends."""

    def __init__(self) -> None:
        self.begun, self.end = threading.Event(), threading.Event()

    def step(self) -> float:
        self.begun.set()
        self.end.wait(60)
        return 1.0


def incumbent(seconds: float, said: list[Progress]) -> Incumbent:
    model = crowded()
    limits = Limits(seconds, None, 1, 1, 0.0)
    return Incumbent(model, greedy(model), easy(model), 1, limits, now(), said.append)


def now() -> float:
    return time.monotonic()


@pytest.mark.parametrize("seconds", [600.0, 0.1], ids=["by Ctrl-C", "by the clock"])
def test_a_search_ends_though_a_searcher_does_not(seconds: float) -> None:
    said: list[Progress] = []
    best, deaf = incumbent(seconds, said), Deaf()
    if seconds > 1:
        threading.Timer(0.1, _thread.interrupt_main).start()
    _run(best, [[deaf]])  # type: ignore[list-item]
    assert deaf.begun.is_set()
    assert not deaf.end.is_set()
    assert best.over
    assert said[-1].seconds_left == 0  # whoever watches knows at once
    deaf.end.set()


def test_seconds_end_an_effort_that_would_take_longer() -> None:
    model = crowded()
    begin = greedy(model)
    best = search(model, begin, Limits(1e-6, 1e9, 1, 1, 0.0), now(), silent)
    assert best.score <= model.score(begin)


def test_both_limits_are_kept_and_seconds_alone_are_sixty() -> None:
    assert Limits.asked(None, None, 1, 1).seconds == 60
    assert (Limits.asked(5, 2, 1, 1).seconds, Limits.asked(5, 2, 1, 1).effort) == (5, 2)
    assert Limits.asked(None, 2, 1, 1).seconds is None


def test_closing_up_gets_as_long_as_building_took_and_the_search_the_rest() -> None:
    began = now() - 10
    assert Limits.asked(60, None, 1, 1).of_search(began).seconds == pytest.approx(50, abs=1)
    assert Limits.asked(16, None, 1, 1).of_search(began).seconds == pytest.approx(13, abs=1)  # half of what is left
    assert Limits.asked(None, 2, 1, 1).of_search(began).seconds is None


def test_a_tiny_effort_folds_no_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    def begun(*given: object) -> None:
        raise AssertionError("that takes more than there is")

    for name in ("Relaxation", "Benders"):
        monkeypatch.setattr(f"planner.engine.search.prove.{name}", begun)
    clinic = world(plans=[plan(f"p{n}", patient=f"p{n}") for n in range(12)])
    roster = planned(clinic, first=day(0), last=day(0), look_ahead=0, effort=1e-7)
    assert roster.figures.score >= roster.figures.bound
