"""From chosen placements to appointments: each gets a room.

A booked one keeps its own if it can; a planned one takes the plainest that is open to it and free.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from planner.clinic import Appointment
from planner.engine.greedy import Seat
from planner.model import Model
from planner.model.clock import MINUTE, Ints
from planner.model.placements import Part
from planner.rules.readings import deliveries_standing

DAY_MINUTES = 24 * 60


def appointments(model: Model, vector: Ints) -> tuple[Appointment, ...]:
    """The roster's rows, fixed ones among them, by start."""
    p, problem = model.placements, model.problem
    seats = [(a, start, room) for a, start, room in model.chosen(vector).tolist()]
    rows = list(problem.fixed)
    for (assignment, at, _), room in zip(seats, _rooms(model, seats), strict=True):
        part = p.parts[p.assignments.part[assignment]]
        session, service = p.sessions[part.session], part.service
        start = p.clock.moments[p.starts.slot[at]]
        rows.append(problem.appointment(session, service, p.practitioners[p.practitioner[at]], room, start))
    return tuple(sorted(rows, key=lambda row: (row.start, row.practitioner or "", row.room or "", row.id)))


@dataclass(eq=False)
class _Stay:
    """One session in want of a room: the seats it serves, when the room is taken, and the rooms it may have.

    `pool` has those of the pool in which it lodges, `open` all that no rule closes, the plainest first: `spare` counts
    the features of each that nobody asked for. What stands serves no seat.
    """

    seats: list[int]
    practitioner: int
    start: int
    end: int
    pool: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    spare: Mapping[str, int] = field(default_factory=dict)
    booked: str | None = None
    room: str = ""


def _rooms(model: Model, seats: Sequence[Seat]) -> list[str | None]:
    """A room for each placement that takes one.

    In order of their starts each takes a place of its pool: never more overlap than the pool has places, so one is
    always free. Then booked ones go back to their rooms, where they can, and the others to the plainest that are free.
    """
    rooms: list[str | None] = [None] * len(seats)
    stays = _stays(model, seats, rooms)
    house = _House(model)
    for stay in stays:
        house.put(stay, next(room for room in stay.pool if house.free(room, stay)))
    for stay in stays:
        if stay.booked in stay.open and stay.booked != stay.room:
            house.give_back(stay, stay.booked or "")
    last: dict[tuple[int, int], str] = {}
    for stay in stays:
        today = stay.practitioner, stay.start // DAY_MINUTES
        house.settle(stay, last.get(today))
        last[today] = stay.room
    while sum(house.settle(stay, stay.room) for stay in stays):
        pass  # one that has moved leaves its room to others
    for stay in stays:
        for number in stay.seats:
            rooms[number] = stay.room
    return rooms


def _stays(model: Model, seats: Sequence[Seat], rooms: list[str | None]) -> list[_Stay]:
    """All that want a room, by start; for those that share a standing appointment the room is noted at once."""
    p, clinic = model.placements, model.problem.clinic
    shared: dict[int, _Stay] = {}
    found: list[_Stay] = []
    known: dict[tuple[str, bytes], tuple[tuple[str, ...], Mapping[str, int]]] = {}
    for number, (assignment, at, lodging) in enumerate(seats):
        part, taker = p.parts[p.assignments.part[assignment]], int(model.taker[at])
        service, pool = part.service, model.pool_of(at, lodging) if taker >= 0 else -1
        booked = p.sessions[part.session].promised(service.id)
        if taker < 0 and service.room is not None:
            rooms[number] = _joined(model, part, at).room
        elif taker in shared:
            shared[taker].seats.append(number)
        elif pool >= 0:
            open_ = _open_pools(model, at)
            key = service.id, open_.tobytes()
            if key not in known:
                names = [room for each in open_.tolist() for room in p.pools[each].rooms]
                spare = {room: len(clinic.rooms[room].features - (service.room or frozenset())) for room in names}
                known[key] = tuple(sorted(names, key=spare.__getitem__)), spare
            until = int(p.end[at] + service.reset // MINUTE)
            place = p.pools[pool].rooms, *known[key], booked.room if booked else None
            stay = _Stay([number], int(p.practitioner[at]), int(p.start[at]), until, *place)
            found.append(stay)
            if taker >= model.choices:
                shared[taker] = stay
    return sorted(found, key=lambda stay: (stay.start, stay.practitioner, stay.seats[0]))


class _House:
    """Who is in which room, day by day; what stands stays where it is."""

    def __init__(self, model: Model) -> None:
        self.places = {id: room.places for id, room in model.problem.clinic.rooms.items()}
        self.there: dict[tuple[str, int], list[_Stay]] = {}
        clock, services = model.placements.clock, model.problem.clinic.services
        for row in deliveries_standing(model.problem):
            if row.room in self.places:
                until = clock.minute(row.end + services[row.service].reset)
                self.put(_Stay([], -1, clock.minute(row.start), until), row.room or "")

    def put(self, stay: _Stay, room: str) -> None:
        stay.room = room
        for day in _days(stay):
            self.there.setdefault((room, day), []).append(stay)

    def leave(self, stay: _Stay) -> None:
        for day in _days(stay):
            self.there[stay.room, day].remove(stay)

    def free(self, room: str, stay: _Stay) -> bool:
        """Whether the room has a place for the stay all along."""
        others = self._meanwhile(room, stay)
        if len(others) < self.places[room]:
            return True
        moments = [stay.start, *(other.start for other in others if other.start > stay.start)]
        return all(sum(o.start <= at < o.end for o in others) < self.places[room] for at in moments)

    def settle(self, stay: _Stay, liked: str | None) -> bool:
        """Move to the plainest free room, of those the liked one, then the one it is in; True where it is plainer."""
        if stay.room == stay.booked:
            return False
        self.leave(stay)
        now, best = stay.spare[stay.room], stay.room
        for room in stay.open:
            if stay.spare[room] > stay.spare[best] or (stay.spare[room] == stay.spare[best] and room != liked):
                continue
            if room == stay.room or self.free(room, stay):
                best = room
        self.put(stay, best)
        return stay.spare[best] < now

    def give_back(self, stay: _Stay, room: str) -> None:
        """Let a stay have the room it is booked in, if those in its way find others."""
        home = stay.room
        self.leave(stay)
        moved: list[tuple[_Stay, str]] = []
        loose = [each for each in self._meanwhile(room, stay) if each.seats and each.booked != room]
        while loose and not self.free(room, stay):
            moved.append((loose[-1], room))
            self.leave(loose.pop())
        if not self.free(room, stay):
            self._undo(moved)
            self.put(stay, home)
            return
        self.put(stay, room)
        for number, (each, _) in enumerate(moved):
            other = next((other for other in each.open if self.free(other, each)), None)
            if other is None:
                for again, _ in moved[:number]:
                    self.leave(again)
                self.leave(stay)
                self._undo(moved)
                self.put(stay, home)
                return
            self.put(each, other)

    def _undo(self, moved: Sequence[tuple[_Stay, str]]) -> None:
        for each, room in moved:
            self.put(each, room)

    def _meanwhile(self, room: str, stay: _Stay) -> list[_Stay]:
        """Who is in the room at some time of the stay."""
        days = _days(stay)
        if len(days) == 1:
            there: Iterable[_Stay] = self.there.get((room, days[0]), ())
        else:
            there = {id(o): o for day in days for o in self.there.get((room, day), ())}.values()
        return [o for o in there if o.start < stay.end and stay.start < o.end]


def _days(stay: _Stay) -> range:
    return range(stay.start // DAY_MINUTES, (stay.end - 1) // DAY_MINUTES + 1)


def _open_pools(model: Model, at: int) -> Ints:
    """The pools open to a start."""
    p = model.placements
    fits = p.fits[p.parts[p.part[at]].service.id][p.practitioner[at]]
    assert fits is not None
    slot = p.starts.slot[at]
    return np.asarray(fits.pools[fits.first[slot] : fits.first[slot + 1]])


def _joined(model: Model, part: Part, at: int) -> Appointment:
    """The standing appointment that a start shares."""
    p, problem = model.placements, model.problem
    moment, patient = p.clock.moments[p.starts.slot[at]], p.sessions[part.session].patient
    standing = problem.standing_of[patient]
    return next(row for row in standing if row.service == part.service.id and row.start == moment)
