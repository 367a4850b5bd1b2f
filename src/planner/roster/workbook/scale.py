"""The one time scale of the day sheets: a row for so many minutes, at the same height on every page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import gcd

HOUR = 60
FINEST = 5
"""Minutes of a row, at least; what begins between two rows is drawn from the nearer one."""
TALLEST = 84.0
"""Points of an hour, at most."""
USUAL = (9 * HOUR, 17 * HOUR)


@dataclass(frozen=True)
class Scale:
    """From the minute `first` of a day to `last`, both full hours, in rows of `step` minutes, `points` tall each."""

    first: int
    last: int
    step: int
    points: float

    @classmethod
    def of(cls, starts: Iterable[int], ends: Iterable[int], room: float) -> Scale:
        """The scale on which a row begins at each of these starts, and that reaches the last end, in `room` points."""
        starts, ends = set(starts) or {USUAL[0]}, set(ends) or {USUAL[1]}
        first, last = min(starts) // HOUR * HOUR, -(-max(ends) // HOUR) * HOUR
        step = max(FINEST, gcd(HOUR, *starts))
        rows = (max(last, first + HOUR) - first) // step
        return cls(first, first + rows * step, step, min(room / rows, TALLEST * step / HOUR))

    @property
    def rows(self) -> int:
        return (self.last - self.first) // self.step

    @property
    def height(self) -> float:
        """Of all rows, in points."""
        return self.rows * self.points

    def row(self, minute: int) -> int:
        """The row that begins at a minute, or nearest to it, counted from the first; none lies beyond the last."""
        return min(max(round((minute - self.first) / self.step), 0), self.rows)

    def until(self, minute: int) -> int:
        """The row before which what ends at a minute is over."""
        return min(max(-(-(minute - self.first) // self.step), 0), self.rows)

    @property
    def hours(self) -> list[int]:
        """The minutes at which the hours begin."""
        return list(range(self.first, self.last, HOUR))
