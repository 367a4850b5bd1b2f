"""What one change in the journal says, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from planner.clinic import Clinic
from planner.clinic.names import name, name_alone, spoken
from planner.clinic.policy import wait_in_words
from planner.clinic.spans import DAY, MIDNIGHT
from planner.desk.booking.status import reason_words
from planner.desk.store.documents import PERSONAL
from planner.desk.store.journal import FACTS, Change
from planner.http.page.facts.kinds import one, title
from planner.http.page.labels import moment, patient, session
from planner.roster.format.dates import between
from planner.roster.format.plain import plain, protocol_name

BECAME = {
    **{"attended": "came", "no-show": "did not come", "cancelled": "was cancelled", "withdrawn": "was withdrawn"},
    **{"booked": "was booked", "held": "was held"},
}


def sentences_of(clinic: Clinic, change: Change) -> Iterator[str]:
    """What one change says."""
    kind, id, before, after = change
    if kind == FACTS:
        yield _fact(clinic, id, before, after)
    else:
        yield from _line(clinic, before, after)


# --- appointments -----------------------------------------------------------------------------------------------------


def _line(clinic: Clinic, before: Any, after: Any) -> Iterator[str]:
    line = after or before
    what = f"{patient(clinic, line['plan'])}, {session(clinic, line['plan'], line['number'])}"
    if after is None:
        if before["status"] != "held":
            yield f"{what}: the place on {_place(clinic, before)} is no more."
        return
    if before is None:
        yield f"{what} {BECAME.get(after['status'], after['status'])}: {_place(clinic, after)}."
        return
    if _where(before) != _where(after):
        yield f"{what} moved from {_place(clinic, before)} to {_place(clinic, after)}."
    if before["status"] != after["status"]:
        reason = f" ({reason_words(after['reason'])})" if after.get("reason") else ""
        yield f"{what} {BECAME.get(after['status'], after['status'])}{reason}: {_place(clinic, after)}."
    elif _where(before) == _where(after):
        fields = [spoken(key) for key in after if before.get(key) != after[key] and key not in _INNER]
        if fields:
            yield f"{what}: other {', '.join(fields)}."


_INNER = ("checked", "hold", "until", "moves")


def _where(line: Any) -> tuple[Any, ...]:
    return line["start"], line["practitioner"], line["room"]


def _place(clinic: Clinic, line: Any) -> str:
    who = name(clinic.practitioners, line["practitioner"])
    return moment(clinic, datetime.fromisoformat(line["start"])) + (f" with {who}" if who else "")


# --- facts ------------------------------------------------------------------------------------------------------------


def _fact(clinic: Clinic, id: tuple[str, str], before: Any, after: Any) -> str:
    kind, key = id
    if kind == "policy":
        return "Policy: " + ("; ".join(_policy(before or {}, after or {})) or "as before") + "."
    what = f"{one(kind).capitalize()} {_called(clinic, kind, key, after or before)}".strip()
    if not isinstance(after or before, dict):
        return f"{title(kind)}: {_short(clinic, before)} → {_short(clinic, after)}."
    if before is None:
        return f"{what} is new{_said(clinic, after, kind)}."
    if after is None:
        return f"{what} was taken out{_said(clinic, before, kind)}."
    fields = [field for field in after if before.get(field) != after[field]]
    return (
        f"{what}: "
        + (
            "; ".join(_field(clinic, field, before.get(field), after[field]) for field in fields)
            or "other name, contacts or notes"
        )
        + "."
    )


def _called(clinic: Clinic, kind: str, key: str, fact: Any) -> str:
    """Whose or which it is: facts without an id are those of somebody."""
    if not isinstance(fact, dict):
        return ""
    if "patient" in fact and kind != "plans":
        return f"of {name(clinic.patients, fact['patient'])}"
    if "of" in fact:
        known = {**clinic.practitioners, **clinic.rooms, **clinic.equipment, **clinic.patients}
        return f"of {name_alone(known, fact['of'])}"
    if kind == "plans":
        return f"{protocol_name(clinic, fact['protocol'])} of {name(clinic.patients, fact['patient'])}"
    if kind == "protocols":
        return protocol_name(clinic, key)
    known = getattr(clinic, kind, {})
    return name(known, key) if isinstance(known, Mapping) and key in known else key


def _said(clinic: Clinic, fact: Any, kind: str) -> str:
    """The short parts of a fact, less whose it is and what is personal."""
    left_out = {"id", "patient", "of", "name", *PERSONAL.get(kind, ())}
    parts = [
        f"{spoken(key)} {_short(clinic, value)}".removeprefix("span ").removeprefix("kind ")
        for key, value in fact.items()
        if key not in left_out and value and (key == "span" or not isinstance(value, list | dict))
    ]
    return f": {', '.join(parts[:5])}" if parts else ""


def _field(clinic: Clinic, field: str, before: Any, after: Any) -> str:
    if isinstance(before, list | dict) or isinstance(after, list | dict):
        return f"other {spoken(field)}"
    return f"{spoken(field)} {_short(clinic, before)} → {_short(clinic, after)}"


def _short(clinic: Clinic, value: Any) -> str:
    if isinstance(value, dict) and value.keys() == {"start", "end"}:
        start, end = (clinic.local(datetime.fromisoformat(value[side])) for side in ("start", "end"))
        if start.time() == end.time() == MIDNIGHT:
            return between(start.date(), end.date() - DAY)
        return f"from {moment(clinic, start)} until {moment(clinic, end)}"
    if isinstance(value, list | dict):
        return "as listed" if value else "nothing"
    return "nothing" if value in (None, "") else plain(clinic, str(value)[:80])


def _policy(before: Any, after: Any) -> Iterator[str]:
    old, new = before.get("rules", {}), after.get("rules", {})
    for kind in sorted({*old, *new}):
        if old.get(kind) != new.get(kind):
            terms = [_terms(side) for side in (old.get(kind), new.get(kind))]
            reason = (new.get(kind) or {}).get("override") or after.get("off", {}).get(kind)
            yield f"{spoken(kind)}, {terms[0]} → {terms[1]}" + (f", because {reason}" if reason else "")


def _terms(rule: Any) -> str:
    if not rule:
        return "not in force"
    wait = wait_in_words(rule.get("days"), rule.get("months"))
    return wait + (", clearable" if rule.get("clearable") else "")
