"""Sessions that are due and have no place: whose, on which days, and why, or which place is free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from planner.clinic import Clinic, Horizon, Problem, Session
from planner.clinic.appointments import CLOSED, HELD
from planner.clinic.spans import DAY
from planner.desk import Desk
from planner.errors import Nonsense
from planner.explain.repair import Repair, Repairs
from planner.explain.repairs import repairs
from planner.http.page import labels
from planner.http.page.proposals import place_words
from planner.roster.compare.moves import Move
from planner.roster.format.dates import between
from planner.roster.format.plain import plain, why_left_out
from planner.roster.roster import Roster
from planner.roster.tables.details import name, title

AHEAD, FAR = timedelta(days=14), timedelta(days=3650)
MOST = 24
"""So many are shown; of the others how many they are."""
SECONDS = 8.0
HELPS = 5


@dataclass(frozen=True)
class Waiting:
    """A session without a place: `days` are those on which it should fall, `reason` why it has none or where it may."""

    session: Session
    patient: str
    phone: str
    service: str
    days: str
    reason: str
    free: bool


@dataclass(frozen=True)
class Help:
    """A change of the clinic that is proved to place more: what, who gets a place, who moves, and what it brings."""

    words: str
    placed: Sequence[str]
    moved: Sequence[str]
    gain: float
    cost: float


def waiting(desk: Desk, on: date) -> tuple[list[Waiting], int]:
    """The sessions that are due by two weeks after a day and have no place, nor are held, the dearest first; and how
    many more there are."""
    clinic, today = desk.clinic(), desk.today()
    problem = Problem.of(clinic, Horizon.between(today, min(max(on, today), today + FAR) + AHEAD, 0))
    held = {row.key for row in desk.appointments() if row.status == HELD}
    due = [session for session in problem.sessions if session.due and not session.booked and session.key not in held]
    due.sort(key=lambda session: (-session.priority, session.ideal or date.max, session.key))
    return [_waiting(desk, clinic, session) for session in due[:MOST]], max(0, len(due) - MOST)


def _waiting(desk: Desk, clinic: Clinic, session: Session) -> Waiting:
    window, patient = session.window, clinic.patients[session.patient]
    days = between(window.first, window.last) if window and window.last else "no day"
    free, reason = _reason(desk, clinic, session)
    services = " and ".join(title(clinic, service) for service in session.services)
    return Waiting(session, name(clinic.patients, patient.id), patient.phone or "", services, days, reason, free)


def _reason(desk: Desk, clinic: Clinic, session: Session) -> tuple[bool, str]:
    """Whether a place is free to it by now, and which one; else what closes most."""
    try:
        found = desk.offers(session.plan, session.number, k=1)
    except Nonsense as refused:
        return False, plain(clinic, str(refused))
    if not found:
        return False, why_left_out(clinic, found.alone)
    return True, f"free on {place_words(clinic, found[0].rows[0])}"


def book_of(desk: Desk, on: date) -> Roster:
    """The book of the days that the tray looks at; what cannot stand in it has no place either."""
    today = desk.today()
    roster = desk.roster(today + DAY, max(on, today) + AHEAD)
    return replace(roster, placed=tuple(row for row in roster.placed if row.status != CLOSED))


def helps(clinic: Clinic, roster: Roster) -> tuple[Repairs, list[Help]]:
    """What would help a roster's sessions without a place, searched for some seconds, each proved."""
    found = repairs(clinic, roster, seconds=SECONDS, most=HELPS)
    return found, [_help(clinic, each) for each in found.repairs]


def _help(clinic: Clinic, found: Repair) -> Help:
    placed = [
        f"{name(clinic.patients, session.patient)}, {labels.session(clinic, session.plan, session.number)}"
        for session in found.placed
    ]
    return Help(
        plain(clinic, found.words), placed, [_moved(clinic, move) for move in found.moved], found.gain, found.cost
    )


def _moved(clinic: Clinic, move: Move) -> str:
    who = name(clinic.patients, move.session.patient)
    return f"{who}: {place_words(clinic, move.before[0])} → {place_words(clinic, move.after[0])}"
