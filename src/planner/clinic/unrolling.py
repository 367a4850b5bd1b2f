"""Plans unrolled into the sessions they ask for inside a horizon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from planner.clinic.appointments import ATTENDED, Appointment, Key
from planner.clinic.clinic import Clinic
from planner.clinic.horizon import Horizon
from planner.clinic.numbering import phase_size
from planner.clinic.people import Plan
from planner.clinic.plan_book import PlanBook
from planner.clinic.possible_days import PossibleDays
from planner.clinic.protocols import Phase
from planner.clinic.sessions import LATE_DAYS, MOVE_DAYS, Session
from planner.clinic.spans import DAY, Days
from planner.clinic.windows import Target, Windows

ASKED, LAPSED, OVER = "asked", "lapsed", "over"
"""What becomes of a number without a place; OVER where its phase has ended before it."""


@dataclass(frozen=True)
class Unrolled:
    """The sessions one plan asks for, and the appointments of its past and beyond, which stand as they are."""

    sessions: tuple[Session, ...]
    history: tuple[Appointment, ...]
    leasts: Mapping[Key, int]
    """The fewest whole days before each of these, by plan and number."""


def unroll(clinic: Clinic, plan: Plan, horizon: Horizon) -> Unrolled:
    """The sessions of a plan inside the horizon, by number."""
    return _Unrolling(clinic, plan, horizon).run()


@dataclass(frozen=True)
class _Counted:
    """A number in its phase, the `place`-th there and its `session`-th session, since lapsed numbers are none."""

    number: int
    index: int
    phase: Phase
    place: int
    session: int


class _Unrolling:
    def __init__(self, clinic: Clinic, plan: Plan, horizon: Horizon) -> None:
        self.clinic, self.plan, self.horizon = clinic, plan, horizon
        self.protocol, self.book = clinic.protocol_of(plan), PlanBook(clinic, plan)
        self.windows = Windows(plan.start, self.protocol.start_within, horizon)
        self.settled = self.book.settled(horizon.first)
        self.sessions: list[Session] = []
        self.history: list[Appointment] = []
        self.leasts: dict[Key, int] = {}
        self.stopped = False
        self.previous: date | None = None
        """The day of the session before: attended, booked, or its ideal one."""
        self._possible: dict[tuple[str, ...], PossibleDays] = {}

    def run(self) -> Unrolled:
        number = 0
        for index, phase in enumerate(self.protocol.phases):
            number = _PhaseUnrolling(self, index, phase, number).run()
        last = len(self.protocol.phases) - 1
        for beyond in sorted(n for n in self.book.days if n > number):  # in the book, though the protocol is over
            self.stand(_Counted(beyond, last, self.protocol.phases[last], beyond, beyond))
        return Unrolled(tuple(self.sessions), tuple(self.history), self.leasts)

    def possible(self, services: tuple[str, ...]) -> PossibleDays:
        if services not in self._possible:
            self._possible[services] = PossibleDays(self.clinic, self.plan, services, self.horizon.end)
        return self._possible[services]

    def stand(self, this: _Counted) -> None:
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

    def ask(self, this: _Counted, target: Target) -> None:
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
        self, this: _Counted, target: Target, reach: Days | None, due: bool, booked: tuple[Appointment, ...] = ()
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
                closed_by=target.closed_by,
                impossible=self._impossible(this, target.impossible) if target.impossible and not reach else "",
            )
        )

    def _impossible(self, this: _Counted, window: Days) -> str:
        """What keeps a session from its window and from every day after it."""
        days = [day for day in self.horizon.days if day >= window.first]
        obstacles = self.possible(this.phase.services_of(this.place)).why_none(days)
        return f"no day from {window.first} to {self.horizon.end} is possible: {obstacles}"


class _PhaseUnrolling:
    """One phase after the number before it. A counted one goes on until it has its sessions."""

    def __init__(self, plan: _Unrolling, index: int, phase: Phase, before: int) -> None:
        self.plan, self.index, self.phase, self.before = plan, index, phase, before
        self.book, self.protocol = plan.book, plan.protocol
        self.size = phase_size(plan.plan, self.protocol, phase)
        self.anchor = plan.previous or plan.plan.start
        """From here on `for_days` counts."""
        self.begin = plan.plan.start if plan.previous is None else plan.previous + timedelta(days=phase.every or 0)
        """The ideal day of the first session on a fixed schedule."""
        self.begun_after = self.book.begun_after(index)
        self.last_standing = self.book.last_of(index)
        self.makes_up = self.size is not None and phase.every is None and self.begun_after is None
        """Whether a number that lapses is made up at the end."""

    def run(self) -> int:
        """The last number that belongs to the phase."""
        number, lapsed = self.before, 0
        while not self._complete(number, lapsed) and number + 1 != self.begun_after:
            place = number + 1 - self.before
            this = _Counted(number + 1, self.index, self.phase, place, place - lapsed)
            outcome = self._next(this)
            if outcome == OVER:
                break
            lapsed += outcome == LAPSED
            number += 1
        return number

    def _complete(self, number: int, lapsed: int) -> bool:
        if number < self.last_standing:
            return False
        if self.plan.stopped and number >= self.book.last:
            return True
        return self.size is not None and number - self.before - (lapsed if self.makes_up else 0) >= self.size

    def _next(self, this: _Counted) -> str:
        if this.number in self.book:
            day = self.book.days.get(this.number)
            if day is not None and self._outlasted(this, day):
                return OVER
            self.plan.stand(this)
            return ASKED
        if self.plan.stopped:
            return ASKED
        if this.number < self.plan.settled or not self._wanting(this):
            return LAPSED
        target = self._target(this)
        if target.ideal is not None and self._outlasted(this, target.ideal if self.phase.every is None else target.wanted):
            return OVER
        if self._lapses(this, target):
            return LAPSED
        self.plan.ask(this, target)
        return ASKED

    def _target(self, this: _Counted) -> Target:
        if self.phase.every is not None:
            return self.plan.windows.by_schedule(self.phase, self.begin + timedelta(days=(this.place - 1) * self.phase.every))
        possible = self.plan.possible(self.phase.services_of(this.place))
        return self.plan.windows.by_gap(self.phase, self.plan.previous, possible)

    def _outlasted(self, this: _Counted, day: date) -> bool:
        """Whether the phase is over by a day; not before its last standing number."""
        limit = self.phase.for_days
        return limit is not None and (day - self.anchor).days > limit and this.number > self.last_standing

    def _wanting(self, this: _Counted) -> bool:
        """Whether a counted phase has not all its sessions in what stands of it and was asked for."""
        if self.size is None:
            return True
        if this.place > self.size and not self.makes_up:
            return False
        later = sum(1 for number in self.book.days if this.number < number and self._holds(number))
        return this.session - 1 + later < self.size

    def _holds(self, number: int) -> bool:
        """Whether a later standing number belongs to the phase."""
        named = self.book.phase_of(number)
        nominal = self.size is not None and number <= self.before + self.size
        return number <= self.last_standing or (named is None and nominal)

    def _lapses(self, this: _Counted, target: Target) -> bool:
        """Whether a number has no day left: before those booked after it, or of a fixed schedule before the horizon."""
        if self.phase.every is not None and target.window is None:
            self.plan.previous = target.wanted
            return True
        later = {number: day for number, day in self.book.days.items() if number > this.number}
        if not later:
            return False
        if target.window is None or target.window.last is None:
            return True
        first, last = target.window.first, target.window.last + timedelta(days=LATE_DAYS)
        earlier = (day for number, day in self.book.days.items() if number < this.number)
        first = max([first, *(day + self.phase.least * DAY for day in earlier)])
        last = min([last, *(day - self._least_of(number) * DAY for number, day in later.items())])
        possible = self.plan.possible(self.phase.services_of(this.place))
        return first > last or not possible.any_of(first, last)

    def _least_of(self, number: int) -> int:
        """The fewest days before a later standing number: those of the phase its rows name, else of its place."""
        named = self.book.phase_of(number)
        if named is not None and named >= self.index:
            return self.protocol.phases[named].least
        following = self.protocol.phases[self.index + 1 : self.index + 2]
        beyond = self.size is not None and number > self.before + self.size and following
        return following[0].least if beyond else self.phase.least
