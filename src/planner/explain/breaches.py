"""What a place would break: the rules' own check of it beside the roster, and who stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from planner.clinic import Appointment, Problem, Session
from planner.clinic.spans import DAY
from planner.engine.local.fix import Wish
from planner.rules import Violation, newly_broken
from planner.rules.health import FollowUps


@dataclass(frozen=True)
class Tried:
    """One place a session was tried at, and every rule it would break there; none for one that is free."""

    row: Appointment
    breaks: tuple[Violation, ...]

    @property
    def in_the_way(self) -> tuple[Appointment, ...]:
        """The other appointments concerned, each once, by start."""
        rows = {row for each in self.breaks for row in each.rows if row.key != self.row.key}
        return tuple(sorted(rows, key=lambda row: (row.start, row.id)))


def tries(problem: Problem, rows: Iterable[Appointment], session: Session, start: datetime, wish: Wish) -> list[Tried]:
    """The session tried at a moment, each service by itself, with each practitioner the wish allows, in each room.

    Places that break least come first.
    """
    rows, clinic, places_tried = tuple(rows), problem.clinic, []
    for service in session.services:
        given = clinic.services[service]
        rooms = list(clinic.rooms) if given.room is not None else [None]
        for who in (who for who in clinic.practitioners if wish.allows(problem, session, service, who)):
            for room in rooms or [None]:
                row = problem.appointment(session, given, who, room, start)
                places_tried.append(Tried(row, breaches(problem, rows, (row,))))
    return sorted(places_tried, key=lambda tried: (len({each.rule for each in tried.breaks}), len(tried.breaks)))


def breaches(problem: Problem, rows: Iterable[Appointment], tried: tuple[Appointment, ...]) -> tuple[Violation, ...]:
    """What rows of one session break beside others, that is broken neither without them nor where the session is.

    The check names one of several appointments that overlap; here each is asked by itself too, so all are named.
    """
    near = _Near(problem, tuple(rows), tried)
    broken = list(near.new(near.rows))
    named = {row for each in broken for row in each.rows}
    for row in near.overlapping():
        if row not in named:
            broken += [each for each in near.new((row,)) if row in each.rows and each not in broken]
    several = len(problem.by_key[tried[0].key].services) > len(tried)
    return tuple(each for each in broken if not (several and each.rule == "asked"))


class _Near:
    """The part of a roster that rows of one session could have to do with: their day's, and their patient's."""

    def __init__(self, problem: Problem, rows: tuple[Appointment, ...], tried: tuple[Appointment, ...]) -> None:
        self.tried, patient = tried, problem.patient_of(tried[0])

        def days_of(row: Appointment) -> set[date]:
            return {problem.day(row), problem.clinic.day(row.end + problem.clinic.services[row.service].reset)}

        days = {day for row in tried for day in days_of(row)}
        first, last = min(row.start for row in tried) - 3 * DAY, max(row.end for row in tried) + 3 * DAY

        def near(row: Appointment) -> bool:
            own = problem.patient_of(row) == patient
            return own or (first < row.start < last and not days.isdisjoint(days_of(row)))

        own, services = tried[0].key, {row.service for row in tried}
        here = tuple(row for row in rows if row.key == own and row.service in services)
        self.rows = tuple(row for row in rows if row.key != own and near(row))
        keys = {row.key for row in (*self.rows, *tried)}
        sessions = tuple(session for session in problem.sessions if session.key in keys)
        self.problem = replace(problem, sessions=sessions, history=tuple(row for row in problem.history if near(row)))
        self.before = (self.rows, (*self.rows, *here)) if here else (self.rows,)

    def new(self, rows: tuple[Appointment, ...]) -> Iterator[Violation]:
        """What those tried break beside these rows.

        That a fixed appointment should be elsewhere concerns no row; that another loses its follow-up, only the other.
        """
        for each in newly_broken(self.problem, (*rows, *self.tried), *self.before):
            without = rows == self.rows and (not each.rows or each.rule == FollowUps.name)
            if without or set(each.rows) & set(self.tried):
                yield each

    def overlapping(self) -> Iterator[Appointment]:
        """Others that are there while those tried take place, or their rooms are made ready."""
        services = self.problem.clinic.services
        for row in self.rows:
            for mine in self.tried:
                if row.start < mine.end + services[mine.service].reset and (
                    mine.start < row.end + services[row.service].reset
                ):
                    yield row
                    break
