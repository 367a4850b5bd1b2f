"""A clinic's folder to begin with: a commented clinic.toml and every table with two invented rows."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from string import Template
from tempfile import mkdtemp

from planner.clinic.spans import DAY
from planner.errors import Nonsense

TUESDAY = 1
"""The weekday of the sample's appointments, by `date.weekday`."""


def new_folder(folder: Path, today: date | None = None) -> None:
    """Write the sample's files into a new or empty folder; its dates lie around the next month.

    All are written first and then put in place. Raises Nonsense where something is in the way.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise Nonsense(f"{folder} is there already; nothing was written, name a folder that is new or empty")
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder if folder.exists() else folder.parent))
    try:
        for name, text in sample(today).items():
            (part / name).write_text(text, encoding="utf-8", newline="\n")
        if folder.exists():
            for file in list(part.iterdir()):
                file.rename(folder / file.name)
        else:
            part.chmod(0o755)
            part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def next_month(today: date | None = None) -> date:
    """The first day of the month that the sample can be planned for, the one after `today`'s."""
    return ((today or date.today()).replace(day=1) + timedelta(days=31)).replace(day=1)


def sample(today: date | None = None) -> dict[str, str]:
    """The sample's files by name, dated so that the month after `today`'s can be planned."""
    month = next_month(today)
    booked = month + (TUESDAY - month.weekday()) % 7 * DAY
    dates = {
        "month": f"{month:%Y-%m}",
        "before": f"{month - DAY:%Y-%m}",
        "booked": f"{booked}",
        "attended": f"{booked - 7 * DAY}",
    }
    found = [file for file in (files("planner.files.starting") / "sample").iterdir() if not file.name.startswith(".")]
    texts = {file.name: file.read_text(encoding="utf-8") for file in found}
    return {name: Template(text).substitute(dates) for name, text in texts.items()}
