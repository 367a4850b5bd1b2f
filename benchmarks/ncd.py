"""The NCD agenda: chronic outpatients' care pathways, public instances nobody here wrote, planned as clinics.

    python -m benchmarks.ncd FOLDER --seconds 60 --out DIR [--only NAME]

FOLDER holds the JSON instances and, if at hand, reference.csv with the published results. They come from the
repository MarcoRoma96/NCD-agenda-outpatients (Cappanera, Gavanelli, Nonato, Roma; arXiv 2305.11969), which names no
licence: get them from there; none is part of this project.

Each instance is a clinic like any other: an occurrence is a plan, an operator of a care unit a practitioner, a slot
five minutes, an interdiction a wait, a necessity a follow-up. Left-out occurrences count by priority, highest first.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import planner
from planner.clinic import (
    Clinic,
    FollowUp,
    Patient,
    Phase,
    Plan,
    Practitioner,
    Prices,
    Protocol,
    Service,
    Step,
    Wait,
    WeeklyHours,
)

FIRST = date(2026, 1, 1)
SLOT = timedelta(minutes=5)
OPENS = datetime.combine(FIRST, time(6))
UTC = ZoneInfo("UTC")


def clinic_of(instance: dict[str, Any]) -> Clinic:
    """The instance as a clinic."""
    services = {id: _service(id, row) for id, row in instance["services"].items()}
    plans, protocols = {}, {}
    for row in instance["occurrences"]:
        protocol = _protocol(row)
        protocols[protocol.id] = protocol
        plans[row["id"]] = Plan(
            row["id"],
            row["patient"],
            protocol.id,
            _day(row["first"]),
            priority=row["priority"],
            finish_by=_day(row["last"]),
        )
    patients = {plan.patient: Patient(plan.patient, plan.patient) for plan in plans.values()}
    return Clinic(
        name="NCD agenda",
        timezone=UTC,
        services=services,
        protocols=protocols,
        practitioners=_practitioners(instance),
        patients=patients,
        plans=plans,
        waits=tuple(Wait(a, days=t + 1, service=b) for a, b, t in instance["interdictions"]),
        follow_ups=tuple(FollowUp(a, b, low, high) for a, b, low, high in instance["necessities"]),
        prices=_lexicographic(Counter(plan.priority for plan in plans.values())),
        start_every=SLOT,
    )


def _service(id: str, row: dict[str, Any]) -> Service:
    step = Step("care", row["slots"] * SLOT, attended=True)
    return Service(id, id, (step,), needs=frozenset({row["care_unit"]}), room=None, shareable=True)


def _protocol(row: dict[str, Any]) -> Protocol:
    within, services = row["last"] - row["first"], tuple(row["services"])
    phase = Phase("visit", services, sessions=1)
    return Protocol(f"{'+'.join(services)} within {within}", "one visit", (phase,), start_within=within)


def _practitioners(instance: dict[str, Any]) -> dict[str, Practitioner]:
    """One practitioner an operator of a care unit: operators are numbered within their unit."""
    capacity = {(day, unit): slots for day, unit, slots in instance["daily_capacity"]}
    hours: dict[tuple[str, int], list[WeeklyHours]] = {}
    for day, unit, operator, first, slots in instance["operators"]:
        capacity[day, unit] -= slots
        if slots:
            on = _day(day)
            start, end = (OPENS + slot * SLOT for slot in (first, first + slots))
            hours.setdefault((unit, operator), []).append(WeeklyHours(on.weekday(), start.time(), end.time(), on, on))
    if any(left < 0 for left in capacity.values()):
        raise ValueError("a care unit's operators work more than its daily capacity, which this reading leaves out")
    return {
        (id := f"{unit}/{operator}"): Practitioner(id, id, frozenset({unit}), shifts=tuple(rows))
        for (unit, operator), rows in hours.items()
    }


def _lexicographic(count: Counter[int]) -> Prices:
    """Prices at which leaving out one of a priority costs more than all of the lower ones together."""
    middle = count[1] + 1
    place = {1: 1, 2: middle, 3: middle * (count[2] + 1)}
    return Prices(place=place, day=0, late=0, stretch=0, preferred=0, continuity=0, time_of_day=0, moved=0)


def _day(number: int) -> date:
    return FIRST + timedelta(days=number - 1)


def rows_of(roster: planner.Roster) -> Iterator[tuple[str, str, int, int, int]]:
    """The roster in the instance's numbers: occurrence, service, day, operator, first slot."""
    for row in roster.placed:
        start = row.start.replace(tzinfo=None)
        opens = datetime.combine(start.date(), OPENS.time())
        operator = int(str(row.practitioner).rsplit("/", 1)[1])
        yield row.plan, row.service, (start.date() - FIRST).days + 1, operator, (start - opens) // SLOT


def solve(path: Path, seconds: float, out: Path) -> dict[str, str]:
    """Plan one instance, write its roster, and return its line of the summary."""
    instance = json.loads(path.read_text(encoding="utf-8"))
    last = _day(instance["horizon_days"])
    roster = planner.plan(clinic_of(instance), first=FIRST, last=last, look_ahead=0, seconds=seconds)
    with (out / f"{path.stem}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["occurrence", "service", "day", "operator", "start"])
        writer.writerows(sorted(rows_of(roster)))
    figures = roster.figures
    return {
        "instance": path.stem,
        "left_out_p3_p2_p1": " ".join(map(str, figures.left_out)),
        "proven": "proven" if figures.status == "optimal" else "not proven",
        "score": f"{figures.score:g}",
        "bound": f"{figures.bound:g}",
        "gap": f"{figures.gap:.4f}",
        "seconds": f"{figures.seconds:.1f}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Plan the public NCD instances as clinics.")
    parser.add_argument("folder", type=Path, help="where the instances' JSON files are")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each instance")
    parser.add_argument("--out", type=Path, required=True, help="where the rosters and summary.csv go")
    parser.add_argument("--only", help="the one instance to plan")
    given = parser.parse_args()
    paths = sorted(given.folder.glob("*.json"))
    if given.only:
        paths = [path for path in paths if path.stem == given.only.removesuffix(".json")]
    if not paths:
        parser.error(f"no instance{f' {given.only}' if given.only else 's'} in {given.folder}")
    given.out.mkdir(parents=True, exist_ok=True)
    lines = []
    for path in paths:
        lines.append(solve(path, given.seconds, given.out))
        print("  ".join(lines[-1].values()), flush=True)
        with (given.out / "summary.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, lines[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)


if __name__ == "__main__":
    main()
