"""The contraindication policy: health events, the days they close, and the clearances that lift them.

The rules are data, in policy.toml beside this file; a clinic overrides them with a reason. They are scheduling data
for a clinic to sign off, never medical advice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

from planner.clinic.names import day_name, spoken
from planner.clinic.spans import DAY, Days, add_months
from planner.errors import Nonsense, did_you_mean

WEEK = 7
"""Days."""
NOT_ADVICE = "Scheduling data for the clinic to review and sign off; it is no medical advice."


@dataclass(frozen=True)
class PolicyRule:
    """What one kind of health event closes, and for how long: `days`, calendar `months`, or while it lasts."""

    trigger: str
    why: str
    acts: tuple[str, ...]
    days: int | None = None
    months: int | None = None
    clearable: bool = False
    source: str = ""
    words: str = ""
    reviewed: date | None = None
    override: str | None = None
    """The clinic's reason where it differs from the default."""

    def __post_init__(self) -> None:
        if self.days is not None and self.months is not None:
            raise Nonsense(f"policy {self.trigger!r} waits both days and months: keep one")
        for unit, number in (("days", self.days), ("months", self.months)):
            if number is not None and number < 1:
                raise Nonsense(f"policy {self.trigger!r} waits {number} {unit}; use 1 or more, or `off = true`")
        if not self.acts:
            raise Nonsense(f"policy {self.trigger!r} closes no acts")

    @property
    def lasting(self) -> bool:
        return self.days is None and self.months is None

    @property
    def called(self) -> str:
        """What people call the kind of event, such as `chemical peel`."""
        return spoken(self.trigger)

    @property
    def wait(self) -> str:
        """The wait in words: whole weeks as weeks."""
        return wait_in_words(self.days, self.months)

    def closes(self, on: date, until: date | None = None) -> Days | None:
        """The days an event on `on` closes; `until`, its end, is open again and counts for a lasting one only."""
        if self.days is not None:
            return Days(on, on + timedelta(days=self.days - 1))
        if self.months is not None:
            return Days(on, add_months(on, self.months) - DAY)
        if until is None:
            return Days(on, None)
        return Days(on, until - DAY) if until > on else None


def wait_in_words(days: int | None, months: int | None) -> str:
    """Such as `3 weeks`, `10 days`, `6 months`; with neither, while it lasts."""
    weeks, left = divmod(days or 0, WEEK)
    for unit, number in (("week", 0 if left else weeks), ("day", days), ("month", months)):
        if number:
            return f"1 {unit}" if number == 1 else f"{number} {unit}s"
    return "while it lasts"


@dataclass(frozen=True)
class Companion:
    """A warning, never a block: a service with acts `has` should hold acts `wants` too."""

    has: str
    wants: str
    why: str
    source: str = ""
    words: str = ""
    reviewed: date | None = None


@dataclass(frozen=True)
class Event:
    """A health event of a patient: the date it happened, began or is planned, and the first day after its end."""

    patient: str
    kind: str
    on: date
    until: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.until and self.until < self.on:
            raise Nonsense(f"the {self.kind} of patient {self.patient!r} ends on {self.until}, before {self.on}")


@dataclass(frozen=True)
class Clearance:
    """A professional's written clearance of one kind of event, from `on` to `until`, both included."""

    patient: str
    kind: str
    by: str
    on: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until and self.until < self.on:
            raise Nonsense(f"the clearance of patient {self.patient!r} ends on {self.until}, before {self.on}")


@dataclass(frozen=True)
class ClosedDays:
    """Days closed to one patient, the rule that closes them and the event that set it off."""

    days: Days
    rule: PolicyRule
    event: Event

    def __str__(self) -> str:
        days, last = self.days, self.days.last
        closed = f"{day_name(days.first)} to {day_name(last)}" if last else f"from {day_name(days.first)} on"
        return f"{spoken(self.event.kind)} on {day_name(self.event.on)} ({self.rule.wait}) closes {closed}"


@dataclass(frozen=True)
class Policy:
    """The rules by trigger. Turned-off rules stay out; their kinds are still known."""

    rules: Mapping[str, PolicyRule]
    companions: tuple[Companion, ...] = ()
    off: Mapping[str, str] = field(default_factory=dict)
    """Rules a clinic has turned off, with its reason."""

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(self.rules) | frozenset(self.off)

    def closed(self, acts: Iterable[str], events: Iterable[Event], clearances: Iterable[Clearance]) -> list[ClosedDays]:
        """The days closed to a service with these acts, for one patient's events, less what clearances lift."""
        acts, clearances = tuple(acts), tuple(clearances)
        closures = []
        for event in events:
            rule = self.rules.get(event.kind)
            days = rule.closes(event.on, event.until) if rule and matches(rule.acts, acts) else None
            if rule and days:
                lifted = [
                    c for c in clearances if rule.clearable and (c.patient, c.kind) == (event.patient, event.kind)
                ]
                closures += [ClosedDays(left, rule, event) for left in _lift([days], lifted)]
        return sorted(closures, key=lambda closed: (closed.days.first, closed.event.kind))

    def lifts_nothing(self, clearance: Clearance, events: Iterable[Event]) -> str:
        """Why a clearance of one patient lifts nothing, in words; empty where it lifts days of one of these events."""
        kind, rule = clearance.kind, self.rules.get(clearance.kind)
        if rule is None:
            return f"the clinic has turned {kind} off" if kind in self.off else f"the policy has no rule for {kind}"
        if not rule.clearable:
            return f"the policy admits no clearance of {kind}"
        mine = [event for event in events if (event.patient, event.kind) == (clearance.patient, kind)]
        if not mine:
            return f"no {kind} is on record"
        days = [closed for event in mine if (closed := rule.closes(event.on, event.until))]
        if not any(_lift([each], [clearance]) != [each] for each in days):
            return f"it does not cover the days that {kind} closes"
        return ""

    def overridden(self, changes: Mapping[str, Mapping[str, Any]]) -> Policy:
        """This policy with a clinic's overrides by trigger. Raises Nonsense where one cannot be."""
        rules, off = dict(self.rules), dict(self.off)
        for trigger, change in changes.items():
            reason = change.get("reason")
            if not isinstance(reason, str) or not reason.strip():
                raise Nonsense(f"the override of policy {trigger!r} wants a `reason`")
            settings = {key: value for key, value in change.items() if key not in ("reason", "lasting", "off")}
            unknown = set(settings) - {"days", "months", "acts", "clearable", "why", "source", "words", "reviewed"}
            if unknown:
                name = sorted(unknown)[0]
                raise Nonsense(
                    f"the override of policy {trigger!r} has an unknown key {name!r}"
                    + did_you_mean(name, ["days", "months", "lasting", "acts", "clearable", "off", "reason"])
                )
            if {"days", "months"} & set(settings) or change.get("lasting"):
                settings = {"days": None, "months": None} | settings
            if "acts" in settings:
                settings["acts"] = tuple(settings["acts"])
            rule = rules.get(trigger)
            if rule is None:
                if not settings.get("acts") or not ({"days", "months"} & set(settings)):
                    raise Nonsense(
                        f"policy {trigger!r} is none of the defaults{did_you_mean(trigger, rules)}; "
                        "a new one gives `acts` and `days`, `months` or `lasting = true`"
                    )
                rule = PolicyRule(trigger, why="The clinic's own rule.", acts=settings["acts"], days=1)
            if change.get("off"):
                off[trigger] = reason
                rules.pop(trigger, None)
            else:
                rules[trigger] = replace(rule, override=reason, **settings)
                off.pop(trigger, None)
        return replace(self, rules=rules, off=off)


def matches(patterns: Iterable[str], acts: Iterable[str]) -> bool:
    """Whether any act fits any pattern, such as `needling:*`."""
    acts = tuple(acts)
    return any(fnmatchcase(act, pattern) for pattern in patterns for act in acts)


def _lift(days: list[Days], clearances: Iterable[Clearance]) -> list[Days]:
    for clearance in clearances:
        days = [left for piece in days for left in piece.without(Days(clearance.on, clearance.until))]
    return days


@cache
def default_policy() -> Policy:
    """The package's policy.toml."""
    text = (files("planner.clinic") / "policy.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    companions = tuple(Companion(**row) for row in table.pop("companions", []))
    rules = {}
    for trigger, row in table.items():
        row.pop("lasting", None)
        rules[trigger] = PolicyRule(trigger=trigger, **row | {"acts": tuple(row["acts"])})
    return Policy(rules, companions)
