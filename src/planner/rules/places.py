"""Rules of places and things: rooms and equipment."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from planner.clinic import Appointment, Problem, Service, Span
from planner.model import Model, Uses, capacity_rows
from planner.model.placements import MINUTE
from planner.rules.readings import always, clashes, deliveries_standing, shared_minutes
from planner.rules.rule import Answer, Closed, Rule, Violation


class RoomFits(Rule):
    """The room has every feature the service asks for; a service without a room takes none."""

    name = "room fits"

    def room_closed(self, problem: Problem, service: Service, room: str) -> Iterable[Closed]:
        lacking = sorted((service.room or frozenset()) - problem.clinic.rooms[room].features)
        return [Closed(always(problem), f"{room} lacks {', '.join(lacking)}")] if lacking else []

    def violations(self, answer: Answer) -> Iterable[Violation]:
        for row in answer.known:
            service, room = answer.service(row), answer.problem.clinic.rooms.get(row.room or "")
            how = None
            if service.room is None:
                how = f"takes no room, yet has {row.room}" if row.room else None
            elif room is None:
                how = f"no room {row.room!r}" if row.room else "has no room"
            else:
                lacking = [feature for feature in sorted(service.room) if feature not in room.features]
                how = f"{room.id} lacks {', '.join(lacking)}" if lacking else None
            if how:
                yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))


class RoomFree(Rule):
    """A room takes one session at a time, from its start to its end plus reset, and none while it is closed."""

    name = "room"

    def room_closed(self, problem: Problem, service: Service, room: str) -> Iterable[Closed]:
        for closure in problem.clinic.closures_of[room]:
            yield Closed(closure.span, f"{room} is closed" + (f" ({closure.reason})" if closure.reason else ""))

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
        mine = np.flatnonzero((p.pool >= 0) & (model.taker[: len(p)] >= 0))
        until = p.end + p.of_part(lambda part: part.service.reset // MINUTE)
        uses = Uses(resource[p.pool[mine]], model.taker[mine], p.start[mine], until[mine]).once(len(p))
        taken = []
        for row in deliveries_standing(problem):
            if ((problem.day(row) - problem.horizon.first).days, row.room) in alone:
                span = _taken(problem, row)
                taken.append((rooms.index(row.room or ""), -1, p.clock.minute(span.start), p.clock.minute(span.end)))
        sizes = np.array([1] * len(rooms) + [len(pool.rooms) for pool in p.pools], dtype=np.int64)
        names = rooms + [" or ".join(pool.rooms) for pool in p.pools]
        model.add(capacity_rows(self.name, uses + Uses.of(taken), sizes, names))

    def violations(self, answer: Answer) -> Iterable[Violation]:
        clinic = answer.problem.clinic
        busy: dict[str, list[tuple[Span, Appointment]]] = {}
        for row in answer.deliveries:
            if row.room and row.room in clinic.rooms:
                busy.setdefault(row.room, []).append((_taken(answer.problem, row), row))
        for row in answer.known:
            for closure in clinic.closures_of[row.room] if row.room and row.room in clinic.rooms else ():
                shared = shared_minutes(closure.span, _taken(answer.problem, row))
                if shared > 0:
                    how = f"{row.room} is closed for {shared} minutes of it {closure.reason}".rstrip()
                    yield Violation(self.name, answer.name(row), answer.day(row), how, (row,))
        for room, spans in busy.items():
            for (one, a), (other, b) in clashes(spans):
                how = f"{room} is taken by {answer.name(a)} for {shared_minutes(one, other)} minutes of it"
                yield Violation(self.name, answer.name(b), answer.day(b), how, (a, b))


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
            mine = np.flatnonzero(p.of_part(lambda part, id=service.id: part.service.id == id))
            mine = mine[model.taker[mine] >= 0]
            for id in service.equipment:
                which = np.full(len(mine), index[id])
                uses += Uses(which, model.taker[mine], p.start[mine], p.end[mine]).once(len(p))
        uses += Uses.of(
            [
                (index[id], -1, p.clock.minute(row.start), p.clock.minute(row.end))
                for row in deliveries_standing(problem)
                for id in problem.clinic.services[row.service].equipment
            ]
        )
        units = np.array([equipment.units for equipment in problem.clinic.equipment.values()], dtype=np.int64)
        model.add(capacity_rows(self.name, uses, units, names))

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
                    how = f"{len(rows)} units of {equipment.id} in use where there are {max(units, 0)}"
                    yield Violation(self.name, answer.name(rows[-1]), answer.day(rows[-1]), how, tuple(rows))


def _taken(problem: Problem, row: Appointment) -> Span:
    return Span(row.start, row.end + problem.clinic.services[row.service].reset)
