"""A small clinic from the answers to five questions, as sheets that can be read and filled up later."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.clinic.spans import WEEKDAYS
from planner.errors import Fault
from planner.files.sheets import Sheets
from planner.files.starting.workbooks import EVERY

Row = dict[str, str]
ANSWERS = {
    ("clinic", "name"): "name",
    ("clinic", "timezone"): "timezone",
    ("practitioners", None): "people",
    ("shifts", "start"): "opens",
    ("shifts", "end"): "closes",
    ("shifts", None): "days",
    ("services", None): "treatment",
    ("steps", "minutes"): "minutes",
    ("phases", "sessions"): "sessions",
    ("phases", None): "gap",
    ("rooms", None): "rooms",
}
"""Which question a cell of a sheet was answered by; None stands for the sheet's other columns."""


@dataclass(frozen=True)
class Answers:
    """What was answered: texts as they were typed, `people` a line each, `days` as mon, tue …"""

    name: str
    timezone: str
    people: Sequence[str]
    days: Sequence[str]
    opens: str
    closes: str
    treatment: str
    minutes: str
    rest: str
    sessions: str
    gap: str
    rooms: str
    acts: str

    def sheets(self) -> Sheets:
        """The clinic: everybody works whenever it is open, and gives the one treatment, as a course."""
        people, service = _ids(self.people), _id(self.treatment) or "treatment"
        days = [day for day in WEEKDAYS if day in self.days]
        rows: dict[str, list[Row]] = {name: [] for name in EVERY}
        rows["clinic"] = [{"key": "name", "value": self.name}, {"key": "timezone", "value": self.timezone}]
        rows["practitioners"] = [{"practitioner": id, "name": name} for id, name in people.items()]
        rows["shifts"] = [
            {"practitioner": id, "weekday": day, "start": self.opens, "end": self.closes}
            for id in people
            for day in days
        ]
        rows["rooms"] = [{"room": f"room-{n + 1}", "name": f"Room {n + 1}"} for n in range(_number(self.rooms, 1))]
        rows["services"] = [{"service": service, "title": self.treatment, "acts": self.acts or "none"}]
        rows["steps"] = [{"service": service, "do": "treatment", "minutes": self.minutes, "with": "practitioner"}]
        if self.rest.strip(" 0"):
            rows["steps"].append({"service": service, "do": "rest", "minutes": self.rest})
        rows["protocols"] = [{"protocol": service, "title": self.treatment}]
        rows["phases"] = [{"protocol": service, "phase": "course", "service": service, "sessions": self.sessions}]
        rows["phases"][0] |= self._gap()
        return Sheets(rows)

    def wrong(self) -> dict[str, str]:
        """What is missing, by question: what makes no row has no row with a fault."""
        missing = {
            "people": not _ids(self.people) and "name at least one person, a line each",
            "days": not [day for day in self.days if day in WEEKDAYS] and "choose at least one day",
            "treatment": not self.treatment.strip() and "say what it is called",
            "rooms": not 1 <= _number(self.rooms, 0) <= MOST_ROOMS and f"write a whole number from 1 to {MOST_ROOMS}",
        }
        return {question: words for question, words in missing.items() if words}

    def _gap(self) -> Row:
        ideal = _number(self.gap, 0)
        least, most = max(1, ideal - ideal // 3), ideal + ideal // 3
        return {"ideal": self.gap, "least": str(least) if ideal else self.gap, "most": str(most) if ideal else self.gap}


MOST_ROOMS = 50


def question_of(fault: Fault) -> str | None:
    """The question that a fault of the sheets belongs to; None for one of the clinic as a whole."""
    if fault.file == "clinic" and fault.row is not None:
        return {2: "name", 3: "timezone"}.get(fault.row)
    return ANSWERS.get((fault.file, fault.column)) or ANSWERS.get((fault.file, None))


def _ids(names: Sequence[str]) -> Mapping[str, str]:
    """Names by ids made of them, each once."""
    found: dict[str, str] = {}
    for name in filter(None, (" ".join(name.split()) for name in names)):
        id = _id(name) or f"person-{len(found) + 1}"
        found[id if id not in found else f"{id}-{len(found) + 1}"] = name
    return found


def _id(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,4}", text.strip()) else otherwise
