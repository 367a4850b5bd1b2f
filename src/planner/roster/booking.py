"""A roster's month as bookings: the appointment book that publishing or accepting the roster makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, count

from planner.clinic import Appointment, Entry, Problem
from planner.clinic.appointments import BOOKED, WITHDRAWN

Book = tuple[Entry, ...]


def booked(problem: Problem, rows: Iterable[Appointment]) -> Book:
    """The book with the roster's month booked, its booked entries moved with the roster, those left out withdrawn.

    Of a visit with a booked entry all is booked, beyond the month too: it moves whole or not at all.
    """
    there, added, kept = {entry.id: entry for entry in problem.clinic.book}, list[Entry](), set[str]()
    taken = set(there)
    for row in rows:
        session = problem.by_key.get(row.key)
        old = session.booked_for(row.service) if session else None
        if session and old:
            there[old.id] = replace(there[old.id], practitioner=row.practitioner, room=row.room, start=row.start)
            kept.add(old.id)
        elif session and (session.booked or problem.day(row) <= problem.horizon.last):
            made = problem.appointment_id(session, row.service)
            again = (f"{made}-{number}" for number in count(2))
            id = next(id for id in chain([row.id, made], again) if id not in taken)
            service = row.service if len(session.services) > 1 else None
            entry = Entry(
                id, row.plan, row.number, BOOKED, row.start, row.practitioner, row.room, session.phase, service
            )
            added.append(entry)
            taken.add(id)
    for session in problem.sessions:
        for row in session.booked:
            if row.id not in kept:
                there[row.id] = replace(there[row.id], status=WITHDRAWN, fixed=False)
    return (*there.values(), *added)
