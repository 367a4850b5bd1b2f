"""A week as a timeline: a panel a day, a row a practitioner or room, a bar a session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from planner.clinic import Appointment, Problem, Span
from planner.clinic.appointments import CLOSED, HELD
from planner.clinic.spans import DAY
from planner.errors import Nonsense
from planner.roster.format.colours import colours, letters
from planner.roster.pictures.panels import HEAD, HOUR, LANE, Panel, clock, hours_of, needed, pages_of, panel_of
from planner.roster.pictures.paper import (
    FAINT,
    HEIGHT,
    INK,
    LINE,
    MARGIN,
    PAPER,
    REST,
    SHADE,
    SOFT,
    WIDTH,
    Sheet,
    block,
    clipped,
    fitting,
    legend_lines,
    named,
    short_day,
    shorter,
    swatch,
)
from planner.roster.roster import Roster
from planner.roster.tables.details import title
from planner.roster.tables.identity import once, patient

OWNERS = ("practitioner", "room")
TOP, FOOT, GUTTER = 22.0, 9.0, 31.0
"""Millimetres: above the panels, below them beside the legend, left of them for names."""
NAMED, SIZE = 0.7, 6.5
"""The part of a bar's height that its text stands on, above the strip that tells attended from resting; points."""

EDGES: dict[str, dict[str, Any]] = {
    CLOSED: {"edgecolor": "#B00020", "lw": 1.8},
    HELD: {"edgecolor": INK, "lw": 1.0, "ls": (0, (3, 2))},
}
"""How a bar is drawn that a rule forbids by now, and one that is only held."""


def draw_week(
    roster: Roster, day: date, by: Literal["practitioner", "room"] = "practitioner", paged: bool = False
) -> list[Figure]:
    """The week of that day, Monday to Sunday, a panel a day, by practitioner or by room.

    A bar is a session; the strip at its foot is solid while the practitioner attends the patient and hatched while the
    patient rests. Sessions side by side stand in lanes. The letter on a bar names the service, so that nothing hangs on
    colour alone. Clock times are the clinic's.

    One figure as wide as A4 and as tall as the week needs; with `paged`, as many A4 landscape pages as it needs.
    Raises Nonsense for another `by` and for a week outside the roster's days.
    """
    problem = roster.problem
    if by not in OWNERS:
        raise Nonsense(f"a week is drawn by practitioner or by room, not by {by!r}")
    monday = day - timedelta(days=day.weekday())
    days = [each for each in (monday + n * DAY for n in range(7)) if each in problem.horizon]
    if not days:
        asked = problem.horizon
        raise Nonsense(f"the week of {monday} lies outside the roster, which runs from {asked.first} to {asked.end}")
    rows = [row for row in once(problem, roster.placed) if problem.day(row) in days and getattr(row, by)]
    panels = [panel for each in days if (panel := panel_of(problem, each, by, rows)).rows or panel.closed]
    hours = hours_of(problem, panels)
    count = "1 session" if len(rows) == 1 else f"{len(rows)} sessions"
    title = f"Week of {monday.day} {monday:%B %Y}, by {by}"
    foot = FOOT + LINE * len(legend_lines(meaning for _, meaning in _meanings(problem, rows, by)))
    pages = pages_of(panels, HEIGHT - TOP - foot) if paged else [panels]
    figures = []
    for number, page in enumerate(pages, start=1):
        of = f", page {number} of {len(pages)}" if len(pages) > 1 else ""
        height = HEIGHT if paged else TOP + needed(page) + foot
        sheet = Sheet(title, f"{problem.clinic.name}. {count}{of}.", height)
        _fill(sheet, problem, page, hours, by)
        sheet.legend(TOP + needed(page) + 5, _meanings(problem, rows, by))
        figures.append(sheet.figure)
    return figures


def _fill(sheet: Sheet, problem: Problem, panels: Sequence[Panel], hours: tuple[int, int], by: str) -> None:
    y = TOP
    for panel in panels:
        draft = " (draft)" if panel.day > problem.horizon.last else ""
        closed = f": {panel.closed}" if panel.closed else ""
        sheet.write(MARGIN, y + HEAD / 2, f"{short_day(panel.day)}{draft}{closed}", size=9, weight="bold")
        if panel.rows:
            _draw(sheet, problem, panel, y + HEAD, hours, by)
        y += needed([panel])


def _draw(sheet: Sheet, problem: Problem, panel: Panel, top: float, hours: tuple[int, int], by: str) -> None:
    width = WIDTH - 2 * MARGIN - GUTTER
    axes = sheet.axes(MARGIN + GUTTER, top, width, panel.lanes * LANE)
    axes.set(xlim=hours, ylim=(panel.lanes, 0), yticks=[], facecolor=SHADE)
    axes.xaxis.tick_top()
    axes.set_xticks(range(hours[0], hours[1] + 1), [f"{hour:02d}:00" for hour in range(hours[0], hours[1] + 1)])
    axes.tick_params(pad=1)
    lane = 0
    for row in panel.rows:
        for span in row.open:
            start, end = clock(problem, panel.day, span.start), clock(problem, panel.day, span.end)
            block(axes, start, lane, end - start, len(row.lanes), facecolor=PAPER, zorder=0)
        for span, words in row.closed:
            _shut(axes, problem, panel.day, span, words, lane, len(row.lanes), hours)
        middle = lane + len(row.lanes) / 2
        name = clipped(row.name, GUTTER - 2, 7.5)
        sheet.write(MARGIN, top + middle * LANE, name)
        for sessions in row.lanes:
            for session in sessions:
                _bar(axes, problem, panel.day, session, lane, by, width / (hours[1] - hours[0]))
            lane += 1
        axes.axhline(lane, color=FAINT, lw=0.6, zorder=3)
    axes.axhline(0, color=FAINT, lw=0.6, zorder=3)
    for hour in range(hours[0], hours[1] + 1):
        axes.axvline(hour, color=FAINT, lw=0.4, zorder=0.5)


def _shut(
    axes: Axes, problem: Problem, day: date, span: Span, words: str, lane: int, tall: int, hours: tuple[int, int]
) -> None:
    """The words of a closure or an absence, where it begins on what is shown, as far as they fit."""
    start, end = max(clock(problem, day, span.start), hours[0]), min(clock(problem, day, span.end), hours[1])
    hour_width = (WIDTH - 2 * MARGIN - GUTTER) / (hours[1] - hours[0])
    text = clipped(words, (end - start) * hour_width - 1.6, SIZE) if end > start else ""
    style: dict[str, Any] = {"size": SIZE, "color": SOFT, "va": "center", "style": "italic", "zorder": 1}
    axes.text(start + 0.8 / hour_width, lane + tall / 2, text, parse_math=False, **style)


def _bar(axes: Axes, problem: Problem, day: date, session: Appointment, lane: int, by: str, hour_width: float) -> None:
    clinic = problem.clinic
    colour, service = colours(clinic)[session.service], clinic.service(session.service)
    start, length = clock(problem, day, session.start), (session.end - session.start) / HOUR
    top, foot = lane + 0.06, lane + 0.94
    strip = top + (foot - top) * NAMED
    if by == "room":
        block(axes, start + length, top, service.reset / HOUR, foot - top, facecolor=FAINT)
    block(axes, start, top, length, strip - top, facecolor=colour.fill)
    block(axes, start, strip, length, foot - strip, facecolor=colour.line)
    at = start
    for step in service.steps:
        if not step.attended:
            look = {"facecolor": PAPER, "edgecolor": colour.line, "hatch": REST}
            block(axes, at, strip, step.length / HOUR, foot - strip, **look)
        at += step.length / HOUR
    edge = EDGES.get(session.status, {"edgecolor": colour.line, "lw": 0.8})
    block(axes, start, top, length, foot - top, fill=False, zorder=2, **edge)
    text = fitting(_texts(problem, session, by), length * hour_width - 1.4, SIZE)
    style: dict[str, Any] = {"size": SIZE, "color": INK, "va": "center", "zorder": 4}
    axes.text(start + 0.8 / hour_width, (top + strip) / 2, text, parse_math=False, **style)


def _texts(problem: Problem, session: Appointment, by: str) -> list[str]:
    """What a bar may say, the longest first: service, patient, and the room or the practitioner."""
    clinic, letter = problem.clinic, letters(problem.clinic)[session.service]
    where = (
        named(clinic.rooms, session.room) if by == "practitioner" else named(clinic.practitioners, session.practitioner)
    )
    name = named(clinic.patients, patient(problem, session)) or session.plan
    forms = [*([f"{name} · {where}"] if where else []), *shorter(name)]
    return [*(f"{letter}  {form}" for form in forms), letter]


def _meanings(problem: Problem, rows: Sequence[Appointment], by: str) -> Iterator[tuple[Artist, str]]:
    """Each service in the colours of its bars; and its strip, in those of the first that has a rest."""
    clinic = problem.clinic
    here, letter = {row.service for row in rows}, letters(clinic)
    shown = {service: colour for service, colour in colours(clinic).items() if service in here}
    for service, colour in shown.items():
        yield swatch(facecolor=colour.fill, edgecolor=colour.line), f"{letter[service]}  {title(clinic, service)}"
    for status, words in ((CLOSED, "closed: a rule forbids it by now"), (HELD, "held, not booked")):
        if any(row.status == status for row in rows):
            yield swatch(facecolor=PAPER, **EDGES[status]), words
    resting = [service for service in shown if not all(step.attended for step in clinic.service(service).steps)]
    if shown:
        line = shown[(resting or list(shown))[0]].line
        yield swatch(facecolor=line, edgecolor=line), "the practitioner attends"
        if resting:
            yield swatch(facecolor=PAPER, edgecolor=line, hatch=REST), "the patient rests"
    if by == "room":
        yield swatch(facecolor=FAINT, lw=0), "the room is made ready"
    yield swatch(facecolor=SHADE, lw=0), "off shift" if by == "practitioner" else "closed, or nobody on shift"
