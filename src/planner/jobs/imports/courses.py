"""Visits of another system as sessions of plans, numbered by their starts."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count
from zoneinfo import ZoneInfo

from planner.clinic import Entry, Plan, Protocol
from planner.clinic.appointments import ATTENDED, BOOKED
from planner.clinic.courses.numbering import phase_size
from planner.errors import Nonsense

STANDING = (ATTENDED, BOOKED)
"""The statuses that use up a number."""
MAY_CHANGE = ("status", "start", "practitioner", "room")
"""What a visit that came in before may say anew."""


@dataclass(frozen=True)
class CourseVisit:
    """A visit by a protocol; its entry says neither plan nor number yet."""

    patient: str
    protocol: str
    entry: Entry


class Courses:
    """The plans that visits belong to: a patient has one of a protocol at a time; where there is none, it is made."""

    def __init__(
        self, plans: dict[str, Plan], protocols: Mapping[str, Protocol], book: Iterable[Entry], zone: ZoneInfo
    ) -> None:
        self.plans, self.protocols, self.zone = plans, protocols, zone
        self.known = {entry.id: entry for entry in book}
        self.last: dict[str, int] = {}
        """The highest number that is used up, by plan."""
        self.of: dict[tuple[str, str], list[str]] = {}
        for plan in plans.values():
            self.of.setdefault((plan.patient, plan.protocol), []).append(plan.id)
            self.last[plan.id] = plan.attended
        for entry in self.known.values():
            if entry.status in STANDING:
                self.last[entry.plan] = max(self.last.get(entry.plan, 0), entry.number)

    def plan_of(self, visit: CourseVisit) -> str:
        """The plan of a visit. Raises Nonsense where the patient has several of its protocol."""
        key = visit.patient, visit.protocol
        there = [id for id in self.of.get(key, ()) if not self._is_full(self.plans[id])]
        if len(there) > 1:
            wrong = f"the patient {visit.patient!r} has {len(there)} plans of the protocol {visit.protocol!r}"
            raise Nonsense(f"{wrong}, and nothing says which one this visit is of")
        if not there:
            id = _free(f"{visit.patient}-{visit.protocol}", self.plans)
            self.plans[id] = Plan(id, *key, visit.entry.start.astimezone(self.zone).date())
            self.of.setdefault(key, []).append(id)
            return id
        return there[0]

    def _is_full(self, plan: Plan) -> bool:
        """Whether a plan has all its sessions, as that of a single visit has with one."""
        protocol = self.protocols[plan.protocol]
        sizes = [phase_size(plan, protocol, phase) for phase in protocol.phases]
        return None not in sizes and self.last.get(plan.id, 0) >= sum(size or 0 for size in sizes)

    def numbered(self, visits: Iterable[CourseVisit]) -> Iterator[Entry]:
        """The visits as rows of the book. One that came in before keeps its number; new ones follow all that are used.

        Raises Nonsense as `plan_of`.
        """
        for visit in sorted(visits, key=lambda each: (each.entry.start, each.entry.id)):
            entry, before = visit.entry, self.known.get(visit.entry.id)
            if before:
                yield replace(before, **{name: getattr(entry, name) for name in MAY_CHANGE})
                continue
            plan = self.plan_of(visit)
            number = self.last.get(plan, 0) + 1
            if entry.status in STANDING:
                self.last[plan] = number
            yield replace(entry, plan=plan, number=number)


def _free(id: str, taken: Container[str]) -> str:
    return next(each for each in chain([id], (f"{id}-{n}" for n in count(2))) if each not in taken)
