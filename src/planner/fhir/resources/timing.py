"""How often and how many: a phase of a protocol as a Timing, and back."""

from __future__ import annotations

from typing import Any

from planner.clinic import Gap, Phase
from planner.errors import Nonsense
from planner.fhir.elements import Element, element, quantity
from planner.fhir.node import Node

DAYS = {"d": 1.0, "wk": 7.0, "mo": 30.0, "a": 365.0, "h": 1 / 24, "min": 1 / 1440, "s": 1 / 86400}


def of_phase_timing(phase: Phase, sessions: int | None) -> Element:
    """So many sessions, one in `least` to `most` days, or one in `every` days."""
    period = phase.gap.least if phase.gap else phase.every
    often: Element = {} if period is None else {"frequency": 1, "period": period}
    often |= {"periodMax": phase.gap.most} if phase.gap else {}
    often |= {"periodUnit": "d"} if often else {}
    length = {"boundsDuration": quantity(phase.for_days)} if phase.for_days else {}
    repeat = element({**length, "count": sessions}, **often)
    return {"repeat": repeat} if repeat else {}


def read_timing(node: Node, ideal: int | None) -> dict[str, Any]:
    """The fields of a Phase that a Timing says. Several times a week become a gap of at least a day."""
    repeat = node.part("repeat")
    if repeat is None:
        return {}
    said: dict[str, Any] = {}
    if (count := repeat.whole("count")) is not None:
        said["sessions"] = count
    bounds = repeat.part("boundsDuration")
    if bounds and (length := read_days(bounds)):
        said["for_days"] = length
    unit, frequency = repeat.code("periodUnit", DAYS), repeat.whole("frequency") or 1
    period, longest = repeat.number("period"), repeat.number("periodMax")
    if period is None or unit is None or not node.sound:
        return said
    try:
        return said | _rhythm(period * unit, None if longest is None else longest * unit, max(frequency, 1), ideal)
    except Nonsense as why:
        repeat.fault("period", str(why), "mend the timing")
        return said


def _rhythm(period: float, longest: float | None, frequency: int, ideal: int | None) -> dict[str, Any]:
    if longest is not None:
        least, most = int(period), int(longest)
        return {"gap": Gap(least, max(1, (least + most) // 2) if ideal is None else ideal, most)}
    if frequency == 1:
        return {"every": max(1, round(period))}
    usual = max(1, round(period / frequency))
    return {"gap": Gap(1, usual, max(usual, int(period)))}


def read_days(node: Node) -> int | None:
    """A Duration in whole days."""
    node.passed("unit", "system")
    unit, number = node.code("code", DAYS), node.number("value")
    return None if unit is None or number is None else round(number * unit)
