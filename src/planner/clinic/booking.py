"""What a clinic lets patients book by themselves, as on a portal: the rules of `[booking]`, which do not bind staff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from planner.errors import Nonsense

HOUR = timedelta(hours=1)
BOOKING_UNITS = {"notice": HOUR, "ahead": timedelta(days=1), "change": HOUR}
"""What clinic.toml counts the lengths of the rules in."""


@dataclass(frozen=True)
class BookingRules:
    """Empty fields set no limit; by default none does."""

    notice: timedelta | None = None
    """A place begins no sooner than so long from now."""
    ahead: timedelta | None = None
    """A place begins no later than so long from now."""
    change: timedelta | None = None
    """A visit may be moved or cancelled until so long before it begins."""
    holds: int | None = None
    """So many holds of one patient are open at a time."""

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if value is not None and value < (1 if each.name == "holds" else timedelta(0)):
                raise Nonsense(f"the booking rule {each.name!r} is {value}; leave it out, or use more")

    def against_place(self, start: datetime, now: datetime) -> Iterator[str]:
        """What stands against a place that begins at a moment, in sentences."""
        if self.notice is not None and start < now + self.notice:
            yield f"a place is booked at least {_words(self.notice)} before it begins"
        if self.ahead is not None and start > now + self.ahead:
            yield f"a place is booked at most {_words(self.ahead)} before it begins"

    def against_change(self, start: datetime, now: datetime) -> Iterator[str]:
        """What stands against moving or cancelling a visit that begins at a moment."""
        if self.change is not None and start < now + self.change:
            yield f"a visit is moved or cancelled at least {_words(self.change)} before it begins; ask the clinic"

    def against_hold(self, open_: int) -> Iterator[str]:
        """What stands against one more hold of a patient who has so many."""
        if self.holds is not None and open_ >= self.holds:
            yield f"a patient has at most {self.holds} open at a time; book one, or give it up"


def _words(length: timedelta) -> str:
    days, hours = length / timedelta(days=1), length / HOUR
    if days >= 2 and days.is_integer():
        return f"{days:g} days"
    return "1 hour" if hours == 1 else f"{hours:g} hours"
