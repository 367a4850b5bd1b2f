"""From chosen placements to appointments: each gets a room of its pool."""

from __future__ import annotations

from collections.abc import Iterable

from planner.clinic import Appointment
from planner.clinic.appointments import BOOKED, PLANNED
from planner.model import Model
from planner.model.placements import MINUTE, Ints


def appointments(model: Model, vector: Ints) -> tuple[Appointment, ...]:
    """The roster's rows, fixed ones among them, by start."""
    p, problem = model.placements, model.problem
    chosen = [int(x) for x in vector[: len(p)].nonzero()[0]]
    rooms = _rooms(model, chosen)
    rows = list(problem.fixed)
    for x in chosen:
        part = p.parts[p.part[x]]
        session, service = p.sessions[part.session], part.service
        start = p.clock.moments[p.slot[x]]
        rows.append(
            Appointment(
                id=problem.appointment_id(session, service.id),
                plan=session.plan,
                number=session.number,
                service=service.id,
                practitioner=p.practitioners[p.practitioner[x]],
                room=rooms.get(x),
                start=start,
                end=start + service.length,
                status=BOOKED if session.booked_for(service.id) else PLANNED,
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.start, row.practitioner or "", row.room or "", row.id)))


def _rooms(model: Model, chosen: Iterable[int]) -> dict[int, str]:
    """A room for each placement that takes one.

    In order of their starts each takes a free room of its pool: never more overlap than the pool has rooms, so one is
    always free. The booked room comes first, then the one its practitioner was in last.
    """
    p = model.placements
    free_from: dict[tuple[int, str], int] = {}
    last_room: dict[tuple[int, int], str] = {}
    shared: dict[int, str] = {}
    rooms: dict[int, str] = {}
    for x in sorted(chosen, key=lambda x: (p.start[x], p.practitioner[x], x)):
        pool = int(p.pool[x])
        taker = int(model.taker[x])
        if pool < 0:
            continue
        if taker in shared or taker < 0:
            rooms[x] = shared.get(taker, p.pools[pool].rooms[0])
            continue
        part = p.parts[p.part[x]]
        booked = p.sessions[part.session].booked_for(part.service.id)
        free = [room for room in p.pools[pool].rooms if free_from.get((pool, room), 0) <= p.start[x]]
        wanted = [booked.room if booked else None, last_room.get((int(p.day[x]), int(p.practitioner[x])))]
        room = next((room for room in wanted if room in free), free[0])
        assert room is not None
        rooms[x] = room
        free_from[pool, room] = int(p.end[x] + part.service.reset // MINUTE)
        last_room[int(p.day[x]), int(p.practitioner[x])] = room
        if taker != x:
            shared[taker] = room
    return rooms
