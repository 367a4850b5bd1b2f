"""The days a roster is asked for, and the look-ahead after them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from planner.clinic.spans import DAY, days_in_month
from planner.errors import Nonsense

LOOK_AHEAD = 14
"""Days planned beyond the month asked for, unless said otherwise."""
YEARS = range(1900, 3000)
"""The years that can be planned, as those that tables may name."""
MOST = 10 * 366
"""How many days may be asked for at once."""


@dataclass(frozen=True)
class Horizon:
    """The days asked for, `first`..`last`, and `end`, the last day of the look-ahead; all included."""

    first: date
    last: date
    end: date

    def __post_init__(self) -> None:
        if not self.first <= self.last <= self.end:
            raise Nonsense(f"the horizon {self.first}, {self.last}, {self.end} does not run forward")
        if not (self.first.year in YEARS and self.end.year in YEARS):
            raise Nonsense(f"the horizon {self.first} to {self.end} is out of reach; use {YEARS[0]} to {YEARS[-1]}")

    @classmethod
    def month(cls, month: str, look_ahead: int = LOOK_AHEAD) -> Horizon:
        """The calendar month `YYYY-MM` and `look_ahead` days after it. Raises Nonsense for a month that is none."""
        match = re.fullmatch(r"(\d{4})-(\d{2})", month.strip())
        if not match or not 1 <= int(match[2]) <= 12 or int(match[1]) not in YEARS:
            raise Nonsense(f"{month!r} is no month; write it like 2026-12")
        year, number = int(match[1]), int(match[2])
        return cls.between(date(year, number, 1), date(year, number, days_in_month(year, number)), look_ahead)

    @classmethod
    def between(cls, first: date, last: date, look_ahead: int = LOOK_AHEAD) -> Horizon:
        """The days `first`..`last` and `look_ahead` days after them."""
        if look_ahead < 0:
            raise Nonsense(f"a look-ahead of {look_ahead} days points backwards; use 0 or more")
        if look_ahead > (date.max - last).days:
            raise Nonsense(f"a look-ahead of {look_ahead} days ends after the calendar does")
        return cls(first, last, last + timedelta(days=look_ahead))

    @classmethod
    def asked(
        cls, month: str | None = None, first: date | None = None, last: date | None = None, look_ahead: int = LOOK_AHEAD
    ) -> Horizon:
        """The days asked for: a month, or both first and last day. Raises Nonsense for anything else, and for more days
        than MOST."""
        if month is not None and first is None and last is None:
            return cls.month(month, look_ahead)
        if month is None and first is not None and last is not None:
            if (last - first).days >= MOST:
                raise Nonsense(f"{first} to {last} are too many days at once; ask for {MOST} at most")
            return cls.between(first, last, look_ahead)
        raise Nonsense(
            "say which days: a month like 2026-12 (--month), or both the first and the last (--from, --until)"
        )

    @cached_property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + i * DAY for i in range((self.end - self.first).days + 1))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.end
