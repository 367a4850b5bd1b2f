"""What is placed and what is not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from planner.clinic import Appointment, Problem, Session
from planner.roster.tables.columns import days, flags, moments, names, numbers, texts
from planner.roster.tables.identity import by_start, is_late, patient


def appointments(problem: Problem, placed: Iterable[Appointment]) -> pd.DataFrame:
    """One row a service placed, by start, practitioner, room and id.

    Columns: `appointment, plan, patient, number, phase, service, practitioner, room, start, end, status, late, draft,
    tentative, fixed`. Ids and `status` are categorical (`room` missing where none is taken), `number` int64, `start`
    and `end` datetime64[us] in the clinic's zone, the last four bool. A row of a session the problem does not ask for
    has an empty phase and is neither late nor tentative.
    """
    rows = by_start(placed)
    sessions = [problem.by_key.get(row.key) for row in rows]
    zone = problem.clinic.timezone
    return pd.DataFrame(
        {
            "appointment": names([row.id for row in rows]),
            "plan": names([row.plan for row in rows]),
            "patient": names([patient(problem, row) for row in rows]),
            "number": numbers([row.number for row in rows]),
            "phase": names([session.phase if session else "" for session in sessions]),
            "service": names([row.service for row in rows]),
            "practitioner": names([row.practitioner for row in rows]),
            "room": names([row.room for row in rows]),
            "start": moments([row.start for row in rows], zone),
            "end": moments([row.end for row in rows], zone),
            "status": names([row.status for row in rows]),
            "late": flags([is_late(problem, row) for row in rows]),
            "draft": flags([problem.day(row) > problem.horizon.last for row in rows]),
            "tentative": flags([session is not None and session.tentative for session in sessions]),
            "fixed": flags([row.fixed for row in rows]),
        }
    )


def unplaced(problem: Problem, pairs: Iterable[tuple[Session, str]]) -> pd.DataFrame:
    """One row a session without a place, by priority (3 first), ideal day, plan and number.

    Columns: `plan, patient, number, phase, service, priority, ideal, window_start, window_end, due, reason, tentative,
    booked`. Ids are categorical, the services of one visit joined by `;`, `number` and `priority` int64, the days
    datetime64[us] (NaT where there is none), `due` and `tentative` bool, `reason` str, `booked` the start of a visit
    that is booked and has no place, datetime64[us] in the clinic's zone (else NaT).
    """

    def order(pair: tuple[Session, str]) -> tuple[int, date, str, int]:
        session = pair[0]
        return (-session.priority, session.ideal or date.max, session.plan, session.number)

    ordered = sorted(pairs, key=order)
    sessions = [session for session, _ in ordered]
    windows = [session.window for session in sessions]
    return pd.DataFrame(
        {
            "plan": names([session.plan for session in sessions]),
            "patient": names([session.patient for session in sessions]),
            "number": numbers([session.number for session in sessions]),
            "phase": names([session.phase for session in sessions]),
            "service": names([";".join(session.services) for session in sessions]),
            "priority": numbers([session.priority for session in sessions]),
            "ideal": days([session.ideal for session in sessions]),
            "window_start": days([window.first if window else None for window in windows]),
            "window_end": days([window.last if window else None for window in windows]),
            "due": flags([session.due for session in sessions]),
            "reason": texts([reason for _, reason in ordered]),
            "tentative": flags([session.tentative for session in sessions]),
            "booked": moments(
                [min((row.start for row in session.booked), default=None) for session in sessions],
                problem.clinic.timezone,
            ),
        }
    )
