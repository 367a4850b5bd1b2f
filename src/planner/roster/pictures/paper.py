"""The sheet that pictures are drawn on: A4 landscape in millimetres, its ink, and text that fits."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.textpath import TextToPath

from planner.roster.tables.details import name

WIDTH, HEIGHT, MARGIN = 297.0, 210.0, 9.0
"""A4 landscape, and what stays white at its edges, in millimetres."""
BREADTH = WIDTH - 2 * MARGIN
INK, SOFT, FAINT, SHADE, PAPER = "#1F2428", "#5A6069", "#C9CDD2", "#ECEEF0", "#FFFFFF"
REST = "//////"
"""The hatch of a patient's rest, in the colour of the service."""
INCH, POINT = 25.4, 25.4 / 72
LINE, LONGEST = 4.5, 90.0
"""Millimetres: the height of a line of a legend, and the longest of its meanings."""


class Sheet:
    """A figure addressed in millimetres from its upper left corner; `height` may exceed A4's."""

    def __init__(self, title: str, below: str = "", height: float = HEIGHT) -> None:
        self.height = height
        self.figure = Figure(figsize=(WIDTH / INCH, height / INCH), facecolor=PAPER)
        self.write(MARGIN, MARGIN, clipped(title, BREADTH, 14, "bold"), size=14, weight="bold", va="top")
        self.write(MARGIN, MARGIN + 7.5, clipped(below, BREADTH, 8.5), size=8.5, color=SOFT, va="top")

    def write(self, x: float, y: float, text: str, **how: Any) -> None:
        style: dict[str, Any] = {"size": 7.5, "color": INK, "va": "center"} | how
        self.figure.text(x / WIDTH, 1 - y / self.height, text, parse_math=False, **style)

    def axes(self, x: float, y: float, width: float, height: float) -> Axes:
        """Bare axes whose upper left corner is at (x, y)."""
        box = (x / WIDTH, 1 - (y + height) / self.height, width / WIDTH, height / self.height)
        axes = self.figure.add_axes(box)
        axes.set_facecolor(PAPER)
        axes.tick_params(length=0, labelsize=7, colors=SOFT)
        for spine in axes.spines.values():
            spine.set_visible(False)
        return axes

    def legend(self, top: float, entries: Iterable[tuple[Artist, str]]) -> None:
        """Marks and their meanings in lines below `top`, broken where the sheet ends."""
        marks = dict(enumerate(entries))
        for number, line in enumerate(legend_lines(meaning for _, meaning in marks.values())):
            for place, x in line.items():
                mark, meaning = marks[place]
                self._mark(mark, x, top + LINE * number)
                self.write(x + 8, top + LINE * number, clipped(meaning, LONGEST, 7.5))

    def _mark(self, mark: Artist, x: float, y: float) -> None:
        axes = self.axes(x, y - 1.6, 6.4, 3.2)
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.set_axis_off()
        if isinstance(mark, Line2D):
            mark.set_data([0.5], [0.5])
            mark.set_clip_on(False)  # it may be taller than its line
            axes.add_line(mark)
        elif isinstance(mark, Patch):
            axes.add_patch(mark)


def legend_lines(meanings: Iterable[str]) -> list[dict[int, float]]:
    """The lines of a legend: of each meaning, by its place among them, the millimetre at which it begins."""
    x, lines = MARGIN, list[dict[int, float]]([{}])
    for place, meaning in enumerate(meanings):
        width = 8 + min(text_width(meaning, 7.5), LONGEST) + 5
        if x + width > WIDTH - MARGIN and lines[-1]:
            lines.append({})
            x = MARGIN
        lines[-1][place] = x
        x += width
    return lines


def block(axes: Axes, x: float, y: float, width: float, height: float, **look: Any) -> None:
    """A rectangle without an edge, unless `look` gives it one."""
    axes.add_patch(Rectangle((x, y), width, height, **{"lw": 0, **look}))


def swatch(**look: Any) -> Rectangle:
    """A rectangle for the legend."""
    return Rectangle((0, 0), 1, 1, **{"lw": 0.9, **look})


@contextmanager
def quietly() -> Iterator[None]:
    """Without Matplotlib's warning on each letter that its font lacks; a box stands there, which says enough."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


@lru_cache(maxsize=10_000)
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """How wide a line of text is, in millimetres."""
    font = FontProperties(size=size, weight=weight)
    with quietly():
        return float(TextToPath().get_text_width_height_descent(text, font, ismath=False)[0]) * POINT


def fitting(texts: Iterable[str], room: float, size: float, weight: str = "normal") -> str:
    """The first of the texts that is no wider than `room` millimetres; empty when none is."""
    return next((text for text in texts if text_width(text, size, weight) <= room), "")


def clipped(text: str, room: float, size: float, weight: str = "normal") -> str:
    """The text, cut short where it is wider than `room` millimetres."""
    cut = (f"{text[:length].rstrip()}…" for length in range(len(text) - 1, 0, -1))
    return fitting(chain([text], cut), room, size, weight)


def shorter(name: str) -> list[str]:
    """A name, and its shorter forms: Patient Alder, P. Alder, Alder, Ald…"""
    first, _, last = name.rpartition(" ")
    forms = [name, f"{first[:1]}. {last}", last] if first else [name]
    return [*forms, *(f"{last[:length]}…" for length in range(len(last) - 1, 1, -1))]


def named(known: Mapping[str, Any], id: str | None) -> str:
    """The name in one line, else the id; empty for none."""
    return " ".join(name(known, id).split())


def short_day(day: date) -> str:
    """A day such as Tue 1 Dec."""
    return f"{day:%a} {day.day} {day:%b}"
