"""What each shortcoming of a roster costs, and what each repair: the defaults of `[goals]` and `[repairs]`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from planner.errors import Nonsense

HIGHEST = 10_000_000
"""The highest price: sums of prices stay exact."""


@dataclass(frozen=True)
class Prices:
    """Prices by goal; their sum over a roster is its score, the smaller the better."""

    place: Mapping[int, float] = field(default_factory=lambda: {3: 4000, 2: 2000, 1: 1000})
    """For each due session left out, by its plan's priority."""
    day: float = 2
    """Timely: for each day a placed session is off its ideal day."""
    late: float = 10
    """Timely: for each day after its window, beside `day`."""
    stretch: float = 30
    """For two neighbouring sessions of a plan more than the later one's `most` days apart."""
    preferred: float = 8
    """For a session not with one of the patient's preferred practitioners."""
    continuity: float = 12
    """For each practitioner after the first within one plan."""
    time_of_day: float = 3
    """For a session outside the patient's preferred time of day."""
    moved: float = 25
    """For each booked appointment whose start or practitioner changed."""
    moved_hour: float = 1
    """For each hour begun between its old and its new clock time, beside `moved`."""
    rhythm: float = 4
    """For two neighbouring sessions of a plan, whole weeks apart by their ideal, on different weekdays."""
    usual: float = 3
    """For a session of a plan with a usual time that is on another weekday or over an hour from it."""

    def __post_init__(self) -> None:
        others = (getattr(self, each.name) for each in fields(self) if each.name != "place")
        _refuse_nonsense(*self.place.values(), *others)


@dataclass(frozen=True)
class RepairPrices:
    """What the clinic gives for each kind of repair, in the same points as a roster's score."""

    hour: float = 200
    """For an hour in which a practitioner works longer."""
    room: float = 5000
    """For a further room."""
    unit: float = 3000
    """For one more unit of an equipment."""
    move: float = 50
    """For each placed session that gets another practitioner or start."""
    times: float = 100
    """For each time a patient is asked to come outside their times."""

    def __post_init__(self) -> None:
        _refuse_nonsense(self.hour, self.room, self.unit, self.move, self.times)


def _refuse_nonsense(*prices: float) -> None:
    for price in prices:
        if not 0 <= price <= HIGHEST or round(price, 3) != price:
            raise Nonsense(f"the price {price} is none; use 0 to {HIGHEST:,} with at most three decimals")
