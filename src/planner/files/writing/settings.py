"""The content of clinic.toml, from a clinic: what `reading.settings` reads, the other way round.

Only what differs from its default is said, so that a default that changes reaches all who never touched it.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import timedelta
from typing import Any

from planner.clinic import (
    BookingRules,
    Clinic,
    Phase,
    Policy,
    PolicyRule,
    Prices,
    Protocol,
    Service,
    Step,
    default_policy,
)
from planner.clinic.booking import BOOKING_UNITS

MINUTE = timedelta(minutes=1)
ALWAYS = ("name", "timezone", "services", "protocols")


def settings_of(clinic: Clinic) -> dict[str, Any]:
    """The content of clinic.toml as `tomllib` gives it, in the order in which it is written."""
    content = {
        "name": clinic.name,
        "timezone": clinic.timezone.key or "",
        "holidays": clinic.holidays,
        "closed": _plain(clinic.closed),
        "open": _plain(clinic.open),
        "start_every": None if clinic.start_every == Clinic.start_every else _plain(clinic.start_every),
        "services": {id: _service(service) for id, service in clinic.services.items()},
        "protocols": {id: _protocol(protocol) for id, protocol in clinic.protocols.items()},
        "waits": [_differing(wait) for wait in clinic.waits],
        "follow_ups": [_differing(follow_up) for follow_up in clinic.follow_ups],
        "policy": _policy(clinic.policy),
        "goals": _goals(clinic.prices),
        "repairs": _differing(clinic.repair_prices),
        "booking": _booking(clinic.booking),
        "fhir": _fhir(clinic),
    }
    return {key: value for key, value in content.items() if key in ALWAYS or value not in (None, [], {})}


def _fhir(clinic: Clinic) -> dict[str, Any]:
    codes = {f"{each.system}|{each.code}": each.kind for each in clinic.codes}
    return {"codes": codes} if codes else {}


def _service(service: Service) -> dict[str, Any]:
    """A service says its acts even where it has none, so that nobody is asked whether they were forgotten."""
    content = _treatment(service) | {"steps": [_step(step) for step in service.steps], "acts": list(service.acts)}
    return content | ({"room": False} if service.room is None else {})


def _step(step: Step) -> dict[str, Any]:
    content = {"do": step.do, "minutes": _plain(step.length)}
    return content | ({"with": "practitioner"} if step.attended else {})


def _protocol(protocol: Protocol) -> dict[str, Any]:
    return _treatment(protocol) | {"phases": [_phase(phase) for phase in protocol.phases]}


def _phase(phase: Phase) -> dict[str, Any]:
    content = _differing(phase)
    one = len(phase.services) == 1
    which = {"service": phase.services[0]} if one else {"services": content["services"]}
    return (
        {"name": phase.name} | which | {key: value for key, value in content.items() if key not in ("name", "services")}
    )


def _treatment(fact: Service | Protocol) -> dict[str, Any]:
    """What differs from its default, under a title only where that is not the id."""
    content = _differing(fact)
    id = content.pop("id")
    return {key: value for key, value in content.items() if (key, value) != ("title", id)}


def _goals(prices: Prices) -> dict[str, Any]:
    said, usual = _differing(prices), Prices().place
    place = {str(level): price for level, price in prices.place.items() if price != usual.get(level)}
    timely = {key: said.pop(key) for key in ("day", "late") if key in said}
    moved = {key: said.pop(field) for key, field in (("change", "moved"), ("hour", "moved_hour")) if field in said}
    goals = said | {"place": place, "timely": timely, "moved": moved["change"] if moved.keys() == {"change"} else moved}
    return {goal: price for goal, price in goals.items() if price != {}}


def _booking(rules: BookingRules) -> dict[str, Any]:
    lengths = {key: getattr(rules, key) for key in BOOKING_UNITS}
    content = {key: int(length / BOOKING_UNITS[key]) for key, length in lengths.items() if length is not None}
    return content if rules.holds is None else content | {"holds": rules.holds}


# --- the policy -------------------------------------------------------------------------------------------------------


def _policy(policy: Policy) -> dict[str, Any]:
    """The clinic's changes to the default policy, by trigger."""
    usual = default_policy().rules
    off = {trigger: _off(reason, trigger in usual) for trigger, reason in policy.off.items()}
    changed = {trigger: rule for trigger, rule in policy.rules.items() if rule != usual.get(trigger)}
    return off | {trigger: _override(rule, usual.get(trigger)) for trigger, rule in changed.items()}


def _off(reason: str, known: bool) -> dict[str, Any]:
    """A kind that only this clinic knows wants a rule even when it is off: one that says nothing."""
    return ({} if known else {"acts": ["*"], "lasting": True}) | {"off": True, "reason": reason}


def _override(rule: PolicyRule, usual: PolicyRule | None) -> dict[str, Any]:
    content = {key: value for key, value in _differing(rule, usual).items() if key not in ("trigger", "override")}
    lasting = {"lasting": True} if rule.lasting and not (usual and usual.lasting) else {}
    return lasting | content | ({} if rule.override is None else {"reason": rule.override})


# --- any fact ---------------------------------------------------------------------------------------------------------


def _differing(fact: Any, usual: Any = None) -> dict[str, Any]:
    """The fields of a fact that are not as usual, or not their defaults, as TOML holds them; None is never said."""
    values = {
        field.name: value
        for field in fields(fact)
        if (value := getattr(fact, field.name)) != (getattr(usual, field.name) if usual else _default(field))
    }
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _plain(value: Any) -> Any:
    """A value as TOML holds it: lengths in minutes, sets in order, the days of a list as text."""
    if isinstance(value, timedelta):
        minutes = value / MINUTE
        return int(minutes) if minutes.is_integer() else minutes
    if isinstance(value, Set):
        return sorted(str(item) for item in value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    return _differing(value) if is_dataclass(value) else value
