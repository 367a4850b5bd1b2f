"""What an appointment takes, as ticks of its practitioner, room, equipment and patient that nobody else can take.

A room of several places has as many units as an equipment may have, and a session takes one of them.

A tick is the longest length that all starts and steps are whole multiples of. What lies off that grid, such as a fixed
appointment at 9:07, claims every tick it touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import gcd

from sqlalchemy import Connection, bindparam, delete, select, update

from planner.clinic import Clinic, Span
from planner.clinic.clinic import UTC
from planner.desk.store.appointments import StoredAppointment
from planner.desk.store.sql import among
from planner.desk.store.tables import claims as table
from planner.errors import Nonsense
from planner.rules.sharing import shared_key

MINUTE = timedelta(minutes=1)
DAY_MINUTES = 24 * 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEARS = range(2000, 2100)
"""In which the clinic's time zone is looked at for moments off the full hour."""

Claim = tuple[str, int]
"""A resource, such as `room:one`, and the number of a tick."""


def tick_of(clinic: Clinic) -> int:
    """The clinic's tick in minutes. Raises Nonsense for a service whose steps or reset are not whole minutes."""
    lengths = [clinic.start_every, timedelta(minutes=DAY_MINUTES)]
    for service in clinic.services.values():
        for length in (*(step.length for step in service.steps), service.reset):
            if length % MINUTE:
                raise Nonsense(f"the service {service.id!r} has a length of {length}; a store counts whole minutes")
            lengths.append(length)
    zones = (datetime(year, month, 1, tzinfo=clinic.timezone).utcoffset() for year in YEARS for month in (1, 7))
    return gcd(*(length // MINUTE for length in lengths), *(abs(zone) // MINUTE for zone in zones if zone))


def ticks(span: Span, tick: int) -> range:
    """The ticks a span touches."""
    length = tick * MINUTE
    return range((span.start - EPOCH) // length, -((EPOCH - span.end) // length))


def claimed(clinic: Clinic, line: StoredAppointment, tick: int) -> list[Claim]:
    """What a line takes, less what has units."""
    return [(resource, number) for resource, span in _taken(clinic, line) for number in ticks(span, tick)]


@dataclass(frozen=True)
class Units:
    """Several of one thing of which a line takes any one, for a span: such as `equipment:laser`."""

    thing: str
    names: tuple[str, ...]
    span: Span

    @property
    def id(self) -> str:
        return self.thing.partition(":")[2]


def units(clinic: Clinic, line: StoredAppointment) -> Iterator[Units]:
    """Each equipment the line needs with its units, and its room if that has several places."""
    service, whole = clinic.service(line.given), _whole(clinic, line)
    for id in service.equipment:
        yield _units(f"equipment:{id}", clinic.equipment[id].units, whole)
    if several_places(clinic, line.room):
        places = clinic.rooms[line.room or ""].places
        yield _units(f"room:{line.room}", places, Span(whole.start, whole.end + service.reset))


def _units(thing: str, count: int, span: Span) -> Units:
    return Units(thing, tuple(f"{thing}#{unit}" for unit in range(1, count + 1)), span)


def several_places(clinic: Clinic, room: str | None) -> bool:
    return room in clinic.rooms and clinic.rooms[room or ""].places > 1


def choices(clinic: Clinic, line: StoredAppointment, tick: int) -> Iterator[tuple[str, list[Claim]]]:
    """All that has units and that the line needs, at each tick: the claims of which it takes any one.

    Units are alike, so that one may pass from unit to unit: where there are enough at every tick, sessions can be given
    whole units, though perhaps others than in the order in which they were booked.
    """
    for each in units(clinic, line):
        for number in ticks(each.span, tick):
            yield each.thing, [(unit, number) for unit in each.names]


def open_choices(clinic: Clinic, line: StoredAppointment, tick: int) -> Iterator[tuple[str, list[Claim]]]:
    """The same, less as many units of an equipment as are closed then; a closed room is for the rules to refuse."""
    length = tick * MINUTE
    for each in units(clinic, line):
        closures = clinic.closures_of[each.id] if each.id in clinic.equipment else ()
        for number in ticks(each.span, tick):
            start = EPOCH + number * length
            meanwhile = Span(max(each.span.start, start), min(each.span.end, start + length))
            closed = sum(closure.span.overlaps(meanwhile) for closure in closures)
            yield each.thing, [(unit, number) for unit in each.names[: max(0, len(each.names) - closed)]]


def session(clinic: Clinic, line: StoredAppointment) -> object:
    """What is alike for two plans' lines that are one session, which takes everything once."""
    return shared_key(clinic, line.appointment(clinic)) or line.id


def shared(clinic: Clinic, one: StoredAppointment, other: StoredAppointment) -> bool:
    """Whether two plans' lines are one session."""
    return session(clinic, one) == session(clinic, other)


def _whole(clinic: Clinic, line: StoredAppointment) -> Span:
    return Span(line.start, line.start + clinic.service(line.given).length)


def _taken(clinic: Clinic, line: StoredAppointment) -> Iterator[tuple[str, Span]]:
    service, whole = clinic.service(line.given), _whole(clinic, line)
    yield f"patient:{line.patient}", whole
    if line.practitioner is not None:
        for start, end in service.attended:
            yield f"practitioner:{line.practitioner}", Span(line.start + start, line.start + end)
    if line.room is not None and not several_places(clinic, line.room):
        yield f"room:{line.room}", Span(line.start, whole.end + service.reset)


def in_words(clinic: Clinic, claims: Iterable[Claim], tick: int) -> list[str]:
    """Claims as a user reads them: `room one, 2026-06-01 09:00 to 09:30`."""
    found: dict[str, list[int]] = {}
    for resource, number in sorted(claims):
        found.setdefault(resource, []).append(number)
    return [f"{resource.replace(':', ' ', 1)}, {_when(clinic, numbers, tick)}" for resource, numbers in found.items()]


def _when(clinic: Clinic, numbers: Sequence[int], tick: int) -> str:
    first, last = (clinic.local(EPOCH + number * tick * MINUTE) for number in (numbers[0], numbers[-1] + 1))
    return f"{first:%Y-%m-%d %H:%M} to {last:%H:%M}"


# --- the table ----------------------------------------------------------------------------------------------------

_THERE = (among(table.c.resource, "resources"), table.c.tick.between(bindparam("first"), bindparam("last")))
_AT = select(table).where(*_THERE)
_OWNED = (*_THERE, table.c.appointment == bindparam("owner"))
_RELEASE = delete(table).where(*_OWNED)
_HAND_OVER = update(table).where(*_OWNED).values(appointment=bindparam("heir"))


def owners(connection: Connection, resources: Sequence[str], numbers: Sequence[int] | range) -> Mapping[Claim, str]:
    """Who holds these resources at these ticks."""
    given = {"resources": list(resources), "first": min(numbers), "last": max(numbers)}
    return {(resource, number): owner for resource, number, owner in connection.execute(_AT, given)}


def forget(connection: Connection) -> None:
    """No claim is left."""
    connection.execute(delete(table))


def release(
    connection: Connection, clinic: Clinic, line: StoredAppointment, tick: int, heir: StoredAppointment | None = None
) -> None:
    """All that a line claims given up, or handed over to another line of the same session."""
    mine = claimed(clinic, line, tick)
    several = [unit for each in units(clinic, line) for unit in each.names]
    numbers = [number for _, number in mine] + [n for each in units(clinic, line) for n in ticks(each.span, tick)]
    given: dict[str, object] = {
        "resources": [*dict.fromkeys(resource for resource, _ in mine), *several],
        "owner": line.id,
    }
    given |= {"first": min(numbers), "last": max(numbers)}
    connection.execute(_HAND_OVER if heir else _RELEASE, given | ({"heir": heir.id} if heir else {}))
