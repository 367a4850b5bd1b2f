"""The clinic: all that is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

import holidays

from planner.clinic.appointments import Entry
from planner.clinic.booking import BookingRules
from planner.clinic.courses.day_starts import DayStarts
from planner.clinic.identifiers import Code, Identifier
from planner.clinic.people import Absence, Patient, Plan, Practitioner
from planner.clinic.places import Equipment, Room
from planner.clinic.policy import Clearance, Event, Policy, default_policy
from planner.clinic.prices import Prices, RepairPrices
from planner.clinic.protocols import Protocol
from planner.clinic.services import FollowUp, Service, Wait
from planner.clinic.spans import DAY, MIDNIGHT, Span, WeeklyHours, union
from planner.errors import Nonsense, UnknownName

UTC = ZoneInfo("UTC")
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Clinic:
    """One clinic's facts, by id where they have one. Build it with `planner.read`, `planner.from_tables` or by hand."""

    name: str
    timezone: ZoneInfo
    services: Mapping[str, Service]
    protocols: Mapping[str, Protocol]
    practitioners: Mapping[str, Practitioner]
    patients: Mapping[str, Patient]
    plans: Mapping[str, Plan]
    rooms: Mapping[str, Room] = field(default_factory=dict)
    equipment: Mapping[str, Equipment] = field(default_factory=dict)
    absences: tuple[Absence, ...] = ()
    closures: tuple[Absence, ...] = ()
    events: tuple[Event, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    book: tuple[Entry, ...] = ()
    waits: tuple[Wait, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    policy: Policy = field(default_factory=default_policy)
    prices: Prices = field(default_factory=Prices)
    repair_prices: RepairPrices = field(default_factory=RepairPrices)
    booking: BookingRules = field(default_factory=BookingRules)
    start_every: timedelta = timedelta(minutes=15)
    holidays: str | None = None
    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()
    away: tuple[Absence, ...] = ()
    """When patients are away."""
    identifiers: tuple[Identifier, ...] = ()
    """What other systems call patients, practitioners, rooms …"""
    codes: tuple[Code, ...] = ()
    """Other systems' codes for kinds of health events."""

    def __post_init__(self) -> None:
        minutes = self.start_every / timedelta(minutes=1)
        if minutes < 1 or minutes != int(minutes) or minutes > 24 * 60:
            raise Nonsense(f"sessions start every {minutes:g} minutes; use a whole number from 1 to 1440")
        if self.holidays is not None:
            public_holidays(self.holidays, 2000)  # raises where there is no such place

    def plan(self, id: str) -> Plan:
        return _named("plan", id, self.plans)

    def patient(self, id: str) -> Patient:
        return _named("patient", id, self.patients)

    def service(self, id: str) -> Service:
        return _named("service", id, self.services)

    def practitioner(self, id: str) -> Practitioner:
        return _named("practitioner", id, self.practitioners)

    def room(self, id: str) -> Room:
        return _named("room", id, self.rooms)

    def protocol_of(self, plan: Plan) -> Protocol:
        return _named("protocol", plan.protocol, self.protocols)

    # --- the wall clock -------------------------------------------------------------------------------------------

    def moment(self, day: date, clock: time = MIDNIGHT) -> datetime:
        """The moment, in UTC, at which the clinic's wall clock shows this; the earlier one where it does so twice."""
        return datetime.combine(day, clock, self.timezone).astimezone(UTC)

    def local(self, moment: datetime) -> datetime:
        """The moment on the clinic's wall clock."""
        return moment.astimezone(self.timezone)

    def day(self, moment: datetime) -> date:
        """The clinic's calendar day of a moment."""
        return moment.astimezone(self.timezone).date()

    def whole_day(self, day: date) -> Span:
        if day not in self._whole_days:
            self._whole_days[day] = Span(self.moment(day), self.moment(day + DAY))
        return self._whole_days[day]

    def hours_on(self, day: date, rows: Iterable[WeeklyHours]) -> list[Span]:
        """The spans of the day that these weekly rows give, in order; rows that touch or overlap are one."""
        return union(
            Span(self.moment(day, row.start), self.moment(day if row.end != MIDNIGHT else day + DAY, row.end))
            for row in rows
            if row.applies(day)
        )

    def shifts_on(self, day: date, practitioner: Practitioner) -> list[tuple[Span, str | None]]:
        """The practitioner's shifts of the day with their sites, in order; those of one site that touch are one."""
        known, shifts = self._shifts.get((day, practitioner.id), (None, []))
        if known is not practitioner.shifts:
            sites = dict.fromkeys(row.site for row in practitioner.shifts if row.applies(day))
            shifts = [
                (span, site)
                for site in sites
                for span in self.hours_on(day, [row for row in practitioner.shifts if row.site == site])
            ]
            shifts.sort(key=lambda each: (each[0], each[1] or ""))
            self._shifts[day, practitioner.id] = practitioner.shifts, shifts
        return list(shifts)

    @cached_property
    def _whole_days(self) -> dict[date, Span]:
        """What `whole_day` answered; every rule asks it for the same days again and again."""
        return {}

    @cached_property
    def _shifts(self) -> dict[tuple[date, str], tuple[object, list[tuple[Span, str | None]]]]:
        """What `shifts_on` answered, with the rows that it was read from."""
        return {}

    def grid(self, day: date) -> list[datetime]:
        """The moments of the day at which a session may start, each once, in order."""
        whole = self.whole_day(day)
        if whole.end - whole.start == DAY:  # no change of the clocks
            return [whole.start + number * self.start_every for number in range(-(-DAY // self.start_every))]
        every = self.start_every // timedelta(minutes=1)
        clocks = [time(*divmod(minute, 60)) for minute in range(0, 24 * 60, every)]
        both = (datetime.combine(day, clock, self.timezone).replace(fold=f) for clock in clocks for f in (0, 1))
        real = {moment.astimezone(UTC) for moment in both}  # only in UTC do the two differ
        return sorted(m for m in real if self.on_grid(m) and self.day(m) == day)

    def on_grid(self, moment: datetime) -> bool:
        local = self.local(moment)
        every = self.start_every // timedelta(minutes=1)
        return (local.hour * 60 + local.minute) % every == 0 and local.second == local.microsecond == 0

    @cached_property
    def day_starts(self) -> DayStarts:
        """At which starts of a day practitioners are at work."""
        return DayStarts(
            self.start_every, self.whole_day, self.grid, self.shifts_on, self.practitioners, self.absences_of
        )

    def why_closed(self, day: date) -> str | None:
        """Why the whole clinic is closed that day; None when it is open."""
        if day in self.closed:
            return "closed by the clinic"
        if day in self.open or self.holidays is None:
            return None
        return public_holidays(self.holidays, day.year).get(day)

    # --- by owner -------------------------------------------------------------------------------------------------

    @cached_property
    def plans_of(self) -> Mapping[str, list[Plan]]:
        return _grouped((plan.patient, plan) for plan in self.plans.values())

    @cached_property
    def events_of(self) -> Mapping[str, list[Event]]:
        return _grouped((event.patient, event) for event in self.events)

    @cached_property
    def clearances_of(self) -> Mapping[str, list[Clearance]]:
        return _grouped((clearance.patient, clearance) for clearance in self.clearances)

    @cached_property
    def absences_of(self) -> Mapping[str, list[Absence]]:
        return _grouped((absence.of, absence) for absence in self.absences)

    @cached_property
    def away_of(self) -> Mapping[str, list[Absence]]:
        return _grouped((absence.of, absence) for absence in self.away)

    @cached_property
    def closures_of(self) -> Mapping[str, list[Absence]]:
        return _grouped((closure.of, closure) for closure in self.closures)

    @cached_property
    def ids_in_book(self) -> frozenset[str]:
        return frozenset(entry.id for entry in self.book)

    @cached_property
    def book_of(self) -> Mapping[str, list[Entry]]:
        """The entries of the appointment book by plan."""
        return _grouped((entry.plan, entry) for entry in self.book)


class _ByOwner(dict[str, list[Thing]]):
    """Things by their owner; who owns nothing has an empty list, which takes no time to prepare for thousands."""

    def __missing__(self, owner: str) -> list[Thing]:
        return []


def _grouped(pairs: Iterable[tuple[str, Thing]]) -> _ByOwner[Thing]:
    groups = _ByOwner[Thing]()
    for owner, thing in pairs:
        groups.setdefault(owner, []).append(thing)
    return groups


def _named(kind: str, id: str, known: Mapping[str, Thing]) -> Thing:
    try:
        return known[id]
    except KeyError:
        raise UnknownName(kind, id, known) from None


@cache
def public_holidays(code: str, year: int) -> Mapping[date, str]:
    """Public holidays of an ISO country[-subdivision], observed days too. Raises Nonsense for an unknown one."""
    country, _, subdivision = code.partition("-")
    try:
        return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=year, observed=True))
    except (NotImplementedError, TypeError) as unknown:
        raise Nonsense(f"holidays {code!r} is no country or subdivision known: {unknown}") from None
