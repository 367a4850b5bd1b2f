"""The time scale of a board: hours as columns of five minutes, which a stylesheet of its own names.

Nothing has a style of its own, since the page's policy forbids that; so a place is a class, such as `at-12 for-9`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from planner.clinic import Span

UNIT = timedelta(minutes=5)
HOUR = timedelta(hours=1)
AN_HOUR = HOUR // UNIT
LINES = 24
"""How many appointments beside one another a lane has lines for."""


@dataclass(frozen=True)
class Scale:
    """A stretch of a day, from one full hour to another of its own length in time, changes of the clocks included."""

    start: datetime
    hours: int

    @classmethod
    def of(cls, whole: Span, spans: Iterable[Span]) -> Scale:
        """The full hours of a whole day within which some spans lie; 8 to 18 where there are none."""
        inside = [span for span in spans if span.start < whole.end and span.end > whole.start]
        first = max(whole.start, min((s.start for s in inside), default=whole.start + 8 * HOUR))
        last = min(whole.end, max((s.end for s in inside), default=whole.start + 18 * HOUR))
        start = whole.start + (first - whole.start) // HOUR * HOUR
        return cls(start, max(1, -(-(last - start) // HOUR)))

    @property
    def units(self) -> int:
        return self.hours * AN_HOUR

    def place(self, start: datetime, end: datetime) -> tuple[int, int] | None:
        """The column at which a span begins and how many it has, cut to the scale; None where it lies outside."""
        first, last = max(0, (start - self.start) // UNIT), min(self.units, -(-(end - self.start) // UNIT))
        return (first, last - first) if last > first else None

    def classes(self, start: datetime, end: datetime) -> str | None:
        found = self.place(start, end)
        return found and f"at-{found[0]} for-{found[1]}"

    def moments(self) -> list[datetime]:
        """Each full hour."""
        return [self.start + number * HOUR for number in range(self.hours)]


def stylesheet(hours: int) -> str:
    """The columns of so many hours."""
    units = hours * AN_HOUR
    rules = [f".scale{{grid-template-columns:repeat({units},minmax(0,1fr));--hours:{hours}}}"]
    rules += [f".at-{number}{{grid-column-start:{number + 1}}}" for number in range(units)]
    rules += [f".for-{number}{{grid-column-end:span {number}}}" for number in range(1, units + 1)]
    rules += [f".row-{number}{{grid-row:{number + 1}}}" for number in range(LINES)]
    rules += [
        f".lines-{number}>.piece,.lines-{number}>.place{{grid-row:1/span {number}}}" for number in range(1, LINES + 1)
    ]
    return "\n".join(rules)
