"""What keeps a session out while all others stay: a set of causes and appointments of which none can be missed.

Found by deletion (Chinneck & Dravnieks, "Locating Minimal Infeasible Constraint Sets", ORSA J. Computing 3, 1991): what
can be taken away while every day stays closed is taken away, until nothing can. Every test is a model of what is left,
so the last pass, which takes nothing away, is the proof that each member is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import zip_longest

from planner.clinic import Appointment, Key
from planner.engine.local.openings import Hindrance, Openings

Rows = tuple[Appointment, ...]


def irreducible(openings: Openings) -> Mapping[Hindrance, Rows] | None:
    """A set that closes every day asked about and of which no member can be missed, each with a place open but for it.

    None if a place is open though everything is there. Rules of capacity (one session at a time, units, limits) are
    named only where they leave no place to anybody, appointments or not; else they stand behind the appointments.
    """
    return _Deletion(openings).run()


class _Deletion:
    """What is left of all that may stand in the way."""

    def __init__(self, openings: Openings) -> None:
        self.openings = openings
        self.rows: dict[Key, list[Appointment]] = {}
        for row in (*openings.rows, *openings.history):
            self.rows.setdefault(row.key, []).append(row)
        self.left = {*openings.laws, *openings.causes, *openings.bookings}
        self.day_of = {each: day for each in openings.bookings if (day := self._own_day(each))}
        self.needed: dict[Hindrance, Rows] = {}

    def run(self) -> Mapping[Hindrance, Rows] | None:
        if self.openings.open(self.left):
            return None
        named = self._laws()
        # appointments go first, so that a reason that holds for all of a day is preferred to a list of them
        busy = self.openings.open(self.left - set(self.day_of))
        self.left -= {each for each, day in self.day_of.items() if day not in busy}
        self._days()
        self._halve([each for each in self.openings.bookings if each not in self.day_of])
        self._halve(self.openings.causes)
        before: set[Hindrance] = set()
        while before != self.left:
            before, self.needed = set(self.left), {}
            self._days()
            for each in sorted(self.left - set(self.day_of) - (set(self.openings.laws) - named)):
                self._test([each])
        return self.needed

    def _own_day(self, booking: Hindrance) -> date | None:
        """The day of those asked about that an appointment of somebody else may close, if it can close no other.

        One soon after midnight may close the evening before it too, when a room is made ready into the night.
        """
        problem, session = self.openings.problem, self.openings.session
        services = [problem.clinic.services[service] for service in session.services]
        longest = max(service.length + service.reset for service in services)
        rows = [row for key in booking.keys for row in self.rows[key]]
        days = {problem.day(row) for row in rows}
        ends = {problem.clinic.day(row.end + problem.clinic.services[row.service].reset) for row in rows}
        befores = {problem.clinic.day(row.start - longest) for row in rows}
        own = any(problem.patient_of(row) == session.patient for row in rows)
        return min(days) if not own and len(days | ends | befores) == 1 else None

    def _laws(self) -> set[Hindrance]:
        """The rules of capacity that close some days all by themselves."""
        laws = set(self.openings.laws)
        shut = set(self.openings.days) - set(self.openings.open(laws))
        for law in self.openings.laws if shut else ():
            if shut.isdisjoint(self.openings.open(laws - {law})):
                laws.remove(law)
        return laws if shut else set()

    def _days(self) -> None:
        """Test the appointments of each day one after another, those of different days at once."""
        by_day: dict[date, list[Hindrance]] = {}
        for each in sorted(self.left & set(self.day_of)):
            by_day.setdefault(self.day_of[each], []).append(each)
        for turn in zip_longest(*by_day.values()):
            self._test([each for each in turn if each])

    def _test(self, several: Sequence[Hindrance]) -> None:
        """Take away one thing, or one of each of several days, and put back what opens a day."""
        places = self.openings.open(self.left - set(several))
        for each in several:
            place = places.get(self.day_of[each]) if each in self.day_of else next(iter(places.values()), None)
            if place is None:
                self.left.remove(each)
            else:
                self.needed[each] = place

    def _halve(self, group: Iterable[Hindrance]) -> None:
        """Take away as much of a group as leaves all days closed, whole halves at a time."""
        todo = [[each for each in group if each in self.left]]
        while todo:
            half = todo.pop()
            if not half:
                continue
            if not self.openings.open(self.left - set(half)):
                self.left -= set(half)
            elif len(half) > 1:
                todo += [half[len(half) // 2 :], half[: len(half) // 2]]
