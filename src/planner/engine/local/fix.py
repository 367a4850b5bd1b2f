"""Problems in which only some sessions are free and every other appointment of a roster stands where it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from planner.clinic import Appointment, Key, Problem, Session, Span
from planner.clinic.appointments import BOOKED
from planner.clinic.spans import DAY
from planner.rules import Closed, Rule, RuleClosures
from planner.rules.people import Qualified

Cause = tuple[str, str]
"""What closes spans before any search: a rule's name, and why."""


@dataclass(frozen=True)
class Wish:
    """Where a session is wanted: the day, the clock time it starts at, who gives it; None leaves it open.

    A visit of several services begins at the time or later, as its services find their places. Of these a practitioner
    is wanted for those that one may give; for all, if for none.
    """

    on: date | None = None
    at: time | None = None
    practitioner: str | None = None

    def __bool__(self) -> bool:
        return (self.on, self.at, self.practitioner) != (None, None, None)

    def allows(self, problem: Problem, session: Session, service: str, practitioner: str) -> bool:
        """Whether nobody else is wanted for the service."""
        if self.practitioner in (None, practitioner):
            return True
        mine = [each for each in session.services if _may_give(problem, session, each, self.practitioner)]
        return bool(mine) and service not in mine


def _may_give(problem: Problem, session: Session, service: str, practitioner: str) -> bool:
    return not any(Qualified().closed(problem, session, problem.clinic.services[service], practitioner))


def keep(
    problem: Problem, rows: Iterable[Appointment], free: Collection[Key], history: Sequence[Appointment] | None = None
) -> Problem:
    """The problem in which these sessions alone are free; of the others, those with rows stand there as if fixed.

    Sessions without rows that are not free are left out of it, so scores differ from the whole problem's by a constant.
    """
    visits: dict[Key, list[Appointment]] = {}
    for row in sorted(rows, key=lambda row: row.start):
        if row.key in problem.by_key and row.key not in free:
            visits.setdefault(row.key, []).append(replace(row, status=BOOKED, fixed=True))
    loose = [session for session in problem.sessions if session.key in free]
    standing = [replace(problem.by_key[key], booked=tuple(visit)) for key, visit in visits.items()]
    kept = problem.history if history is None else tuple(history)
    return replace(problem, sessions=(*loose, *standing), history=kept)


def with_follow_ups(problem: Problem, rows: Iterable[Appointment], free: Collection[Key]) -> frozenset[Key]:
    """These sessions, and where the clinic has follow-ups all that their patients have placed and not fixed.

    For a session that is kept while the one that follows it may go would leave a rule broken.
    """
    if not problem.clinic.follow_ups:
        return frozenset(free)
    patients = {problem.by_key[key].patient for key in free if key in problem.by_key}  # else not asked for any more
    theirs = {row.key for row in rows if problem.patient_of(row) in patients and not problem.by_key[row.key].fixed}
    return frozenset(free) | theirs


class Offered(RuleClosures):
    """What the rules close, with the days and the people a session is wanted on, and some causes left out of account.

    `days` are those it is asked about, whatever its reach; `ignored` names causes that close nothing here.
    """

    def __init__(
        self,
        problem: Problem,
        asked: Key,
        days: Collection[date],
        wish: Wish,
        ignored: Collection[Cause] = (),
        more: Sequence[tuple[Cause, Span]] = (),
    ) -> None:
        super().__init__(problem)
        self.asked, self.days, self.wish, self.ignored, self.more = asked, days, wish, frozenset(ignored), more

    def groups(self, session: Session, service: str, practitioner: str) -> Iterable[tuple[object, Sequence[Span]]]:
        yield from super().groups(session, service, practitioner)
        if session.key == self.asked:
            yield ("wanted", service, practitioner), self._unwanted(service, practitioner)
            yield "more", [span for cause, span in self.more if cause not in self.ignored]

    def of_rule(self, rule: Rule, session: Session, service: str, practitioner: str) -> Sequence[Closed]:
        found = super().of_rule(rule, session, service, practitioner)
        return [closed for closed in found if (rule.name, closed.why) not in self.ignored] if self.ignored else found

    def of_room(self, service: str, room: str) -> Sequence[Span]:
        if not self.ignored:
            return super().of_room(service, room)
        if (service, room) not in self._rooms:
            causes = self.room_causes(service, room)
            self._rooms[service, room] = [c.span for rule, c in causes if (rule, c.why) not in self.ignored]
        return self._rooms[service, room]

    def of_room_with(self, practitioner: str, room: str) -> Sequence[Span]:
        if not self.ignored:
            return super().of_room_with(practitioner, room)
        if (practitioner, room) not in self._rooms_with:
            causes = self.room_causes_with(practitioner, room)
            self._rooms_with[practitioner, room] = [c.span for rule, c in causes if (rule, c.why) not in self.ignored]
        return self._rooms_with[practitioner, room]

    def room_causes_with(self, practitioner: str, room: str) -> list[tuple[str, Closed]]:
        """What closes a room to a practitioner, each with its rule."""
        rules = self.for_practitioners
        read = ((rule.name, rule.room_closed_to(self.problem, practitioner, room)) for rule in rules)
        return [(name, closed) for name, found in read for closed in found]

    def room_causes(self, service: str, room: str) -> list[tuple[str, Closed]]:
        """What closes a room to a service, each with its rule."""
        given = self.problem.clinic.services[service]
        rules = self.for_services
        return [(rule.name, closed) for rule in rules for closed in rule.room_closed(self.problem, given, room)]

    def _unwanted(self, service: str, practitioner: str) -> list[Span]:
        """The days that are not asked about, and on the others what lies off the time or another practitioner's."""
        clinic, horizon = self.problem.clinic, self.problem.horizon
        whole = Span(clinic.moment(horizon.first - DAY), clinic.moment(horizon.end + 2 * DAY))
        if not self.wish.allows(self.problem, self.problem.by_key[self.asked], service, practitioner):
            return [whole]
        closed = [clinic.whole_day(day) for day in horizon.days if day not in self.days]
        if self.wish.at is not None:
            several = len(self.problem.by_key[self.asked].services) > 1
            for day in self.days:
                today, start = clinic.whole_day(day), clinic.moment(day, self.wish.at)
                closed.append(Span(today.start, start))
                if not several:
                    closed.append(Span(start + clinic.services[service].length, today.end))
        return [span for span in closed if span.start < span.end]
