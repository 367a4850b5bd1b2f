"""One day as a board shades it while a visit is dragged: where the visit may begin with whom, and why not elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from planner.clinic import Appointment, Session
from planner.clinic.spans import Days
from planner.desk.diary.diary import Diary
from planner.desk.diary.free_time import Stretch
from planner.desk.offers.candidates import Candidates, everywhere
from planner.desk.offers.request import OfferRequest, no_day
from planner.desk.offers.starts import Places
from planner.desk.offers.why_none import taken_by
from planner.errors import Nonsense
from planner.model.clock import Ints, Mask
from planner.rules import RULES, RuleClosures

ONE_PLACE = {
    "practitioner": "with another patient then",
    "break": "no time would be left for the break",
    "daily limit": "as many sessions as a day may have",
    "patient": "the patient is elsewhere then",
    "room": "no room that fits is free",
    "equipment": "the equipment is in use",
}
"""What `taken_by` says of many places, said of one."""
ROOM_CLOSED = "this room is taken or closed then, or does not fit"


@dataclass(frozen=True)
class DayPlaces:
    """By practitioner, or by room: the starts at which a visit may begin, and the others still to come, each with its
    reason."""

    open: Mapping[str, tuple[datetime, ...]]
    closed: Mapping[str, Mapping[datetime, str]]

    def less(self, why_not: Callable[[datetime], str | None]) -> DayPlaces:
        """The same with the open starts closed for which there is a reason."""
        why = {start: words for starts in self.open.values() for start in starts if (words := why_not(start))}
        shut = {who: {start: why[start] for start in starts if start in why} for who, starts in self.open.items()}
        return DayPlaces(
            {who: tuple(start for start in starts if start not in why) for who, starts in self.open.items()},
            {who: dict(sorted({**reasons, **shut[who]}.items())) for who, reasons in self.closed.items()},
        )


def _day_places(
    names: Sequence[str], moments: Sequence[datetime], openings: Mask, why: Callable[[int, int], str]
) -> DayPlaces:
    """By name: the moments that are open to it, a row each, and the reasons of the others."""
    return DayPlaces(
        {name: tuple(moments[n] for n in np.flatnonzero(openings[row]).tolist()) for row, name in enumerate(names)},
        {
            name: {moments[n]: why(row, n) for n in np.flatnonzero(~openings[row]).tolist()}
            for row, name in enumerate(names)
        },
    )


@dataclass(frozen=True)
class OneDay:
    """The places of one session of a plan on one day."""

    asked: OfferRequest
    session: Session
    places: Places

    @classmethod
    def of(cls, diary: Diary, plan: str, number: int, day: date, now: datetime) -> OneDay:
        """Raises UnknownName for an unknown plan, Nonsense for a session that it does not ask for."""
        asked = OfferRequest.of(diary, plan, now, day)
        session = asked.session(number)
        assert session is not None  # since a number was given
        stretch = Stretch(diary, day, day, session.booked)
        return cls(asked, session, Places(stretch, asked.problem, session, Days(day, day), asked.now))

    def all(self) -> DayPlaces:
        """Every start of the day that is not past, with everybody: open, or closed for a reason."""
        people, moments = self.places.stretch.practitioners, self.places.clock.moments
        openings = np.zeros((len(people), len(moments)), dtype=bool)
        if self._why_not_today is None:
            places = everywhere(self.places)
            openings[places.who[:, 0], places.slot[:, 0]] = True
        words, which = self._reasons(openings)
        return _day_places(people, moments, openings, lambda row, n: words[which[row, n]])

    def in_rooms(self) -> DayPlaces:
        """The same of every room, with the practitioner whom the visit has: also now, in another room.

        Raises Nonsense for a visit of several services, or of one that takes no room.
        """
        (booked, who), rooms = self._with(), tuple(self.places.stretch.taken.rooms)
        people, moments = self.places.stretch.practitioners, self.places.clock.moments
        mine = np.zeros((len(people), len(moments)), dtype=bool)
        openings = np.zeros((len(rooms), len(moments)), dtype=bool)
        if self._why_not_today is None:
            service = self.places.services[0]
            mine[who] = self.places.open[service.id][who]
            free = self.places.stretch.rooms(service, people[who])[:, self.places.starts]
            openings = free & mine[who]
            for shared in self.places.narrow.joinable(self.places.session, service):
                openings[[room != shared.room for room in rooms]] &= ~self._starts(shared.start)
            openings[[room == booked.room for room in rooms]] &= ~self._starts(booked.start)
        words, which = self._reasons(mine)

        def why(row: int, n: int) -> str:
            if (rooms[row], moments[n]) == (booked.room, booked.start):
                return "it is there already"
            return ROOM_CLOSED if mine[who, n] else words[which[who, n]]

        return _day_places(rooms, moments, openings, why)

    def at(self, practitioner: str, start: datetime, room: str | None = None) -> tuple[Appointment, ...]:
        """The rows of the visit when its first service begins there; in a room, where one is named.

        Raises Nonsense, with why, where it may not.
        """
        people = self.places.stretch.practitioners
        who = people.index(practitioner) if practitioner in people else -1
        if room is not None:
            return self._in_room(who, start, room)
        found = everywhere(self.places)
        for which in self._there(found, who, start):
            if rows := self.asked.rows(self.places, found.who[which].tolist(), found.slot[which].tolist()):
                return rows
        raise self._refused(self.all().closed.get(practitioner, {}).get(start))

    def _in_room(self, who: int, start: datetime, room: str) -> tuple[Appointment, ...]:
        found, (_, mine) = self.in_rooms(), self._with()
        if who != mine or start not in found.open.get(room, ()):
            raise self._refused(found.closed.get(room, {}).get(start))
        (slot,) = np.flatnonzero(self._starts(start))
        return (replace(self.asked.row(self.places, self.places.services[0], who, int(slot)), room=room),)

    def _refused(self, why: str | None) -> Nonsense:
        return Nonsense(f"{self.session.name} cannot begin there: {why or 'it is past, or off the clinic’s grid'}")

    def _with(self) -> tuple[Appointment, int]:
        """The one appointment of the visit, and the practitioner's number."""
        people, booked = self.places.stretch.practitioners, self.session.booked
        if len(booked) != 1 or booked[0].room is None or booked[0].practitioner not in people:
            raise Nonsense(f"{self.session.name} is not of one service in one room; move it by practitioner")
        return booked[0], people.index(booked[0].practitioner)

    def _starts(self, start: datetime) -> Mask:
        """Which of the starts are at a moment."""
        return np.asarray(self.places.clock.starts == self.places.clock.minute(start))

    def _there(self, found: Candidates, who: int, start: datetime) -> list[int]:
        first = self.places.clock.starts[found.slot[:, 0]] if len(found) else np.zeros(0)
        there = (found.who[:, 0] == who) & (first == self.places.clock.minute(start))
        return [int(number) for number in np.flatnonzero(there)]

    @property
    def _why_not_today(self) -> str | None:
        reach, day = self.session.reach, self.places.days.first
        return None if reach and not self.session.fixed and day in reach else no_day(self.session, day).why

    def _reasons(self, openings: Mask) -> tuple[list[str], Ints]:
        """Reasons, and which of them closes each start to each practitioner: of several, the weightiest."""
        words, which = ["the visit as a whole does not fit, or is there already"], np.zeros(openings.shape, np.int64)
        for why, rows, mask in self._closed():
            unsaid = mask & (which[rows] == 0)
            if unsaid.any():
                which[rows] = np.where(unsaid, len(words), which[rows])
                words.append(why)
        return words, which

    def _closed(self) -> Iterator[tuple[str, slice, Mask]]:
        """What closes which starts to some practitioners, the weightier first: the day, rules, and what is taken."""
        places, everybody = self.places, slice(None)
        if (why := self._why_not_today) is not None:
            yield why, everybody, np.ones((len(places.stretch.practitioners), len(places.clock.moments)), dtype=bool)
            return
        service = places.services[0]
        closures, masks = RuleClosures(places.narrow, RULES), dict[object, Mask]()
        for rule in RULES:
            for row, who in enumerate(places.stretch.practitioners):
                for closed in closures.of_rule(rule, self.session, service.id, who):
                    if closed.span not in masks:
                        masks[closed.span] = ~places.clock.free([closed.span], service.length)
                    yield closed.why, slice(row, row + 1), masks[closed.span]
        for what, _, mask in taken_by(places, service):
            yield ONE_PLACE[what], everybody, mask
