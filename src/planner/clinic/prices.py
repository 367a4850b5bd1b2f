"""What each shortcoming of a roster costs; the defaults of the `[goals]` table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    """For a session not with the patient's preferred practitioner."""
    continuity: float = 12
    """For each practitioner after the first within one plan."""
    time_of_day: float = 3
    """For a session outside the patient's preferred time of day."""
    moved: float = 25
    """For each booked appointment whose start or practitioner changed."""

    def __post_init__(self) -> None:
        others = (self.day, self.late, self.stretch, self.preferred, self.continuity, self.time_of_day, self.moved)
        for price in (*self.place.values(), *others):
            if not 0 <= price <= HIGHEST or round(price, 3) != price:
                raise Nonsense(f"the price {price} is none; use 0 to {HIGHEST:,} with at most three decimals")
