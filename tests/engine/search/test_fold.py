"""The folded relaxation: smaller where practitioners are alike, and as good a bound."""

from __future__ import annotations

import numpy as np
import pytest

from planner.clinic import Practitioner
from planner.engine.planning import build_model
from planner.engine.search import relaxation as module
from planner.engine.search.cpsat import whole_factor
from planner.engine.search.fold import folded
from planner.engine.search.relaxation import Relaxation
from planner.engine.search.run import easy_bound
from planner.model import Model
from planner.rules import RuleClosures
from tests.worlds import asked, minutes, patient, phase, plan, practitioner, protocol, room, service, world


def model_of(*practitioners: Practitioner) -> Model:
    """Nine patients, more than a short day holds, some of whom like the morning or one practitioner."""
    rest = service("needling", 20, -30, 10)
    course = protocol("course", phase(gap=(1, 1, 2), sessions=2))
    people = [patient(f"p{n}", prefers=("morning",) if n % 3 == 0 else ()) for n in range(9)]
    plans = [plan(f"p{n}", "course", f"p{n}", priority=n % 3 + 1) for n in range(9)]
    rooms = [room("one"), room("two")]
    clinic = world([rest], [course], practitioners, people, plans, rooms, start_every=minutes(30))
    problem = asked(clinic, 2)
    return build_model(problem, RuleClosures(problem))


def ended(relaxation: Relaxation) -> float:
    """The relaxation's bound, run to its end."""
    for _ in range(20):
        prices, done = relaxation.improve(20_000, float("inf"))
        if done:
            break
    assert done
    return prices.bound


@pytest.mark.parametrize("others", [("9:00-11:00",), ("9:00-10:00", "10:00-11:00")], ids=["alike", "one with a seam"])
def test_the_fold_of_practitioners_alike_is_smaller_and_bounds_the_same(
    others: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = "9:00-11:00"
    model = model_of(practitioner("mai", shift), practitioner("noa", shift), practitioner("tom", *others))
    small = folded(model)
    assert len(small.price) < len(model)
    assert len(small.upper_rows) < len(model.matrix.upper)
    whole = whole_factor(model.price)
    monkeypatch.setattr(module, "WORTH", 1)
    fold = Relaxation(model, whole)
    monkeypatch.setattr(module, "WORTH", 100)
    plain = Relaxation(model, whole)
    assert fold.is_folded
    assert not plain.is_folded
    assert fold.work < plain.work
    without = ended(plain)
    assert without > easy_bound(model) + 1000
    assert ended(fold) == pytest.approx(without, rel=1e-5)


def test_unfolded_it_goes_on_from_where_the_fold_led(monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of(*(practitioner(id, "9:00-11:00") for id in ("mai", "noa", "tom")))
    monkeypatch.setattr(module, "WORTH", 1)
    relaxation = Relaxation(model, whole_factor(model.price))
    bound = ended(relaxation)
    assert relaxation.unfold()
    assert not relaxation.unfold()
    assert relaxation.work == len(model.matrix.columns)
    prices, _ = relaxation.improve(1, float("inf"))
    assert prices.bound == pytest.approx(bound, rel=0.01)
    monkeypatch.setattr(module, "WORTH", 100)
    afresh, _ = Relaxation(model, whole_factor(model.price)).improve(1, float("inf"))
    assert afresh.bound < bound - 1000


def test_practitioners_of_other_hours_are_not_folded() -> None:
    model = model_of(practitioner("mai", "9:00-11:00"), practitioner("noa", "10:00-12:00"))
    classes = folded(model).column
    assert len(np.unique(classes[model.started])) == len(model.started)
    assert len(np.unique(classes[model.assigned])) == len(model.assigned)


def test_prices_of_folded_rows_are_shared_out() -> None:
    model = model_of(*(practitioner(id, "9:00-11:00") for id in ("mai", "noa", "tom")))
    small = folded(model)
    dual = np.arange(1.0, len(small.upper_rows) + 1)
    sums = np.bincount(small.row, small.unfold(dual), len(dual))
    assert sums == pytest.approx(dual)
