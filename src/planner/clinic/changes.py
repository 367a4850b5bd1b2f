"""Whom a change of facts can concern: the patients, people and things that two states of a clinic tell differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain
from typing import TypeVar

from planner.clinic import Absence, Clinic, Entry, Span
from planner.clinic.appointments import BOOKED
from planner.clinic.horizon import YEARS
from planner.clinic.spans import cut

ALWAYS = Span(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
"""When a fact is told differently whose days are not looked into: shifts, licences, features."""
NEVER = Span(ALWAYS.start, ALWAYS.start)

Fact = TypeVar("Fact")
Stretches = Mapping[str, Collection[Span]]
"""By practitioner, room or equipment: when it is told differently."""


@dataclass(frozen=True)
class ClinicChange:
    """What two states of a clinic tell differently. Prices are not looked at: they close nothing."""

    before: Clinic
    after: Clinic

    def patients(self, entries: Iterable[Entry]) -> frozenset[str]:
        """The patients of whom some entry may be concerned."""
        if self._everything:
            return frozenset(self.after.patients)
        found, hull = set(self._owners), self.hull
        for entry in entries:
            if hull.start < entry.start < hull.end:
                patient = self.after.plans[entry.plan].patient
                if patient not in found and self._concerns(entry):
                    found.add(patient)
        return frozenset(found)

    @cached_property
    def spans(self) -> list[Span]:
        """Only within these an entry that meets what is told differently can start; in order, and apart."""
        changed = [*self._calendar, *chain(*self.people.values(), *self.things.values())]
        if ALWAYS in changed or self.counting:
            return [ALWAYS]
        return cut(ALWAYS, cut(ALWAYS, (Span(span.start - self._longest, span.end) for span in changed)))

    @property
    def hull(self) -> Span:
        """From the first of these to the last; empty where there is none."""
        return Span(self.spans[0].start, self.spans[-1].end) if self.spans else NEVER

    @cached_property
    def counting(self) -> frozenset[str]:
        """The services that count as an event of a kind told differently; given long ago, they may close days yet."""
        return frozenset(id for id, service in self.after.services.items() if service.counts_as in self._kinds)

    @property
    def anywhere(self) -> bool:
        """Whether an entry may be concerned whoever gives it and wherever: by its day, or by its service."""
        equipment = not self.after.equipment.keys().isdisjoint(self.things)
        return bool(self._calendar) or bool(self._kinds) or equipment

    @cached_property
    def when(self) -> Span:
        """Only between these moments something can be closed; at any time where it can concern a whole book."""
        return ALWAYS if self._everything or self._owners else self.hull

    def _concerns(self, entry: Entry) -> bool:
        """Whether the entry is with somebody, in a room or with a thing when that is told differently."""
        if self._calendar and self.before.why_closed(day := self.after.day(entry.start)) != self.after.why_closed(day):
            return True
        here = chain(self.people.get(entry.practitioner or "", ()), self.things.get(entry.room or "", ()))
        if self.things or self._kinds:
            services = [self.after.services[service] for service in self._services(entry)]
            if any(service.id in self.counting for service in services):
                return True
            here = chain(here, *(self.things.get(id, ()) for service in services for id in service.equipment))
        return any(entry.start < span.end and span.start < entry.start + self._longest for span in here)

    def _services(self, entry: Entry) -> Collection[str]:
        """The entry's service, or all that its plan's protocol has where it names none."""
        if entry.service:
            return (entry.service,)
        phases = self.after.protocol_of(self.after.plans[entry.plan]).phases
        return {service for phase in phases for service in phase.all_services}

    @cached_property
    def _longest(self) -> timedelta:
        return max(service.length + service.reset for service in self.after.services.values())

    # --- what is told differently ---------------------------------------------------------------------------------

    @cached_property
    def _everything(self) -> bool:
        """Whether something changed that may concern anybody."""
        facts: tuple[Callable[[Clinic], object], ...] = (
            lambda clinic: clinic.services,
            lambda clinic: clinic.protocols,
            lambda clinic: clinic.waits,
            lambda clinic: clinic.follow_ups,
            lambda clinic: clinic.start_every,
            lambda clinic: clinic.timezone,
        )
        return any(fact(self.before) != fact(self.after) for fact in facts)

    @cached_property
    def _calendar(self) -> Collection[Span]:
        """When the clinic may be open or closed otherwise."""
        before, after = self.before, self.after
        if before.holidays != after.holidays:
            return (ALWAYS,)
        days = (before.closed ^ after.closed) | (before.open ^ after.open)
        return [after.whole_day(day) for day in days if day.year in YEARS]  # on no other anything can be booked

    @cached_property
    def _kinds(self) -> frozenset[str]:
        """The health events whose rules of the policy changed."""
        old, new = self.before.policy.rules, self.after.policy.rules
        return _changed(old, new)

    @cached_property
    def _owners(self) -> frozenset[str]:
        """The patients whose own facts, plans, health events or clearances changed."""
        before, after = self.before, self.after
        own = _changed(before.patients, after.patients)
        own = frozenset(id for id in own if _known_of(before, id) != _known_of(after, id))
        plans = {after.plans[id].patient for id in _changed(before.plans, after.plans) if id in after.plans}
        health = {each.patient for each in _differing(before.events, after.events)}
        health |= {each.patient for each in _differing(before.clearances, after.clearances)}
        health |= {event.patient for event in after.events if event.kind in self._kinds}
        away = {absence.of for absence in _differing(before.away, after.away)}
        return own | plans | health | away

    @cached_property
    def people(self) -> Stretches:
        """Practitioners."""
        changed = _changed(self.before.practitioners, self.after.practitioners)
        return _stretches(changed, _differing(self.before.absences, self.after.absences))

    @cached_property
    def things(self) -> Stretches:
        """Rooms and equipment."""
        before, after = self.before, self.after
        changed = _changed(before.rooms, after.rooms) | _changed(before.equipment, after.equipment)
        return _stretches(changed, _differing(before.closures, after.closures))


def _known_of(clinic: Clinic, patient: str) -> object:
    """What a clinic knows of a patient that can close anything."""
    return patient in clinic.patients and clinic.patients[patient].without_contacts


def coming(book: Iterable[Entry], since: datetime) -> list[Entry]:
    """What a book has booked from a moment on."""
    return [entry for entry in book if entry.status == BOOKED and entry.start >= since]


def _changed(before: Mapping[str, object], after: Mapping[str, object]) -> frozenset[str]:
    """The ids whose facts differ, those that only one of the two has among them."""
    if before is after:
        return frozenset()
    ids = before.keys() | after.keys()
    pairs = ((id, before.get(id), after.get(id)) for id in ids)
    return frozenset(id for id, old, new in pairs if old is not new and old != new)  # most are the very same


def _differing(before: Collection[Fact], after: Collection[Fact]) -> set[Fact]:
    """The facts that only one of the two has; most are the very same, which is quicker to see than that they equal."""
    both = {id(fact) for fact in before} & {id(fact) for fact in after}
    old, new = ({fact for fact in facts if id(fact) not in both} for facts in (before, after))
    return old ^ new


def _stretches(changed: Iterable[str], spans: Iterable[Absence]) -> Stretches:
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for id in changed:
        found[id].append(ALWAYS)
    for each in spans:
        found[each.of].append(each.span)
    return found
