"""What the engine is meant to reach, and how far it is from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.results import KINDS, Results, percent, seconds_to
from benchmarks.suite import Line
from benchmarks.timetable import LIMITS, NCD_LIMIT
from benchmarks.trades import aims

GAPS = {(1, True): 0.02, (5, True): 0.03, (20, True): 0.05, (5, False): 0.0, (20, False): 0.01}
"""By practitioners and whether patients rest, at full load: the largest gap at the limit of the timetable."""
MEMORY = 6 * 1024
"""MiB, for twenty practitioners whose patients rest."""
NCD_PROVEN, NCD_INSTANCES, NCD_GAP = 55, 60, 0.01
REFERENCES = ("published", "plain_cpsat")
"""The columns of an NCD reference.csv that planner is compared with."""
GROWTH = 1.3
"""Times the ratio of due sessions, from five practitioners to twenty, for the seconds to the same gap."""
WORDS = {1: "One practitioner", 5: "Five practitioners", 20: "Twenty practitioners"}


@dataclass(frozen=True)
class Target:
    """One target: what it says, what was measured, and what is missing; "" when it is met, None when not measured."""

    text: str
    measured: str = "not measured"
    missing: str | None = None

    @property
    def met(self) -> str:
        return "–" if self.missing is None else "no" if self.missing else "yes"


def targets(results: Results) -> Iterator[Target]:
    for (size, resting), most in GAPS.items():
        yield _gap(results.ours(size, resting, 1.0), size, resting, most)
    yield _memory(results.ours(20, True, 1.0))
    for resting in (True, False):
        yield _growth(growth(results, resting), resting)
    yield from _ncd(results.ncd)
    for each, measured, pairs in aims(results):
        over = max((figure - most for figure, most in pairs), default=0.0)
        yield Target(each, measured, _points(pairs) if over > 1e-9 else "") if pairs else Target(each)
    rosters = [row for row in results.lines if row["solver"] == "planner" and "violations" in row]
    broken, text = sum(row["violations"] for row in rosters), "Every roster of planner keeps every rule"
    found = _short(broken, 0, f"{broken} violations in {len(rosters)} rosters") if rosters else ()
    yield Target(text, *found)
    text, wrong = "No roster scores below a bound that was proved for its clinic", results.refuted
    yield Target(text, *_short(len(wrong), 0, f"{len(wrong)} bounds refuted")) if rosters else Target(text)


def _gap(row: Line | None, size: int, resting: bool, most: float) -> Target:
    clinic = f"{WORDS[size]}, {KINDS[resting]}"
    aim = f"gap at most {percent(most, 0)}" if most else "proved optimal"
    text = f"{clinic}: {aim} in {LIMITS[size][not resting]} s"
    if row is None or row["seconds"] != LIMITS[size][not resting]:
        return Target(text)
    measured = f"{percent(row['gap'])}, {row['due']:,} due sessions"
    over = row["gap"] - most
    return Target(text, measured, f"{100 * over:.1f} points" if over > 1e-9 else "")


def _points(pairs: list[tuple[float, float]]) -> str:
    """How far each figure is over the most that it may be; figures above 1 are no parts."""
    over = [(figure - most, most) for figure, most in pairs if figure > most + 1e-9]
    return ", ".join(f"{100 * each:.1f} points" if most <= 1 else f"{each:.1f} GiB" for each, most in over)


def _memory(row: Line | None) -> Target:
    text = f"{WORDS[20]}, patients rest: under {MEMORY // 1024} GiB"
    found = _short(row["peak"] / 1024, MEMORY / 1024, f"{row['peak'] / 1024:.1f} GiB") if row else ()
    return Target(text, *found)


@dataclass(frozen=True)
class Growth:
    """Seconds to the same gap at five practitioners and at twenty, over the ratio of their due sessions."""

    gap: float
    small: float
    large: float
    sessions: float

    @property
    def factor(self) -> float:
        return self.large / self.small / self.sessions


def growth(results: Results, resting: bool, load: float = 1.0) -> Growth | None:
    """None when one of the two was not measured."""
    small, large = results.ours(5, resting, load), results.ours(20, resting, load)
    if small is None or large is None:
        return None
    gap = max(small["gap"], large["gap"])
    seconds = [seconds_to(row, gap) for row in (small, large)]
    return Growth(gap, *seconds, large["due"] / small["due"])


def _growth(found: Growth | None, resting: bool) -> Target:
    aim = f"seconds to the same gap at most {GROWTH} × the sessions' ratio"
    text = f"Five to twenty practitioners, {KINDS[resting]}: {aim}"
    if found is None:
        return Target(text)
    return Target(text, *_short(found.factor, GROWTH, f"{found.factor:.2f} × at a gap of {percent(found.gap)}"))


def _ncd(rows: list[Line]) -> Iterator[Target]:
    texts = (
        f"NCD, {NCD_INSTANCES} instances at {NCD_LIMIT} s: at least {NCD_PROVEN} proved",
        f"NCD: worst gap at most {percent(NCD_GAP, 0)}",
        "NCD: never a worse vector than published or plain",
    )
    if not rows:
        yield from map(Target, texts)
        return
    proven, worse = sum(row["status"] == "optimal" for row in rows), worse_than(rows)
    worst = max(row["gap"] for row in rows)
    yield Target(texts[0], f"{proven} of {len(rows)}", f"{NCD_PROVEN - proven}" if proven < NCD_PROVEN else "")
    yield Target(texts[1], percent(worst), f"{100 * (worst - NCD_GAP):.1f} points" if worst > NCD_GAP else "")
    yield Target(texts[2], f"{len(worse)} worse", f"{len(worse)}" if worse else "")


def worse_than(rows: list[Line]) -> list[Line]:
    """The NCD instances whose vector is worse than the published one or the plain model's."""
    return [row for row in rows if any(row.get(w) and row["left_out"] > row[w] for w in REFERENCES)]


def _short(found: float, most: float, measured: str) -> tuple[str, str]:
    """What was measured, and what it is over the most that is allowed."""
    return measured, f"{found - most:.3g}" if found > most else ""
