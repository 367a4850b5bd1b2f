"""Obstacles named: which rule, in its own sentence and with its source, and whose appointment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.clinic import Appointment, PolicyRule
from planner.engine.local.openings import Hindrance, Openings
from planner.explain.breaches import breaches
from planner.rules import RULES
from planner.rules.course import Window

MANY = 40
"""Of so many obstacles it is asked whether each is the only one in its place."""
BY_NAME = {rule.name: rule for rule in RULES}
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
    law = BY_NAME[rule]
    sources = dict.fromkeys(_quoted(law.sources(problem, session, v)) for v in same)
    return Obstacle(rule, SENTENCES[rule], how, "; ".join(filter(None, sources)), rows, place)


def _cause(openings: Openings, cause: Hindrance) -> tuple[str, str]:
    """A cause in full, and the policy's words behind it: what slid the session out of reach, or closes its days."""
    session, rule = openings.session, BY_NAME[cause.rule]
    slid = session.closed_by if isinstance(rule, Window) else ()
    how = ": ".join([cause.why, *dict.fromkeys(map(str, slid))])
    return how, _quoted(rule.sources_of_closed(openings.problem, session, cause.why))


def _quoted(sources: Iterable[PolicyRule]) -> str:
    """The words of rules of the policy, and where they stand."""
    quoted = [" · ".join(filter(None, (f"“{each.words}”" if each.words else "", each.source))) for each in sources]
    return "; ".join(dict.fromkeys(quoted))
