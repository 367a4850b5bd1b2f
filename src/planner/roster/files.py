"""A roster as files, and files as appointments again."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from datetime import date
from errno import EACCES, ENOTDIR
from pathlib import Path
from typing import Any

import pandas as pd

from planner.clinic import Appointment, Clinic, Horizon, Key, Problem
from planner.errors import Nonsense
from planner.files import appointments_csv
from planner.files.atomic import put_in_place
from planner.files.ownership import refuse_file_name
from planner.files.reading.sources.frames import frame_sheet
from planner.roster.roster import FEASIBLE, OPTIMAL, UNSOLVED, Quality, Roster, Unplaced
from planner.roster.text import ORDER, as_csv, as_json

APPOINTMENTS, UNPLACED, QUALITY = "appointments.csv", "unplaced.csv", "quality.json"
DAYS = ("first", "last", "end")


def write(roster: Roster, folder: str | Path) -> None:
    """Write `appointments.csv`, `unplaced.csv` and `quality.json` into the folder, made if missing.

    Each is put in place whole, and none before all three are ready. Raises Nonsense for a folder whose files are not
    this roster's to replace, as `refuse_other_roster` does, and OSError where the folder cannot be written.
    """
    folder = Path(folder)
    refuse_other_roster(folder, roster.problem.horizon)
    texts = {
        APPOINTMENTS: as_csv(roster.appointments),
        UNPLACED: as_csv(roster.unplaced),
        QUALITY: json.dumps(as_json(roster.figures.as_dict()), indent=2, ensure_ascii=False) + "\n",
    }
    put_in_place({folder / name: text.encode() for name, text in texts.items()})


def refuse_unwritable(folder: Path) -> None:
    """Refuse a folder that cannot be written into: better before a long search than after it.

    Raises Nonsense for a folder that is a clinic's own, whose tables would be replaced, and otherwise the OSError that
    writing into it would end in.
    """
    refuse_file_name(folder)
    if (folder / "clinic.toml").exists():
        raise Nonsense(f"{folder} holds a clinic, whose appointments.csv would be replaced; name another folder")
    there = folder.resolve()
    while not there.exists():
        there = there.parent
    if not there.is_dir():
        raise NotADirectoryError(ENOTDIR, "This is a file, not a folder", str(there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(EACCES, "This folder may not be written into", str(there))


def refuse_other_roster(folder: Path, horizon: Horizon) -> None:
    """Refuse a folder that cannot take a roster of these days: as `refuse_unwritable`, and where it would replace more.

    Raises Nonsense for a folder that holds the roster of other days, or tables that are no roster's, too.
    """
    refuse_unwritable(folder)
    if others := [name for name in (APPOINTMENTS, UNPLACED) if (folder / name).exists()]:
        days = read_horizon(folder)
        if days is None:
            raise Nonsense(f"{folder} holds {others[0]} and no {QUALITY}, so it is no roster; name another folder")
        if (days.first, days.last) != (horizon.first, horizon.last):
            which = f"the roster of other days, {days.first} to {days.last}"
            raise Nonsense(f"{folder} holds {which}; name another folder, or move it away")


def read_appointments(clinic: Clinic, path: str | Path, problem: Problem | None = None) -> tuple[Appointment, ...]:
    """The appointments of a roster's folder or of one CSV, ours or made by hand, in the order of its rows.

    Columns needed: `plan, number, practitioner, start`; read where they are there: `appointment, phase, service, room,
    end, status, fixed`; others are passed over. `start` and `end` without an offset are local. A missing service is
    told from the problem's session or else from the plan's protocol, a missing `end` from the service's length.
    Raises FaultyClinic with every fault of the file at once; a fault's row is the spreadsheet's, the header being 1.
    """
    path = Path(path)
    path = path / APPOINTMENTS if path.is_dir() else path
    return appointments_csv.appointments(clinic, problem, appointments_csv.sheet_of(path))


def from_frame(clinic: Clinic, frame: pd.DataFrame, problem: Problem | None = None) -> tuple[Appointment, ...]:
    """The appointments of a frame such as `roster.appointments`, read and refused as `read_appointments` does.

    A fault's file is `frame` and its row the position, counted from 1.
    """
    return appointments_csv.appointments(clinic, problem, frame_sheet("frame", frame))


def read_roster(clinic: Clinic, folder: str | Path) -> Roster:
    """A written roster again: its rows, what it left out with the reasons it gave, and its figures.

    The clinic is taken as it is given here; a session it does not ask for any more is passed over among those left out.
    What stood in the way on each day is not in the files (`Unplaced.days` is empty). Raises Nonsense where the folder
    holds no roster or its quality.json is broken, FaultyClinic with every fault of its rows.
    """
    folder = Path(folder)
    if not (folder / QUALITY).is_file():
        raise Nonsense(f"there is no roster in {folder}: it has no {QUALITY}; name the --out of `planner roster`")
    figures = _figures(folder / QUALITY)
    problem = Problem.of(clinic, Horizon(figures.first, figures.last, figures.end))
    placed = read_appointments(clinic, folder, problem)
    keys = {row.key for row in placed}
    reasons = _reasons(folder)
    out = [session for session in problem.sessions if session.key in reasons and session.key not in keys]
    return Roster(problem, placed, tuple(Unplaced(session, reasons[session.key]) for session in out), figures)


def _figures(path: Path) -> Quality:
    fields = _fields(path)
    try:
        kept: dict[str, Any] = {name: fields[name] for name in ORDER if name not in ("gap", "book")}
        kept["book"] = str(fields.get("book", ""))
        kept |= {name: date.fromisoformat(kept[name]) for name in DAYS}
        kept |= {name: float(kept[name]) for name in ("score", "seconds")}
        kept |= {name: int(kept[name]) for name in ("placed", "due", "seed")}
        high, middle, low = (int(count) for count in kept["left_out"])
        kept["left_out"] = (high, middle, low)
        kept["goals"] = {name: float(price) for name, price in dict(kept["goals"]).items()}
        kept["bound"] = -math.inf if kept["bound"] is None else float(kept["bound"])
        if kept["status"] not in (OPTIMAL, FEASIBLE, UNSOLVED):
            raise ValueError(f"its status is none of {OPTIMAL}, {FEASIBLE}, {UNSOLVED}")
        return Quality(**kept)
    except (ValueError, KeyError, TypeError, OverflowError) as broken:
        raise _broken(path, broken) from None


def _reasons(folder: Path) -> dict[Key, str]:
    """Why each session was left out, by plan and number; none where the folder has no such file."""
    return {(row["plan"], row["number"]): row["reason"] for row in left_out_rows(folder)}


def left_out_rows(folder: Path) -> list[Mapping[str, Any]]:
    """The rows of a roster's unplaced.csv: plan, number, patient and reason; none where the folder has no such file.

    Raises FaultyClinic with every fault of the file.
    """
    path = folder / UNPLACED
    if not path.exists():
        return []
    return [row for _, row in appointments_csv.records(appointments_csv.UNPLACED, appointments_csv.sheet_of(path))]


def read_left_out(folder: Path) -> frozenset[Key]:
    """The sessions, by plan and number, that a written roster says it left out; none where it has no such file."""
    return frozenset(_reasons(folder))


def read_horizon(folder: str | Path) -> Horizon | None:
    """The days a written roster answers for, from its quality.json; None when there is none.

    `folder` is the roster's folder, or a file in it. Raises Nonsense when the file is broken.
    """
    path = _quality_of(folder)
    if not path.is_file():
        return None
    fields = _fields(path)
    try:
        return Horizon(*[date.fromisoformat(fields[name]) for name in DAYS])
    except (ValueError, KeyError, TypeError) as broken:
        raise _broken(path, broken) from None


def read_score(folder: str | Path) -> float | None:
    """The score in a written roster's quality.json; None where there is none. `folder` as in `read_horizon`."""
    path = _quality_of(folder)
    score = _fields(path).get("score") if path.is_file() else None
    return float(score) if isinstance(score, int | float) else None


def read_book_digest(folder: str | Path) -> str:
    """The fingerprint of the book that a written roster was made of; empty where its quality.json tells none."""
    path = _quality_of(folder)
    return str(_fields(path).get("book", "")) if path.is_file() else ""


def _quality_of(folder: str | Path) -> Path:
    folder = Path(folder)
    return (folder if folder.is_dir() else folder.parent) / QUALITY


def _fields(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as broken:
        raise _broken(path, broken) from None


def _broken(path: Path, why: Exception) -> Nonsense:
    wrong = f"it has no {why}" if isinstance(why, KeyError) else str(why)
    return Nonsense(f"{path} is broken: {wrong}; its fields are those of docs/tables.md, its days such as 2026-12-01")
