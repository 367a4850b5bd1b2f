"""Spans of time: the one place where intervals are cut, joined and compared.

Moments are datetimes in UTC, so that lengths are true across daylight saving changes; the doors show local time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from planner.errors import Nonsense

DAY = timedelta(days=1)
NO_TIME = timedelta(0)
MIDNIGHT = time(0, 0)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Half-open [start, end) between two moments.

    One that ends at its start or before is a seam: it overlaps what begins before its start and ends after its end.
    """

    start: datetime
    end: datetime

    def overlaps(self, other: Span) -> bool:
        """Whether the two share time, or one lies across the other's seam."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


def cut(span: Span, away: Iterable[Span]) -> list[Span]:
    """What is left of `span` when every span of `away` is taken from it, in order."""
    left, start = [], span.start
    for piece in sorted(away):
        if piece.end <= start or piece.start >= span.end:
            continue
        if piece.start > start:
            left.append(Span(start, piece.start))
        start = max(start, piece.end)
    if start < span.end:
        left.append(Span(start, span.end))
    return left


def outside(span: Span, rows: Iterable[Span]) -> list[Span]:
    """What overlaps none of these lies inside one row: the parts of `span` that no row covers, and seams between rows.

    Where a row ends after the next one's start, the seam runs backwards: it stops what begins before the next row and
    ends after this one.
    """
    longest: list[Span] = []
    for row in sorted(rows, key=lambda row: (row.start, span.start - row.end)):
        if row.overlaps(span) and not (longest and longest[-1].holds(row)):
            longest.append(row)
    ends = [span.start, *(row.end for row in longest)]
    starts = [*(row.start for row in longest), span.end]
    between = [Span(end, start) for end, start in zip(ends, starts, strict=True)]
    return [each for number, each in enumerate(between) if each.start < each.end or 0 < number < len(longest)]


def union(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap or touch joined."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


@dataclass(frozen=True, order=True, slots=True)
class Days:
    """Whole days from `first` to `last`, both included; `last` None is for good."""

    first: date
    last: date | None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def __str__(self) -> str:
        return f"{self.first} to {self.last}" if self.last else f"from {self.first} on"

    def without(self, other: Days) -> list[Days]:
        """These days less the other's, in order."""
        pieces = []
        if self.first < other.first:
            before = other.first - DAY
            pieces.append(Days(self.first, before if self.last is None else min(self.last, before)))
        if other.last is not None and (self.last is None or other.last < self.last):
            pieces.append(Days(max(self.first, other.last + DAY), self.last))
        return pieces

    def clipped(self, first: date, last: date) -> Days | None:
        """The part inside first..last, or None."""
        start, end = max(self.first, first), last if self.last is None else min(self.last, last)
        return Days(start, end) if start <= end else None


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """One row of weekly hours on the wall clock, `weekday` 0 = Monday; an `end` of 00:00 is the day's end.

    In force from `first` to `last`, both included, None without limit; with `every` n only in the week (Monday to
    Sunday) of `first` and each n-th one after it. `site` is where a practitioner works then, None anywhere.
    """

    weekday: int
    start: time
    end: time
    first: date | None = None
    last: date | None = None
    every: int = 1
    site: str | None = None

    def __post_init__(self) -> None:
        if self.end != MIDNIGHT and self.start >= self.end:
            raise Nonsense(f"the hours end at {self.end:%H:%M}, not after their start {self.start:%H:%M}")
        if self.first and self.last and self.first > self.last:
            raise Nonsense(f"the hours end on {self.last}, before their first day {self.first}")
        if self.every < 1:
            raise Nonsense(f"the hours come every {self.every} weeks; use 1 or more")
        if self.every > 1 and self.first is None:
            raise Nonsense(f"the hours come every {self.every} weeks from no day on; say the first day")

    def applies(self, day: date) -> bool:
        return (
            day.weekday() == self.weekday
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
            and (self.first is None or (monday(day) - monday(self.first)).days // 7 % self.every == 0)
        )


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - day.weekday() * DAY


def add_months(day: date, months: int) -> date:
    """Calendar months on: the same day, or where that month is shorter the first of the next (31 Aug + 6 = 1 Mar)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = days_in_month(year, month + 1)
    return date(year, month + 1, min(day.day, length)) + (DAY if day.day > length else NO_TIME)


def days_in_month(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - DAY).day
