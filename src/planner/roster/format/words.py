"""A roster's figures in a manager's words."""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.clinic.names import capital, spoken
from planner.clinic.prices import PRICED, Prices
from planner.roster.roster import AS_BOOKED, FEASIBLE, OPTIMAL, Quality
from planner.rules import GOALS


@dataclass(frozen=True)
class Figure:
    """One figure, and what it says."""

    name: str
    value: str
    says: str


@dataclass(frozen=True)
class Cost:
    """What a goal cost, and what it is paid for: `says` is the goal's own sentence."""

    goal: str
    title: str
    says: str
    price: float
    share: float


def headline(figures: Quality) -> str:
    """How many have a place, in a sentence."""
    if figures.status == AS_BOOKED:
        visits = "1 visit" if figures.placed == 1 else f"{figures.placed:,} visits"
        return f"The appointment book as it stands: {visits}."
    if not figures.due:
        return "No session is due in these days."
    if figures.placed == figures.due:
        return f"All {figures.due:,} due sessions have a place." if figures.due > 1 else "The due session has a place."
    have = "has" if figures.placed == 1 else "have"
    return f"{figures.placed:,} of {figures.due:,} due sessions {have} a place; {left_out(figures.left_out)}."


def left_out(by_priority: Sequence[int]) -> str:
    """Such as `10 are left out: 1 of priority 3, 2 of priority 2, 7 of priority 1`."""
    counts = [(count, priority) for count, priority in zip(by_priority, (3, 2, 1), strict=True) if count]
    total = sum(by_priority)
    if not total:
        return "none is left out"
    counts_in_words = ", ".join(f"{count:,} of priority {priority}" for count, priority in counts)
    return f"{total:,} {'is' if total == 1 else 'are'} left out: {counts_in_words}"


def score(figures: Quality) -> list[Figure]:
    """Score, bound, gap and status, each with what it means."""
    bound = price(figures.bound) if math.isfinite(figures.bound) else "none"
    return [
        Figure("Score", price(figures.score), "The sum of what the goals below cost. The smaller, the better."),
        Figure("Bound", bound, "Proved: no roster of these days can score less."),
        Figure("Gap", gap(figures), "The part of the score that is not proved to be necessary."),
        Figure("Status", figures.status, _status(figures)),
    ]


def gap(figures: Quality) -> str:
    return f"{figures.gap:.1%}" if math.isfinite(figures.gap) else "unknown"


def _status(figures: Quality) -> str:
    if figures.status == AS_BOOKED:
        return "The appointment book as it stands; no roster was searched for."
    if figures.status == OPTIMAL:
        return "No better roster of these days exists: score and bound meet."
    if figures.status == FEASIBLE and math.isfinite(figures.bound):
        least = price(figures.score - figures.bound)
        return f"A better roster may exist, by at most {least}; a longer search may find it."
    return "How much better another roster could be is not known: nothing was proved in the time."


def costs(figures: Quality) -> list[Cost]:
    """What each goal cost, in the order of the goals."""
    sentences = {goal.name: (inspect.getdoc(type(goal)) or "").split("\n\n")[0].replace("`", "") for goal in GOALS}
    says = {name: " ".join(sentence.split()) for name, sentence in sentences.items()}
    total = sum(figures.goals.values()) or 1.0
    titles = {goal.name: goal.title for goal in GOALS}
    return [
        Cost(name, titles.get(name) or capital(spoken(name)), says.get(name, ""), paid, paid / total)
        for name, paid in figures.goals.items()
    ]


def paid_for(prices: Prices, goal: str) -> str:
    """What a goal's points are, such as `2 for each day that a session is off its ideal day`; empty for one of a
    user's own."""
    each = [(row, words) for row, words in PRICED.items() if row == goal or row.startswith(f"{goal} ")]
    return "; ".join(f"{price(prices.each[row])} {words}" for row, words in each)


def price(amount: float) -> str:
    """Such as `1,234.5`: no more decimals than there are."""
    return f"{amount:,.3f}".rstrip("0").rstrip(".")
