"""A clinic's diary while it is being made up: who and what is taken when, so that its past clashes nowhere.

Everything is on the clinic's wall clock: days as dates, times as minutes after midnight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Minutes = tuple[int, int]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def clock(minute: int) -> str:
    """Minutes after midnight as HH:MM."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


@dataclass(frozen=True)
class Hours:
    """Weekly hours: a weekday (0 = Monday), from, to, and the days they are in force."""

    weekday: int
    start: int
    end: int
    first: date | None = None
    last: date | None = None

    def applies(self, day: date) -> bool:
        return (
            day.weekday() == self.weekday
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
        )

    def row(self) -> dict[str, str]:
        """Its cells in shifts.csv or times.csv."""
        return {
            "weekday": WEEKDAYS[self.weekday],
            "start": clock(self.start),
            "end": clock(self.end),
            "from": str(self.first or ""),
            "until": str(self.last or ""),
        }


@dataclass
class Hand:
    """A practitioner."""

    id: str
    name: str
    qualifications: list[str]
    shifts: list[Hours]
    licensed_until: date | None = None
    limit: int | None = None

    def can(self, service: dict[str, Any]) -> bool:
        return set(service.get("needs", [])) <= set(self.qualifications)


@dataclass(frozen=True)
class Slot:
    """A service with a place in the diary."""

    service: str
    day: date
    start: int
    practitioner: str
    room: str


def attended(service: dict[str, Any]) -> list[Minutes]:
    """When the practitioner is busy, in minutes after the session's start."""
    parts, at = [], 0
    for step in service["steps"]:
        if "with" in step:
            parts.append((at, at + step["minutes"]))
        at += step["minutes"]
    return parts


def length(service: dict[str, Any]) -> int:
    return sum(step["minutes"] for step in service["steps"])


@dataclass
class Diary:
    """What is taken on each day, by the id of a practitioner, room, unit of equipment or patient."""

    services: dict[str, dict[str, Any]]
    hands: list[Hand]
    rooms: dict[str, list[str]]
    units: dict[str, list[str]]
    every: int
    shut: set[date] = field(default_factory=set)
    taken: dict[tuple[str, date], list[Minutes]] = field(default_factory=lambda: defaultdict(list))
    log: list[tuple[str, date]] = field(default_factory=list)

    def free(self, what: str, day: date, start: int, end: int) -> bool:
        return all(end <= a or b <= start for a, b in self.taken.get((what, day), ()))

    def take(self, what: str, day: date, start: int = 0, end: int = 24 * 60) -> None:
        self.taken[what, day].append((start, end))
        self.log.append((what, day))

    def rows(self, hand: Hand, day: date) -> list[Minutes]:
        """The practitioner's shift rows that day, absences not yet taken out."""
        if day in self.shut or (hand.licensed_until and day > hand.licensed_until):
            return []
        return sorted((row.start, row.end) for row in hand.shifts if row.applies(day))

    def visit(
        self, patient: str, services: list[str], day: date, hands: list[Hand], times: list[Hours]
    ) -> list[Slot] | None:
        """Place these services on that day one after another and take what they need; None when they do not fit."""
        slots: list[Slot] = []
        before, earliest = len(self.log), 0
        for service in services:
            slot = self._first_fit(patient, service, day, hands, times, earliest)
            if slot is None:
                self._undo(before)
                return None
            self._enter(patient, slot)
            slots.append(slot)
            earliest = slot.start + length(self.services[service])
        return slots

    def _undo(self, before: int) -> None:
        """Give back whatever was taken since the log was `before` long."""
        while len(self.log) > before:
            key = self.log.pop()
            self.taken[key].pop()

    def _first_fit(
        self, patient: str, name: str, day: date, hands: list[Hand], times: list[Hours], earliest: int
    ) -> Slot | None:
        service = self.services[name]
        span = length(service)
        for hand in (hand for hand in hands if hand.can(service) and not self._full(hand, day)):
            for first, last in self.rows(hand, day):
                for start in range(-(-max(first, earliest) // self.every) * self.every, last - span + 1, self.every):
                    if self._suits(patient, service, hand, day, start, times):
                        room = self._room(service, day, start)
                        if room is not None:
                            return Slot(name, day, start, hand.id, room)
        return None

    def _full(self, hand: Hand, day: date) -> bool:
        return hand.limit is not None and len(self.taken.get((f"sessions of {hand.id}", day), ())) >= hand.limit

    def _suits(
        self, patient: str, service: dict[str, Any], hand: Hand, day: date, start: int, times: list[Hours]
    ) -> bool:
        end = start + length(service)
        return (
            (not times or any(row.applies(day) and row.start <= start and end <= row.end for row in times))
            and self.free(patient, day, start, end)
            and self.free(f"away {hand.id}", day, start, end)
            and all(self.free(hand.id, day, start + a, start + b) for a, b in attended(service))
            and all(self._unit(kind, day, start, end) for kind in service.get("equipment", []))
        )

    def _unit(self, kind: str, day: date, start: int, end: int) -> str | None:
        return next((unit for unit in self.units[kind] if self.free(unit, day, start, end)), None)

    def _room(self, service: dict[str, Any], day: date, start: int) -> str | None:
        """A free room with the features asked for; "" for a service that takes none."""
        wanted = service.get("room", [])
        if wanted is False:
            return ""
        end = start + length(service) + service.get("reset", 0)
        fitting = (room for room, features in self.rooms.items() if set(wanted) <= set(features))
        return next((room for room in fitting if self.free(room, day, start, end)), None)

    def _enter(self, patient: str, slot: Slot) -> None:
        service, day, start = self.services[slot.service], slot.day, slot.start
        end = start + length(service)
        self.take(patient, day, start, end)
        self.take(f"sessions of {slot.practitioner}", day, start, end)
        for a, b in attended(service):
            self.take(slot.practitioner, day, start + a, start + b)
        for kind in service.get("equipment", []):
            unit = self._unit(kind, day, start, end)
            if unit:
                self.take(unit, day, start, end)
        if slot.room:
            self.take(slot.room, day, start, end + service.get("reset", 0))


def days_around(day: date, reach: int) -> Iterable[date]:
    """The day, the day after, the day before, and so on outwards."""
    for distance in range(reach + 1):
        for offset in {distance: None, -distance: None}:
            yield date.fromordinal(day.toordinal() + offset)
