"""A proposed place as an id that says it: so that any process can hold what another one has offered."""

from __future__ import annotations

from base64 import b32decode, b32encode
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from planner.clinic import Appointment, Clinic
from planner.clinic.appointments import PLANNED
from planner.errors import UnknownName

PREFIX = "o"
MOST = 2
"""Services of a visit whose places one id of 64 letters can say."""
PLAN, ACTOR, SERVICE = 6, 4, 3
"""Bytes by which a plan, a practitioner or room, a service is known."""
NUMBER, START = 2, 4
ROW = START + 2 * ACTOR + SERVICE
EPOCH, MINUTE = datetime(1970, 1, 1, tzinfo=UTC), timedelta(minutes=1)


def id_of_rows(rows: Sequence[Appointment]) -> str | None:
    """The id of an offer; None for a visit of more services than an id has room for."""
    if not 0 < len(rows) <= MOST:
        return None
    raw = _mark(rows[0].plan, PLAN) + rows[0].number.to_bytes(NUMBER, "big")
    for row in rows:
        raw += ((row.start - EPOCH) // MINUTE).to_bytes(START, "big")
        raw += _mark(row.practitioner, ACTOR) + _mark(row.room, ACTOR) + _mark(row.service, SERVICE)
    return PREFIX + b32encode(raw).decode().rstrip("=").lower()


def rows_of_id(clinic: Clinic, id: str) -> tuple[Appointment, ...]:
    """The rows that an id says. Raises UnknownName for one that is no offer of this clinic as it is now."""
    try:
        text = id.removeprefix(PREFIX).upper()
        raw = b32decode(text + "=" * (-len(text) % 8))
        many, rest = divmod(len(raw) - PLAN - NUMBER, ROW)
        if rest or not 0 < many <= MOST or not id.startswith(PREFIX):
            raise ValueError
        plan = _meant(clinic.plans, raw[:PLAN])
        number = int.from_bytes(raw[PLAN : PLAN + NUMBER], "big")
        parts = [raw[PLAN + NUMBER + n * ROW :][:ROW] for n in range(many)]
        return tuple(_row(clinic, plan, number, part, many > 1) for part in parts)
    except (ValueError, LookupError, OverflowError):
        raise UnknownName("proposed appointment", id, (), "ask $find for those that there are now") from None


def _row(clinic: Clinic, plan: str, number: int, raw: bytes, several: bool) -> Appointment:
    start = EPOCH + int.from_bytes(raw[:START], "big") * MINUTE
    service = _meant(clinic.services, raw[START + 2 * ACTOR :])
    practitioner = _meant([None, *clinic.practitioners], raw[START : START + ACTOR])
    room = _meant([None, *clinic.rooms], raw[START + ACTOR : START + 2 * ACTOR])
    id = f"{plan}-{number}" + (f"-{service}" if several else "")
    end = start + clinic.services[service].length
    return Appointment(id, plan, number, service, practitioner, room, start, end, PLANNED)


def _mark(id: str | None, size: int) -> bytes:
    return b"\0" * size if id is None else sha256(id.encode()).digest()[:size]


def _meant(ids: Iterable[str | None], mark: bytes) -> str:
    """The one id of a mark; of two that look alike, neither."""
    found = [id for id in ids if _mark(id, len(mark)) == mark]
    if len(found) != 1:
        raise LookupError
    return found[0]  # type: ignore[return-value]
