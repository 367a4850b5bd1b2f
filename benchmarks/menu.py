"""What the random clinics offer: services and protocols as clinic.toml has them, and clinic.toml's text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

Table = dict[str, Any]


@dataclass(frozen=True)
class Menu:
    """Services, protocols with the share of plans each gets, and what a clinic rules beside them."""

    services: dict[str, Table]
    protocols: dict[str, Table]
    shares: dict[str, float]
    waits: list[Table] = field(default_factory=list)
    follow_ups: list[Table] = field(default_factory=list)
    policy: dict[str, Table] = field(default_factory=dict)
    goals: Table = field(default_factory=dict)


def step(do: str, minutes: int, attended: bool = True) -> Table:
    """One step of a service; the practitioner is there unless the patient rests."""
    return {"do": do, "minutes": minutes} | ({"with": "practitioner"} if attended else {})


def gap(least: int, ideal: int, most: int) -> Table:
    return {"least": least, "ideal": ideal, "most": most}


def plain_menu(resting: bool) -> Menu:
    """One treatment and its consultation; weekly courses and maintenance."""
    facial = [step("needling", 15), step("rest", 30, not resting), step("needles out, review", 15)]
    acts = ["needling:face", "needling:body"]
    common = {"reset": 5, "needs": ["facial"], "room": ["table"], "acts": acts}
    services = {
        "facial-first": {"title": "Consultation and facial", "steps": [step("consultation", 15), *facial], **common},
        "facial": {"title": "Facial acupuncture", "steps": facial, **common},
    }
    course = {"name": "course", "service": "facial", "first": "facial-first", "sessions": 8, "at_least": 6}
    maintenance = {"name": "maintenance", "service": "facial", "gap": gap(60, 75, 90), "for_days": 365}
    rejuvenation = {"title": "Rejuvenation", "phases": [course | {"gap": gap(5, 7, 9)}, maintenance]}
    return Menu(services, {"rejuvenation": rejuvenation}, {"rejuvenation": 1.0})


def varied_menu(rng: Random, resting: bool) -> Menu:
    """A menu that uses whatever a clinic folder can say; steps, gaps and rules are drawn at random."""
    return Menu(
        services=_varied_services(rng, resting),
        protocols=_varied_protocols(rng),
        shares={"rejuvenation": 5, "body": 3, "light": rng.choice([1, 3, 6]), "fixed": 2, "duo": 1.5, "peels": 1}
        | {"taper": 1.5, "seasonal": 2, "single": 2, "calls": 1},
        waits=[
            {"after": "light", "service": "peel", "days": rng.choice([2, 3, 7])},
            {"after": "peel", "acts": ["light:*", "cupping:*"], "days": rng.choice([3, 7, 10])},
        ],
        follow_ups=[{"after": "peel", "service": "call", "least": 2, "most": rng.choice([5, 6])}],
        policy=_varied_policy(rng),
        goals=rng.choice([{}, {"moved": 40}, {"place": {"3": 6000}, "time_of_day": 5}, {"timely": {"day": 3}}]),
    )


def _steps(rng: Random, resting: bool, minutes: int) -> list[Table]:
    """A treatment of about so many minutes, with the patient's rest in the middle, at the end, first, or nowhere."""
    third = max(10, minutes // 15 * 5)
    needling, rest, out = step("treatment", third), step("rest", third, not resting), step("review", third)
    return rng.choice([[needling, rest, out], [needling, rest, out], [needling, rest], [rest, needling], [needling]])


def _varied_services(rng: Random, resting: bool) -> dict[str, Table]:
    facial = _steps(rng, resting, rng.choice([45, 60]))
    needling = ["needling:face", "needling:body"]
    services: dict[str, Table] = {
        "facial-first": {"steps": [step("consultation", rng.choice([15, 20, 30])), *facial], "acts": needling},
        "facial": {"steps": facial, "acts": needling, "supplies": {"needles": 55}},
        "body": {"steps": _steps(rng, resting, 45), "acts": ["needling:body"], "shareable": True, "needs": []},
        "light": {"steps": _steps(rng, resting, 30), "acts": ["light:face"], "equipment": ["light-panel"]},
        "cupping": {"steps": [step("cupping", 20)], "acts": ["cupping:body"], "needs": [], "room": []},
        "peel": {"steps": [step("peel", 30)], "acts": ["peel:face"], "counts_as": "chemical-peel", "room": ["sink"]},
        "call": {"steps": [step("call", rng.choice([10, 15]))], "room": False, "needs": [], "acts": []},
    }
    common = {"needs": ["facial"], "room": ["table"], "reset": rng.choice([0, 5, 10])}
    return {
        key: {"title": key.replace("-", " ").capitalize()} | (common if key != "call" else {}) | service
        for key, service in services.items()
    }


def _varied_protocols(rng: Random) -> dict[str, Table]:
    course = rng.choice([6, 8, 10])
    weekly, late = gap(rng.choice([5, 6]), 7, rng.choice([8, 9])), gap(60, 75, 90)
    phases: dict[str, list[Table]] = {
        "rejuvenation": [
            {"name": "course", "service": "facial", "first": "facial-first", "sessions": course}
            | {"at_least": course - 2, "gap": weekly},
            {"name": "maintenance", "service": "facial", "gap": late, "for_days": 365},
        ],
        "body": [
            {"name": "intensive", "service": "body", "sessions": 4, "gap": gap(2, 3, 5)},
            {"name": "weekly", "service": "body", "sessions": 6, "gap": weekly},
        ],
        "light": [{"name": "light", "service": "light", "sessions": 6, "gap": gap(3, 4, 6)}],
        "fixed": [
            {"name": "rhythm", "service": "body", "sessions": 8, "every": rng.choice([7, 10, 14]), "tolerance": 2}
        ],
        "duo": [{"name": "duo", "services": ["body", "cupping"], "sessions": 5, "gap": weekly}],
        "peels": [
            {"name": "peel", "service": "peel", "sessions": 1},
            {"name": "check", "service": "call", "sessions": 1, "gap": gap(2, 3, 5)},
            {"name": "second peel", "service": "peel", "sessions": 1, "gap": gap(14, 18, 25)},
            {"name": "second check", "service": "call", "sessions": 1, "gap": gap(2, 3, 5)},
        ],
        "taper": [
            {"name": "course", "service": "facial", "sessions": 4, "gap": gap(3, 4, 6)},
            {"name": "weekly", "service": "facial", "for_days": 28, "gap": gap(6, 7, 9)},
            {"name": "monthly", "service": "facial", "gap": gap(25, 30, 40)},
        ],
        "seasonal": [{"name": "seasonal", "service": "body", "gap": gap(21, 28, 35)}],
        "single": [{"name": "visit", "service": "facial-first", "sessions": 1}],
        "calls": [{"name": "calls", "service": "call", "every": 14, "tolerance": 3, "sessions": 6}],
    }
    return {
        key: {"title": key.capitalize(), "start_within": rng.choice([10, 14, 21]), "phases": rows}
        for key, rows in phases.items()
    }


def _varied_policy(rng: Random) -> dict[str, Table]:
    changes: dict[str, Table] = {
        "blood-thinner": {"clearable": True, "reason": "superficial needling, signed by the medical lead"},
        "botox": {"days": rng.choice([14, 90]), "reason": "the clinic's own protocol"},
        "severe-migraine": {"off": True, "reason": "treated here under a doctor's referral"},
        "threads": {"days": 42, "acts": ["needling:face"], "reason": "the clinic's own rule"},
        "cosmetic-surgery": {"months": 3, "reason": "the surgeons nearby release patients after three months"},
        "microdermabrasion": {"lasting": True, "acts": ["needling:face", "light:*"], "reason": "until healed"},
    }
    return {kind: changes[kind] for kind in changes if rng.random() < 0.4}


# --- clinic.toml --------------------------------------------------------------------------------------------------


def value(thing: Any) -> str:
    """One TOML value, tables inline."""
    match thing:
        case bool():
            return "true" if thing else "false"
        case int() | float():
            return str(thing)
        case str():
            return '"' + thing.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case list():
            return "[" + ", ".join(value(item) for item in thing) + "]"
        case dict():
            return "{ " + ", ".join(f"{key} = {value(item)}" for key, item in thing.items()) + " }"
    raise TypeError(f"no TOML for {thing!r}")


def block(header: str, table: Table) -> Iterator[str]:
    yield header
    yield from (f"{key} = {value(item)}" for key, item in table.items())
    yield ""


def toml_text(top: Table, menu: Menu) -> str:
    """The whole of clinic.toml: the clinic's own lines, then the menu."""
    lines = [f"{key} = {value(item)}" for key, item in top.items()] + [""]
    for key, service in menu.services.items():
        lines += block(f"[services.{key}]", service)
    for key, protocol in menu.protocols.items():
        lines += block(f"[protocols.{key}]", {k: v for k, v in protocol.items() if k != "phases"})
        for phase in protocol["phases"]:
            lines += block(f"[[protocols.{key}.phases]]", phase)
    for name, rows in (("waits", menu.waits), ("follow_ups", menu.follow_ups)):
        for row in rows:
            lines += block(f"[[{name}]]", row)
    for trigger, change in menu.policy.items():
        lines += block(f"[policy.{trigger}]", change)
    if menu.goals:
        lines += block("[goals]", menu.goals)
    return "\n".join(lines)
