"""A clinic's folder to begin with: a commented clinic.toml and every table with two invented rows."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from string import Template

from planner.clinic.spans import DAY
from planner.errors import Nonsense
from planner.files.atomic import folder_in_place, put_in_place
from planner.files.ownership import refuse_file_name

TUESDAY = 1
"""The weekday of the sample's appointments, by `date.weekday`."""


def new_folder(folder: Path, today: date | None = None) -> None:
    """Write the sample's files into a new or empty folder; its dates lie around the next month.

    All are written first and then put in place. Raises Nonsense where something is in the way.
    """
    refuse_file_name(folder)
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise Nonsense(f"{folder} is there already; nothing was written, name a folder that is new or empty")
    folder = folder.resolve()
    with nullcontext(folder) if folder.exists() else folder_in_place(folder) as place:  # somebody may stand in it
        put_in_place({place / name: text.encode() for name, text in sample(today).items()})


def next_month(today: date | None = None) -> date:
    """The first day of the month that the sample can be planned for, the one after `today`'s."""
    return ((today or date.today()).replace(day=1) + timedelta(days=31)).replace(day=1)


def sample(today: date | None = None) -> dict[str, str]:
    """The sample's files by name, dated so that the month after `today`'s can be planned; what lies after `today` was
    not attended yet."""
    today = today or date.today()
    month = next_month(today)
    booked = month + (TUESDAY - month.weekday()) % 7 * DAY
    first, called = booked - 7 * DAY, (month - DAY).replace(day=22)
    dates = {
        "month": f"{month:%Y-%m}",
        "before": f"{month - DAY:%Y-%m}",
        "booked": f"{booked}",
        "first": f"{first}",
        "came": "attended" if first <= today else "booked",
        "calls": f"{called if called <= today else month + 4 * DAY}",
        "called": f"1,{called}" if called <= today else ",",
    }
    templates = [
        file for file in (files("planner.files.starting") / "sample").iterdir() if not file.name.startswith(".")
    ]
    texts = {file.name: file.read_text(encoding="utf-8") for file in templates}
    return {name: Template(text).substitute(dates) for name, text in texts.items()}
