"""The benchmark's pictures, as SVG that keeps its text, in colours and lines that anyone and any printer can tell."""

from __future__ import annotations

import io
import math
from collections.abc import Callable

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from benchmarks.results import KINDS, Results, in_words, percent, score_without, seconds_to, unexpressed
from benchmarks.suite import Line
from benchmarks.timetable import FRONT_DESK, LOADS, PLANNER, SIZES, TENFOLD, trade

BLUE, ORANGE, GREEN, RED, PURPLE, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#6b6b6b"
"""Okabe and Ito's palette."""
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "planner",  # so that the same results give the same file
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "figure.facecolor": "white",
}
SOLVERS = {
    FRONT_DESK: (GREY, "s"),
    "textbook": (ORANGE, "^"),
    "pyjobshop": (GREEN, "v"),
    "timefold": (PURPLE, "D"),
    PLANNER: (BLUE, "o"),
}
GAP = 0.05
"""The gap whose seconds are drawn against size."""


def draw(results: Results) -> dict[str, str]:
    """Each picture's SVG by name."""
    drawn: dict[str, Callable[[Results], Figure]] = {"search": search, "size": size, "clinics": clinics, "peers": peers}
    with mpl.rc_context(STYLE):
        return {name: _svg(make(results)) for name, make in drawn.items()}


def _svg(figure: Figure) -> str:
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def _nothing(axes: Axes) -> None:
    axes.set_axis_off()
    axes.text(0.5, 0.5, "not measured", ha="center", color=GREY, transform=axes.transAxes)


def _plain(*axes: Axis) -> None:
    """A log scale marked at 1, 2 and 5, with the numbers in full."""
    for axis in axes:
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        axis.set_minor_locator(NullLocator())


# --- score, bound and gap against time -----------------------------------------------------------------------------


def search(results: Results) -> Figure:
    """A panel a clinic at full load: the score falls, the bound rises, and what is between them is the gap."""
    sizes = [each for each in SIZES if any(results.ours(each, resting, 1.0) for resting in KINDS)] or list(SIZES[:1])
    figure = Figure(figsize=(2.1 * len(sizes) + 1.2, 4.6), layout="constrained")
    panels = figure.subplots(2, len(sizes), squeeze=False)
    for resting, row in zip(KINDS, panels, strict=True):
        for each, axes in zip(sizes, row, strict=True):
            found = results.ours(each, resting, 1.0)
            _search(axes, found) if found else _nothing(axes)
        row[0].set_ylabel(f"score, {KINDS[resting]}")
    for each, axes in zip(sizes, panels[0], strict=True):
        axes.set_title(f"{each} practitioner{'s' if each > 1 else ''}")
    for axes in panels[-1]:
        axes.set_xlabel("seconds")
    lines, names = next((axes.get_legend_handles_labels() for axes in panels.flat if axes.lines), ([], []))
    figure.legend(lines, names, loc="outside lower center", ncols=3)
    return figure


def _search(axes: Axes, row: Line) -> None:
    seconds, score, bound, _ = zip(*row["trace"], strict=True)
    axes.step(seconds, score, where="post", color=BLUE, label="score")
    axes.step(seconds, bound, where="post", color=RED, linestyle="--", label="proved bound")
    axes.fill_between(seconds, bound, score, step="post", color=GREY, alpha=0.15, linewidth=0, label="gap")
    axes.set(xscale="log", ylim=(0, 1.05 * max(score)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.tick_params(labelsize=7)
    _plain(axes.xaxis)
    said = "optimal" if row["status"] == "optimal" else f"gap {percent(row['gap'])}"
    axes.text(0.97, 0.95, said, ha="right", va="top", transform=axes.transAxes, fontsize=8)


# --- size against time and memory ----------------------------------------------------------------------------------


def size(results: Results) -> Figure:
    """Seconds to a gap, and peak memory, against the number of due sessions."""
    figure = Figure(figsize=(8, 3.9), layout="constrained")
    time, memory = figure.subplots(1, 2)
    for resting, colour in zip(KINDS, (BLUE, RED), strict=True):
        for load, line in zip(LOADS, ("-", ":"), strict=True):
            rows = [row for each in SIZES if (row := results.ours(each, resting, load))]
            due, label = [row["due"] for row in rows], f"{KINDS[resting]}, {100 * load:.0f} %"
            took = [min(seconds_to(row, GAP), row["total"]) for row in rows]
            reached = [math.isfinite(seconds_to(row, GAP)) for row in rows]
            time.plot(due, took, line, color=colour, label=label)
            for kind, fill in ((True, colour), (False, "white")):
                at = [(x, y) for x, y, met in zip(due, took, reached, strict=True) if met is kind]
                time.plot(*zip(*at, strict=True) if at else ([], []), "o", color=colour, markerfacecolor=fill)
            memory.plot(due, [row["peak"] / 1024 for row in rows], f"o{line}", color=colour, label=label)
    time.set(title=f"seconds to a gap of {percent(GAP, 0)} (hollow: not reached)", ylabel="seconds")
    memory.set(title="peak memory", ylabel="GiB")
    for axes in (time, memory):
        if not any(len(drawn.get_xdata()) for drawn in axes.lines):
            _nothing(axes)
            continue
        axes.set(xscale="log", yscale="log", xlabel="due sessions")
        _plain(axes.xaxis, axes.yaxis)
    figure.legend(*time.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


# --- clinics that were given ---------------------------------------------------------------------------------------


def clinics(results: Results) -> Figure:
    """A panel a trade: score and bound of each clinic's first seed over the best known score, against time."""
    runs = {row["instance"]: row for row in results.given if row["seed"] == 1}
    trades = sorted({trade(name) for name in runs})
    columns = min(4, max(1, len(trades)))
    rows = max(1, -(-len(trades) // columns))
    figure = Figure(figsize=(2.3 * columns + 0.6, 2.2 * rows + 0.5), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).flat
    for axes, name in zip(panels, [*trades, *[""] * (rows * columns - len(trades))], strict=True):
        mine = [row for instance, row in sorted(runs.items()) if trade(instance) == name] if name else []
        for row in mine:
            _clinic(axes, row, results.best[row["instance"].removeprefix("given/"), row["given"]].score or 1.0)
        if not mine:
            axes.set_axis_off() if trades else _nothing(axes)
            continue
        axes.set(title=name, xscale="log", ylim=(0, 2), xlabel="seconds")
        axes.axhline(1, color=GREY, linewidth=0.8, zorder=0)
        axes.tick_params(labelsize=7)
        _plain(axes.xaxis)
        axes.legend(fontsize=6)
    figure.suptitle("score and proved bound (dashed) / best known score")
    return figure


def _clinic(axes: Axes, row: Line, best: float) -> None:
    seconds, score, bound, _ = zip(*row["trace"], strict=True)
    (line,) = axes.step(seconds, [s / best for s in score], where="post", label=in_words(row["instance"]))
    axes.step(seconds, [b / best for b in bound], where="post", color=line.get_color(), linestyle="--")


# --- peers side by side --------------------------------------------------------------------------------------------


def peers(results: Results) -> Figure:
    """A panel a clinic: each solver's score over planner's best bound; hollow with ten times planner's seconds."""
    clinics = [name for name in results.of_peers if not name.startswith("given/")]
    figure = Figure(figsize=(8, 0.8 + 1.5 * max(1, len(clinics))), layout="constrained")
    panels = figure.subplots(max(1, len(clinics)), 1, squeeze=False, sharex=True)[:, 0]
    for clinic, axes in zip(clinics, panels, strict=False):
        _peers(axes, results, clinic)
    if not clinics:
        _nothing(panels[0])
    panels[-1].set_xlabel("score / best proved bound (hollow: ten times planner's seconds)")
    return figure


def _peers(axes: Axes, results: Results, clinic: str) -> None:
    bound = results.bound(clinic) or 1.0
    for height, (solver, (colour, mark)) in enumerate(SOLVERS.items()):
        said = []
        for row in results.of(clinic, solver):
            at = score_without(row, unexpressed(row)) / bound
            longer = clinic in TENFOLD and row["seconds"] == 10 * TENFOLD[clinic] * row["factor"]
            axes.plot(at, height, mark, color=colour, markerfacecolor="white" if longer else colour)
            broken = f", {row['violations']} violations" if row["violations"] else ""
            within = f" in {row['seconds']:g} s" if row["seconds"] else ""
            said.append(f"{at:.2f}{within}{broken}")
        axes.text(1.01, height, "; ".join(said) or "no roster", transform=axes.get_yaxis_transform(), va="center")
    axes.set_yticks(range(len(SOLVERS)), list(SOLVERS))
    axes.set(title=in_words(clinic), xscale="log", ylim=(-0.5, len(SOLVERS) - 0.5))
    axes.axvline(1, color=RED, linestyle="--", linewidth=1, zorder=0)
    axes.grid(axis="y", color=GREY, alpha=0.2)
    _plain(axes.xaxis)
