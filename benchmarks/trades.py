"""The clinics that were given: planner's runs on them by trade and by size, and what they are meant to reach."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.markdown import table
from benchmarks.results import Results, percent
from benchmarks.suite import Line
from benchmarks.timetable import trade

GAPS = {1: (0.02, 0.05), 2: (0.03, 0.08), 5: (0.04, 0.10), 20: (0.06, 0.06)}
"""By practitioners: the largest gap in the median, and in the worst run."""
MEMORY = {5: 2, 20: 6}
"""By practitioners: GiB at most."""
OVER_BEST, OVER_EARLY, APART = 0.03, 0.10, 0.02
"""The most that a score may be over the best known, an early one over the whole run's, a seed's over another's."""


@dataclass(frozen=True)
class Group:
    """Runs on some clinics that are looked at together."""

    results: Results
    runs: tuple[Line, ...]

    @property
    def clinics(self) -> list[str]:
        return sorted({row["instance"] for row in self.runs})

    @property
    def gaps(self) -> list[float]:
        return [row["gap"] for row in self.runs]

    @property
    def over_best(self) -> list[float]:
        """Each score over the best known of its clinic, as a part of that."""
        return [over_best(self.results, row) for row in self.runs]

    @property
    def over_desk(self) -> list[float]:
        """Each score as a part of the front desk's, where that is known."""
        return [row["score"] / row["front_desk"] for row in self.runs if row.get("front_desk")]

    @property
    def over_early(self) -> list[float]:
        """The score after ten seconds and one for each hundred sessions due, over that of the whole run."""
        return [_part(score_at(row, 10 + row["due"] / 100), row["score"]) for row in self.runs]

    @property
    def apart(self) -> list[float]:
        """The worst seed's score over the best's, of each clinic that was run with several."""
        scores = [[row["score"] for row in self.runs if row["instance"] == name] for name in self.clinics]
        return [_part(max(each), min(each)) for each in scores if len(each) > 1]

    @property
    def gib(self) -> float:
        return max(float(row["peak"]) for row in self.runs) / 1024


def over_best(results: Results, row: Line) -> float:
    known = results.best.get((row["instance"].removeprefix("given/"), row["given"]))
    return _part(row["score"], known.score if known else row["score"])


def score_at(row: Line, seconds: float) -> float:
    """The best score so many seconds after the call; infinite before the first."""
    return min((score for at, score, _, _ in row["trace"] if at <= seconds), default=math.inf)


def _part(score: float, least: float) -> float:
    return (score - least) / least if least else 0.0 if score <= least else math.inf


def _groups(results: Results, by: Callable[[Line], Any]) -> Iterator[tuple[Any, Group]]:
    found: dict[Any, list[Line]] = {}
    for row in results.given:
        found.setdefault(by(row), []).append(row)
    for name, runs in sorted(found.items()):
        yield name, Group(results, tuple(runs))


def trade_table(results: Results) -> str:
    return _table("trade", _groups(results, lambda row: trade(row["instance"])))


def size_table(results: Results) -> str:
    return _table("practitioners", _groups(results, lambda row: row["size"]))


def _table(what: str, groups: Iterable[tuple[Any, Group]]) -> str:
    columns = f"{what} | clinics | runs | gap, median | worst | over best known, median | worst | of the front desk's"
    rows = [
        [
            name,
            len(group.clinics),
            len(group.runs),
            *_median_and_worst(group.gaps),
            *_median_and_worst(group.over_best),
            _worst(group.over_desk),
            _worst(group.over_early),
            _worst(group.apart),
            f"{group.gib:.2f}",
            sum(row["violations"] for row in group.runs),
        ]
        for name, group in groups
    ]
    return table(f"{columns}, worst | early, worst | seeds apart, worst | GiB | violations", rows)


def clinic_table(results: Results) -> str:
    """Each clinic: its scores seed by seed, the best of them and of any run, and the best bound."""
    rows = []
    for (size, name, given), group in _groups(results, lambda row: (row["size"], row["instance"], row["given"])):
        known, runs = results.best[name.removeprefix("given/"), given], sorted(group.runs, key=lambda row: row["seed"])
        rows.append(
            [
                name.removeprefix("given/"),
                size,
                f"{runs[0]['due']:,}",
                f"{runs[-1]['seconds']:g} s",
                ", ".join(f"{row['score']:,.0f}" for row in runs),
                f"{known.score:,.0f} (seed {known.seed}, {known.seconds:g} s)",
                f"{known.bound:,.0f}",
                *_median_and_worst(group.gaps),
                f"{runs[0]['front_desk']:,.0f}" if runs[0].get("front_desk") else "",
            ]
        )
    columns = (
        "clinic | practitioners | due | limit | scores | best known | best bound | gap, median | worst | front desk"
    )
    return table(columns, rows)


def _median_and_worst(parts: list[float]) -> tuple[str, str]:
    return (_percent(median(parts)), _percent(max(parts))) if parts else ("", "")


def _worst(parts: list[float]) -> str:
    return _percent(max(parts)) if parts else ""


def _percent(part: float) -> str:
    return percent(part) if math.isfinite(part) else "none"


# --- targets ---------------------------------------------------------------------------------------------------------


def aims(results: Results) -> Iterator[tuple[str, str, list[tuple[float, float]]]]:
    """Each target in words, what was measured, and pairs of a figure and the most that it may be; none when not
    measured at the full limits."""
    full = Results(tuple(row for row in results.given if row["factor"] == 1), results.known)
    sizes = dict(_groups(full, lambda row: row["size"]))
    for size, (middle, most) in GAPS.items():
        text = f"Given clinics, {size} practitioner{'s' if size > 1 else ''}: gap at most {percent(middle, 0)} in the "
        text += f"median, {percent(most, 0)} in the worst" + (f", under {MEMORY[size]} GiB" if size in MEMORY else "")
        found: list[tuple[float, float]] = []
        said = ""
        if group := sizes.get(size):
            found = [(median(group.gaps), middle), (max(group.gaps), most)]
            said = " and ".join(_median_and_worst(group.gaps))
            if size in MEMORY:
                found.append((group.gib, MEMORY[size]))
                said += f", {group.gib:.1f} GiB"
        yield text, said, found
    every = Group(full, tuple(full.given))
    parts = {
        f"Given clinics: within {percent(OVER_BEST, 0)} of the best known score": (every.over_best, OVER_BEST),
        f"Given clinics: after 10 s and 1 s for each 100 due within {percent(OVER_EARLY, 0)} of the whole run": (
            every.over_early,
            OVER_EARLY,
        ),
        f"Given clinics: seeds within {percent(APART, 0)} of each other": (every.apart, APART),
        "Given clinics: never above the front desk": (every.over_desk, 1.0),
    }
    for text, (measured, most) in parts.items():
        over = sum(part > most + 1e-9 for part in measured)
        said = f"{_worst(measured)} in the worst, over it in {over} of {len(measured)}" if measured else ""
        yield text, said, [(max(measured), most)] if measured else []
