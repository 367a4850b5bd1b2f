"""The days on which a session is possible: nothing closes some start of the grid to it but other appointments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from planner.clinic.clinic import Clinic
from planner.clinic.courses.day_starts import ALL, DayStarts
from planner.clinic.people import Plan
from planner.clinic.policy import ClosedDays
from planner.clinic.services import Service
from planner.clinic.spans import DAY, cut


def closed_to(clinic: Clinic, patient: str, services: tuple[str, ...]) -> list[ClosedDays]:
    """The days the policy closes to a patient for any of these services."""
    acts = [act for service in services for act in clinic.services[service].acts]
    return clinic.policy.closed(acts, clinic.events_of.get(patient, ()), clinic.clearances_of.get(patient, ()))


class PossibleDays:
    """The days possible for a plan's sessions of some services up to `last`; every day after it is.

    Looked at are the policy, the clinic's days, shifts, absences, licences, qualifications, `not_with`, the plan's
    practitioner and when the patient can come; of several services each has a start of its own. Rooms, equipment,
    limits, waits and what else stands are not.
    """

    def __init__(self, clinic: Clinic, plan: Plan, services: tuple[str, ...], last: date, starts: DayStarts) -> None:
        self.clinic, self.last, self._starts = clinic, last, starts
        self.closed = closed_to(clinic, plan.patient, services)
        self._patient = clinic.patients[plan.patient]
        self._away = [absence.span for absence in clinic.away_of.get(plan.patient, ())]
        self._given = [
            (service, self._able(starts.able(service.needs), plan.practitioner))
            for service in (clinic.services[id] for id in services)
        ]
        self._known: dict[date, str] = {}

    def _able(self, people: tuple[str, ...], only: str | None) -> tuple[str, ...]:
        """Those of these people whom the plan and the patient admit."""
        barred = self._patient.not_with
        if only is None and not barred:
            return people
        return tuple(id for id in people if only in (None, id) and id not in barred)

    def __contains__(self, day: date) -> bool:
        return day > self.last or not self._obstacle(day)

    def any_of(self, first: date, last: date) -> bool:
        """Whether any of these days is possible, both included."""
        return last > self.last or any(day in self for day in _days(first, last))

    def first_from(self, day: date) -> date:
        """The first possible day from a day on."""
        while day not in self:
            day += DAY
        return day

    def why_none(self, days: Iterable[date]) -> str:
        """What stands in the way on days that are not possible, counted."""
        counts = Counter(self._obstacle(day) for day in days)
        return ", ".join(f"{obstacle} {count}" for obstacle, count in counts.most_common())

    def _obstacle(self, day: date) -> str:
        """What closes every start of a day; empty where some start is open."""
        if day not in self._known:
            self._known[day] = self._closes(day)
        return self._known[day]

    def _closes(self, day: date) -> str:
        if any(day in closed.days for closed in self.closed):
            return "contraindication"
        if self.clinic.why_closed(day) is not None:
            return "clinic closed"
        for service, people in self._given:
            if not people:
                return f"nobody may give {service.title or service.id}"
            at_work = self._starts.at_work(people, service.length, day)
            if not at_work:
                return f"nobody at work who may give {service.title or service.id}"
            if not at_work & self._patient_free(service, day):
                whole = self.clinic.whole_day(day)
                return (
                    "patient away"
                    if any(span.overlaps(whole) for span in self._away)
                    else "outside the patient's times"
                )
        return ""

    def _patient_free(self, service: Service, day: date) -> int:
        """At which starts the patient can come for a service and is not away."""
        times = self._patient.times
        if not self._away:
            if not times:
                return ALL
            if (found := self._starts.in_hours(times, service.length, day)) is not None:
                return found
        spans = self.clinic.hours_on(day, times) if times else [self.clinic.whole_day(day)]
        return self._starts.inside([left for span in spans for left in cut(span, self._away)], service.length, day)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + number * DAY for number in range((last - first).days + 1))
