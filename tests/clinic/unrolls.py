"""Plans of one course, and their sessions as days counted from Monday, 1 June 2026, day 0."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.clinic import Days, Problem, Session
from tests.worlds import MONDAY, asked, phase, plan, protocol, service, world

WEEKLY = phase(gap=(5, 7, 9), sessions=3)
UPKEEP = phase("upkeep", gap=(10, 15, 20), name="upkeep")
SERVICES = [service(acts=("skin:face",)), service("upkeep"), service("first")]


def course(*phases: Any, days: int = 30, look_ahead: int = 0, start: int = 0, **more: Any) -> Problem:
    """Plan a of Ann's over these phases."""
    steps = protocol("course", *phases or (WEEKLY,), start_within=more.pop("start_within", 14))
    asked_for = plan("a", "course", start=start, **more.pop("plan", {}))
    return asked(world(SERVICES, [steps], plans=[asked_for], **more), days, look_ahead)


def number(on: date | None) -> int | None:
    return None if on is None else (on - MONDAY).days


def span(days: Days | None) -> tuple[int | None, int | None] | None:
    return None if days is None else (number(days.first), number(days.last))


def ideals(problem: Problem) -> dict[int, int | None]:
    """Each session's ideal day."""
    return {session.number: number(session.ideal) for session in problem.sessions}


def windows(problem: Problem) -> dict[int, Any]:
    return {session.number: span(session.window) for session in problem.sessions}


def reaches(problem: Problem) -> dict[int, Any]:
    return {session.number: span(session.reach) for session in problem.sessions}


def due(problem: Problem) -> list[int]:
    return [session.number for session in problem.sessions if session.due]


def only(problem: Problem) -> Session:
    (session,) = problem.sessions
    return session


def tentative(problem: Problem) -> list[int]:
    return [session.number for session in problem.sessions if session.tentative]


@dataclass(frozen=True)
class Unrolls:
    """A plan, and its sessions' ideal days (and windows) by number."""

    sentence: str
    problem: Problem
    ideals: dict[int, int | None]
    windows: dict[int, Any] | None = None
