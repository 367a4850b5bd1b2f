"""The report of a run: report.csv for programs and spreadsheets, report.html for people."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from planner.cluster.rows import Row
from planner.files.atomic import put_in_place

TABLE, PAGE = "report.csv", "report.html"
PAGES = Environment(
    loader=PackageLoader("planner.cluster", "."),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write(rows: Sequence[Row], out: Path) -> None:
    """Write both files into a folder, put in place whole. Raises OSError."""
    put_in_place({out / TABLE: _table(rows).encode(), out / PAGE: _page(rows, out).encode()})


def _table(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    text = io.StringIO()
    documents = [row.as_dict() for row in rows]
    writer = csv.DictWriter(text, documents[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if cell is None else cell for name, cell in each.items()} for each in documents)
    return text.getvalue()


def _page(rows: Sequence[Row], out: Path) -> str:
    failed = [row for row in rows if row.failed]
    solved = sorted((row for row in rows if row.solved), key=lambda row: -(row.outcome.gap or 0.0))
    return PAGES.get_template("report.html").render(
        failed=failed,
        solved=solved,
        before=sum(row.before for row in rows),
        published=any(row.published for row in rows),
        link=lambda row: os.path.relpath(row.roster, out.absolute()),
    )
