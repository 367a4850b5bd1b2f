"""What a changed policy means for a roster: appointments it would close, and sessions it would open days to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from os import PathLike
from pathlib import Path

import pandas as pd

from planner.clinic import Appointment, Clinic, ClosedDays, Days, Event, Policy, PolicyRule, Problem, Session
from planner.clinic.spans import DAY
from planner.roster.files import read_roster
from planner.roster.roster import Roster
from planner.roster.tables.columns import days as day_column
from planner.roster.tables.columns import names, numbers, texts
from planner.roster.tables.identity import by_start

CLOSES, OPENS = "closes", "opens"


@dataclass(frozen=True)
class RuleChange:
    """One rule of the policy, before and after; None where it is not in force."""

    trigger: str
    before: PolicyRule | None
    after: PolicyRule | None

    def __str__(self) -> str:
        if self.before and self.after:
            before, after = _terms(self.before), _terms(self.after)
            changed = f"{before} → {after}" if before != after else "as before; its reason or source changes"
            return f"{self.trigger}: {changed}"
        rule = self.before or self.after
        return f"{self.trigger}: {'no longer in force' if self.before else 'new'}, {_terms(rule) if rule else ''}"


@dataclass(frozen=True)
class Closing:
    """An appointment of the roster, its day, and what would close that day to it."""

    row: Appointment
    patient: str
    day: date
    by: ClosedDays

    def __str__(self) -> str:
        return f"{self.row.plan}, session {self.row.number} ({self.row.service}) on {self.day}: {self.by}"


@dataclass(frozen=True)
class Opening:
    """A session kept from days that would open: its ideal day before and after, and where the roster has it, if it has.

    `session` is as the changed policy asks for it, `days` the spans that would open, `by` what closes them today.
    """

    session: Session
    ideal_before: date | None
    days: tuple[Days, ...]
    by: tuple[ClosedDays, ...]
    placed: date | None

    def __str__(self) -> str:
        what = f"{self.session.name} ({' and '.join(self.session.services)}), "
        what += f"now on {self.placed}" if self.placed else "now without a place"
        opened = f"{' and '.join(map(str, self.days))} would open"
        if self.ideal_before != self.session.ideal:
            today = f"not {self.ideal_before}" if self.ideal_before else "today it has none"
            opened += f"; its ideal day would be {self.session.ideal or 'after these days'}, {today}"
        return f"{what}: {opened}"


@dataclass(frozen=True)
class PolicyDifferences:
    """The rules that change, and what that closes and opens in one roster."""

    rules: tuple[RuleChange, ...]
    closed: tuple[Closing, ...]
    opened: tuple[Opening, ...]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row an appointment and what would close it, then one row a session and each span that would open to it.

        Columns: `effect` (closes, opens), `patient, plan, number, service, day` (where the roster has it; NaT for
        nowhere), `trigger, event, first, last` (the days it closes, or those that would open; NaT for no end),
        `source`, `override` (the clinic's own reason).
        """
        rows: list[tuple[str, str, str, int, str, date | None, ClosedDays, Days]] = [
            (CLOSES, each.patient, each.row.plan, each.row.number, each.row.service, each.day, each.by, each.by.days)
            for each in self.closed
        ]
        for each in self.opened:
            session = each.session
            key = (session.patient, session.plan, session.number, ";".join(session.services))
            rows += [(OPENS, *key, each.placed, by, span) for by, span in zip(each.by, each.days, strict=True)]
        effects, patients, plans, sessions, services, placed, causes, spans = (
            zip(*rows, strict=True) if rows else ((),) * 8
        )
        return pd.DataFrame(
            {
                "effect": names(effects),
                "patient": names(patients),
                "plan": names(plans),
                "number": numbers(sessions),
                "service": names(services),
                "day": day_column(placed),
                "trigger": names([by.rule.trigger for by in causes]),
                "event": day_column([by.event.on for by in causes]),
                "first": day_column([span.first for span in spans]),
                "last": day_column([span.last for span in spans]),
                "source": texts([by.rule.source for by in causes]),
                "override": texts([by.rule.override or "" for by in causes]),
            }
        )


def policy_diff(clinic: Clinic, roster: Roster | str | PathLike[str], policy: Policy) -> PolicyDifferences:
    """What `policy`, in place of the clinic's own, would close and open in a roster, or in one read from its folder.

    An appointment that the clinic's policy closes already is not named again. Days open to a session where the roster
    leaves it out, or where they would bring its ideal day forward. Raises Nonsense where there is no roster.
    """
    if not isinstance(roster, Roster):
        roster = read_roster(clinic, Path(roster))
    old = Problem.of(clinic, roster.problem.horizon)
    new = Problem.of(replace(clinic, policy=policy), roster.problem.horizon)
    placed = tuple(by_start(roster.placed))
    rules = tuple(
        RuleChange(trigger, before, after)
        for trigger in sorted(clinic.policy.rules.keys() | policy.rules.keys())
        if (before := clinic.policy.rules.get(trigger)) != (after := policy.rules.get(trigger))
    )
    return PolicyDifferences(rules, tuple(_closings(old, new, placed)), tuple(_openings(old, new, placed)))


def _closings(old: Problem, new: Problem, placed: tuple[Appointment, ...]) -> Iterator[Closing]:
    of = _by_patient(old, placed)
    for row in placed:
        patient, day = old.patient_of(row), old.day(row)
        asked = (of[patient], patient, row.key, (row.service,))
        today = [closed for closed in _closed(old, *asked) if day in closed.days]
        for closed in _closed(new, *asked) if not today else ():
            if day in closed.days:
                yield Closing(row, patient, day, closed)


def _openings(old: Problem, new: Problem, placed: tuple[Appointment, ...]) -> Iterator[Opening]:
    of = _by_patient(old, placed)
    where: dict[tuple[str, int], date] = {row.key: old.day(row) for row in placed}
    for session in new.sessions:
        before = old.by_key.get(session.key)
        ideal = before.ideal if before else None
        if session.booked or (session.key in where and session.ideal == ideal):
            continue
        asked = (of[session.patient], session.patient, session.key, session.services)
        today, then = _closed(old, *asked), _closed(new, *asked)
        spans: list[tuple[Days, ClosedDays]] = []
        for day in _days(old, session, before):
            by = next((closed for closed in today if day in closed.days), None)
            if by is None or any(day in closed.days for closed in then):
                continue
            if spans and spans[-1][1] == by and spans[-1][0].last == day - DAY:
                spans[-1] = (Days(spans[-1][0].first, day), by)
            else:
                spans.append((Days(day, day), by))
        if spans:
            opened, causes = zip(*spans, strict=True)
            yield Opening(session, ideal, opened, causes, where.get(session.key))


def _days(problem: Problem, *sessions: Session | None) -> list[date]:
    """The days of the horizon that any of these may be placed on."""
    reaches = [session.reach for session in sessions if session and session.reach]
    return [day for day in problem.horizon.days if any(day in reach for reach in reaches)]


def _by_patient(problem: Problem, placed: Iterable[Appointment]) -> defaultdict[str, list[Appointment]]:
    groups: defaultdict[str, list[Appointment]] = defaultdict(list)
    for row in placed:
        groups[problem.patient_of(row)].append(row)
    return groups


def _closed(
    problem: Problem, rows: Iterable[Appointment], patient: str, key: tuple[str, int], services: tuple[str, ...]
) -> list[ClosedDays]:
    """The days the policy closes to a patient's session, by health events and by sessions that count as one."""
    clinic = problem.clinic
    acts = [act for service in services for act in clinic.services[service].acts]
    others = {*rows, *problem.standing_of.get(patient, ())}
    kinds = [(clinic.services[row.service].counts_as, row) for row in others if row.key != key]
    events = [Event(patient, kind, problem.day(row), note=row.service) for kind, row in kinds if kind]
    return clinic.policy.closed(
        acts, [*clinic.events_of.get(patient, ()), *events], clinic.clearances_of.get(patient, ())
    )


def _terms(rule: PolicyRule) -> str:
    """What a rule closes and for how long."""
    return f"{rule.wait}, closes {', '.join(rule.acts)}" + (", clearable" if rule.clearable else "")
