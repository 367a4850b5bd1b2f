"""The folded relaxation: smaller where practitioners are alike, and as good a bound."""

from __future__ import annotations

import numpy as np
import pytest

from planner.clinic import Practitioner
from planner.engine.look import Look
from planner.engine.planning import build_model
from planner.engine.search.cpsat import whole_factor
from planner.engine.search.fold import Folded, folded
from planner.engine.search.relaxation import Relaxation
from planner.engine.search.run import easy_bound
from planner.model import Model
from planner.model.rows import FREE
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


def unfolded(model: Model, look: Look) -> Folded:
    """Every column and row a class of its own."""
    matrix = model.matrix
    return Folded(
        column=np.arange(len(model)),
        row=np.arange(len(matrix.upper)),
        price=model.price.copy(),
        upper=model.upper.astype(float),
        lower_rows=np.where(matrix.lower <= -FREE, -np.inf, matrix.lower.astype(float)),
        upper_rows=np.where(matrix.upper >= FREE, np.inf, matrix.upper.astype(float)),
        entry_row=np.repeat(np.arange(len(matrix.upper)), np.diff(matrix.first)),
        entry_column=matrix.columns,
        entry=matrix.coefficients.astype(float),
    )


def bound(model: Model) -> float:
    """The relaxation's bound, run to its end."""
    relaxation = Relaxation(model, whole_factor(model.price))
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
    with_fold = bound(model)
    monkeypatch.setattr("planner.engine.search.relaxation.folded", unfolded)
    without = bound(model)
    assert without > easy_bound(model) + 1000
    assert with_fold == pytest.approx(without, rel=1e-5)


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
