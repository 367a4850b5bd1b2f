"""Where in the calendar a session belongs: its ideal day, and the window around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from planner.clinic.courses.possible_days import PossibleDays
from planner.clinic.horizon import Horizon
from planner.clinic.policy import ClosedDays
from planner.clinic.protocols import Phase
from planner.clinic.spans import DAY, Days


@dataclass(frozen=True)
class Target:
    """An ideal day and its window; both None where the policy opens no day again, the window alone where it is over.

    `wanted` is the ideal day before it slid, over the days of `closed_by` or over `impossible`, a window in which no
    day was possible.
    """

    wanted: date
    ideal: date | None
    window: Days | None
    closed_by: tuple[ClosedDays, ...] = ()
    impossible: Days | None = None


@dataclass(frozen=True)
class Windows:
    """Draws the windows of one plan, inside a horizon; the first session's begins with the plan's start."""

    start: date
    start_within: int
    horizon: Horizon

    def by_schedule(self, phase: Phase, wanted: date) -> Target:
        """Of a session on a fixed schedule, which slides nowhere."""
        around = timedelta(days=phase.tolerance)
        first, last = max(wanted - around, self.horizon.first), wanted + around
        return Target(wanted, max(wanted, self.horizon.first), Days(first, last) if first <= last else None)

    def by_gap(self, phase: Phase, previous: date | None, possible: PossibleDays) -> Target:
        """Of one that follows the session of `previous`, or the first, which follows none."""
        wanted = self.start if previous is None else previous + timedelta(days=phase.step)
        wanted = max(wanted, self.horizon.first)
        ideal, closed_by = _slid(wanted, possible.closed)
        if ideal is None:
            return Target(wanted, None, None, closed_by)
        window = self._around(ideal, phase, first=previous is None)
        target = Target(wanted, ideal, window, closed_by)
        if window.last is None or possible.any_of(window.first, window.last):
            return target
        ideal = possible.first_from(window.last + DAY)
        moved = self._around(ideal, phase, first=previous is None)
        return replace(target, ideal=ideal, window=moved, impossible=window)

    def _around(self, ideal: date, phase: Phase, first: bool) -> Days:
        if first or phase.gap is None:
            within = timedelta(days=self.start_within)
            begin, last = self.start, self.start + within
            if ideal > last:
                last = ideal + within
        else:
            begin = ideal - timedelta(days=phase.gap.ideal - phase.gap.least)
            last = ideal + timedelta(days=phase.gap.most - phase.gap.ideal)
        return Days(max(begin, self.horizon.first), last)


def _slid(wanted: date, closed: list[ClosedDays]) -> tuple[date | None, tuple[ClosedDays, ...]]:
    """The first day from `wanted` on that the policy leaves open, and what closed the days before."""
    passed, day = [], wanted
    while hit := next((each for each in closed if day in each.days), None):
        passed.append(hit)
        if hit.days.last is None:
            return None, tuple(passed)
        day = hit.days.last + DAY
    return day, tuple(passed)
