"""Rules of places and things: rooms and equipment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from planner.clinic import Appointment, Problem, Room, Service, Span
from planner.clinic.names import name
from planner.clinic.spans import outside
from planner.model import Model, Placements, Uses, capacity_rows
from planner.model.clock import MINUTE, Fits, Ints
from planner.rules.readings import Busy, always, crowded, deliveries_standing, in_brackets, shared_minutes
from planner.rules.rule import Answer, Closed, Rule, Violation

MOST_NAMED = 3
"""Of rooms that are as good as one another, so many are named."""


class RoomFits(Rule):
    """The room has every feature the service asks for; a service without a room takes none."""

    name = "room fits"

    def room_closed(self, problem: Problem, service: Service, room: str) -> Iterable[Closed]:
        lacking = sorted((service.room or frozenset()) - problem.clinic.rooms[room].features)
        why = f"{name(problem.clinic.rooms, room)} lacks {', '.join(lacking)}"
        return [Closed(always(problem), why)] if lacking else []

    def violations(self, answer: Answer) -> Iterable[Violation]:
        rooms = answer.problem.clinic.rooms
        for row in answer.known:
            service, room = answer.service(row), rooms.get(row.room or "")
            how = None
            if service.room is None:
                how = f"takes no room, yet has {name(rooms, row.room)}" if row.room else None
            elif room is None:
                how = f"no room {row.room!r}" if row.room else "has no room"
            else:
                lacking = [feature for feature in sorted(service.room) if feature not in room.features]
                how = f"{name(rooms, room.id)} lacks {', '.join(lacking)}" if lacking else None
            if how:
                yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))


class RoomOpen(Rule):
    """A room with hours is open then only: a session, from its start to its end plus reset, lies within them."""

    name = "room hours"

    def room_closed(self, problem: Problem, service: Service, room: str) -> Iterable[Closed]:
        clinic, hours = problem.clinic, problem.clinic.rooms[room].hours
        if hours:
            rows = [span for day in problem.horizon.days for span in clinic.hours_on(day, hours)]
            where = name(clinic.rooms, room)
            yield from (Closed(span, f"{where} is not open") for span in outside(always(problem), rows))

    def violations(self, answer: Answer) -> Iterable[Violation]:
        clinic = answer.problem.clinic
        for row, room in _in_rooms(answer):
            rows, taken = clinic.hours_on(answer.day(row), room.hours), _taken(answer.problem, row)
            if room.hours and not any(span.holds(taken) for span in rows):
                inside = max([0, *(shared_minutes(span, taken) for span in rows)])
                out, where = (taken.end - taken.start) // MINUTE - inside, name(clinic.rooms, room.id)
                how = f"{out} minutes outside the hours of {where}"
                yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))


class RoomOnSite(Rule):
    """In a shift with a site the room is of that site; a room or a shift without one fits any."""

    name = "site"

    def room_closed_to(self, problem: Problem, practitioner: str, room: str) -> Iterable[Closed]:
        person, site = problem.clinic.practitioners[practitioner], problem.clinic.rooms[room].site
        if site is None or all(shift.site in (None, site) for shift in person.shifts):
            return
        shifts = (shift for day in problem.horizon.days for shift in problem.clinic.shifts_on(day, person))
        spans = [span for span, where in shifts if where in (None, site)]
        for span in outside(always(problem), spans):
            who, where = name(problem.clinic.practitioners, practitioner), name(problem.clinic.rooms, room)
            yield Closed(span, f"{who} is not at {site}, where {where} is")

    def violations(self, answer: Answer) -> Iterable[Violation]:
        clinic = answer.problem.clinic
        for row, room in _in_rooms(answer):
            person = clinic.practitioners.get(row.practitioner or "")
            shifts = clinic.shifts_on(answer.day(row), person) if person else ()
            holding = [site for span, site in shifts if span.holds(row.span)]
            if room.site and holding and room.site not in holding and None not in holding:
                who, where = name(clinic.practitioners, row.practitioner), name(clinic.rooms, room.id)
                how = f"{who} is at {' or '.join(map(str, holding))}, {where} at {room.site}"
                yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))


class RoomFree(Rule):
    """A room takes as many sessions as it has places, each from start to end plus reset; none while closed."""

    name = "room"

    def room_closed(self, problem: Problem, service: Service, room: str) -> Iterable[Closed]:
        for closure in problem.clinic.closures_of[room]:
            yield Closed(closure.span, f"{name(problem.clinic.rooms, room)} is closed{in_brackets(closure.reason)}")

    def rows(self, model: Model) -> None:
        """A pool of several rooms is counted on its day, a room alone in its pools over all days."""
        p, problem = model.placements, model.problem
        rooms = list(problem.clinic.rooms)
        alone = {(pool.day, pool.rooms[0]) for pool in p.pools if len(pool.rooms) == 1}
        resource = np.array(
            [
                rooms.index(pool.rooms[0]) if len(pool.rooms) == 1 else len(rooms) + number
                for number, pool in enumerate(p.pools)
            ],
            dtype=np.int64,
        )
        taken = []
        for row in deliveries_standing(problem):
            if ((problem.day(row) - problem.horizon.first).days, row.room) in alone:
                span = _taken(problem, row)
                taken.append((rooms.index(row.room or ""), -1, p.clock.minute(span.start), p.clock.minute(span.end)))
        uses = Uses.of(taken)
        for pools, columns, start, end in self._lodgings(model):
            uses += Uses(resource[pools], columns, start, end)
        places = [room.places for room in problem.clinic.rooms.values()]
        sizes = np.array(places + [pool.places for pool in p.pools], dtype=np.int64)
        called = {room: name(problem.clinic.rooms, room) for room in rooms}
        names = [*called.values(), *(_one_of([called[room] for room in pool.rooms]) for pool in p.pools)]
        model.add(capacity_rows(self.name, uses, sizes, names, model.wanted))

    def _lodgings(self, model: Model) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
        """Which variables take which pool, from when to when: of starts with one pool open themselves, else one a pool.

        Services that need the same rooms for the same time, whoever gives them, are counted together.
        """
        p = model.placements
        needs, of_service = _needs(p)
        index = {id: number for number, id in enumerate(p.fits)}
        need = of_service[p.of_start(lambda part: index[part.service.id]), p.practitioner]
        place = np.full(len(p.starts), -1, dtype=np.int64)
        pools, first, starts_at, lengths = [], [0], [], []
        for number, (minutes, fits) in enumerate(needs):
            mine = np.flatnonzero((need == number) & (model.taker >= 0))
            slots = p.starts.slot[mine]
            one = mine[np.diff(fits.first)[slots] == 1]
            pool = fits.pools[fits.first[p.starts.slot[one]]]
            table = np.unique(np.stack([pool, model.taker[one], p.start[one], p.start[one] + minutes], axis=1), axis=0)
            yield table[:, 0], table[:, 1], table[:, 2], table[:, 3]
            several = mine[np.diff(fits.first)[slots] > 1]
            at, of = np.unique(p.starts.slot[several], return_inverse=True)
            place[several] = len(first) - 1 + of
            for slot in at.tolist():
                open_ = fits.pools[fits.first[slot] : fits.first[slot + 1]]
                pools.append(open_)
                first.append(first[-1] + len(open_))
                starts_at.append(np.full(len(open_), p.clock.starts[slot]))
                lengths.append(np.full(len(open_), minutes))
        if pools:
            all_pools, start = np.concatenate(pools), np.concatenate(starts_at)
            choosy = np.flatnonzero(place >= 0)
            columns = model.lodge(self.name, choosy, place[choosy], all_pools, np.array(first, dtype=np.int64))
            yield all_pools, columns, start, start + np.concatenate(lengths)

    def violations(self, answer: Answer) -> Iterable[Violation]:
        clinic = answer.problem.clinic
        busy: dict[str, list[Busy]] = {}
        for row in answer.deliveries:
            if row.room and row.room in clinic.rooms:
                busy.setdefault(row.room, []).append((_taken(answer.problem, row), row))
        for row, room in _in_rooms(answer):
            for closure in clinic.closures_of[room.id]:
                shared = shared_minutes(closure.span, _taken(answer.problem, row))
                if shared > 0:
                    where = name(clinic.rooms, room.id)
                    how = f"{where} is closed for {shared} minutes of it{in_brackets(closure.reason)}"
                    yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))
        for room_id, spans in busy.items():
            for (span, row), others in crowded(spans, clinic.rooms[room_id].places):
                names = " and ".join(answer.name(other) for _, other in others)
                minutes = min(shared_minutes(span, other) for other, _ in others)
                how = f"{name(clinic.rooms, room_id)} is taken by {names} for {minutes} minutes of it"
                yield Violation(self.name, answer.name(row), answer.day(row), how, (*(o for _, o in others), row))


class EquipmentFree(Rule):
    """Never are more units of an equipment in use than there are, less those closed."""

    name = "equipment"

    def rows(self, model: Model) -> None:
        p, problem = model.placements, model.problem
        names = list(problem.clinic.equipment)
        index = {equipment: number for number, equipment in enumerate(names)}
        first, last = 0, int(p.clock.minute(always(problem).end))
        uses = Uses.of(
            [
                (index[id], -1, max(first, p.clock.minute(c.span.start)), min(last, p.clock.minute(c.span.end)))
                for id in names
                for c in problem.clinic.closures_of[id]
                if p.clock.minute(c.span.end) > first and p.clock.minute(c.span.start) < last
            ]
        )
        for service in {part.service.id: part.service for part in p.parts}.values():
            mine = np.flatnonzero(p.of_start(lambda part, id=service.id: part.service.id == id))
            mine = mine[model.taker[mine] >= 0]
            for id in service.equipment:
                which = np.full(len(mine), index[id])
                uses += Uses(which, model.taker[mine], p.start[mine], p.end[mine]).once(model.choices)
        uses += Uses.of(
            [
                (index[id], -1, p.clock.minute(row.start), p.clock.minute(row.end))
                for row in deliveries_standing(problem)
                for id in problem.clinic.services[row.service].equipment
            ]
        )
        units = np.array([equipment.units for equipment in problem.clinic.equipment.values()], dtype=np.int64)
        called = [name(problem.clinic.equipment, id) for id in names]
        model.add(capacity_rows(self.name, uses, units, called, model.wanted))

    def violations(self, answer: Answer) -> Iterable[Violation]:
        for equipment in answer.problem.clinic.equipment.values():
            using = [row for row in answer.deliveries if equipment.id in answer.service(row).equipment]
            closed = [closure.span for closure in answer.problem.clinic.closures_of[equipment.id]]
            reported: set[Appointment] = set()
            for moment in sorted({row.start for row in using} | {span.start for span in closed}):
                rows = [row for row in using if row.start <= moment < row.end]
                units = equipment.units - sum(span.start <= moment < span.end for span in closed)
                if rows and len(rows) > max(units, 0) and not reported.issuperset(rows):
                    reported.update(rows)
                    there = "is 1" if units == 1 else f"are {max(units, 0)}"
                    what = name(answer.problem.clinic.equipment, equipment.id)
                    how = f"{len(rows)} units of {what} in use where there {there}"
                    yield Violation(self.name, answer.name(rows[-1]), answer.day(rows[-1]), how, tuple(rows))


def _needs(p: Placements) -> tuple[list[tuple[int, Fits]], Ints]:
    """The different needs of a room, each so many minutes in some pools; and which one a service has by practitioner.

    Services are in the order of `Placements.fits`; −1 for one that takes no room.
    """
    services = {part.service.id: part.service for part in p.parts}
    found: list[tuple[int, Fits]] = []
    numbers: dict[object, int] = {}
    table = np.full((len(p.fits), len(p.practitioners)), -1, dtype=np.int64)
    for row, (service, by_practitioner) in enumerate(p.fits.items()):
        minutes = (services[service].length + services[service].reset) // MINUTE
        for fits in {id(fits): fits for fits in by_practitioner if fits}.values():
            key = (minutes, fits.first.tobytes(), fits.pools.tobytes())
            if key not in numbers:
                numbers[key] = len(found)
                found.append((minutes, fits))
            table[row, [other is fits for other in by_practitioner]] = numbers[key]
    return found, table


def _in_rooms(answer: Answer) -> Iterator[tuple[Appointment, Room]]:
    """The known rows whose room the clinic has."""
    for row in answer.known:
        if row.room and row.room in answer.problem.clinic.rooms:
            yield row, answer.problem.clinic.rooms[row.room]


def _one_of(rooms: Sequence[str]) -> str:
    """The rooms in short, such as: one or two or three or 37 more."""
    return " or ".join(rooms if len(rooms) <= MOST_NAMED else [*rooms[:MOST_NAMED], f"{len(rooms) - MOST_NAMED} more"])


def _taken(problem: Problem, row: Appointment) -> Span:
    return Span(row.start, row.end + problem.clinic.services[row.service].reset)
