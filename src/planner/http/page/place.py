"""A place that a visit was dropped on: free, or what stands against it, who is in the way, and what may be lifted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from planner.clinic import Appointment, Clinic, PolicyRule, Span, closed_to
from planner.clinic.names import capital
from planner.desk import Desk
from planner.errors import Nonsense
from planner.explain.naming import SENTENCES
from planner.http.page.boards.weeks import week_of
from planner.http.page.proposals import place_words
from planner.roster.format.plain import plain
from planner.roster.tables.details import name, title
from planner.rules import Violation
from planner.rules.health import Eligible

NEAREST = 3


@dataclass(frozen=True)
class Against:
    """What a place breaks, by which rule, and who is in the way; `lift` is the rule that a clearance may lift."""

    how: str
    rule: str
    source: str
    others: Sequence[str]
    lift: PolicyRule | None
    stays: str
    """Why nothing lifts it; empty where something does."""


@dataclass(frozen=True)
class Tried:
    """A visit at a place: `rows` where it may have it, else what is `against` it."""

    visit: Sequence[Appointment]
    start: datetime
    rows: Sequence[Appointment]
    against: Sequence[Against]
    why: str

    @classmethod
    def of(cls, desk: Desk, visit: Sequence[Appointment], practitioner: str, start: datetime) -> Tried:
        """A booked visit, its rows by start, tried at a start with a practitioner."""
        try:
            return cls(visit, start, desk.place_at(visit[0].id, practitioner, start), (), "")
        except Nonsense as refused:
            clinic = desk.facts()
            why = plain(clinic, str(refused).partition(": ")[2])
            by = start - visit[0].start
            there = [replace(row, start=row.start + by, end=row.end + by) for row in visit]
            there[0] = replace(there[0], practitioner=practitioner)
            against = [_against(clinic, visit, each) for each in desk.check(there)]
            return cls(visit, start, (), against, why if not against else "")


def starts_on(desk: Desk, appointment: str, on: date, practitioner: str) -> Sequence[datetime]:
    """Where a booked visit may begin on a day with somebody."""
    return desk.places(appointment, on).open.get(practitioner, ())


def _against(clinic: Clinic, visit: Sequence[Appointment], broken: Violation) -> Against:
    mine = {row.key for row in visit}
    others = [_other(clinic, row) for row in broken.rows if row.key not in mine]
    policy = _policy(clinic, visit, broken)
    lift = policy if policy is not None and policy.clearable else None
    if lift is not None:
        stays = ""
    elif policy is not None:
        stays = f"The policy admits no clearance of {policy.called}."
    else:
        stays = "Nobody may override it."
    theirs = not broken.who.startswith(f"{visit[0].plan}, session {visit[0].number}")
    how = plain(clinic, f"{broken.who}: {broken.how}" if others and theirs else broken.how)
    source = policy.source if policy else ""
    return Against(capital(how), SENTENCES[broken.rule], source, others, lift, stays)


def _policy(clinic: Clinic, visit: Sequence[Appointment], broken: Violation) -> PolicyRule | None:
    """The rule of the policy behind a violation, one that no clearance lifts before the others."""
    if broken.rule != Eligible.name:
        return None
    patient = clinic.plans[visit[0].plan].patient
    closed = closed_to(clinic, patient, tuple(row.service for row in visit))
    rules = [each.rule for each in closed if broken.when in each.days and str(each) == broken.how]
    return min(rules, key=lambda rule: rule.clearable, default=None)


def _other(clinic: Clinic, row: Appointment) -> str:
    patient = clinic.plans[row.plan].patient
    return f"{name(clinic.patients, patient)}, {title(clinic, row.service)}, {place_words(clinic, row)}"


def days_of_week(desk: Desk, appointment: str, on: date) -> dict[str, dict[str, Any]]:
    """By day and practitioner: the starts that are open to a booked visit, or why none is."""
    clinic, today, days = desk.facts(), desk.today(), {}
    for day in week_of(on):
        if day < today:
            days[day.isoformat()] = {who: {"starts": [], "why": "it is past"} for who in clinic.practitioners}
            continue
        found = desk.places(appointment, day)
        days[day.isoformat()] = {
            who: {
                "starts": [clinic.local(start).isoformat() for start in starts],
                "why": _most(found.closed[who], [span for span, _ in clinic.shifts_on(day, clinic.practitioner(who))]),
            }
            for who, starts in found.open.items()
        }
    return days


def _most(reasons: Mapping[datetime, str], shifts: Sequence[Span]) -> str:
    """The reason that closes most of the shifts of a day, of the whole day where there are none."""
    inside = [why for start, why in reasons.items() if any(span.start <= start < span.end for span in shifts)]
    counts = Counter(inside or reasons.values())
    return counts.most_common(1)[0][0] if counts else "nobody is there"
