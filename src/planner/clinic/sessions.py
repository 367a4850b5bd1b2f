"""Plans unrolled into the sessions they ask for inside a horizon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from planner.clinic.appointments import ATTENDED, BOOKED, Appointment, Entry, Key
from planner.clinic.clinic import Clinic
from planner.clinic.horizon import Horizon
from planner.clinic.people import Plan
from planner.clinic.policy import ClosedDays
from planner.clinic.protocols import Phase, Protocol
from planner.clinic.spans import Days

LATE_DAYS = 14
"""How many days after its window a session may still be placed."""
MOVE_DAYS = 7
"""How many days a booked appointment may be moved, either way."""


@dataclass(frozen=True)
class Session:
    """One visit a plan asks for; its identity is (plan, number).

    `ideal` is None when no day is open again; `window` the days it should fall on; `reach` the days it may be placed
    on, late ones included, None when there is none. `least` and `most` are whole days from the session before,
    `most` None on a fixed schedule. `booked` holds its rows of the book, one a service.
    """

    plan: str
    number: int
    patient: str
    phase: str
    services: tuple[str, ...]
    priority: int
    ideal: date | None
    window: Days | None
    reach: Days | None
    due: bool
    least: int
    most: int | None
    ideal_gap: int | None = None
    tentative: bool = False
    counted: bool = True
    booked: tuple[Appointment, ...] = ()
    closed_by: tuple[ClosedDays, ...] = field(default=(), repr=False)

    @property
    def key(self) -> Key:
        return (self.plan, self.number)

    @property
    def fixed(self) -> bool:
        """Whether it stands as booked and may not be moved."""
        return any(row.fixed for row in self.booked)

    @property
    def name(self) -> str:
        return f"{self.plan}, session {self.number}"

    def booked_for(self, service: str) -> Appointment | None:
        return next((row for row in self.booked if row.service == service), None)


@dataclass(frozen=True)
class Unrolled:
    """The sessions one plan asks for, and the appointments of its past and beyond, which stand as they are."""

    sessions: tuple[Session, ...]
    history: tuple[Appointment, ...]
    leasts: Mapping[Key, int]
    """The fewest whole days before each of these, by plan and number."""


@dataclass(frozen=True)
class _Numbered:
    """A number of a plan, with where it stands in its protocol."""

    number: int
    phase: Phase
    place: int


def phase_size(plan: Plan, protocol: Protocol, phase: Phase) -> int | None:
    """How many sessions a counted phase has in this plan; None for one that is not counted."""
    return plan.sessions if plan.sessions is not None and phase is protocol.course else phase.sessions


def unroll(clinic: Clinic, plan: Plan, horizon: Horizon) -> Unrolled:
    """The sessions of a plan inside the horizon, by number."""
    return _Unrolling(clinic, plan, horizon).run()


class _Unrolling:
    def __init__(self, clinic: Clinic, plan: Plan, horizon: Horizon) -> None:
        self.clinic, self.plan, self.horizon = clinic, plan, horizon
        self.protocol = clinic.protocol_of(plan)
        self.standing = standing_entries(clinic, plan)
        self.settled = max((n for n in self.standing if self._is_history(n)), default=0)
        self.last_entry = max(self.standing, default=0)
        self.sessions: list[Session] = []
        self.history: list[Appointment] = []
        self.leasts: dict[Key, int] = {}
        self.stopped = False
        self.previous: date | None = None

    def run(self) -> Unrolled:
        number = 0
        for phase in self.protocol.phases:
            number = self._phase(phase, number)
        last = self.protocol.phases[-1]
        for beyond in sorted(n for n in self.standing if n > number):  # in the book, though the protocol is over
            self._stand(_Numbered(beyond, last, beyond))
        return Unrolled(tuple(self.sessions), tuple(self.history), self.leasts)

    def _phase(self, phase: Phase, number: int) -> int:
        """Unroll one phase after `number`; returns the last number that is its."""
        anchor = self.previous or self.plan.start
        begin = self.plan.start if self.previous is None else self.previous + timedelta(days=phase.every or 0)
        size, place = phase_size(self.plan, self.protocol, phase), 0
        while (size is None or place < size) and not (self.stopped and number >= self.last_entry):
            this = _Numbered(number + 1, phase, place + 1)
            if this.number in self.standing:
                if not self._stand(this, anchor):
                    break
            elif not self.stopped and this.number > self.settled and not self._ask(this, begin, anchor):
                break
            number, place = number + 1, place + 1
        return number

    def _is_history(self, number: int) -> bool:
        """Attended, or booked before the horizon, which counts as attended."""
        entries = self.standing[number]
        return entries[0].status == ATTENDED or self.clinic.day(entries[0].start) < self.horizon.first

    def _outlasts(self, phase: Phase, ideal: date, anchor: date) -> bool:
        return phase.for_days is not None and (ideal - anchor).days > phase.for_days

    def _stand(self, this: _Numbered, anchor: date | None = None) -> bool:
        """Take an attended or booked number as it stands; False when its phase is over by then."""
        entries = self.standing[this.number]
        rows = _appointments(self.clinic, entries, this.phase.services_of(this.place))
        day = self.clinic.day(rows[0].start)
        if anchor and self._outlasts(this.phase, day, anchor):
            return False
        self.previous = day
        self.leasts[rows[0].key] = this.phase.least
        if rows[0].status == ATTENDED or day not in self.horizon:
            self.history += rows
            self.stopped = self.stopped or day > self.horizon.end
        else:
            move = timedelta(days=MOVE_DAYS)
            window = Days(max(day - move, self.horizon.first), day + move)
            self._add(this, day, window, window.clipped(self.horizon.first, self.horizon.end), due=True, booked=rows)
        return True

    def _ask(self, this: _Numbered, begin: date, anchor: date) -> bool:
        """Ask for a number that has no place yet; False when its phase is over or the horizon is."""
        phase, horizon = this.phase, self.horizon
        if phase.every is not None:
            wanted = begin + timedelta(days=(this.place - 1) * phase.every)
        else:
            wanted = self.plan.start if self.previous is None else self.previous + timedelta(days=phase.step)
        ideal: date | None = max(wanted, horizon.first)
        closed_by: list[ClosedDays] = []
        if phase.every is None:
            ideal, closed_by = self._slide(max(wanted, horizon.first), this)
        if ideal is not None and self._outlasts(phase, wanted if phase.every is not None else ideal, anchor):
            return False
        if ideal is None or ideal > horizon.end:
            self.stopped = True
            if closed_by and max(wanted, horizon.first) <= horizon.end:
                window = self._window(this, wanted, ideal) if ideal else None
                self._add(this, ideal, window, None, due=False, closed_by=tuple(closed_by))
            return True
        window = self._window(this, wanted, ideal)
        if window.last is None or window.last < horizon.first:  # a fixed schedule's session whose days are over
            self.previous = wanted
            return True
        self.previous = ideal
        late = timedelta(days=LATE_DAYS if phase.every is None else 0)
        due = window.last <= horizon.end or horizon.first <= ideal <= horizon.last
        reach = Days(window.first, window.last + late).clipped(horizon.first, horizon.end)
        self._add(this, ideal, window, reach, due, closed_by=tuple(closed_by))
        return True

    def _slide(self, ideal: date, this: _Numbered) -> tuple[date | None, list[ClosedDays]]:
        """The first day from `ideal` on that no event closes to the session's acts, and what closed the days before."""
        closed, passed = closed_to(self.clinic, self.plan.patient, this.phase.services_of(this.place)), []
        day: date | None = ideal
        while day is not None and (hit := next((c for c in closed if day in c.days), None)):
            passed.append(hit)
            day = hit.days.last + timedelta(days=1) if hit.days.last else None
        return day, passed

    def _window(self, this: _Numbered, wanted: date, ideal: date) -> Days:
        phase = this.phase
        if phase.every is not None:
            around = timedelta(days=phase.tolerance)
            first, last = wanted - around, wanted + around
        elif self.previous is None or phase.gap is None:
            within = timedelta(days=self.protocol.start_within)
            first, last = self.plan.start, self.plan.start + within
            if ideal > last:
                last = ideal + within
        else:
            first = ideal - timedelta(days=phase.gap.ideal - phase.gap.least)
            last = ideal + timedelta(days=phase.gap.most - phase.gap.ideal)
        return Days(max(first, self.horizon.first), last)

    def _add(
        self,
        this: _Numbered,
        ideal: date | None,
        window: Days | None,
        reach: Days | None,
        due: bool,
        booked: tuple[Appointment, ...] = (),
        closed_by: tuple[ClosedDays, ...] = (),
    ) -> None:
        phase = this.phase
        self.leasts[self.plan.id, this.number] = phase.least
        reviewed = self.plan.sessions is not None and phase is self.protocol.course
        may_end = phase.at_least is not None and this.place > phase.at_least and not reviewed
        self.sessions.append(
            Session(
                plan=self.plan.id,
                number=this.number,
                patient=self.plan.patient,
                phase=phase.name,
                services=phase.services_of(this.place),
                priority=self.plan.priority,
                ideal=ideal,
                window=window,
                reach=reach,
                due=due,
                least=phase.least,
                most=phase.gap.most if phase.gap else None,
                ideal_gap=phase.step or None,
                tentative=may_end,
                counted=phase.sessions is not None,
                booked=booked,
                closed_by=closed_by,
            )
        )


def closed_to(clinic: Clinic, patient: str, services: tuple[str, ...]) -> list[ClosedDays]:
    """The days the policy closes to a patient for any of these services."""
    acts = [act for service in services for act in clinic.services[service].acts]
    return clinic.policy.closed(acts, clinic.events_of.get(patient, ()), clinic.clearances_of.get(patient, ()))


def standing_entries(clinic: Clinic, plan: Plan) -> Mapping[int, list[Entry]]:
    """The attended or booked entries of a plan by number; attended ones win over booked ones of the same number."""
    found: dict[int, list[Entry]] = {}
    for status in (ATTENDED, BOOKED):
        for number, entries in _by_number(clinic.book_of.get(plan.id, ()), status):
            found.setdefault(number, entries)
    return found


def _by_number(book: list[Entry] | tuple[()], status: str) -> Iterator[tuple[int, list[Entry]]]:
    numbers: dict[int, list[Entry]] = {}
    for entry in book:
        if entry.status == status:
            numbers.setdefault(entry.number, []).append(entry)
    yield from numbers.items()


def _appointments(clinic: Clinic, entries: list[Entry], services: tuple[str, ...]) -> tuple[Appointment, ...]:
    """The entries of one number as appointments; those that name no service take the session's in their order."""
    named = {entry.service for entry in entries}
    spare = iter([service for service in services if service not in named])
    rows = [entry.appointment(clinic.services[entry.service or next(spare, services[0])]) for entry in entries]
    fixed = entries[0].status == BOOKED and any(row.fixed for row in rows)
    if fixed:  # a visit is fixed as a whole
        rows = [replace(row, fixed=True) for row in rows]
    return tuple(sorted(rows, key=lambda row: row.start))
