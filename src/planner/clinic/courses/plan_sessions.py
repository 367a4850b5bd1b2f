"""The sessions of one plan, number by number: what stands is taken as it is, the others are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from planner.clinic.appointments import ATTENDED, Appointment, Key
from planner.clinic.clinic import Clinic
from planner.clinic.courses.day_starts import DayStarts
from planner.clinic.courses.plan_book import PlanBook
from planner.clinic.courses.possible_days import PossibleDays
from planner.clinic.courses.windows import Target, Windows
from planner.clinic.horizon import Horizon
from planner.clinic.people import Plan
from planner.clinic.protocols import Phase
from planner.clinic.sessions import LATE_DAYS, MOVE_DAYS, Session
from planner.clinic.spans import Days


@dataclass(frozen=True)
class Unrolled:
    """The sessions one plan asks for, and the appointments of its past and beyond, which stand as they are."""

    sessions: tuple[Session, ...]
    history: tuple[Appointment, ...]
    leasts: Mapping[Key, int]
    """The fewest whole days before each of these, by plan and number."""
    lost: int = 0
    """The sessions of its courses that lapsed and are not made up, since a later phase has begun."""


@dataclass(frozen=True)
class Counted:
    """A number in its phase, the `place`-th there and its `session`-th session, since lapsed numbers are none."""

    number: int
    phase: Phase
    place: int
    session: int


class PlanSessions:
    """One plan's sessions, as its numbers are taken in their order."""

    def __init__(self, clinic: Clinic, plan: Plan, horizon: Horizon, starts: DayStarts) -> None:
        self.clinic, self.plan, self.horizon, self.starts = clinic, plan, horizon, starts
        self.protocol, self.book = clinic.protocol_of(plan), PlanBook(clinic, plan)
        self.windows = Windows(plan.start, self.protocol.start_within, horizon)
        self.settled = self.book.settled(horizon.first)
        self.sessions: list[Session] = []
        self.history: list[Appointment] = []
        self.leasts: dict[Key, int] = {}
        self.stopped = False
        self.lost = 0
        self.previous: date | None = None
        """The day of the session before: attended, booked, or its ideal one."""
        self._possible: dict[tuple[str, ...], PossibleDays] = {}

    def possible(self, services: tuple[str, ...]) -> PossibleDays:
        if services not in self._possible:
            self._possible[services] = PossibleDays(self.clinic, self.plan, services, self.horizon.end, self.starts)
        return self._possible[services]

    def stand(self, this: Counted) -> None:
        """Take a number that was attended or booked as it stands."""
        rows, day = self.book.rows(this.number, this.phase, this.place), self.book.days.get(this.number)
        if day is None:
            return
        self.previous = day
        self.leasts[self.plan.id, this.number] = this.phase.least
        if rows[0].status == ATTENDED or day not in self.horizon:
            self.history += rows
            self.stopped = self.stopped or day > self.horizon.end
        else:
            move = timedelta(days=MOVE_DAYS)
            window = Days(max(day - move, self.horizon.first), day + move)
            self.add(this, Target(day, day, window), window.clipped(self.horizon.first, self.horizon.end), True, rows)

    def ask(self, this: Counted, target: Target) -> None:
        """Ask for a number that has no place, where its ideal day lies inside the horizon, or lay there once."""
        horizon, ideal, window = self.horizon, target.ideal, target.window
        if ideal is None or window is None or window.last is None or ideal > horizon.end:
            self.stopped = True
            if target.wanted <= horizon.end and (target.closed_by or target.impossible):
                self.add(this, target, None, due=False)
            return
        self.previous = ideal
        late = timedelta(days=LATE_DAYS if this.phase.every is None else 0)
        due = window.last <= horizon.end or horizon.first <= ideal <= horizon.last
        reach = Days(window.first, window.last + late).clipped(horizon.first, horizon.end)
        self.add(this, target, reach, due)

    def add(
        self, this: Counted, target: Target, reach: Days | None, due: bool, booked: tuple[Appointment, ...] = ()
    ) -> None:
        phase = this.phase
        self.leasts[self.plan.id, this.number] = phase.least
        reviewed = self.plan.sessions is not None and phase is self.protocol.course
        self.sessions.append(
            Session(
                plan=self.plan.id,
                number=this.number,
                patient=self.plan.patient,
                phase=phase.name,
                services=phase.services_of(this.place),
                priority=self.plan.priority,
                ideal=target.ideal if reach else None,
                window=target.window if reach else None,
                reach=reach,
                due=due,
                least=phase.least,
                most=phase.gap.most if phase.gap else None,
                ideal_gap=phase.step or None,
                tentative=phase.at_least is not None and this.session > phase.at_least and not reviewed,
                counted=phase.sessions is not None,
                booked=booked,
                declined=self.book.declined(this.number, phase.services_of(this.place)),
                closed_by=target.closed_by,
                impossible=self._impossible(this, target.impossible) if target.impossible and not reach else "",
            )
        )

    def _impossible(self, this: Counted, window: Days) -> str:
        """What keeps a session from its window and from every day after it."""
        days = [day for day in self.horizon.days if day >= window.first]
        obstacles = self.possible(this.phase.services_of(this.place)).why_none(days)
        return f"no day from {window.first} to {self.horizon.end} is possible: {obstacles}"

    @property
    def unrolled(self) -> Unrolled:
        return Unrolled(tuple(self.sessions), tuple(self.history), self.leasts, self.lost)
