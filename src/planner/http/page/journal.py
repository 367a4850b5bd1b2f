"""The journal in sentences: who did what, when and why, of a patient, a plan, a day or a kind of facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from planner.clinic import Clinic
from planner.clinic.names import name, name_alone
from planner.desk import Desk
from planner.desk.store.documents import PERSONAL
from planner.desk.store.journal import FACTS, Change, Entry
from planner.http.page.facts.kinds import one
from planner.http.page.told import moment, patient

PAGE, WINDOW, LOOKED_AT = 50, 400, 4000
"""Entries of a page; entries that are read at a time, and at most before one is asked to go on."""
SAID = 8
"""Sentences of an entry that are told; of more, how many."""
ACTIONS = {
    **{
        "load": "put the clinic in",
        "publish": "published a month",
        "accept": "took a replanning",
        "roll": "closed days",
    },
    **{"take-over": "changed records", "change": "changed records", "record": "recorded a health event"},
    **{"hold": "held places", "book": "booked", "drop": "let a hold go", "move": "moved", "cancel": "cancelled"},
    **{"attended": "said who came", "no-show": "said who did not come", "undo": "took something back"},
    **{"finish": "ended a course", "extend": "made a course longer", "forget": "removed who somebody is"},
    **{"wish": "noted a wish", "prolong": "held for longer", "accept-part": "booked a part of a hold"},
}
BECAME = {
    **{"attended": "came", "no-show": "did not come", "cancelled": "was cancelled", "withdrawn": "was withdrawn"},
    **{"booked": "was booked", "held": "was held"},
}


@dataclass(frozen=True)
class Asked:
    """Whose entries; nothing said asks for all."""

    patient: str = ""
    plan: str = ""
    day: date | None = None
    of: str = ""
    """A kind of facts, such as `policy`."""

    def __bool__(self) -> bool:
        return bool(self.patient or self.plan or self.day or self.of)

    def meets(self, clinic: Clinic, change: Change) -> bool:
        """Whether a change is about it."""
        kind, id, before, after = change
        sides = [side for side in (before, after) if side]
        if kind == FACTS:
            return (
                id[0] == self.of
                or (bool(self.patient) and _whose(id, sides) == self.patient)
                or (bool(self.plan) and id[0] in ("plans", "wishes") and id[1].split(" ")[0] == self.plan)
            )
        return any(side["patient"] == self.patient or side["plan"] == self.plan for side in sides) or (
            self.day is not None
            and any(clinic.day(datetime.fromisoformat(side["start"])) == self.day for side in sides)
        )


@dataclass(frozen=True)
class Told:
    """An entry as people read it; `more` sentences are left out."""

    seq: int
    at: str
    on: date
    who: str
    why: str
    did: str
    sentences: list[str]
    more: int


def told(desk: Desk, asked: Asked, before: int | None = None) -> tuple[list[Told], int | None]:
    """The newest entries first, those before a number; and the number to go on from, None at the journal's start."""
    clinic, end = desk.facts(), before or desk.settled() + 1
    found, last = list[Told](), max(0, end - LOOKED_AT)
    while end > 1 and len(found) < PAGE and end > last:
        start = max(1, end - WINDOW)
        for entry in reversed(desk.journal(start - 1, end - start)):
            if said := _told(clinic, entry, asked):
                found.append(said)
            if len(found) == PAGE:
                return found, entry.seq if entry.seq > 1 else None
        end = start
    return found, end if end > 1 else None


def _told(clinic: Clinic, entry: Entry, asked: Asked) -> Told | None:
    concerned = [change for change in entry.changes if asked.meets(clinic, change)] if asked else list(entry.changes)
    if asked and not concerned:
        return None
    whole = entry.action == "load" and not asked
    sentences = [] if whole else [sentence for change in concerned[:SAID] for sentence in sentences_of(clinic, change)]
    more = len(concerned) - SAID if len(concerned) > SAID and not whole else 0
    did = ACTIONS.get(entry.action, entry.action.replace("-", " "))
    day = clinic.day(entry.at)
    return Told(entry.seq, moment(clinic, entry.at), day, entry.who, entry.why, did, sentences, more)


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
    what = f"{patient(clinic, line['plan'])}, session {abs(line['number'])} of {line['plan']}"
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
        reason = f" ({after['reason']})" if after.get("reason") else ""
        yield f"{what} {BECAME.get(after['status'], after['status'])}{reason}: {_place(clinic, after)}."
    elif _where(before) == _where(after):
        fields = [key.replace("_", " ") for key in after if before.get(key) != after[key] and key not in _INNER]
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
        return f"{kind.replace('_', ' ').capitalize()}: {_short(clinic, before)} → {_short(clinic, after)}."
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
    known = getattr(clinic, kind, {})
    return name(known, key) if isinstance(known, Mapping) and kind != "plans" and key in known else key


def _said(clinic: Clinic, fact: Any, kind: str) -> str:
    """The short parts of a fact, less whose it is and what is personal."""
    left_out = {"id", "patient", "of", "name", *PERSONAL.get(kind, ())}
    parts = [
        f"{key.replace('_', ' ')} {_short(clinic, value)}".removeprefix("span ")
        for key, value in fact.items()
        if key not in left_out and value
    ]
    return f": {', '.join(parts[:5])}" if parts else ""


def _field(clinic: Clinic, field: str, before: Any, after: Any) -> str:
    if isinstance(before, list | dict) or isinstance(after, list | dict):
        return f"other {field.replace('_', ' ')}"
    return f"{field.replace('_', ' ')} {_short(clinic, before)} → {_short(clinic, after)}"


def _short(clinic: Clinic, value: Any) -> str:
    if isinstance(value, dict) and value.keys() == {"start", "end"}:
        start, end = (moment(clinic, datetime.fromisoformat(value[side])) for side in ("start", "end"))
        return f"from {start} until {end}"
    if isinstance(value, list | dict):
        return "as listed" if value else "nothing"
    return "nothing" if value in (None, "") else str(value)[:80]


def _policy(before: Any, after: Any) -> Iterator[str]:
    old, new = before.get("rules", {}), after.get("rules", {})
    for kind in sorted({*old, *new}):
        if old.get(kind) != new.get(kind):
            terms = [_terms(side) for side in (old.get(kind), new.get(kind))]
            reason = (new.get(kind) or {}).get("override") or after.get("off", {}).get(kind)
            yield f"{kind}, {terms[0]} → {terms[1]}" + (f", because {reason}" if reason else "")


def _terms(rule: Any) -> str:
    if not rule:
        return "not in force"
    wait = (
        f"{rule['days']} days" if rule.get("days") else f"{rule['months']} months" if rule.get("months") else "lasting"
    )
    return wait + (", clearable" if rule.get("clearable") else "")


def _whose(id: tuple[str, str], sides: list[Any]) -> str:
    """The patient whom a fact is about."""
    if id[0] == "patients":
        return id[1]
    fact = sides[0] if sides and isinstance(sides[0], dict) else {}
    return str(fact.get("patient", fact.get("of", "") if id[0] == "away" else ""))
