"""What stands of a plan, by number: its attended and booked rows, and the sessions before the book began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from planner.clinic.appointments import ATTENDED, BOOKED, DECLINED, Appointment, Entry
from planner.clinic.clinic import Clinic
from planner.clinic.people import Plan
from planner.clinic.protocols import Phase
from planner.clinic.spans import MIDNIGHT


class PlanBook:
    """The numbers of a plan that stand.

    `days` has the day of each of which it is known, by number: of those attended before the book began only the last
    has one.
    """

    def __init__(self, clinic: Clinic, plan: Plan) -> None:
        self.clinic, self.plan = clinic, plan
        self._entries = {
            number: entries for number, entries in _standing(clinic, plan).items() if number > plan.attended
        }
        self._declined = [entry for entry in clinic.book_of.get(plan.id, ()) if entry.status in DECLINED]
        self.days = {number: clinic.day(min(e.start for e in entries)) for number, entries in self._entries.items()}
        if plan.last_attended is not None:
            self.days[plan.attended] = plan.last_attended
        self.last = max(self.days, default=0)
        names = {phase.name: index for index, phase in enumerate(clinic.protocol_of(plan).phases)}
        self._phases = {
            number: names[name]
            for number, entries in sorted(self._entries.items())
            if (name := next((entry.phase for entry in entries if entry.phase in names), None)) is not None
        }

    def __contains__(self, number: int) -> bool:
        return number <= self.plan.attended or number in self._entries

    def settled(self, since: date) -> int:
        """The highest number attended, or booked before a day, which counts as attended; 0 without any."""
        past = (n for n, entries in self._entries.items() if entries[0].status == ATTENDED or self.days[n] < since)
        return max([self.plan.attended, *past])

    def phase_of(self, number: int) -> int | None:
        """The phase that a number's rows name, by its place in the protocol; None where they name none."""
        return self._phases.get(number)

    def begun_after(self, phase: int) -> int | None:
        """The first number whose rows name a phase after this one; None without any."""
        return next((number for number, named in self._phases.items() if named > phase), None)

    def last_of(self, phase: int) -> int:
        """The last number whose rows name this phase, before a later one begins; 0 without any."""
        end = self.begun_after(phase)
        named = (number for number, of in self._phases.items() if of == phase and (end is None or number < end))
        return max(named, default=0)

    def rows(self, number: int, phase: Phase, place: int) -> tuple[Appointment, ...]:
        """A number's rows as appointments; those that name no service take the session's in their order.

        A session before the book began has rows only if it was the last: its hour is not known, nor who gave it.
        """
        if number > self.plan.attended:
            return _appointments(self.clinic, self._entries[number], phase.services_of(place))
        return tuple(self._onboarded(phase)) if number == self.plan.attended else ()

    def declined(self, number: int, services: tuple[str, ...]) -> tuple[Appointment, ...]:
        """A number's rows that the patient cancelled or missed; those that name no service are of its first."""
        rows = (entry for entry in self._declined if entry.number == number)
        return tuple(row.appointment(self.clinic.services[row.service or services[0]]) for row in rows)

    def _onboarded(self, phase: Phase) -> Iterator[Appointment]:
        plan, start = self.plan, self.clinic.moment(self.days[self.plan.attended], MIDNIGHT)
        for service in phase.services:
            end = start + self.clinic.services[service].length
            id = f"{plan.id}-{plan.attended}" + (f"-{service}" if len(phase.services) > 1 else "")
            yield Appointment(id, plan.id, plan.attended, service, None, None, start, end, ATTENDED)
            start = end


def _standing(clinic: Clinic, plan: Plan) -> Mapping[int, list[Entry]]:
    """The attended or booked entries of a plan by number; attended ones win over booked ones of the same number."""
    standing: dict[int, list[Entry]] = {}
    for status in (ATTENDED, BOOKED):
        numbers: dict[int, list[Entry]] = {}
        for entry in clinic.book_of.get(plan.id, ()):
            if entry.status == status:
                numbers.setdefault(entry.number, []).append(entry)
        standing = numbers | standing
    return standing


def _appointments(clinic: Clinic, entries: list[Entry], services: tuple[str, ...]) -> tuple[Appointment, ...]:
    named = {entry.service for entry in entries}
    spare = iter([service for service in services if service not in named])
    rows = []
    for entry in entries:
        rows.append(entry.appointment(clinic.services[entry.service or next(spare, services[0])]))
    if entries[0].status == BOOKED and any(row.fixed for row in rows):  # a visit is fixed as a whole
        rows = [replace(row, fixed=True) for row in rows]
    return tuple(sorted(rows, key=lambda row: row.start))
