"""How full the days are: a heat map of the attended share, practitioners or rooms down and days across."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pandas as pd
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from planner.errors import Nonsense
from planner.roster.format.dates import between
from planner.roster.pictures.paper import (
    FAINT,
    HEIGHT,
    INK,
    MARGIN,
    PAPER,
    SHADE,
    SOFT,
    WIDTH,
    Sheet,
    block,
    clipped,
    named,
    swatch,
)
from planner.roster.roster import Roster
from planner.roster.tables.shares import ALL, shares

GUTTER, TOP, FOOT, TOTAL = 34.0, 34.0, 15.0, 11.0
"""Millimetres: left of the map for names, above and below it, right of it for a row's total."""
ROW = 6.5
"""Millimetres: a row's height."""
TOTALS = "all"
"""The name of the row and the column of all."""
NARROW = 3.4
"""Millimetres: in narrower columns, of more than two months, cells have no numbers and only Mondays a date."""
DARK = 0.6
"""From this share on numbers are white."""


def draw_utilisation(
    roster: Roster, by: Literal["practitioner", "room"] = "practitioner", paged: bool = False
) -> list[Figure]:
    """Per cent of the time on shift attended with a patient, a row a practitioner, a column a day of the roster.

    By room: per cent taken, resets included, of the time it is open and anybody is on shift. Grey where nobody is on
    shift. The last row and column are shares of the totals, not means of the shares; the last column counts the days
    asked for and not the draft, as the workbook's Utilisation does. Colours run from light to dark alike in grey, and
    each cell holds its number.

    One figure as wide as A4 and as tall as its rows; with `paged`, as many A4 landscape pages. Raises Nonsense for
    another `by`.
    """
    if by not in ("practitioner", "room"):
        raise Nonsense(f"utilisation is drawn by practitioner or by room, not by {by!r}")
    figures = shares(roster, by)
    most = int((HEIGHT - TOP - FOOT) // ROW) if paged else len(figures)
    pages = [figures.iloc[start : start + most] for start in range(0, len(figures), most)]
    return [_page(roster, by, page, HEIGHT if paged else TOP + FOOT + ROW * len(page)) for page in pages]


def _page(roster: Roster, by: str, figures: pd.DataFrame, height: float) -> Figure:
    problem = roster.problem
    clinic, horizon = problem.clinic, problem.horizon
    known: Any = clinic.practitioners if by == "practitioner" else clinic.rooms
    what = "time on shift attended with a patient" if by == "practitioner" else "open time taken, resets included"
    counted = f"; “{TOTALS}” counts {between(horizon.first, horizon.last)}"
    counted += ", without the draft" if horizon.end > horizon.last else ""
    sheet = Sheet(
        f"Utilisation by {by}",
        f"{clinic.name}, {between(horizon.first, horizon.end)}. Per cent of {what}{counted}.",
        height,
    )
    width = (WIDTH - 2 * MARGIN - GUTTER - TOTAL) / len(horizon.days)
    columns = [MARGIN + GUTTER + place * width for place in range(len(horizon.days))]
    for place, owner in enumerate(figures.index):
        weight = "bold" if owner == ALL else "normal"
        name = clipped(named(known, str(owner)) or TOTALS, GUTTER - 2, 7.5)
        sheet.write(MARGIN, TOP + (place + 0.5) * ROW, name, weight=weight)
    cells = sheet.axes(columns[0], TOP, width * len(columns), ROW * len(figures))
    _cells(cells, figures[list(figures.columns[:-1])], numbered=width >= NARROW)
    totals = sheet.axes(WIDTH - MARGIN - TOTAL + 1.5, TOP, TOTAL - 1.5, ROW * len(figures))
    _cells(totals, figures[[ALL]], numbered=True)
    sheet.write(WIDTH - MARGIN - (TOTAL - 1.5) / 2, TOP - 2.5, TOTALS, weight="bold", ha="center")
    for x, day in zip(columns, horizon.days, strict=True):
        _head(sheet, x + width / 2, day, dated=width >= NARROW or day.weekday() == 0)
        if day.day == 1 or day == horizon.first:
            sheet.write(x + width / 2 - 1.5, TOP - 9, f"{day:%B}", weight="bold")
    drafted = sum(day <= horizon.last for day in horizon.days)
    if drafted < len(columns):
        cells.axvline(drafted, color=INK, lw=1.2, ls=(0, (3, 1.5)))
        sheet.write(columns[drafted] + 0.8, TOP - 12.5, "drafted ▸", size=6.5, color=SOFT)
    sheet.legend(TOP + ROW * len(figures) + 8, _meanings())
    return sheet.figure


def _head(sheet: Sheet, x: float, day: date, dated: bool) -> None:
    if dated:
        sheet.write(x, TOP - 2.5, str(day.day), size=6.5, ha="center", color=SOFT if day.weekday() > 4 else INK)
        sheet.write(x, TOP - 5.5, f"{day:%a}"[:2], size=5.5, ha="center", color=SOFT)


def _cells(axes: Axes, figures: pd.DataFrame, numbered: bool) -> None:
    axes.set(xlim=(0, len(figures.columns)), ylim=(len(figures), 0), xticks=[], yticks=[])
    for y, row in enumerate(figures.to_numpy(dtype="float64")):
        for x, share in enumerate(row):
            shade = SHADE if pd.isna(share) else _shade(share)
            block(axes, x, y, 1, 1, facecolor=shade, edgecolor=PAPER, lw=0.8 if numbered else 0.2)
            if numbered and not pd.isna(share):
                colour = PAPER if share >= DARK else INK
                axes.text(x + 0.5, y + 0.5, f"{share * 100:.0f}", size=6, color=colour, ha="center", va="center")
    if figures.index[-1] == ALL:
        axes.axhline(len(figures) - 1, color=PAPER, lw=3)


def _shade(share: float) -> Any:
    return colormaps["YlGnBu"](0.06 + 0.88 * min(share, 1.0))


def _meanings() -> list[tuple[Artist, str]]:
    steps = [(0.0, "0 %"), (0.25, "25 %"), (0.5, "50 %"), (0.75, "75 %"), (1.0, "100 %")]
    marks: list[tuple[Artist, str]] = [(swatch(facecolor=_shade(at), lw=0), word) for at, word in steps]
    return [*marks, (swatch(facecolor=SHADE, edgecolor=FAINT, lw=0.6), "nobody on shift")]
