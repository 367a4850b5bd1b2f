"""From what a peer chose to a roster, its score and its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.peers.question import Part, Question
from planner.clinic import Appointment, Problem
from planner.clinic.appointments import BOOKED, PLANNED
from planner.roster import tables
from planner.roster.text import as_csv
from planner.rules import measured, violations

ROSTER, REPORT = "appointments.csv", "peer.json"


@dataclass(frozen=True)
class Choice:
    """A part placed: with whom, at which minute, and in any one of some rooms that are alike."""

    part: Part
    practitioner: str
    start: int
    rooms: tuple[str, ...] = ()


@dataclass
class Search:
    """What a peer did: the answers it met, each with the seconds since its search began."""

    version: str
    build_seconds: float = 0.0
    seconds: float = 0.0
    status: str = "none"
    answers: list[tuple[float, list[Choice]]] = field(default_factory=list)


def rows_of(question: Question, choices: Iterable[Choice]) -> list[Appointment]:
    """The roster's rows, fixed ones among them. Of rooms that are alike each choice takes the first that is free."""
    problem, clock = question.problem, question.clock
    rows, free_from, shared = list(problem.fixed), Counter[str](), dict[object, str]()
    for choice in sorted(choices, key=lambda choice: (choice.start, choice.part.number)):
        part, service = choice.part, choice.part.service
        alike = (part.session.patient, service.id, choice.practitioner, choice.start) if service.shareable else part
        if choice.rooms and alike not in shared:
            free = [room for room in choice.rooms if free_from[room] <= choice.start]
            shared[alike] = free[0] if free else choice.rooms[0]
            free_from[shared[alike]] = choice.start + part.taken
        rows.append(
            Appointment(
                id=problem.appointment_id(part.session, service.id),
                plan=part.session.plan,
                number=part.session.number,
                service=service.id,
                practitioner=choice.practitioner,
                room=shared.get(alike),
                start=clock.moment(choice.start),
                end=clock.moment(choice.start) + service.length,
                status=BOOKED if part.booked else PLANNED,
            )
        )
    return rows


def score(problem: Problem, rows: Iterable[Appointment]) -> float:
    """The sum of the prices of all goals."""
    return sum(measured(problem, rows).values())


def repaired(problem: Problem, rows: Sequence[Appointment]) -> tuple[list[Appointment], int]:
    """The rows less the sessions that break a rule, and how many those were.

    The session in most violations goes first, of several the one that costs least to leave out.
    """
    kept, dropped, movable = list(rows), 0, {session.key: session for session in problem.choices}
    prices = problem.clinic.prices.place
    while broken := violations(problem, kept):
        counts = Counter(row.key for each in broken for row in each.rows if row.key in movable)
        worst = max(sorted(counts), key=lambda key: (counts[key], -prices[movable[key].priority] * movable[key].due))
        kept, dropped = [row for row in kept if row.key != worst], dropped + 1
    return kept, dropped


def report(question: Question, name: str, leaves_out: Sequence[str], search: Search, folder: Path) -> dict[str, Any]:
    """Write the best of a peer's answers as a roster, and what came of the search beside it."""
    problem = question.problem
    best: tuple[float, list[Appointment], int] | None = None
    trace: list[tuple[float, float]] = []
    for seconds, choices in search.answers:
        rows, dropped = repaired(problem, rows_of(question, choices))
        found = score(problem, rows)
        if best is None or found < best[0]:
            best = (found, rows, dropped)
            trace.append((round(seconds, 2), found))
    if best:
        folder.mkdir(parents=True, exist_ok=True)
        text = as_csv(tables.appointments(problem, best[1]))
        (folder / ROSTER).write_text(text, encoding="utf-8", newline="")
    return {
        "name": name,
        "version": search.version,
        "seconds": round(search.seconds, 2),
        "build_seconds": round(search.build_seconds, 2),
        "trace": trace,
        "score": best[0] if best else None,
        "status": search.status,
        "dropped": best[2] if best else 0,
        "leaves_out": list(leaves_out),
        "failed": None if best else f"no answer within {search.seconds:.0f} s ({search.status})",
    }
