"""Readings that several rules share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.clinic import Appointment, Practitioner, Problem, Span
from planner.clinic.spans import DAY
from planner.model import Model
from planner.model.clock import MINUTE
from planner.rules.rule import Answer

Busy = tuple[Span, Appointment]
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def always(problem: Problem) -> Span:
    """The horizon and a day on either side, so that nothing lies across its ends."""
    return Span(
        problem.clinic.moment(problem.horizon.first - DAY), problem.clinic.moment(problem.horizon.end + 2 * DAY)
    )


def in_days(number: int) -> str:
    """The number with its noun: 1 day, 2 days."""
    return f"{number} day" if abs(number) == 1 else f"{number} days"


def counted(number: int, what: str = "day") -> str:
    """Such as `one day`, `two days`, `13 days`."""
    written = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"{written} {what}" if number == 1 else f"{written} {what}s"


def in_brackets(reason: str) -> str:
    """A reason that somebody gave, as it follows what it is of; nothing for none."""
    return f" ({reason})" if reason else ""


def shared_minutes(one: Span, other: Span) -> int:
    """The minutes two spans share; 0 or less where they are apart."""
    return (min(one.end, other.end) - max(one.start, other.start)) // MINUTE


def clashes(busy: Sequence[Busy]) -> Iterator[tuple[Busy, Busy]]:
    """Stretches that overlap, each beside the latest-ending one before it."""
    latest: Busy | None = None
    for each in sorted(busy, key=lambda pair: (pair[0], pair[1].id)):
        if latest and latest[0].overlaps(each[0]):
            yield latest, each
        if latest is None or each[0].end > latest[0].end:
            latest = each


def crowded(busy: Sequence[Busy], places: int) -> Iterator[tuple[Busy, list[Busy]]]:
    """Stretches that begin when as many others as there are places still run, each with these."""
    running: list[Busy] = []
    for each in sorted(busy, key=lambda pair: (pair[0], pair[1].id)):
        running = [other for other in running if other[0].end > each[0].start]
        if len(running) >= places:
            yield each, running
        running = [*running, each]


def with_practitioner(answer: Answer) -> Iterator[tuple[Appointment, Practitioner]]:
    """The known rows whose practitioner the clinic has."""
    people = answer.problem.clinic.practitioners
    for row in answer.known:
        if row.practitioner and row.practitioner in people:
            yield row, people[row.practitioner]


def deliveries_standing(problem: Problem) -> tuple[Appointment, ...]:
    """What stands inside the horizon whatever the roster, shared sessions once."""
    return fixed_alone(problem).deliveries


def fixed_rows(model: Model) -> Answer:
    """The fixed rows alone: what they cost, every roster pays."""
    return fixed_alone(model.problem)


def fixed_alone(problem: Problem) -> Answer:
    """The fixed rows as a roster of their own, grouped once for all rules and goals that ask of the same problem."""
    known: Answer = vars(problem).setdefault("fixed_alone", Answer(problem, problem.fixed))
    return known


def times(change: float, price: float, what: str, how: str) -> str:
    """How many of a thing a price that is so much higher pays, such as `two gaps over the longest wished for`."""
    return f"{counted(round(change / price), what)} {how}" if change > 0 else ""
