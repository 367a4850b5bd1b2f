"""Rules of how much: a practitioner's sessions of a day and of a week, and breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import numpy as np

from planner.clinic import Appointment, Break, Clinic, Practitioner, Problem, Span
from planner.clinic.names import name
from planner.clinic.spans import DAY, MIDNIGHT, cut, monday
from planner.model import Model, Uses
from planner.model.clock import MINUTE, Ints
from planner.rules.people import attended, attended_uses
from planner.rules.readings import deliveries_standing, fixed_alone
from planner.rules.rule import Answer, Rule, Violation


class SessionLimit(Rule):
    """A practitioner has at most so many sessions in a stretch of days, those that stand counted first."""

    def most(self, practitioner: Practitioner) -> int | None:
        """The limit, None for none."""
        raise NotImplementedError

    def first_day(self, day: date) -> date:
        """The first day of the stretch that a day is of."""
        raise NotImplementedError

    def when(self, first: date) -> str:
        """A stretch in words."""
        raise NotImplementedError

    def rows(self, model: Model) -> None:
        p, problem = model.placements, model.problem
        limited = [(number, who) for number, who in enumerate(p.practitioners) if self._limit(problem, who) is not None]
        if not limited:
            return
        days = problem.horizon.days
        standing = Counter(
            (row.practitioner, self.first_day(problem.day(row))) for row in fixed_alone(problem).each_once
        )
        firsts = sorted({self.first_day(day) for day in days})
        stretch = np.array([firsts.index(self.first_day(day)) for day in days], dtype=np.int64)[p.day]
        rows: dict[int, list[Ints]] = {}
        names: dict[int, list[str]] = {}
        for number, who in limited:
            mine = np.flatnonzero((p.practitioner == number) & (model.taker >= 0))
            for at in np.unique(stretch[mine]).tolist():
                left = max(0, (self._limit(problem, who) or 0) - standing[who, firsts[at]])
                rows.setdefault(left, []).append(np.unique(model.taker[mine[stretch[mine] == at]]))
                names.setdefault(left, []).append(f"{name(problem.clinic.practitioners, who)} {self.when(firsts[at])}")
        for left in sorted(rows):
            model.at_most(self.name, rows[left], left, names[left].__getitem__)

    def _limit(self, problem: Problem, practitioner: str) -> int | None:
        return self.most(problem.clinic.practitioners[practitioner])

    def violations(self, answer: Answer) -> Iterable[Violation]:
        counts: dict[tuple[str, date], list[Appointment]] = {}
        for row in sorted(answer.each_once, key=lambda row: row.start):
            counts.setdefault((row.practitioner or "", self.first_day(answer.day(row))), []).append(row)
        for (practitioner, first), rows in counts.items():
            person = answer.problem.clinic.practitioners.get(practitioner)
            most = self.most(person) if person else None
            if most is not None and len(rows) > most and any(row.key in answer.visits for row in rows):
                how = f"{len(rows)} sessions, {len(rows) - most} over the limit of {most}"
                who = name(answer.problem.clinic.practitioners, practitioner)
                yield Violation(self.name, who, first, how, tuple(rows))


class DailyLimit(SessionLimit):
    """A practitioner has at most as many sessions a day as they may have, planned, booked and attended."""

    name = "daily limit"

    def most(self, practitioner: Practitioner) -> int | None:
        return practitioner.max_sessions_per_day

    def first_day(self, day: date) -> date:
        return day

    def when(self, first: date) -> str:
        return f"on {first}"


class WeeklyLimit(SessionLimit):
    """A practitioner has at most as many sessions from Monday to Sunday as they may have, inside the horizon or not."""

    name = "weekly limit"

    def most(self, practitioner: Practitioner) -> int | None:
        return practitioner.max_sessions_per_week

    def first_day(self, day: date) -> date:
        return monday(day)

    def when(self, first: date) -> str:
        return f"in the week of {first}"


class Breaks(Rule):
    """On each day with an attended step a practitioner has each break: so long in a row within its span, unattended."""

    name = "break"

    def rows(self, model: Model) -> None:
        """Of all ways to lay a break into its span, each from the span's start or from a step's end on, one is kept."""
        p, problem = model.placements, model.problem
        breaks = [
            (number, day, rest)
            for number, who in enumerate(p.practitioners)
            for day, rest in _breaks(problem, problem.clinic.practitioners[who])
        ]
        if not breaks:
            return
        uses = attended_uses(model)
        standing = _standing_steps(model)
        order = np.argsort(uses.resource, kind="stable")
        first = np.searchsorted(uses.resource[order], np.arange(len(p.practitioners) + 1))
        starts, ends, groups, names = [], [], [], list[str]()
        taking: list[Uses] = []
        shut: list[Ints] = []
        shut_names: list[str] = []
        for number, day, rest in breaks:
            who = p.practitioners[number]
            mine = order[first[number] : first[number + 1]]
            span, length = span_of(problem.clinic, day, rest), rest.length // MINUTE
            start, end = p.clock.minute(span.start), p.clock.minute(span.end)
            near = mine[(uses.end[mine] > start) & (uses.start[mine] < end)]
            fixed = [step for step in standing.get(number, ()) if step[1] > start and step[0] < end]
            begins = np.unique([start, *uses.end[near], *(until for _, until in fixed)])
            begins = begins[(begins >= start) & (begins <= end - length)]
            for step in fixed:
                begins = begins[(step[0] >= begins + length) | (step[1] <= begins)]
            label = f"{name(problem.clinic.practitioners, who)} on {day}"
            if not len(begins):
                whole = problem.clinic.whole_day(day)
                today = p.clock.minute(whole.start), p.clock.minute(whole.end)
                shut.append(np.unique(uses.column[mine[(uses.end[mine] > today[0]) & (uses.start[mine] < today[1])]]))
                shut_names.append(label)
                continue
            starts.append(begins)
            ends.append(begins + length)
            groups.append(np.full(len(begins), len(names)))
            taking.append(Uses(np.full(len(near), len(names)), uses.column[near], uses.start[near], uses.end[near]))
            names.append(label)
        model.at_most(self.name, shut, 0, shut_names.__getitem__)
        if names:
            all_ = Uses(*(np.concatenate(each) for each in zip(*(_fields(use) for use in taking), strict=True)))
            model.reserve(self.name, np.concatenate(groups), np.concatenate(starts), np.concatenate(ends), all_, names)

    def violations(self, answer: Answer) -> Iterable[Violation]:
        clinic, horizon = answer.problem.clinic, answer.problem.horizon
        steps: dict[tuple[str, date], list[tuple[Span, Appointment]]] = {}
        for row in answer.deliveries:
            person = clinic.practitioners.get(row.practitioner or "")
            for step in attended(answer.problem, row) if person and person.breaks else ():
                for day in {clinic.day(step.start), clinic.day(step.end - MINUTE)}:
                    if day in horizon:
                        steps.setdefault((row.practitioner or "", day), []).append((step, row))
        for (practitioner, day), busy in steps.items():
            for rest in clinic.practitioners[practitioner].breaks:
                if rest.weekday != day.weekday():
                    continue
                free = cut(span_of(clinic, day, rest), [step for step, _ in busy])
                longest = max([span.end - span.start for span in free], default=timedelta(0))
                if longest < rest.length:
                    how = f"{_minutes(longest)} in a row without an attended step from {rest.start:%H:%M} to "
                    how += f"{rest.end:%H:%M}, {_minutes(rest.length - longest)} short of {_minutes(rest.length)}"
                    rows = sorted({row for _, row in busy}, key=lambda row: (row.start, row.id))
                    yield Violation(self.name, name(clinic.practitioners, practitioner), day, how, tuple(rows))


def _breaks(problem: Problem, person: Practitioner) -> Iterator[tuple[date, Break]]:
    """The practitioner's breaks day by day."""
    for day in problem.horizon.days if person.breaks else ():
        yield from ((day, rest) for rest in person.breaks if rest.weekday == day.weekday())


def span_of(clinic: Clinic, day: date, rest: Break) -> Span:
    """From when to when a break may lie on a day."""
    return Span(clinic.moment(day, rest.start), clinic.moment(day if rest.end != MIDNIGHT else day + DAY, rest.end))


def _standing_steps(model: Model) -> dict[int, list[tuple[int, int]]]:
    """The attended steps that stand inside the horizon, in minutes, by practitioner."""
    p, steps_of = model.placements, dict[int, list[tuple[int, int]]]()
    index = {practitioner: number for number, practitioner in enumerate(p.practitioners)}
    for row in deliveries_standing(model.problem):
        if row.practitioner in index:
            steps = attended(model.problem, row)
            minutes = [(p.clock.minute(step.start), p.clock.minute(step.end)) for step in steps]
            steps_of.setdefault(index[row.practitioner], []).extend(minutes)
    return steps_of


def _fields(uses: Uses) -> tuple[Ints, Ints, Ints, Ints]:
    return uses.resource, uses.column, uses.start, uses.end


def _minutes(length: timedelta) -> str:
    return f"{length / MINUTE:g} minutes"
