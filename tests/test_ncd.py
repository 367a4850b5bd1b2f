"""The public NCD instances, read as clinics: a small one made here, its roster judged by the instance's own rules."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
INSTANCE = {
    "horizon_days": 4,
    "services": {
        "a": {"care_unit": "red", "slots": 6},
        "b": {"care_unit": "red", "slots": 4},
        "c": {"care_unit": "blue", "slots": 10},
    },
    "daily_capacity": [[day, unit, 10] for day in range(1, 5) for unit in ("red", "blue")],
    "operators": [[day, "red", 1, 5, 10] for day in range(1, 5)]
    + [[day, "blue", 1, 0, 10] for day in range(1, 4)]
    + [[4, "blue", 1, 7, 0]],
    "interdictions": [["a", "c", 1]],
    "necessities": [["c", "b", 1, 2]],
    "occurrences": [
        {"id": "p/1", "patient": "p", "priority": 3, "services": ["a", "b"], "ideal": 1, "first": 1, "last": 1},
        {"id": "p/2", "patient": "p", "priority": 2, "services": ["a"], "ideal": 1, "first": 1, "last": 2},
        {"id": "p/3", "patient": "p", "priority": 2, "services": ["c"], "ideal": 2, "first": 2, "last": 3},
        {"id": "q/1", "patient": "q", "priority": 1, "services": ["c"], "ideal": 1, "first": 1, "last": 2},
        {"id": "q/2", "patient": "q", "priority": 1, "services": ["b"], "ideal": 2, "first": 2, "last": 3},
        {"id": "r/1", "patient": "r", "priority": 1, "services": ["a"], "ideal": 1, "first": 1, "last": 1},
    ],
}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The benchmark's output, run as its user runs it."""
    folder = tmp_path_factory.mktemp("ncd")
    (folder / "small.json").write_text(json.dumps(INSTANCE), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.ncd", str(folder), "--seconds", "20", "--out", str(folder / "out")]
    done = subprocess.run([*command, "--only", "small"], cwd=ROOT, capture_output=True, text=True, check=True)
    (folder / "out" / "printed").write_text(done.stdout, encoding="utf-8")
    return folder / "out"


def rows(out: Path) -> list[tuple[str, str, int, int, int]]:
    with (out / "small.csv").open(encoding="utf-8") as file:
        return [
            (r["occurrence"], r["service"], int(r["day"]), int(r["operator"]), int(r["start"]))
            for r in csv.DictReader(file)
        ]


def test_the_vector_left_out_is_proved(out: Path):
    """By hand: `a` of p/1 and p/2 is one session on day 1 and closes days 1 and 2 to p's `c`, which then wants a `b` on
    day 4 or 5, beyond the horizon: it goes on day 3. One `a` and one `b` fill day 1, so r/1 stays out."""
    summary = list(csv.DictReader((out / "summary.csv").open(encoding="utf-8")))
    assert [(line["left_out_p3_p2_p1"], line["proven"]) for line in summary] == [("0 0 1", "proven")]
    assert "small  0 0 1  proven" in (out / "printed").read_text(encoding="utf-8")


def test_shared_services_are_done_once(out: Path):
    shared = {row[2:] for row in rows(out) if row[0] in ("p/1", "p/2") and row[1] == "a"}
    assert len(shared) == 1


def test_the_roster_keeps_the_instances_own_rules(out: Path):
    occurrences = {row["id"]: row for row in INSTANCE["occurrences"]}
    hours = {(day, unit, number): (first, first + slots) for day, unit, number, first, slots in INSTANCE["operators"]}
    busy, days = set(), set()
    for id, service, day, operator, start in rows(out):
        given, patient = INSTANCE["services"][service], occurrences[id]["patient"]
        first, last = hours[day, given["care_unit"], operator]
        assert occurrences[id]["first"] <= day <= occurrences[id]["last"]
        assert first <= start <= start + given["slots"] <= last
        busy.add((patient, service, day, given["care_unit"], operator, start, start + given["slots"]))
        days.add((patient, service, day))
    for one in busy:
        for other in busy - {one}:
            same_operator, same_patient = one[2:5] == other[2:5], (one[0], one[2]) == (other[0], other[2])
            assert not (same_operator or same_patient) or one[6] <= other[5] or other[6] <= one[5]
    for a, b, t in INSTANCE["interdictions"]:
        assert not [(p, d, e) for p, s, d in days if s == a for q, r, e in days if (q, r) == (p, b) and d <= e <= d + t]
    for a, b, low, high in INSTANCE["necessities"]:
        for patient, service, day in days:
            if service == a and day + high <= INSTANCE["horizon_days"]:
                assert [e for q, r, e in days if (q, r) == (patient, b) and day + low <= e <= day + high]


def test_an_instance_that_is_not_there_is_named(tmp_path: Path):
    command = [sys.executable, "-m", "benchmarks.ncd", str(tmp_path), "--out", str(tmp_path / "out"), "--only", "none"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no instance none in" in done.stderr
