"""The picture in the README: what `planner roster` shows for the example clinic, one practitioner's week of it.

python docs/pictures.py [FILE] [SECONDS]
"""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

import planner
from planner.app.terminal import show_roster

ROOT = Path(__file__).parents[1]
WIDTH = 132
INK, RED, GREEN, BROWN = (36, 41, 47), (179, 38, 30), (17, 99, 41), (125, 78, 0)
BLUE, VIOLET, TEAL, GREY = (9, 105, 218), (110, 64, 170), (10, 95, 115), (90, 96, 105)
PAPER = TerminalTheme((255, 255, 255), INK, [INK, RED, GREEN, BROWN, BLUE, VIOLET, TEAL, GREY])
"""Dark on white, so that the picture reads on any page."""
LETTERS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def draw(seconds: float = 60.0, practitioner: str = "ash", monday: date = date(2026, 12, 7)) -> str:
    """The terminal's page as SVG: a practitioner's week, then the whole roster's quality and all that is left out."""
    clinic = planner.read(ROOT / "examples" / "maple-street")
    roster = planner.plan(clinic, "2026-12", seconds=seconds)
    shown = [row for row in roster.placed if row.practitioner == practitioner]
    week = [row for row in shown if 0 <= (clinic.day(row.start) - monday).days < 7]
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    show_roster(console, replace(roster, placed=tuple(week)))
    title = "planner roster examples/maple-street --month 2026-12 --out rosters/2026-12"
    svg = console.export_svg(title=title, theme=PAPER, unique_id="roster")
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # a picture may not load fonts from elsewhere
    return re.sub(r"Fira Code, monospace", LETTERS, svg)


if __name__ == "__main__":
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "roster.svg"
    file.write_text(draw(float(sys.argv[2]) if len(sys.argv) > 2 else 60.0), encoding="utf-8")
