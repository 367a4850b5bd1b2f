"""From chosen placements to appointments: each gets a room of its pool."""

from __future__ import annotations

from collections.abc import Sequence

from planner.clinic import Appointment
from planner.engine.greedy import Seat
from planner.model import Model
from planner.model.clock import MINUTE, Ints
from planner.model.placements import Part


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


def _rooms(model: Model, seats: Sequence[Seat]) -> list[str | None]:
    """A room for each placement that takes one.

    In order of their starts each takes a free room of its pool: never more overlap than the pool has rooms, so one is
    always free. The booked room comes first, then the one its practitioner was in last.
    """
    p = model.placements
    free_from: dict[tuple[int, str], int] = {}
    last_room: dict[tuple[int, int], str] = {}
    shared: dict[int, str] = {}
    rooms: list[str | None] = [None] * len(seats)
    for number in sorted(range(len(seats)), key=lambda n: (p.start[seats[n][1]], p.practitioner[seats[n][1]], n)):
        assignment, at, lodging = seats[number]
        part = p.parts[p.assignments.part[assignment]]
        pool, taker = model.pool_of(at, lodging), int(model.taker[at])
        if pool < 0:
            continue
        if taker in shared:
            rooms[number] = shared[taker]
            continue
        if taker < 0:
            rooms[number] = _joined(model, part, at).room
            continue
        today = int(p.day[at]), int(p.practitioner[at])
        booked = p.sessions[part.session].booked_for(part.service.id)
        free = [room for room in p.pools[pool].rooms if free_from.get((pool, room), 0) <= p.start[at]]
        wanted = [booked.room if booked else None, last_room.get(today)]
        room = next((room for room in wanted if room in free), free[0])
        assert room is not None
        rooms[number] = room
        free_from[pool, room] = int(p.end[at] + part.service.reset // MINUTE)
        last_room[today] = room
        if taker >= model.choices:
            shared[taker] = room
    return rooms


def _joined(model: Model, part: Part, at: int) -> Appointment:
    """The standing appointment that a start shares."""
    p, problem = model.placements, model.problem
    moment, patient = p.clock.moments[p.starts.slot[at]], p.sessions[part.session].patient
    standing = problem.standing_of[patient]
    return next(row for row in standing if row.service == part.service.id and row.start == moment)
