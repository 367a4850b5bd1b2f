"""Where the search starts: the front desk's roster, or one that is given, whichever is better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from planner.clinic import Appointment, Key
from planner.engine.greedy import PartialRoster, Seat, as_seat, greedy
from planner.model import Model
from planner.model.clock import Ints


def start_from(model: Model, rows: Iterable[Appointment] = ()) -> Ints:
    """The best of the front desk's roster, the given rows as far as they still fit, and these with free places filled.

    So a search that starts from a roster which keeps every rule never ends with a worse one.
    """
    desk = adopted(model, rows)
    found = [greedy(model)]
    if desk.chosen:
        given = desk.vector()
        desk.fill()
        found += [each for each in (given, desk.vector()) if not len(model.matrix.broken(each))]
    return min(found, key=model.score)


def adopted(model: Model, rows: Iterable[Appointment]) -> PartialRoster:
    """A front desk with the given rows, as far as they still fit."""
    desk = PartialRoster(model)
    visits: dict[Key, dict[str, Appointment]] = {}
    for row in rows:
        visits.setdefault(row.key, {})[row.service] = row
    for key, visit in visits.items():
        seats = _seats(desk, key, visit)
        if seats:
            desk.take(model.index[key], seats)
    return desk


def _seats(desk: PartialRoster, key: Key, visit: Mapping[str, Appointment]) -> list[Seat]:
    """The placements that a visit's rows are; none where a row is no placement, or they are not free together."""
    number = desk.model.index.get(key)
    if number is None or set(visit) != set(desk.model.sessions[number].services):
        return []
    seats: list[Seat] = []
    for service, mine in zip(desk.model.sessions[number].services, desk.parts[number], strict=True):
        for seat in _seat(desk, mine, visit[service]):
            desk.use(seat, 1)
            seats.append(seat)
    for seat in seats:
        desk.use(seat, -1)
    day = desk.model.day[number, desk.model.placements.assignments.day[seats[0][0]]] if seats else -1
    return seats if len(seats) == len(visit) and day >= 0 and desk.fits(np.array([day]))[0] else []


def _seat(desk: PartialRoster, mine: Ints, row: Appointment) -> Sequence[Seat]:
    """The free placement of a part that a row is, in the row's room if that is free."""
    p, rooms = desk.model.placements, desk.model.rooms
    theirs = [p.practitioners[who] == row.practitioner for who in p.assignments.practitioner[mine]]
    assignments, starts = p.starts_of(mine[np.array(theirs, dtype=bool)])
    same = p.start[starts] == p.clock.minute(row.start)
    for assignment, start, room in map(as_seat, desk.free(assignments[same], starts[same])):
        lodgings = rooms.first[start] + np.arange(rooms.count[start]) if room >= 0 else np.zeros(0, dtype=np.int64)
        for lodging in lodgings[desk.fits(lodgings)].tolist():
            if row.room in p.pools[desk.model.pool_of(start, lodging)].rooms:
                return [(assignment, start, lodging)]
        return [(assignment, start, room)]
    return []
