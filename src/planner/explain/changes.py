"""Changes of a clinic that may place more: what each makes of the clinic, and what the clinic gives for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import count
from typing import ClassVar

from planner.clinic import Appointment, Clinic, WeeklyHours
from planner.clinic.spans import DAY, MIDNIGHT
from planner.roster.tables.details import name

HOUR = 60
WHOLE_DAY = 24 * HOUR


class Change:
    """Something a clinic can do. `kind` names its price in `[repairs]`, and `unrolls` says whether plans could ask for
    other days with it, as they look at who is at work and when patients can come, but not at rooms and devices."""

    kind: ClassVar[str]
    unrolls: ClassVar[bool] = True

    def made(self, clinic: Clinic) -> Clinic:
        """The clinic with the change."""
        raise NotImplementedError

    def cost(self, clinic: Clinic) -> float:
        """What the clinic gives for it, in points, without the sessions moved."""
        raise NotImplementedError

    def trimmed(self, clinic: Clinic, rows: Iterable[Appointment]) -> Change | None:
        """As much of the change as these rows use; None where they use nothing of it."""
        return self

    def words(self, clinic: Clinic, moves: int = 0) -> str:
        """What to do, as one would say it, where so many placed sessions move."""
        raise NotImplementedError


@dataclass(frozen=True)
class Swap(Change):
    """Nothing: sessions change places, and the clinic stays as it is."""

    kind = "move"
    unrolls = False

    def made(self, clinic: Clinic) -> Clinic:
        return clinic

    def cost(self, clinic: Clinic) -> float:
        return 0.0

    def words(self, clinic: Clinic, moves: int = 0) -> str:
        if not moves:
            return "Use a place that is free"
        return "Move 1 session" if moves == 1 else f"Move {moves} sessions"


@dataclass(frozen=True)
class Stretch:
    """A stretch of one day on the wall clock, in minutes from midnight."""

    day: date
    start: int
    end: int

    @property
    def hours(self) -> float:
        return (self.end - self.start) / HOUR

    def hull(self, clinic: Clinic, rows: Iterable[Appointment]) -> Stretch | None:
        """As much as some rows of the day reach into, its end on the clinic's grid; None where none does."""
        spans = [minutes_of(clinic, row) for row in rows if clinic.day(row.start) == self.day]
        inside = [(start, end) for start, end in spans if start < self.end and self.start < end]
        if not inside:
            return None
        every = clinic.start_every // timedelta(minutes=1)
        last = -(-max(end for _, end in inside) // every) * every
        return Stretch(self.day, max(self.start, min(start for start, _ in inside)), min(self.end, last))

    def cut(self, most: int) -> list[Stretch]:
        """The stretch in pieces of at most so many minutes."""
        starts = range(self.start, self.end, most)
        return [replace(self, start=start, end=min(self.end, start + most)) for start in starts]

    def joined(self, rows: Sequence[WeeklyHours]) -> tuple[WeeklyHours, ...]:
        """Weekly hours with this stretch on its day, one row with those that it touches."""
        today = [(minute(row.start), minute(row.end) or WHOLE_DAY) for row in rows if row.applies(self.day)]
        near = [(start, end) for start, end in today if start <= self.end and self.start <= end]
        start, end = min([self.start, *(s for s, _ in near)]), max([self.end, *(e for _, e in near)])
        day, apart = self.day, [each for each in today if each not in near]
        mine = [replace(weekly(day.weekday(), *each), first=day, last=day) for each in [*apart, (start, end)]]
        return (*_without(rows, day), *mine)

    def __str__(self) -> str:
        return f"{self.day:%a %Y-%m-%d} {_clock(self.start)}–{_clock(self.end)}"


@dataclass(frozen=True)
class MoreHours(Change):
    """A practitioner works a stretch of a day beyond the shifts; it joins a shift that it touches."""

    practitioner: str
    stretch: Stretch
    kind = "hour"

    def made(self, clinic: Clinic) -> Clinic:
        person = clinic.practitioners[self.practitioner]
        longer = replace(person, shifts=self.stretch.joined(person.shifts))
        return replace(clinic, practitioners=dict(clinic.practitioners) | {person.id: longer})

    def cost(self, clinic: Clinic) -> float:
        return clinic.repair_prices.hour * self.stretch.hours

    def trimmed(self, clinic: Clinic, rows: Iterable[Appointment]) -> Change | None:
        used = self.stretch.hull(clinic, [row for row in rows if row.practitioner == self.practitioner])
        return replace(self, stretch=used) if used else None

    def words(self, clinic: Clinic, moves: int = 0) -> str:
        return f"Open {self.stretch} with {name(clinic.practitioners, self.practitioner)}"


@dataclass(frozen=True)
class OtherTimes(Change):
    """A patient comes in a stretch of a day outside the times they gave."""

    patient: str
    stretch: Stretch
    kind = "times"

    def made(self, clinic: Clinic) -> Clinic:
        person = clinic.patients[self.patient]
        freer = replace(person, times=self.stretch.joined(person.times))
        return replace(clinic, patients=dict(clinic.patients) | {person.id: freer})

    def cost(self, clinic: Clinic) -> float:
        return clinic.repair_prices.times

    def trimmed(self, clinic: Clinic, rows: Iterable[Appointment]) -> Change | None:
        used = self.stretch.hull(clinic, [row for row in rows if clinic.plans[row.plan].patient == self.patient])
        return replace(self, stretch=used) if used else None

    def words(self, clinic: Clinic, moves: int = 0) -> str:
        return f"Ask {name(clinic.patients, self.patient)} to come {self.stretch}"


@dataclass(frozen=True)
class AnotherRoom(Change):
    """A further room with the features of one there is, open whenever the clinic is."""

    like: str
    kind = "room"
    unrolls = False

    def made(self, clinic: Clinic) -> Clinic:
        id = next(id for n in count(2) if (id := f"{self.like}-{n}") not in {*clinic.rooms, *clinic.equipment})
        like = clinic.rooms[self.like]
        return replace(clinic, rooms=dict(clinic.rooms) | {id: replace(like, id=id, name=f"{like.name} ({id})")})

    def cost(self, clinic: Clinic) -> float:
        return clinic.repair_prices.room

    def words(self, clinic: Clinic, moves: int = 0) -> str:
        return f"Add a room like {name(clinic.rooms, self.like)}"


@dataclass(frozen=True)
class AnotherUnit(Change):
    """One more unit of an equipment."""

    equipment: str
    kind = "unit"
    unrolls = False

    def made(self, clinic: Clinic) -> Clinic:
        had = clinic.equipment[self.equipment]
        return replace(clinic, equipment=dict(clinic.equipment) | {had.id: replace(had, units=had.units + 1)})

    def cost(self, clinic: Clinic) -> float:
        return clinic.repair_prices.unit

    def words(self, clinic: Clinic, moves: int = 0) -> str:
        return f"Add one more of {name(clinic.equipment, self.equipment)}"


def minute(clock: time) -> int:
    """The minutes from midnight of a time of day."""
    return clock.hour * HOUR + clock.minute


def minutes_of(clinic: Clinic, row: Appointment) -> tuple[int, int]:
    """The start and end of a row on the wall clock of its day, in minutes from midnight."""
    start = minute(clinic.local(row.start).time())
    return start, start + (row.end - row.start) // timedelta(minutes=1)


def weekly(weekday: int, start: int, end: int) -> WeeklyHours:
    """Hours of one weekday, from minute to minute."""
    return WeeklyHours(weekday, time(*divmod(start, HOUR)), MIDNIGHT if end >= WHOLE_DAY else time(*divmod(end, HOUR)))


def _clock(minute: int) -> str:
    return f"{minute // HOUR:02}:{minute % HOUR:02}"


def _without(rows: Iterable[WeeklyHours], day: date) -> list[WeeklyHours]:
    """The rows with one day taken out of each."""
    left = []
    for row in rows:
        if not row.applies(day):
            left.append(row)
            continue
        if row.first is None or row.first < day:
            left.append(replace(row, last=day - DAY))
        if row.last is None or row.last > day:
            left.append(replace(row, first=day + DAY))
    return left
