"""The starts of each day, as the bits of a number: bit k stands for the k-th start of the day's grid.

Asked over and over for the same days, they are remembered. So a day is tried for a session in one step, whoever may
give it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from planner.clinic.people import Absence, Practitioner
from planner.clinic.spans import DAY, MIDNIGHT, Span, WeeklyHours, cut

ALL = -1
"""Every start of a day."""
Shifts = Callable[[date, Practitioner], Iterable[tuple[Span, str | None]]]


class DayStarts:
    """At which starts of a day somebody is at work, or a patient can come; and who may give what."""

    def __init__(
        self,
        every: timedelta,
        whole_day: Callable[[date], Span],
        grid: Callable[[date], Sequence[datetime]],
        shifts: Shifts,
        practitioners: Mapping[str, Practitioner],
        absences: Mapping[str, Sequence[Absence]],
    ) -> None:
        self._every, self._whole_day, self._grid = every, whole_day, grid
        self._shifts, self._practitioners, self._absences = shifts, practitioners, absences
        self._days: dict[date, tuple[Span, Sequence[datetime] | None]] = {}
        self._at_work: dict[tuple[tuple[str, ...], timedelta, date], int] = {}
        self._weekly: dict[tuple[tuple[tuple[time, time], ...], timedelta], int] = {}
        self._able: dict[frozenset[str], tuple[str, ...]] = {}

    def able(self, needs: frozenset[str]) -> tuple[str, ...]:
        """Who has these qualifications."""
        if needs not in self._able:
            self._able[needs] = tuple(id for id, each in self._practitioners.items() if needs <= each.qualifications)
        return self._able[needs]

    def at_work(self, practitioners: tuple[str, ...], length: timedelta, day: date) -> int:
        """At which starts any of these, licensed, has so long inside one shift, and touches no absence."""
        key = practitioners, length, day
        if key not in self._at_work:
            starts = 0
            if len(practitioners) == 1:
                starts = self._of_one(self._practitioners[practitioners[0]], length, day)
            else:
                for id in practitioners:
                    starts |= self.at_work((id,), length, day)
            self._at_work[key] = starts
        return self._at_work[key]

    def _of_one(self, practitioner: Practitioner, length: timedelta, day: date) -> int:
        last = practitioner.licensed_until
        if last is not None and day > last:
            return 0
        away = [absence.span for absence in self._absences.get(practitioner.id, ())]
        left = [piece for span, _ in self._shifts(day, practitioner) for piece in cut(span, away)]
        return self.inside(left, length, day)

    def in_hours(self, rows: Iterable[WeeklyHours], length: timedelta, day: date) -> int | None:
        """At which starts so long lies inside weekly hours; None on a day on which the clocks change."""
        if self._day(day)[1] is not None:
            return None
        clocks = tuple((row.start, row.end) for row in rows if row.applies(day))
        key = clocks, length
        if key not in self._weekly:
            midnight, spans = datetime.combine(day, MIDNIGHT), list[tuple[timedelta, timedelta]]()
            for start, end in sorted(clocks):
                first, last = (datetime.combine(day, clock) - midnight for clock in (start, end))
                last = last if end != MIDNIGHT else DAY
                if spans and first <= spans[-1][1]:
                    spans[-1] = spans[-1][0], max(spans[-1][1], last)
                else:
                    spans.append((first, last))
            self._weekly[key] = self._bits(spans, length)
        return self._weekly[key]

    def inside(self, spans: Iterable[Span], length: timedelta, day: date) -> int:
        """At which starts so long lies inside one of these spans."""
        whole, grid = self._day(day)
        if grid is None:
            return self._bits(((span.start - whole.start, span.end - whole.start) for span in spans), length)
        starts = 0
        for span in spans:
            first, end = bisect_left(grid, span.start), bisect_right(grid, span.end - length)
            if end > first:
                starts |= (1 << end) - (1 << first)
        return starts

    def _bits(self, spans: Iterable[tuple[timedelta, timedelta]], length: timedelta) -> int:
        """The same by the time since midnight, on a day whose clocks do not change."""
        starts = 0
        for start, end in spans:
            first, after = max(0, -(-start // self._every)), (end - length) // self._every + 1
            if after > first:
                starts |= (1 << after) - (1 << first)
        return starts

    def _day(self, day: date) -> tuple[Span, Sequence[datetime] | None]:
        """The day, and its starts where the clocks change, so that these are not simply counted from midnight."""
        if day not in self._days:
            whole = self._whole_day(day)
            self._days[day] = whole, None if whole.end - whole.start == DAY else self._grid(day)
        return self._days[day]
