"""Obstacles named: which rule, in its own sentence and with its source, and whose appointment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.clinic import Appointment, ClosedDays, Problem, Session, closed_to
from planner.engine.local.openings import Hindrance, Openings
from planner.explain.breaches import breaches
from planner.rules import RULES, Violation
from planner.rules.health import Eligible, OwnWaits

MANY = 40
"""Of so many obstacles it is asked whether each is the only one in its place."""
SENTENCES = {rule.name: " ".join((type(rule).__doc__ or "").split("\n\n")[0].split()) for rule in RULES}
"""Each rule by name, as its class says it."""


@dataclass(frozen=True)
class Obstacle:
    """One thing that keeps a session out: a rule with its cause, or an appointment that stays where it is.

    `sentence` is the rule's, `how` what it says here, `source` the policy's words and where they stand, if it has any.
    `rows` are the appointment's, none for a cause. `proof` is a place that the other obstacles leave open: but for this
    one they would keep nothing out. `opens` is one that is open though all else stays; none where others, not named,
    stand in its way too.
    """

    rule: str
    sentence: str
    how: str
    source: str = ""
    rows: tuple[Appointment, ...] = ()
    proof: tuple[Appointment, ...] = ()
    opens: tuple[Appointment, ...] = ()


def named(openings: Openings, needed: Mapping[Hindrance, tuple[Appointment, ...]]) -> tuple[Obstacle, ...]:
    """The members of an irreducible set, causes in the order of the rules, then appointments by start."""
    keys = {key for each in needed for key in each.keys}
    kept = [row for row in (*openings.rows, *openings.history) if row.key in keys]
    moving = [row for row in openings.rows if row.key in keys]
    everything = {*openings.laws, *openings.causes, *openings.bookings}
    found: list[Obstacle] = []
    for each, place in needed.items():
        open_ = openings.open(everything - {each}) if len(found) < MANY else {}
        found.append(replace(_named(openings, each, place, kept, moving), opens=next(iter(open_.values()), ())))
    order = {rule.name: number for number, rule in enumerate(RULES)}
    return tuple(
        sorted(found, key=lambda o: (bool(o.rows), str(o.rows[0].start) if o.rows else "", order[o.rule], o.how))
    )


def source_of(problem: Problem, session: Session, broken: Violation) -> str:
    """The policy's words behind a rule that is broken, and where they stand."""
    clinic, policy = problem.clinic, problem.clinic.policy
    if broken.rule == Eligible.name:
        closed = [each for each in closed_to(clinic, session.patient, session.services) if broken.when in each.days]
        return "; ".join(dict.fromkeys(_quoted(each.rule.words, each.rule.source) for each in closed))
    kinds = [clinic.services[row.service].counts_as for row in broken.rows] if broken.rule == OwnWaits.name else []
    rules = [policy.rules[kind] for kind in kinds if kind and kind in policy.rules]
    return "; ".join(dict.fromkeys(_quoted(rule.words, rule.source) for rule in rules))


def _named(
    openings: Openings,
    hindrance: Hindrance,
    place: tuple[Appointment, ...],
    kept: Sequence[Appointment],
    moving: Sequence[Appointment],
) -> Obstacle:
    """One of them; `kept` are the appointments named, `moving` those of them that are the roster's and not history."""
    problem, session = openings.problem, openings.session
    rows = tuple(row for row in kept if row.key in hindrance.keys)
    if hindrance.why:
        how, source = _cause(openings, hindrance)
        return Obstacle(hindrance.rule, SENTENCES[hindrance.rule], how, source, (), place)
    broken = breaches(problem, moving, place)
    mine = [v for v in broken if (set(v.rows) & set(rows) if rows else v.rule == hindrance.rule)]
    rule = mine[0].rule if mine else hindrance.rule or "asked"
    same = [v for v in mine if v.rule == rule]
    how = "; ".join(dict.fromkeys(v.how for v in same))
    sources = dict.fromkeys(source_of(problem, session, v) for v in same)
    return Obstacle(rule, SENTENCES[rule], how, "; ".join(filter(None, sources)), rows, place)


def _cause(openings: Openings, cause: Hindrance) -> tuple[str, str]:
    """A cause in full, and the policy's words behind it: what slid the session out of reach, or closes its days."""
    session = openings.session
    closed, how = list[ClosedDays](), cause.why
    if cause.rule == "window":
        closed = list(session.closed_by)
        how = ": ".join([cause.why, *dict.fromkeys(str(each) for each in closed)])
    elif cause.rule == Eligible.name:
        every = closed_to(openings.problem.clinic, session.patient, session.services)
        closed = [each for each in every if cause.why == f"{each.event.kind} on {each.event.on}"]
    return how, "; ".join(dict.fromkeys(_quoted(each.rule.words, each.rule.source) for each in closed))


def _quoted(words: str, source: str) -> str:
    return " · ".join(each for each in (f"“{words}”" if words else "", source) if each)
