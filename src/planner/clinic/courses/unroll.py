"""Plans unrolled into the sessions they ask for inside a horizon."""

from __future__ import annotations

from datetime import date, timedelta

from planner.clinic.clinic import Clinic
from planner.clinic.courses.day_starts import DayStarts
from planner.clinic.courses.numbering import phase_size
from planner.clinic.courses.plan_sessions import Counted, PlanSessions, Unrolled
from planner.clinic.courses.windows import Target
from planner.clinic.horizon import Horizon
from planner.clinic.people import Plan
from planner.clinic.protocols import Phase
from planner.clinic.sessions import LATE_DAYS
from planner.clinic.spans import DAY

ASKED, LAPSED, OVER = "asked", "lapsed", "over"
"""What becomes of a number: it stands or is asked for, it lapses, or its phase has ended before it."""


def unroll(clinic: Clinic, plan: Plan, horizon: Horizon, starts: DayStarts | None = None) -> Unrolled:
    """The sessions of a plan inside the horizon, by number; `starts` are those of a clinic of the same hours."""
    found, number = PlanSessions(clinic, plan, horizon, starts or clinic.day_starts), 0
    for index, phase in enumerate(found.protocol.phases):
        number = _PhaseUnrolling(found, index, phase, number).run()
    for beyond in sorted(n for n in found.book.days if n > number):  # in the book, though the protocol is over
        found.stand(Counted(beyond, found.protocol.phases[-1], beyond, beyond))
    return found.unrolled


class _PhaseUnrolling:
    """One phase after the number before it. A counted one goes on until it has its sessions."""

    def __init__(self, plan: PlanSessions, index: int, phase: Phase, before: int) -> None:
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
            this = Counted(number + 1, self.phase, place, place - lapsed)
            outcome = self._next(this)
            if outcome == OVER:
                break
            lapsed += outcome == LAPSED
            number += 1
        if self.size is not None and self.phase.every is None:
            self.plan.lost += max(0, self.size - (number - self.before - lapsed))
        return number

    def _complete(self, number: int, lapsed: int) -> bool:
        if number < self.last_standing:
            return False
        if self.plan.stopped and number >= self.book.last:
            return True
        return self.size is not None and number - self.before - (lapsed if self.makes_up else 0) >= self.size

    def _next(self, this: Counted) -> str:
        if this.number in self.book:
            day = self.book.days.get(this.number)
            if day is not None and self._outlasted(this, day):
                return OVER
            self.plan.stand(this)
            return ASKED
        if self.plan.stopped:
            return ASKED  # beyond the horizon, but it counts
        if this.number < self.plan.settled or not self._wanting(this):
            return LAPSED
        target = self._target(this)
        day = target.ideal if self.phase.every is None else target.wanted
        if day is not None and self._outlasted(this, day):
            return OVER
        if self._lapses(this, target):
            return LAPSED
        self.plan.ask(this, target)
        return ASKED

    def _target(self, this: Counted) -> Target:
        if self.phase.every is not None:
            wanted = self.begin + timedelta(days=(this.place - 1) * self.phase.every)
            return self.plan.windows.by_schedule(self.phase, wanted)
        possible = self.plan.possible(self.phase.services_of(this.place))
        return self.plan.windows.by_gap(self.phase, self.plan.previous, possible)

    def _outlasted(self, this: Counted, day: date) -> bool:
        """Whether the phase is over by a day; not before its last standing number."""
        limit = self.phase.for_days
        return limit is not None and (day - self.anchor).days > limit and this.number > self.last_standing

    def _wanting(self, this: Counted) -> bool:
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
        final = self.index + 1 == len(self.protocol.phases)
        return number <= self.last_standing or (named is None and (nominal or final))

    def _lapses(self, this: Counted, target: Target) -> bool:
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
