"""The benchmark: one run after another, each in a process of its own, each a line of results.jsonl once it is done.

    python -m benchmarks.suite [--full] [--out out/bench] [--clinics FOLDER] [--ncd FOLDER]
                               [--only GLOB] [--seeds N] [--seconds-factor F] [--minutes M]

Started again it goes on where it stopped: a run is known by its instance, solver, seed, seconds, and the code it
depends on; one whose process broke off is tried again. `--only 'given/facial-*'` makes a part of the runs,
`--seconds-factor 0.2` all of them in a fifth of their time; what runs later is added to the same results.
What is measured, and for how long, is in `benchmarks/timetable.py`; `python -m benchmarks.report` makes pages of it.
The peers run in an environment of their own, the NCD instances and clinics where their folders are given.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import signal
import sys
import time
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from benchmarks import given, process
from benchmarks.machine import ROOT, code_of, digest_of, machine
from benchmarks.timetable import LOOK_AHEAD, MONTH, PEERS, SEEDS, Job, jobs, upper_sum

Line = dict[str, Any]
"""A line of results.jsonl."""
KEY = ("instance", "solver", "seed", "seconds", "code", "given")
"""What a run is known by; `given` is a digest of its instance."""
SEARCH = ("src/planner/clinic", "src/planner/model", "src/planner/rules", "src/planner/engine")
"""What a roster comes from: a run of planner stands as long as none of these folders changes."""


@dataclass
class Suite:
    """The runs of one folder; `peers` is the interpreter of the peers' environment, `ncd` and `clinics` are the folders
    of instances and clinics that are given."""

    out: Path
    peers: Path | None = None
    ncd: Path | None = None
    clinics: Path | None = None
    host: Line = field(default_factory=machine)

    def __post_init__(self) -> None:
        self.code = {True: code_of("benchmarks/peers"), False: code_of(*SEARCH)}
        self.results = self.out / "results.jsonl"
        self.front_desk = given.front_desk_scores(self.clinics) if self.clinics else {}

    def run(self, plan: list[Job], minutes: float = math.inf) -> int:
        """Run what has no line yet and can end in time; the number of runs that were left to the next start."""
        began, left = time.monotonic(), 0
        self._write_clinics(plan)
        cut_off_half_a_line(self.results)
        done = {key_of(line) for line in read_lines(self.results) if not line["broke_off"]}
        for number, job in enumerate(plan, 1):
            if key_of(self._known_by(job)) in done:
                said = "reused"
            elif time.monotonic() - began + job.seconds + job.spare > 60 * minutes:
                left, said = left + 1, "left to the next start"
            else:
                line = {**self._known_by(job), "host": self.host, **self._measure(job)}
                with self.results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line) + "\n")
                said = in_short(line)
            print(f"{number:3}/{len(plan)}  {job}: {said}", flush=True)
        return left

    def _write_clinics(self, plan: list[Job]) -> None:
        names = sorted({job.instance for job in plan if not job.ncd and not job.given})
        if names:
            command = [sys.executable, "-m", "benchmarks.families", *names, "--out", str(self.out / "clinics")]
            if (ended := process.run(command, 600)).status:
                raise SystemExit(f"the clinics could not be written: {ended.word}")

    def _known_by(self, job: Job) -> Line:
        return {**asdict(job), "code": self.code[job.solver in PEERS], "given": digest_of(self._path(job))}

    def _path(self, job: Job) -> Path:
        name = job.instance.rpartition("/")[2]
        if job.ncd and self.ncd:
            return self.ncd / f"{name}.json"
        if job.given and self.clinics:
            return self.clinics / name
        return self.out / "clinics" / job.instance

    def _measure(self, job: Job) -> Line:
        """One run: what it said, its peak memory in MiB, and in `failed` why it has no roster."""
        out = self.out / "rosters" / job.instance / f"{job.solver}-{job.seconds:g}-{job.seed}"
        shutil.rmtree(out, ignore_errors=True)  # nothing of an earlier run may be taken for this one's
        if job.solver in PEERS:
            return self._measure_peer(job, out)
        command = _worker("ncd" if job.ncd else job.solver, self._path(job), job.seconds, out, job.seed)
        ended = process.run(command, job.ended_after)
        measured = {"peak": ended.peak, "others": ended.others, **_left_in(out / "result.json", ended)}
        if job.given:
            measured["front_desk"] = self.front_desk.get(job.instance.removeprefix("given/"))
        return measured

    def _measure_peer(self, job: Job, out: Path) -> Line:
        days = ("--month", MONTH, "--look-ahead", str(LOOK_AHEAD), "--seconds", f"{job.seconds:g}", "--out", str(out))
        out.mkdir(parents=True)
        command = [str(self.peers), "-m", "benchmarks.peers", job.solver, str(self._path(job)), *days]
        ended = process.run(command, job.ended_after)
        line = {
            "peak": ended.peak,
            "others": ended.others,
            "total": ended.seconds,
            **_left_in(out / "peer.json", ended),
        }
        line["own_seconds"] = line.pop("seconds", None)  # `seconds` is the limit
        if not line["failed"]:
            ended = process.run(_worker("judge", self._path(job), 0, out), 600)
            line |= _left_in(out / "result.json", ended)
        return line


def _worker(run: str, instance: Path, seconds: float, out: Path, seed: int = 1) -> list[str]:
    return [sys.executable, "-m", "benchmarks.worker", run, str(instance), f"{seconds:g}", str(out), str(seed)]


def _left_in(file: Path, ended: process.Ended) -> Line:
    """What a process left in its file, or how it failed."""
    if file.exists():
        said = json.loads(file.read_text(encoding="utf-8"))
        return {**said, "failed": said.get("failed"), "broke_off": False}
    word = ended.word.replace(f"{ROOT}/", "")  # a page may show it
    return {"failed": f"exit status {ended.status}: {word}", "broke_off": True}


def read_lines(file: Path) -> list[Line]:
    """The lines of results.jsonl; none before the first run is done."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [{"seed": 1, "factor": 1.0, **json.loads(text)} for text in lines]


def cut_off_half_a_line(file: Path) -> None:
    """Drop what an end in the middle of writing left."""
    if file.exists():
        content = file.read_bytes()
        file.write_bytes(content[: content.rfind(b"\n") + 1])


def key_of(line: Line) -> tuple[Any, ...]:
    return tuple(line[name] for name in KEY)


def in_short(line: Line) -> str:
    """A line of results in a few words."""
    if line["failed"]:
        return f"failed, {line['failed']}"
    gap = f", gap {line['gap']:.1%}" if "gap" in line else ""
    score = f"score {line['score']:g}, {line['violations']} violations, " if "score" in line else ""
    return f"{score}left out {line['left_out']}{gap}, {line['total']:.1f} s, {line['peak']:.0f} MiB"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suite", description="Run the benchmark.")
    parser.add_argument("--full", action="store_true", help="all sizes and loads, the NCD instances, tenfold times")
    parser.add_argument("--out", type=Path, default=Path("out/bench"), help="for clinics, rosters and results.jsonl")
    parser.add_argument("--only", default="", metavar="GLOB", help="the runs whose name, as printed, has this in it")
    parser.add_argument("--ncd", type=Path, default=os.environ.get("NCD") or None, help="the NCD instances' folder")
    parser.add_argument("--clinics", type=Path, default=os.environ.get("CLINICS") or None, help="a folder of clinics")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="planner's runs on each of these clinics")
    parser.add_argument("--seconds-factor", type=float, default=1.0, help="what every limit is multiplied by")
    parser.add_argument("--peers", type=Path, default=Path(".venv-peers/bin/python"), help="the peers' interpreter")
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin nothing that could end later")
    parser.add_argument("--list", action="store_true", help="print the plan and stop")
    asked = parser.parse_args()
    peers = asked.peers if asked.peers.exists() else None
    ncd = sorted(path.stem for path in asked.ncd.glob("*.json")) if asked.ncd else []
    clinics = given.sizes(asked.clinics) if asked.clinics else {}
    plan = jobs(asked.full, PEERS if peers else (), ncd, clinics, asked.seeds, asked.seconds_factor)
    plan = [job for job in plan if fnmatch(str(job), f"*{asked.only}*")]
    if not peers:
        print(f"no peers: there is no {asked.peers}; make makes it from benchmarks/peers/requirements.txt")
    if not ncd and asked.full:
        print("no NCD instances: give their folder as NCD=FOLDER; docs/benchmarks.md says where to get them")
    if not clinics and asked.full:
        print("no clinics beside the families: give a folder of clinic folders as CLINICS=FOLDER")
    print(f"{len(plan)} runs, at most {upper_sum(plan) / 60:.0f} minutes")
    if asked.list:
        print("\n".join(map(str, plan)))
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the run under way is ended too
    asked.out.mkdir(parents=True, exist_ok=True)
    left = Suite(asked.out, peers, asked.ncd, asked.clinics).run(plan, asked.minutes)
    if left:
        print(f"{left} runs are left; start again to take them up")


if __name__ == "__main__":
    main()
