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

    @property
    def each(self) -> Mapping[str, float]:
        """The prices by what `PRICED` has of them."""
        places = {f"place {priority}": price for priority, price in self.place.items()}
        rest = {"timely day": self.day, "timely late": self.late, "moved hour": self.moved_hour}
        named = ("stretch", "preferred", "continuity", "time_of_day", "moved", "rhythm", "usual")
        return places | rest | {name: getattr(self, name) for name in named}


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


PRICED: Mapping[str, str] = {
    "place 3": "for each due session of priority 3, the highest, that is left out",
    "place 2": "for each of priority 2",
    "place 1": "for each of priority 1, the lowest",
    "timely day": "for each day that a session is off its ideal day",
    "timely late": "more for each day that it comes after the days on which it should fall",
    "stretch": "for each gap between two sessions of a plan that is longer than it should be",
    "preferred": "for each session not with a practitioner whom the patient prefers",
    "continuity": "for each practitioner after the first of a plan",
    "time_of_day": "for each session outside the time of day that the patient prefers",
    "moved": "for each booked visit at another time or with another practitioner",
    "moved hour": "more for each hour between the old and the new time of day",
    "rhythm": "for each session on another weekday than the one before, where whole weeks lie between",
    "usual": "for each session not at the patient's usual weekday and time",
}
"""What the price of a goal is paid for; several of one goal begin with its name."""
GIVEN_FOR: Mapping[str, str] = {
    "hour": "for each hour that a practitioner works longer",
    "room": "for a further room",
    "unit": "for one more of a piece of equipment",
    "move": "for each visit that gets another practitioner or time",
    "times": "for each time that a patient comes outside the times they gave",
}
"""What the price of a repair is given for."""


def _refuse_nonsense(*prices: float) -> None:
    for price in prices:
        if not 0 <= price <= HIGHEST or round(price, 3) != price:
            raise Nonsense(f"the price {price} is none; use 0 to {HIGHEST:,} with at most three decimals")
