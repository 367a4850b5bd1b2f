"""The tables of docs/benchmarks.md, each made of the results by one function; SECTIONS names them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.markdown import NOTHING, table
from benchmarks.results import KINDS, Results, in_words, percent, score_without, unexpressed
from benchmarks.suite import SEARCH, Line
from benchmarks.targets import REFERENCES, growth, targets, worse_than
from benchmarks.timetable import FRONT_DESK, LOADS, MINUTES, PEERS, PLANNER, SIZES
from benchmarks.trades import clinic_table, size_table, trade_table


def machine(results: Results) -> str:
    """What was measured on: a line for each machine with its versions, the state of the code, and who else was busy."""
    if not results.lines:
        return NOTHING
    hosts = {str(row["host"]): row["host"] for row in results.lines}
    peers = sorted({f"{row['solver']} ({row['version']})" for row in results.lines if row.get("version")})
    code = sorted({row["code"] for row in results.lines if row["solver"] == PLANNER})
    others = [row["others"] for row in results.lines]
    return "\n".join(
        [
            *(
                f"{host['cores']} cores ({host['processor']}), {host['memory']} GiB, {host['system']}; "
                f"{', '.join([*(f'{name} {number}' for name, number in host['versions'].items()), *peers])}."
                for host in hosts.values()
            ),
            f"Rosters come from {', '.join(f'`{folder}`' for folder in SEARCH)}, of whose git trees",
            f"{', '.join(code) or 'nothing'} is a digest. While a run was on, other work kept",
            f"{sum(others) / len(others):.1f} cores busy on average, {max(others):.1f} at most.",
        ]
    )


def target_table(results: Results) -> str:
    return table(
        "target | measured | met | missing",
        [(each.text, each.measured, each.met, each.missing or "") for each in targets(results)],
    )


def family_table(results: Results, resting: bool) -> str:
    """planner on the clinics of one kind, full ones first."""
    rows = [(size, load, results.ours(size, resting, load)) for load in LOADS for size in SIZES]
    return table(
        "practitioners | load | due | limit | score | bound | gap | left out | front desk | build | seconds | GiB "
        "| violations",
        [_family_row(results, *row) for row in rows if row[2]],
    )


def _family_row(results: Results, size: int, load: float, row: Line) -> Sequence[Any]:
    desk = next(iter(results.of(row["instance"], FRONT_DESK)), None)
    return (
        size,
        percent(load, 0),
        f"{row['due']:,}",
        f"{row['seconds']:g} s",
        f"{row['score']:,.0f}",
        f"{row['bound']:,.0f}",
        "optimal" if row["status"] == "optimal" else percent(row["gap"]),
        _vector(row["left_out"]),
        f"{desk['score']:,.0f}" if desk else "",
        f"{row['build']:.1f}",
        f"{row['total']:.1f}",
        _memory(row),
        row["violations"],
    )


def growth_table(results: Results) -> str:
    kinds = [(resting, load, growth(results, resting, load)) for resting in KINDS for load in LOADS]
    rows = [
        [
            f"{KINDS[resting]}, {percent(load, 0)}",
            percent(found.gap),
            *(f"{seconds:.1f}" for seconds in (found.small, found.large)),
            *(f"{ratio:.2f}" for ratio in (found.large / found.small, found.sessions, found.factor)),
        ]
        for resting, load, found in kinds
        if found
    ]
    return table("clinics | gap | five: seconds | twenty: seconds | their ratio | due sessions' | over it", rows)


def peer_table(results: Results) -> str:
    """All solvers on each clinic that the peers ran on; below it what each leaves out, and why one has no roster."""
    clinics = results.of_peers
    order = [FRONT_DESK, *PEERS, PLANNER]
    runs = sorted(
        (row for row in results.lines if row["instance"] in clinics),
        key=lambda row: (row["instance"], order.index(row["solver"]), row["seconds"]),
    )
    notes = [f"{row['solver']} leaves out: {word}." for row in runs for word in row.get("leaves_out") or ()]
    notes += [
        f"{row['solver']} on {in_words(row['instance'])}, in {row['seconds']:g} s: {row['failed']}."
        for row in runs
        if row["failed"]
    ]
    rows = [_peer_row(results, row) for row in runs]
    listed = "\n".join(f"- {note}" for note in dict.fromkeys(re.sub(r"\.+$", ".", note) for note in notes))
    columns = "clinic | solver | limit | score | gap | left out | violations | GiB"
    return "\n\n".join(filter(None, [table(columns, rows), listed]))


def _peer_row(results: Results, row: Line) -> Sequence[Any]:
    name = (in_words(row["instance"]), row["solver"], f"{row['seconds']:g} s" if row["seconds"] else "")
    if row["failed"]:
        return (*name, "none", "", "", "", _memory(row))
    goals, bound = unexpressed(row), results.bound(row["instance"])
    score, told = score_without(row, goals), f"{score_without(row, goals):,.0f}"
    ours = results.of(row["instance"], PLANNER)[-1:]
    if goals:
        told += f" without {', '.join(goals)}" + "".join(f" (planner {score_without(o, goals):,.0f})" for o in ours)
    gap = percent((score - bound) / score) if score and not goals and not row["violations"] else ""
    return (*name, told, gap, _vector(row["left_out"]), row["violations"], _memory(row))


def ncd_table(results: Results) -> str:
    """The instances by patients and days, and below them each that is not proved or has a worse vector."""
    groups: dict[tuple[int, ...], list[Line]] = {}
    for row in results.ncd:
        size = re.search(r"np(\d+)-res\d+-win(\d+)", row["instance"])
        groups.setdefault(tuple(map(int, size.groups())) if size else (), []).append(row)
    rows = [
        [
            *size,
            len(group),
            sum(row["status"] == "optimal" for row in group),
            *(sum(whose in row.get("proven_by", ()) for row in group) for whose in REFERENCES),
            percent(max(row["gap"] for row in group)),
            f"{sum(row['total'] for row in group):.0f}",
        ]
        for size, group in sorted(groups.items())
    ]
    worse = worse_than(results.ncd)
    named = [
        [
            row["instance"].removeprefix("ncd/"),
            *(_vector(row.get(whose) or ["none"]) for whose in ("left_out", *REFERENCES)),
            percent(row["gap"]),
            "worse" if row in worse else "",
        ]
        for row in results.ncd
        if row["status"] != "optimal" or row in worse
    ]
    columns = "patients | days | instances | proved | by published | by plain | worst gap | seconds in all"
    tables = [table(columns, rows)]
    if named:
        tables += ["Not proved, or worse:", table("instance | left out | published | plain | gap | ", named)]
    return "\n\n".join(tables)


def _vector(counts: Sequence[Any]) -> str:
    return " ".join(map(str, counts))


def _memory(row: Line) -> str:
    return f"{row['peak'] / 1024:.2f}"


SECTIONS: dict[str, Callable[[Results], str]] = {
    "minutes": lambda results: str(MINUTES),
    "machine": machine,
    "targets": target_table,
    "resting": lambda results: family_table(results, True),
    "single": lambda results: family_table(results, False),
    "growth": growth_table,
    "peers": peer_table,
    "trades": trade_table,
    "sizes": size_table,
    "clinics": clinic_table,
    "ncd": ncd_table,
}
