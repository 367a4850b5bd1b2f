"""Whether a dumped book holds together, by code of its own: the folder is read, and nothing of planner is asked."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

LENGTH = timedelta(minutes=30)
Place = tuple[str, str, str]
"""The start on the clinic's clock, the practitioner, the room."""


def booked_in(folder: Path) -> dict[str, Place]:
    """The place of each booked appointment by its id."""
    return {
        row["appointment"]: (row["start"], row["practitioner"], row["room"])
        for row in _rows(folder / "appointments.csv")
        if row["status"] == "booked"
    }


def patients_in(folder: Path) -> dict[str, str]:
    """The patient of each appointment by its id."""
    whose = {row["plan"]: row["patient"] for row in _rows(folder / "plans.csv")}
    return {row["appointment"]: whose[row["plan"]] for row in _rows(folder / "appointments.csv")}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def doubles(booked: dict[str, Place], patient_of: dict[str, str]) -> list[str]:
    """What two appointments have at one time: a practitioner, a room, a patient."""
    taken: defaultdict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for id, (said, practitioner, room) in booked.items():
        start = datetime.fromisoformat(said)
        for what in (f"practitioner {practitioner}", f"room {room}", f"patient {patient_of[id]}"):
            taken[what].append((start, id))
    found = []
    for what, times in taken.items():
        times.sort()
        pairs = pairwise(times)
        found += [f"{what}: {one} and {other}" for (at, one), (then, other) in pairs if then < at + LENGTH]
    return found
