"""The pages: made of any results, whole or few, and saying whether a target is met and how far off it is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import pictures
from benchmarks.given import Known, best_known, bettered, keep
from benchmarks.report import main, page
from benchmarks.results import GOALS, Results
from benchmarks.suite import Line
from benchmarks.targets import GAPS, WORDS, targets
from benchmarks.timetable import LIMITS, NCD_LIMIT, Job, jobs
from planner.rules import GOALS as RULED

HOST = {"processor": "P", "cores": 2, "memory": 8, "system": "S", "versions": {"python": "3"}}
KNOWN = {"code": "c0de", "given": "", "host": HOST, "others": 0.1, "failed": None, "broke_off": False, "peak": 500.0}


def line(job: Job, score: float = 1000.0, bound: float = 980.0) -> Line:
    """A run's line with made-up figures: it begins at twice the score and half the bound."""
    found: Line = {**vars(job), **KNOWN, "total": job.seconds + 1.0, "left_out": [0, 1, 2], "gap": 1 - bound / score}
    found |= {"status": "optimal" if bound == score else "feasible"}
    if job.ncd:
        return {**found, "published": None, "plain_cpsat": [0, 1, 2], "proven_by": []}
    goals = dict.fromkeys(GOALS, 0.0) | {"place": score - 12, "continuity": 12.0}
    judged = {"score": score, "goals": goals, "violations": 0, "due": 100 * job.size, "placed": 0}
    trace = [[1.0, 2 * score, bound / 2, 1 - bound / score / 4], [job.seconds, score, bound, 1 - bound / score]]
    ours = {"bound": bound, "build": 0.5, "trace": trace} if job.solver == "planner" else {}
    peers = {"version": "1", "leaves_out": ["continuity: no word for it"]} if job.solver == "timefold" else {}
    desk = {"front_desk": 2 * score} if job.given else {}
    return {**found, **judged, **ours, **peers, **desk}


NCD = [f"x_np10-res5-win{days}" for days in (30, 60)]
CLINICS = {"facial-01": 1, "facial-02": 2, "facial-05": 5, "facial-20": 20, "laser-01": 1}
WHOLE = Results(tuple(line(job) for job in jobs(full=True, ncd=NCD, given=CLINICS)))


def rows_of(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("|")[1:-1]] for row in text.splitlines() if row.startswith("|")]


def test_the_goals_are_those_of_the_rules() -> None:
    assert [goal.name for goal in RULED] == list(GOALS)


@pytest.mark.parametrize("results", [WHOLE, Results(WHOLE.lines[:3]), Results(())], ids=["whole", "few", "none"])
def test_a_page_is_made_of_any_results(results: Results) -> None:
    text = page(results)
    assert not re.search(r"\$\{|None|\bnan\b|\binf\b", text)
    widths = [len(row) for row in rows_of(text)]
    tables = re.findall(r"(?:^\|.*\n?)+", text, flags=re.MULTILINE)
    assert [t for t in tables if len({len(row) for row in rows_of(t)}) != 1] == []
    assert widths
    assert ("Not measured." in text) == (results is not WHOLE)


@pytest.mark.parametrize("results", [WHOLE, Results(())], ids=["whole", "none"])
def test_the_pictures_are_made_of_any_results(results: Results) -> None:
    drawn = pictures.draw(results)
    assert {f"benchmarks-{name}.svg" for name in drawn} == set(re.findall(r"benchmarks-\w+\.svg", page(results)))
    for svg in drawn.values():
        words = "".join(ElementTree.fromstring(svg).itertext())
        assert ("score" in words or "seconds" in words) or results is not WHOLE


def test_a_target_says_whether_it_is_met() -> None:
    found = {each.text: each for each in targets(WHOLE)}
    one, five = (f"{WORDS[size]}, patients rest: gap at most {int(100 * GAPS[size, True])} %" for size in (1, 5))
    assert [each.met for text, each in found.items() if text.startswith((one, five))] == ["yes", "yes"]
    optimal = next(each for text, each in found.items() if "proved optimal" in text)
    assert (optimal.met, optimal.missing) == ("no", "2.0 points")
    assert [each.met for each in targets(Results(()))] == ["–"] * len(found)


def test_given_clinics_are_held_against_their_best_known() -> None:
    """Three seeds of a clinic, the last 4 % above the best: within 3 % of it twice, and 4 % apart."""
    runs = [
        line(Job("given/facial-01", "planner", 60, 1, seed), score) for seed, score in enumerate((1000, 1010, 1040))
    ]
    met = {each.text: (each.met, each.missing) for each in targets(Results(tuple(runs))) if "Given" in each.text}
    assert [met[text] for text in met if "best known" in text] == [("no", "1.0 points")]
    assert [met[text] for text in met if "each other" in text] == [("no", "2.0 points")]
    assert [met[text] for text in met if "1 practitioner:" in text] == [("no", "1.0 points, 0.8 points")]
    assert [met[text] for text in met if "front desk" in text] == [("yes", "")]
    known = {("facial-01", ""): Known("facial-01", "", 900.0, 5, 1800.0, 890.0)}
    text = page(Results(tuple(runs), known))
    assert "| facial-01 | 1 | 100 | 60 s | 1,000, 1,010, 1,040 | 900 (seed 5, 1800 s) | 980 |" in text


def test_the_best_known_is_kept_with_its_seed(tmp_path: Path) -> None:
    runs = [line(Job("given/facial-01", "planner", 60, 1, seed), 1000 - seed, 900 - seed) for seed in (1, 2)]
    broken = line(Job("given/facial-01", "planner", 60, 1, 3), 10) | {"violations": 1}
    other = line(Job("given/facial-01", "planner", 60, 1, 4), 5) | {"given": "another clinic of the name"}
    keep(bettered({}, [*runs, broken, other]), tmp_path / "best.csv")
    found = best_known(tmp_path / "best.csv")
    assert found["facial-01", ""] == Known("facial-01", "", 998.0, 2, 60.0, 899.0)
    assert len(found) == 2


def test_growth_is_the_seconds_to_the_same_gap() -> None:
    """From 120 to 300 seconds where sessions are four times as many: 0.63 times their ratio."""
    (growth,) = [each for each in targets(WHOLE) if each.text.startswith("Five to twenty practitioners, patients rest")]
    assert growth.measured.startswith(f"{LIMITS[20][0] / LIMITS[5][0] / 4:.2f} ×")
    assert growth.met == "yes"


def test_a_bound_above_a_roster_is_refuted() -> None:
    """The same clinic with more seconds: a score below what the shorter run called proved."""
    runs = [
        line(Job("01-resting-100", "planner", seconds), score, score) for seconds, score in ((15, 990.0), (60, 980.0))
    ]
    assert [row["seconds"] for row in Results(tuple(runs)).refuted] == [15]
    assert "| 1 bounds refuted | no | 1 |" in page(Results(tuple(runs)))
    assert WHOLE.refuted == []


def test_a_worse_vector_is_named() -> None:
    job = Job("ncd/y_np10-res5-win30", "planner", NCD_LIMIT)
    worse = line(job, score=1000, bound=1000) | {"left_out": [0, 2, 0]}
    text = page(Results((worse,)))
    assert "| y_np10-res5-win30 | 0 2 0 | none | 0 1 2 | 0.0 % | worse |" in text


def test_a_goal_that_a_peer_cannot_express_is_left_out_of_its_score() -> None:
    assert "988 without continuity (planner 988)" in page(WHOLE)


def test_a_peer_that_failed_is_named_with_its_reason() -> None:
    job = Job("01-resting-100", "textbook", 60)
    failed = {**vars(job), **KNOWN, "total": 1.0, "failed": "no memory"}
    text = page(Results((*WHOLE.lines, failed)))
    assert "- textbook on 1 practitioner, patients rest, 100 %, in 60 s: no memory." in text


def test_the_page_is_written_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = WHOLE.lines[:2]
    (tmp_path / "results.jsonl").write_text("".join(json.dumps(row) + "\n" for row in few), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["report", "--results", str(tmp_path / "results.jsonl"), "--out", str(tmp_path)])
    main()
    assert (tmp_path / "benchmarks.md").read_text(encoding="utf-8") == page(Results(few))
    for name, svg in pictures.draw(Results(few)).items():  # the same results give the same pictures
        assert (tmp_path / f"benchmarks-{name}.svg").read_text(encoding="utf-8") == svg
