"""What every peer is asked: the parts of sessions, their open starts, and what one patient's sessions ask of another.

Times are whole minutes from the horizon's first midnight, days count from 0. An open start is one that no rule closes
and that takes nothing which stands already: what is left to a peer is how the sessions bear on each other.

No peer knows the goals of UNKNOWN_GOALS, practitioners' breaks and weekly limits, rooms of several places or at a site:
the clinics that are measured price the first at 0 and have none of the others.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import combinations, pairwise, product

import numpy as np
from numpy.typing import NDArray

from planner.clinic import Appointment, Problem, Service, Session, Span
from planner.clinic.appointments import BOOKED
from planner.clinic.services import FollowUp
from planner.clinic.spans import DAY
from planner.model.placements import Clock
from planner.rules import Answer, RuleClosures
from planner.rules.health import waits_between

MINUTE = timedelta(minutes=1)
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
UNKNOWN_GOALS = ("rhythm", "usual", "moved_hour")
"""Prices of what no peer counts."""


@dataclass(frozen=True, eq=False)
class Part:
    """One service of one session.

    `starts` are the open starts by practitioner and `rooms` those by room, in minutes; a service without a room has no
    rooms. At a start of `joins` the part shares a session that stands already and takes nothing more.
    """

    number: int
    session: Session
    service: Service
    starts: Mapping[str, Ints]
    rooms: Mapping[str, Ints]
    joins: frozenset[int]

    @property
    def length(self) -> int:
        """Minutes with the patient."""
        return self.service.length // MINUTE

    @property
    def taken(self) -> int:
        """Minutes in the room, the reset too."""
        return (self.service.length + self.service.reset) // MINUTE

    @property
    def attended(self) -> list[tuple[int, int]]:
        """Minutes after the start, from and until, in which the practitioner is busy."""
        return [(after // MINUTE, until // MINUTE) for after, until in self.service.attended]

    def unshared(self, practitioner: str) -> list[int]:
        """The open starts less those at which it shares a session that stands, in minutes."""
        return [minute for minute in self.starts[practitioner].tolist() if minute not in self.joins]

    @property
    def booked(self) -> Appointment | None:
        return self.session.booked_for(self.service.id)


@dataclass(frozen=True)
class Demand:
    """A session on one of these days wants the service, in one of `others`, from `least` to `most` days later.

    `apart`: not on the same day, on which the two would be one shared session.
    """

    session: Session
    service: str
    days: tuple[int, ...]
    others: tuple[Session, ...]
    least: int
    most: int
    apart: bool


class Question:
    """The problem as the peers read it."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.clinic, self.clock = problem, problem.clinic, Clock(problem)
        self.days = len(problem.horizon.days)
        every = [*problem.horizon.days, problem.horizon.end + DAY]
        self.midnights = np.array([self.clock.minute(self.clinic.moment(day)) for day in every], dtype=np.int64)
        self.standing = Answer(problem, problem.fixed).deliveries
        self._closures = RuleClosures(problem)
        self._masks: dict[object, Mask] = {}
        self._closing: dict[tuple[str, str, str, int], set[int]] = {}
        parts: list[Part] = []
        for session in problem.choices:
            mine = [self._part(len(parts) + place, session, id) for place, id in enumerate(session.services)]
            if session.reach and mine and all(part.starts for part in mine):
                parts += mine
        self.parts = tuple(parts)

    @cached_property
    def visits(self) -> Mapping[tuple[str, int], list[Part]]:
        """The parts of each session that may have a place, by plan and number."""
        found: dict[tuple[str, int], list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.session.key, []).append(part)
        return found

    @cached_property
    def sessions(self) -> Mapping[str, list[Session]]:
        """The sessions that may have a place, by patient."""
        found: dict[str, list[Session]] = {}
        for parts in self.visits.values():
            found.setdefault(parts[0].session.patient, []).append(parts[0].session)
        return found

    @cached_property
    def courses(self) -> Mapping[str, list[Session]]:
        """The sessions that may have a place, by plan and in order."""
        found = defaultdict[str, list[Session]](list)
        for parts in self.visits.values():
            found[parts[0].session.plan].append(parts[0].session)
        return {plan: sorted(sessions, key=lambda session: session.number) for plan, sessions in found.items()}

    @cached_property
    def scale(self) -> int:
        """The least power of ten that makes whole numbers of all prices, which have at most three decimals."""
        prices = self.clinic.prices
        every = [*prices.place.values(), *(price for price in vars(prices).values() if isinstance(price, int | float))]
        return next(
            scale for scale in (1, 10, 100, 1000) if all(math.isclose(p * scale, round(p * scale)) for p in every)
        )

    def meets(self, session: Session) -> bool:
        """Whether the session's patient could have two at once: of two plans, or services of one visit."""
        return len(session.services) > 1 or len({each.plan for each in self.sessions[session.patient]}) > 1

    # --- time -----------------------------------------------------------------------------------------------------

    def day(self, minute: int) -> int:
        """The day of a minute."""
        return int(np.searchsorted(self.midnights, minute, side="right")) - 1

    def days_of(self, part: Part) -> set[int]:
        """The days on which the part has an open start."""
        return {int(d) for starts in part.starts.values() for d in np.searchsorted(self.midnights, starts, "right") - 1}

    def liked(self, session: Session, minute: int) -> bool:
        """Whether a start suits the patient's preferred time of day."""
        patient = self.clinic.patients[session.patient]
        return patient.likes(self.clinic.local(self.clock.moment(minute)).time())

    def timely(self, session: Session) -> tuple[int, int] | None:
        """The ideal day and the window's last, which may lie beyond the horizon; None when no day is ideal."""
        if session.ideal is None or session.window is None or session.window.last is None:
            return None
        first = self.problem.horizon.first
        return (session.ideal - first).days, (session.window.last - first).days

    # --- open starts ----------------------------------------------------------------------------------------------

    def _part(self, number: int, session: Session, id: str) -> Part:
        service, clock = self.clinic.services[id], self.clock
        joined = self._joined(session, service)
        rooms = {room: self._in_room(service, room, joined) for room in self.clinic.rooms if service.room is not None}
        housed = np.any([*rooms.values()], axis=0) if rooms else np.full(len(clock.starts), service.room is None)
        starts = {who: self._with(session, service, who, joined) & housed for who in self.clinic.practitioners}
        return Part(
            number,
            session,
            service,
            {who: clock.starts[mask] for who, mask in starts.items() if mask.any()},
            {room: clock.starts[mask] for room, mask in rooms.items() if mask.any()},
            frozenset(clock.minute(row.start) for row in joined),
        )

    def _joined(self, session: Session, service: Service) -> list[Appointment]:
        """What stands already that this part would share if it fell on its day."""
        rows = self.problem.standing_of.get(session.patient, ()) if service.shareable else ()
        inside = [row for row in rows if self.problem.day(row) in self.problem.horizon]
        return [row for row in inside if row.service == service.id and row.plan != session.plan]

    def _with(self, session: Session, service: Service, who: str, joined: Iterable[Appointment]) -> Mask:
        """The starts open to a part with a practitioner."""
        mask = np.ones(len(self.clock.starts), dtype=bool)
        for key, spans in self._closures.groups(session, service.id, who):
            mask &= self._free(("rules", key, service.length), spans, service.length)
        clear = self._free_of_standing(service, who) & self._free(
            ("patient", session.patient, service.length),
            [row.span for row in self.standing if self.problem.patient_of(row) == session.patient],
            service.length,
        )
        return mask & self._or_alike(clear, joined, lambda row: row.practitioner == who)

    def _free_of_standing(self, service: Service, who: str) -> Mask:
        """The starts at which the practitioner and the equipment are free of what stands."""
        if (service.id, who) not in self._masks:
            attended = {row: self.clinic.services[row.service].attended for row in self._rows_of(who)}
            steps = [Span(row.start + a, row.start + b) for row, steps in attended.items() for a, b in steps]
            mask = np.ones(len(self.clock.starts), dtype=bool)
            for after, until in service.attended:
                mask &= self.clock.free([Span(step.start - after, step.end - after) for step in steps], until - after)
            for id in service.equipment:
                full = [span for *span, units in self.in_use(id) if units == self.clinic.equipment[id].units]
                spans = [Span(self.clock.moment(start), self.clock.moment(end)) for start, end in full]
                mask &= self.clock.free(spans, service.length) & (self.clinic.equipment[id].units > 0)
            if who in self.limits:
                mask &= np.array(self.limits[who])[self.clock.day_of_start] > 0
            self._masks[service.id, who] = mask
        return self._masks[service.id, who]

    def _in_room(self, service: Service, room: str, joined: Iterable[Appointment]) -> Mask:
        """The starts open to a service in a room."""
        length = service.length + service.reset
        open_ = self._free(("open", service.id, room), self._closures.of_room(service.id, room), length)
        clear = self._free(("room", room, length), self._taken(room), length)
        return open_ & self._or_alike(clear, joined, lambda row: row.room == room)

    def _or_alike(self, clear: Mask, joined: Iterable[Appointment], alike: Callable[[Appointment], bool]) -> Mask:
        """On a day with a session to share only that one's start, and only with its practitioner and in its room."""
        days, shared = np.zeros_like(clear), np.ones_like(clear)
        for row in joined:
            today = self.clock.day_of_start == (self.problem.day(row) - self.problem.horizon.first).days
            days |= today
            shared &= ~today | ((self.clock.starts == self.clock.minute(row.start)) & alike(row))
        return np.where(days, shared, clear)

    def _free(self, key: object, spans: Iterable[Span], length: timedelta) -> Mask:
        if key not in self._masks:
            self._masks[key] = self.clock.free(spans, length)
        return self._masks[key]

    # --- what stands ----------------------------------------------------------------------------------------------

    def _rows_of(self, practitioner: str) -> list[Appointment]:
        return [row for row in self.standing if row.practitioner == practitioner]

    def _taken(self, room: str) -> list[Span]:
        """When a room is taken by what stands, resets too."""
        rows = [row for row in self.standing if row.room == room]
        return [Span(row.start, row.end + self.clinic.services[row.service].reset) for row in rows]

    @cached_property
    def limits(self) -> Mapping[str, list[int]]:
        """How many sessions more a practitioner may have on each day, for those with a daily limit."""
        found = {}
        for who, one in self.clinic.practitioners.items():
            if one.max_sessions_per_day is not None:
                booked = Counter(self.problem.day(row) for row in self._rows_of(who) if row.status == BOOKED)
                found[who] = [max(0, one.max_sessions_per_day - booked[day]) for day in self.problem.horizon.days]
        return found

    def in_use(self, equipment: str) -> list[tuple[int, int, int]]:
        """From and until in minutes, and how many units stand used or closed then, never more than there are."""
        using = [row.span for row in self.standing if equipment in self.clinic.services[row.service].equipment]
        spans = [(self.clock.minute(span.start), self.clock.minute(span.end)) for span in using]
        for closure in self.clinic.closures_of[equipment]:
            start, end = self.clock.minute(closure.span.start), self.clock.minute(closure.span.end)
            if start < self.midnights[-1] and end > 0:
                spans.append((max(0, start), min(int(self.midnights[-1]), end)))
        units, moments = self.clinic.equipment[equipment].units, sorted({each for span in spans for each in span})
        counts = [(a, b, sum(start <= a < end for start, end in spans)) for a, b in pairwise(moments)]
        return [(a, b, min(units, count)) for a, b, count in counts if min(units, count)]

    def shut(self, service: Service, room: str) -> list[tuple[int, int]]:
        """From and until in minutes, when a room is closed to the service or taken by what stands, in order."""
        spans = [*self._closures.of_room(service.id, room), *self._taken(room)]
        minutes = sorted((self.clock.minute(span.start), self.clock.minute(span.end)) for span in spans)
        last = int(self.midnights[-1])
        return [(max(0, start), min(end, last)) for start, end in minutes if start < last and end > 0]

    def alike_rooms(self) -> list[tuple[str, ...]]:
        """Rooms in groups that are open to every part at the same starts; a room in which something stands is alone."""
        alike = defaultdict[object, list[str]](list)
        for room in self.clinic.rooms:
            open_ = tuple(part.rooms[room].tobytes() if room in part.rooms else b"" for part in self.parts)
            alike[open_, room if self._taken(room) else None].append(room)
        return [tuple(rooms) for rooms in alike.values()]

    # --- what one patient's sessions ask of each other ------------------------------------------------------------

    def may_share(self, one: Part, other: Part) -> bool:
        """Whether the two parts are one session if they fall on one day."""
        same = one.service.id == other.service.id and one.session.patient == other.session.patient
        return same and one.service.shareable and one.session.plan != other.session.plan

    @cached_property
    def shared(self) -> list[tuple[Part, Part]]:
        """The pairs of parts that are one session if they fall on one day, the earlier part first."""
        alike = defaultdict[object, list[Part]](list)
        for part in self.parts:
            alike[part.session.patient, part.service.id].append(part)
        return [pair for parts in alike.values() for pair in combinations(parts, 2) if self.may_share(*pair)]

    def excluded(self) -> Iterator[tuple[Session, Session, set[tuple[int, int]]]]:
        """Pairs of a patient's sessions, and on which pairs of days they may not lie: waits, follow-ups too soon."""
        if not (self.clinic.waits or self.clinic.follow_ups or any(s.counts_as for s in self.clinic.services.values())):
            return
        for sessions in self.sessions.values():
            for one, other in combinations(sessions, 2):
                pairs = self._closed(one, other) | {(b, a) for a, b in self._closed(other, one)}
                if pairs:
                    yield one, other, pairs

    def _closed(self, one: Session, other: Session) -> set[tuple[int, int]]:
        """The days of the first, each with the days that it closes to the second."""
        found = set()
        for a, b in product(self.visits[one.key], self.visits[other.key]):
            later = self.days_of(b)
            for day in self.days_of(a):
                closed = self._closes(one.patient, a.service.id, b.service.id, day) & later
                found |= {(day, on) for on in closed if on != day or not self.may_share(a, b)}
        return found

    def _closes(self, patient: str, a: str, b: str, day: int) -> set[int]:
        """The days that having one service on a day closes to another."""
        key = (patient, a, b, day)
        if key not in self._closing:
            on, first = self.problem.horizon.days[day], self.problem.horizon.first
            closed = [
                ((days.first - first).days, (days.last - first).days + 1 if days.last else self.days)
                for days in waits_between(self.clinic, patient, a, b, on)
            ]
            closed += [
                (day, day + rule.least) for rule in self.clinic.follow_ups if (rule.after, rule.service) == (a, b)
            ]
            self._closing[key] = {on for start, end in closed for on in range(max(0, start), min(end, self.days))}
        return self._closing[key]

    def demands(self) -> Iterator[Demand]:
        """The follow-ups that sessions ask for and that nothing standing is."""
        for sessions in self.sessions.values():
            for rule, session in product(self.clinic.follow_ups, sessions):
                within = rule.least == 0 and rule.service in session.services and rule.service != rule.after
                if rule.after not in session.services or within:
                    continue
                apart = rule.service == rule.after and self.clinic.services[rule.after].shareable
                others = [other for other in sessions if other.key != session.key and rule.service in other.services]
                served = self._standing_days(session, rule.service)
                ends = self.days - rule.most
                days = set.intersection(*(self.days_of(part) for part in self.visits[session.key]))
                days = {day for day in days if day < ends and not served & _reach(day, rule, apart)}
                if days:
                    yield Demand(
                        session, rule.service, tuple(sorted(days)), tuple(others), rule.least, rule.most, apart
                    )

    def _standing_days(self, session: Session, service: str) -> set[int]:
        """The days on which the session's patient has the service in another one, whatever the roster."""
        rows = self.problem.standing_of.get(session.patient, ())
        days = [self.problem.day(row) for row in rows if row.service == service and row.key != session.key]
        return {(day - self.problem.horizon.first).days for day in days}


def _reach(day: int, rule: FollowUp, apart: bool) -> set[int]:
    """The days on which a follow-up of this day may lie."""
    return set(range(day + rule.least, day + rule.most + 1)) - ({day} if apart else set())
