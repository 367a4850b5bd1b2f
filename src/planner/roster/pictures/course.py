"""The path of one plan: its ideal days and windows, what closes days, and where each session came to lie."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from planner.clinic import Problem
from planner.clinic.appointments import ATTENDED
from planner.clinic.spans import DAY
from planner.roster.format.colours import colours
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
    short_day,
    swatch,
)
from planner.roster.pictures.paths import SIZE, Path, Row, path_of
from planner.roster.roster import Roster
from planner.roster.tables.details import title
from planner.roster.tables.identity import is_late

GUTTER, WORDS, TOP, LINE, FOOT = 44.0, 74.0, 29.0, 3.5, 22.0
"""Millimetres: left of the path for the sessions' names, right of it for what became of them, above it, above it for
each line on what is closed, below it."""
ROW = 12.5
"""Millimetres: a row's height."""
LINES, LETTERS = 4, 56
"""The most of the words on a row."""
MONDAYS = 14
"""The most that are dated below the path."""
CLOSED, LEFT_OUT, SHUT = "#D55E00", "#A40000", "\\\\\\"
IDEAL = {"marker": "D", "ms": 7.5, "mfc": PAPER, "mec": INK, "mew": 1.1, "zorder": 3}
PLACED = {"marker": "o", "ms": 7.5, "mfc": INK, "mec": PAPER, "mew": 0.8, "zorder": 5}
PAST = {"marker": "s", "ms": 6.5, "mfc": SOFT, "mec": PAPER, "mew": 0.8, "zorder": 4}
CROSS = {"marker": "X", "ms": 8.5, "mfc": LEFT_OUT, "mec": PAPER, "mew": 0.7, "zorder": 5}


def draw_course(roster: Roster, plan: str, paged: bool = False) -> list[Figure]:
    """A plan's path through the roster's days: a row a session, days across.

    A bar is the session's window, and the line after it the days on which it may still lie late; a diamond is its ideal
    day, a disc the day it lies on, a square one on which it was attended or is booked as history, a cross one left
    out, on its ideal day. Hatched days are closed to the patient by the policy, with the trigger's name; grey ones to
    everybody.

    One figure as wide as A4 and as tall as its rows; with `paged`, as many A4 landscape pages as they need. Raises
    UnknownName for a plan the clinic does not have.
    """
    path = path_of(roster, plan, WIDTH - 2 * MARGIN - GUTTER - WORDS)
    top = TOP + LINE * path.lines
    most = int((HEIGHT - top - FOOT) // ROW) if paged else max(1, len(path.rows))
    pages = [path.rows[start : start + most] for start in range(0, max(1, len(path.rows)), most)]
    return [_page(path, page, top, HEIGHT if paged else top + ROW * len(page) + FOOT) for page in pages]


def _page(path: Path, rows: Sequence[Row], top: float, height: float) -> Figure:
    clinic, plan = path.problem.clinic, path.plan
    sheet = Sheet(
        f"{named(clinic.patients, plan.patient)}: {clinic.protocol_of(plan).title or plan.protocol}",
        f"{clinic.name}. Plan {plan.id}, start {short_day(plan.start)} {plan.start.year}, priority {plan.priority}.",
        height,
    )
    if not rows:
        sheet.write(MARGIN, top, "The plan asks for no session on these days.", size=9)
        return sheet.figure
    axes = sheet.axes(MARGIN + GUTTER, top, WIDTH - 2 * MARGIN - GUTTER - WORDS, ROW * len(rows))
    axes.set(xlim=(path.days[0].toordinal(), path.days[-1].toordinal() + 1), ylim=(len(rows), 0), yticks=[])
    _mark_days(axes, path, len(rows))
    _mark_closed(axes, path, len(rows))
    for place, row in enumerate(rows):
        _draw(axes, path, row, place)
        _say(sheet, path.problem, row, top + (place + 0.5) * ROW)
    sheet.legend(top + ROW * len(rows) + 12, _meanings(path, rows))
    return sheet.figure


def _mark_days(axes: Axes, path: Path, tall: int) -> None:
    horizon = path.problem.horizon
    mondays = [day for day in path.days if day.weekday() == 0]
    dated = mondays[:: len(mondays) // MONDAYS + 1]
    axes.set_xticks([day.toordinal() for day in dated], [f"{day.day} {day:%b}" for day in dated], ha="left")
    for monday in mondays:
        axes.axvline(monday.toordinal(), color=FAINT, lw=0.5, zorder=0.6)
    for day in path.days:
        if path.problem.clinic.why_closed(day):
            block(axes, day.toordinal(), 0, 1, tall, facecolor=SHADE, zorder=0)
    for day, words in ((horizon.first, "asked for"), (horizon.last + DAY, "drafted")):
        if day <= horizon.end:
            axes.axvline(day.toordinal(), color=SOFT, lw=0.9, ls=(0, (4, 2)), zorder=0.7)
            axes.text(day.toordinal() + 0.2, -0.06, f"{words} ▸", size=6.5, color=SOFT, va="bottom")


def _mark_closed(axes: Axes, path: Path, tall: int) -> None:
    """Hatch the days that the policy closes, and say above them why."""
    for closure in path.closures:
        start, end = path.ends(closure.days)
        block(axes, start, 0, end - start, tall, facecolor="none", edgecolor=CLOSED, hatch=SHUT, alpha=0.45, zorder=0.4)
        for edge in (start, end):
            axes.axvline(edge, color=CLOSED, lw=0.8, zorder=0.5)
        y = -(5.5 + LINE * closure.line) / ROW
        axes.text(start, y, closure.words, size=SIZE, color=LEFT_OUT, va="center", parse_math=False)


def _draw(axes: Axes, path: Path, row: Row, place: int) -> None:
    problem, middle, last = path.problem, place + 0.5, path.days[-1]
    axes.axhline(place + 1, color=FAINT, lw=0.6, zorder=0.6)
    session = row.session
    if session:
        colour = colours(problem.clinic)[session.services[0]]
        if session.reach:
            start, end = path.ends(session.reach)
            axes.plot([start, end], [middle, middle], color=colour.line, lw=1.2, zorder=1, solid_capstyle="butt")
        if session.window and session.window.first <= last:
            start, end = path.ends(session.window)
            look = {"facecolor": colour.fill, "edgecolor": colour.line, "lw": 0.9, "zorder": 2}
            block(axes, start, middle - 0.2, end - start, 0.4, **look)
        if session.ideal and session.ideal <= last:
            axes.add_line(_mark(IDEAL, session.ideal, middle))
    for past in row.past:
        axes.add_line(_mark(PAST, problem.day(past), middle))
    for placed in row.placed:
        axes.add_line(_mark(PLACED, problem.day(placed), middle))
    if row.reason and not row.placed and session:
        axes.add_line(_mark(CROSS, min(session.ideal or last, last), middle))


def _mark(look: Mapping[str, Any], day: date | None = None, y: float = 0.0) -> Line2D:
    return Line2D([day.toordinal() + 0.5] if day else [], [y] if day else [], ls="", **look)


def _say(sheet: Sheet, problem: Problem, row: Row, y: float) -> None:
    clinic = problem.clinic
    services = row.session.services if row.session else [each.service for each in (*row.past, *row.placed)]
    title = " and ".join(dict.fromkeys(named(clinic.services, each) for each in services))
    phase = f", {row.session.phase}" if row.session else ""
    sheet.write(MARGIN, y - 1.6, clipped(f"Session {row.number}{phase}", GUTTER - 4, 7.5), weight="bold")
    sheet.write(MARGIN, y + 1.8, clipped(title, GUTTER - 2, 6.5), size=6.5, color=SOFT)
    lines = [line for words in _words(problem, row) for line in textwrap.wrap(words, LETTERS)]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1][: LETTERS - 1]}…"]
    colour = LEFT_OUT if row.reason and not row.placed else INK
    sheet.write(WIDTH - MARGIN - WORDS + 3, y, "\n".join(lines), size=6.5, color=colour, linespacing=1.25)


def _words(problem: Problem, row: Row) -> Iterator[str]:
    """What became of the session."""
    clinic = problem.clinic
    for past in row.past:
        yield f"{short_day(problem.day(past))}, {'attended' if past.status == ATTENDED else 'booked'}"
    for placed in row.placed:
        place = [named(clinic.practitioners, placed.practitioner), named(clinic.rooms, placed.room)]
        late = ["late"] if is_late(problem, placed) else []
        start = f"{short_day(problem.day(placed))} {clinic.local(placed.start):%H:%M}"
        yield ", ".join([start, *filter(None, place), *late])
    if not row.placed and not row.past:
        yield f"Left out: {row.reason}" if row.reason else "Not in this roster."


def _meanings(path: Path, rows: Sequence[Row]) -> Iterator[tuple[Artist, str]]:
    """The windows in the colours that they have, the service named where there are several."""
    clinic = path.problem.clinic
    services = dict.fromkeys(row.session.services[0] for row in rows if row.session and row.session.window)
    for service in services:
        colour = colours(clinic)[service]
        of = f" of {title(clinic, service)}" if len(services) > 1 else ""
        yield swatch(facecolor=colour.fill, edgecolor=colour.line), f"window{of}; the line after it: late"
    yield _mark(IDEAL), "ideal day"
    yield _mark(PLACED), "placed"
    yield _mark(PAST), "attended, or booked before"
    yield _mark(CROSS), "left out"
    if path.closures:
        yield swatch(facecolor=PAPER, edgecolor=CLOSED, hatch=SHUT, alpha=0.45), "closed by the policy"
    yield swatch(facecolor=SHADE, lw=0), "the clinic is closed"
