"""The starts of each day, as the bits of a number: at which of them a practitioner could give a service."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from planner.clinic.people import Absence, Practitioner
from planner.clinic.spans import Span, cut

ALL = -1
"""Every start of a day."""


class DayStarts:
    """Asked over and over for the same days, it remembers: bit k stands for the k-th start of the day's grid."""

    def __init__(
        self,
        grid: Callable[[date], Sequence[datetime]],
        shifts: Callable[[date, Practitioner], Iterable[tuple[Span, str | None]]],
        absences: Mapping[str, Sequence[Absence]],
    ) -> None:
        self._grid, self._shifts, self._absences = grid, shifts, absences
        self._grids: dict[date, Sequence[datetime]] = {}
        self._at_work: dict[tuple[str, timedelta, date], int] = {}

    def at_work(self, practitioner: Practitioner, length: timedelta, day: date) -> int:
        """At which starts the practitioner, licensed, has so long inside one shift, and touches no absence."""
        key = practitioner.id, length, day
        if key not in self._at_work:
            self._at_work[key] = self._starts_at_work(practitioner, length, day)
        return self._at_work[key]

    def _starts_at_work(self, practitioner: Practitioner, length: timedelta, day: date) -> int:
        last = practitioner.licensed_until
        if last is not None and day > last:
            return 0
        away = [absence.span for absence in self._absences.get(practitioner.id, ())]
        left = [piece for span, _ in self._shifts(day, practitioner) for piece in cut(span, away)]
        return self.inside(left, length, day)

    def inside(self, spans: Iterable[Span], length: timedelta, day: date) -> int:
        """At which starts so long lies inside one of these spans."""
        if day not in self._grids:
            self._grids[day] = self._grid(day)
        grid, found = self._grids[day], 0
        for span in spans:
            first, end = bisect_left(grid, span.start), bisect_right(grid, span.end - length)
            if end > first:
                found |= (1 << end) - (1 << first)
        return found
