"""The content of clinic.toml as the rows of a workbook's sheets: what `reading.settings_sheets` gathers, spread out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from planner.files.reading.settings_tables import BOOKING, GOALS, KEYS, REPAIRS
from planner.files.reading.sources.frames import written
from planner.files.reading.sources.settings_sheets import PHASE
from planner.files.reading.values import flag

Rows = list[dict[str, str]]


def spread(settings: Mapping[str, Any]) -> dict[str, Rows]:
    """The rows of each sheet of settings, as the text of their cells by column."""
    services, protocols = settings.get("services", {}), settings.get("protocols", {})
    goals = settings.get("goals", {})
    if not isinstance(goals.get("moved", {}), Mapping):
        goals = goals | {"moved": {"change": goals["moved"]}}
    return {
        "clinic": [{"key": key, "value": _cell(settings.get(key))} for key in KEYS],
        "services": [_service(id, service) for id, service in services.items()],
        "steps": _each(services, "steps", "service"),
        "supplies": [
            {"service": id, "item": item, "amount": _cell(amount)}
            for id, service in services.items()
            for item, amount in service.get("supplies", {}).items()
        ],
        "protocols": [_cells({"protocol": id, **protocol}) for id, protocol in protocols.items()],
        "phases": [_phase(id, phase) for id, protocol in protocols.items() for phase in protocol["phases"]],
        "waits": [_cells(wait) for wait in settings.get("waits", ())],
        "follow_ups": [_cells(follow_up) for follow_up in settings.get("follow_ups", ())],
        "goals": [{"goal": goal, "price": _cell(_at(goals, path))} for goal, path in GOALS.items()],
        "repairs": [{"repair": key, "price": _cell(settings.get("repairs", {}).get(key))} for key in REPAIRS],
        "booking": [{"rule": key, "value": _cell(settings.get("booking", {}).get(key))} for key in BOOKING],
        "policy": [_cells({"kind": kind, **change}) for kind, change in settings.get("policy", {}).items()],
        "codes": [
            {"code": code, "kind": _cell(kind)} for code, kind in settings.get("fhir", {}).get("codes", {}).items()
        ],
    }


def _service(id: str, service: Mapping[str, Any]) -> dict[str, str]:
    cells = _cells({"service": id, **service})
    if service.get("acts") == []:
        cells["acts"] = "none"
    return cells | {"room": "", "takes_room": "no"} if service.get("room") is False else cells


def _phase(protocol: str, phase: Mapping[str, Any]) -> dict[str, str]:
    named = {PHASE.get(key, key): value for key, value in phase.items() if key != "gap"}
    return _cells({"protocol": protocol, **named, **phase.get("gap", {})})


def _each(owners: Mapping[str, Any], key: str, owner: str) -> Rows:
    return [_cells({owner: id, **each}) for id, section in owners.items() for each in section[key]]


def _at(goals: Mapping[str, Any], path: Iterable[str]) -> Any:
    """What stands at a path of keys, None for nothing."""
    value_there: Any = goals
    for key in path:
        value_there = {str(name): value for name, value in (value_there or {}).items()}.get(key)
    return value_there


def _cells(values: Mapping[str, Any]) -> dict[str, str]:
    return {key: _cell(value) for key, value in values.items() if not isinstance(value, Mapping)}


def _cell(value: Any) -> str:
    return ("yes" if flag(value) else "no") if isinstance(value, bool) else written(value)
