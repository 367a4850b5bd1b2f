"""What rules, the search and the desk say, for who works at the clinic: names for ids, days and times as on the board.

Rules name a session by its plan, since what they say may be logged and no log has a patient's name. Whoever looks at a
page or a workbook of the clinic's own may read names, so there ids are told as what they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from planner.clinic import Clinic
from planner.clinic.names import capital, day_name, name, spoken
from planner.roster.format.dates import between
from planner.rules.readings import counted

CLAUSES: Mapping[str, str] = {
    "asked": "the plan does not ask for it",
    "fixed": "a fixed visit would have to move",
    "window": "it would be outside the days on which it should fall",
    "finish by": "the plan is to be over",
    "gap": "it would be too near another session of its plan",
    "declined": "only times are left that the patient cancelled or missed",
    "eligible": "the policy closes it",
    "wait": "it has to wait after another treatment, or that after it",
    "follow-up": "it would come too soon after what it follows",
    "shared": "it would have to be one with a session of another plan",
    "clinic closed": "the clinic is closed",
    "grid": "nothing begins at such a time",
    "shift": "nobody who may give it is on shift",
    "absence": "who may give it is away",
    "licensed": "a licence is over",
    "patient's times": "the patient cannot come",
    "away": "the patient is away",
    "qualified": "nobody may give it",
    "practitioner": "all who may give it are with others",
    "daily limit": "who may give it has as many sessions as a day may have",
    "weekly limit": "who may give it has as many sessions as a week may have",
    "break": "a break would be lost",
    "patient": "the patient is elsewhere",
    "room fits": "no room fits",
    "room hours": "no room that fits is open",
    "site": "nobody is at the site of a room that fits",
    "room": "no room that fits is free",
    "equipment": "the equipment is in use",
    "full": "every place is taken",
    "free, but dearer than leaving it out": "a place is free, and costs more than leaving it out",
    "free, and not due": "a place is free, and it is not due yet",
    "services of the visit together": "the services of the visit do not fit together",
}
"""What keeps a session out, by the name of the rule or by what a reason calls it."""
_DAY = r"\d{4}-\d{2}-\d{2}"
_ISO = re.compile(rf"({_DAY})T(\d{{2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?(?:Z|[+-]\d{{2}}:\d{{2}})?)")
_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?"
_CLOCK = re.compile(rf"(?<![\w-]){_WEEKDAY}({_DAY}) (\d{{2}}:\d{{2}})(?![\d:])")
_DAYS = re.compile(rf"(?<![\w-])({_DAY}) to ({_DAY})(?![\w-])")
_ONE_DAY = re.compile(rf"(?<![\w-]){_WEEKDAY}({_DAY})(?![\w-])")
_SESSION = re.compile(r"(?<!\w)(?P<plan>[^\s()“\"';,:][^\s,]*), session (?P<number>\d+)(?: \((?P<services>[^()]*)\))?")
_QUOTED = re.compile(r"\b(?P<kind>plan|patient|practitioner|room|service|protocol|equipment) '(?P<id>[^']+)'")
_LAW = re.compile(rf"(?:^|(?<=; ))(?:{'|'.join(map(re.escape, CLAUSES))}): (?=[^;]*? on {_DAY}: )")
_APPOINTMENT = re.compile(r"\bappointment '[^']+'")
_COMMAND = re.compile(r"[;,] [^;,]*(?:\bdesk\.\w+\(|\bplanner desk )[^;]*$")
_MOSTLY = re.compile(r": the rule that closes most is “[^”]+” \((.*)\)$")
_NEVER = re.compile(rf"no day from ({_DAY} to {_DAY}) is possible: (.*)", re.DOTALL)
_REACH = re.compile(r"(\d+) days? in reach: (.*)", re.DOTALL)
_PART = re.compile(
    rf"(?P<what>{'|'.join(map(re.escape, sorted(CLAUSES, key=len, reverse=True)))})"
    rf"(?P<others>(?: with (?:{'|'.join(map(re.escape, CLAUSES))}))*) (?P<days>\d+)"
    r"(?: \((?P<whom>(?:[^()]|\([^()]*\))*)\))?(?:, |$)"
)


def plain(clinic: Clinic, text: str) -> str:
    """A sentence of a rule, the desk or the search, in the words of the clinic; what it does not know it leaves."""
    text = _LAW.sub("", text)
    text = _MOSTLY.sub(r": above all, \1", text)
    text = _APPOINTMENT.sub("appointment", _COMMAND.sub("", text))
    text = _SESSION.sub(lambda found: _session(clinic, found), text)
    text = _QUOTED.sub(lambda found: _quoted(clinic, found), text)
    text = _ISO.sub(lambda found: _moment(clinic, found), text)
    text = _CLOCK.sub(lambda found: f"{_day(found[1])}, {found[2]}", text)
    text = _DAYS.sub(_span, text)
    text = _ONE_DAY.sub(lambda found: _day(found[1]), text)
    kinds = [kind for kind in clinic.policy.kinds if kind != spoken(kind) and kind in text]
    for kind in kinds:
        text = re.sub(rf"(?<![\w-]){re.escape(kind)}(?![\w-])", spoken(kind), text)
    return text


def why_left_out(clinic: Clinic, reason: str) -> str:
    """The reason why a session has no place, whose days are counted by what stands in the way, as a sentence."""
    if never := _NEVER.fullmatch(reason):
        obstacles = re.sub(r" (\d+)(?=, |$)", lambda many: f" ({counted(int(many[1]))})", never[2])
        return f"None of its days, {plain(clinic, never[1])}, is possible: {plain(clinic, obstacles)}."
    listed = _REACH.fullmatch(reason)
    parts = list(_PART.finditer(listed[2])) if listed else []
    if listed is None or "".join(part[0] for part in parts) != listed[2]:
        return capital(plain(clinic, reason))
    many = int(listed[1])
    if len(parts) == 1:
        lead = f"On each of the {many} days that it may have" if many > 1 else "On the only day that it may have"
        return f"{lead}, {_clause(clinic, parts[0])}."
    clauses = "; ".join(f"on {part['days']}, {_clause(clinic, part)}" for part in parts)
    return f"Of the {many} days that it may have: {clauses}."


def _clause(clinic: Clinic, part: re.Match[str]) -> str:
    rules = [part["what"], *part["others"].split(" with ")[1:]]
    said = " and ".join(CLAUSES[rule] for rule in rules)
    whom = plain(clinic, part["whom"] or "")
    if part["what"] == "full":  # what is taken is known by its name
        whom = re.sub(r"(^|; )(?:room|practitioner|equipment) ", r"\1", whom)
    if whom.startswith("too near"):
        return f"it would be {whom}"
    return said + (f" ({whom})" if whom and whom != said else "")


def _session(clinic: Clinic, found: re.Match[str]) -> str:
    """Such as `Ann Lee, session 3 (Body acupuncture)`."""
    plan = clinic.plans.get(found["plan"])
    if plan is None:
        return found[0]
    services = [name(clinic.services, id) for id in (found["services"] or "").split(" and ") if id]
    what = f"({' and '.join(services)})" if services else f"of {protocol_name(clinic, plan.protocol)}"
    return f"{name(clinic.patients, plan.patient)}, session {found['number']} {what}"


def _quoted(clinic: Clinic, found: re.Match[str]) -> str:
    kind, id = found["kind"], found["id"]
    if kind == "plan" and id in clinic.plans:
        return f"plan {plan_name(clinic, id)} of {name(clinic.patients, clinic.plans[id].patient)}"
    if kind == "protocol":
        return f"protocol {protocol_name(clinic, id)}" if id in clinic.protocols else found[0]
    known: Any = {"equipment": clinic.equipment}.get(kind) or getattr(clinic, f"{kind}s", {})
    return name(known, id) if id in known else found[0]


def plan_name(clinic: Clinic, plan: str) -> str:
    """What people call a plan: its course of treatment; its id where it is not on record."""
    return protocol_name(clinic, clinic.plans[plan].protocol) if plan in clinic.plans else plan


def protocol_name(clinic: Clinic, protocol: str) -> str:
    """The title of a course of treatment, or its id as it is said."""
    known = clinic.protocols.get(protocol)
    return (known.title if known else "") or spoken(protocol)


def _moment(clinic: Clinic, found: re.Match[str]) -> str:
    try:
        at = datetime.fromisoformat(found[0])
    except ValueError:
        return found[0]
    there = clinic.local(at) if at.tzinfo else at
    return f"{day_name(there.date())}, {there:%H:%M}"


def _span(found: re.Match[str]) -> str:
    try:
        return between(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
    except ValueError:
        return found[0]


def _day(text: str) -> str:
    try:
        return day_name(date.fromisoformat(text))
    except ValueError:
        return text
