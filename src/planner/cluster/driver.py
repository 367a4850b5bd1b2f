"""A whole run: what is there already, what is still to do, the longest first, and the report."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from planner.cluster import batch, report
from planner.cluster.clinics import Clinic, content_of, size_of
from planner.cluster.job import FAILED, MEASURE, MEASURED, OPEN, REFUSED, SOLVE, SOLVED, Asked, Job, Outcome
from planner.cluster.progress import Progress, Silent, Watch
from planner.cluster.publication import PUBLISHED, publish
from planner.cluster.results import Results
from planner.cluster.rows import Row
from planner.cluster.runner import Runner
from planner.cluster.stores import snapshot
from planner.errors import PlannerError

DUE_A_THREAD = 1000
MOST_THREADS = 4
"""A search by seconds has a thread more for each so many due sessions, up to so many threads; one by effort has one,
since only then it is the same again."""


@dataclass(frozen=True)
class Care:
    """How long a clinic may take, in seconds, and how much memory, in MiB; each as a run finds right unless given."""

    wall: float | None = None
    memory: int | None = None

    def wall_of(self, asked: Asked) -> float:
        """A search is bounded by itself; this is for what goes wrong in it, or for a machine that is far too busy."""
        return self.wall or 600.0 + 3 * (asked.seconds or 0.0) + 60 * (asked.effort or 0.0)


def many(
    clinics: Sequence[Clinic],
    out: Path,
    asked: Asked,
    runner: Runner,
    care: Care | None = None,
    to_publish: bool = False,
    watch: Watch | None = None,
) -> list[Row]:
    """The roster of each clinic in `out/results/DIGEST`, and a report of all in `out`, also where the run ends early.

    What has a result already is not done again. Raises Nonsense or OSError for an `out` that cannot be, ClusterFault
    where the runner is lost; a clinic that fails is a row.
    """
    run = _Run(Results.make(out.absolute()), asked, runner, care or Care(), watch or Silent(), len(clinics))
    try:
        jobs = run.prepared(clinics)
        run.solve(run.ordered(jobs))
        if to_publish:
            run.publish()
    finally:
        run.look_again(clinics)
        report.write(run.in_order(clinics), out)
        run.tell(0)
    return run.in_order(clinics)


@dataclass
class _Run:
    results: Results
    asked: Asked
    runner: Runner
    care: Care
    watch: Watch
    clinics: int
    began: float = field(default_factory=time.monotonic)
    rows: dict[str, Row] = field(default_factory=dict)
    """By the clinic's place."""
    of: dict[str, list[Clinic]] = field(default_factory=dict)
    """Whose a digest is: of several where their tables are the same."""

    def in_order(self, clinics: Iterable[Clinic]) -> list[Row]:
        return [self.rows[clinic.place] for clinic in clinics if clinic.place in self.rows]

    def prepared(self, clinics: Iterable[Clinic]) -> list[Job]:
        """The jobs without a result."""
        done, published = self._done_before()
        jobs: dict[str, Job] = {}
        for clinic in clinics:
            try:
                job = self._job(clinic)
            except (PlannerError, OSError) as refused:
                words = f"{refused.strerror}: {clinic.place}" if isinstance(refused, OSError) else str(refused)
                what = FAILED if isinstance(refused, OSError) else REFUSED
                self._decide(Row(clinic, Outcome("", what, why=words)))
                continue
            digest = published.get((clinic.name, job.content), job.digest)
            there = self.results.outcome(digest)
            if there is None:
                self.of.setdefault(digest, []).append(clinic)
                jobs[digest] = job
            else:
                if digest not in done:  # the run that made it could not say so any more
                    self.results.note(replace(job, name=clinic.name), there)
                    done.add(digest)
                was = "before" if digest != job.digest else ""
                self._decide(Row(clinic, there, self.results.folder(digest), was))
        return list(jobs.values())

    def ordered(self, jobs: Sequence[Job]) -> list[Job]:
        """The longest first. A search by seconds has its threads by the sessions that are due, so its clinics are read
        before; beside one by effort, which may be short, that would cost too much."""
        if self.asked.effort is not None:
            return sorted(jobs, key=lambda job: (-size_of(Path(job.folder)), job.name))
        due: list[tuple[int, Job]] = []
        for job, outcome in batch.done([replace(job, step=MEASURE) for job in jobs], self.runner, self.tell):
            if outcome.what == MEASURED:
                threads = min(MOST_THREADS, self.runner.widest, 1 + (outcome.due or 0) // DUE_A_THREAD)
                due.append((outcome.due or 0, replace(job, step=SOLVE, threads=threads)))
            else:
                self._end(job, outcome)
        return [job for _, job in sorted(due, key=lambda each: (-each[0], each[1].name))]

    def solve(self, jobs: Sequence[Job]) -> None:
        for job, outcome in batch.done(jobs, self.runner, self.tell):
            self._end(job, outcome)

    def publish(self) -> None:
        for place, row in tuple(self.rows.items()):
            if row.solved and not row.published:
                said = publish(row.clinic, row.outcome.digest, self.asked.digest, self.results)
                self.rows[place] = replace(row, published=said)

    def look_again(self, clinics: Iterable[Clinic]) -> None:
        """Nothing is left to say of a run that went to its end. One that was stopped may have results that nobody told
        of, and clinics that are still to do."""
        digests = {clinic.place: digest for digest, those in self.of.items() for clinic in those}
        for clinic in clinics:
            if clinic.place not in self.rows:
                digest = digests.get(clinic.place, "")
                there = self.results.outcome(digest) if digest else None
                outcome = there or Outcome(digest, OPEN, why="the run was stopped; the same command goes on")
                self.rows[clinic.place] = Row(clinic, outcome, self.results.folder(digest) if there else None)

    def tell(self, running: int) -> None:
        """Where it stands, to whoever watches."""
        solved = [row.outcome for row in self.rows.values() if row.solved]
        here = [row.outcome.seconds for row in self.rows.values() if row.solved and not row.before]
        failed, left = len(self.rows) - len(solved), self.clinics - len(self.rows)
        gaps = [outcome.gap for outcome in solved if outcome.gap is not None]
        self.watch.progress(
            Progress(
                clinics=self.clinics,
                done=len(solved),
                before=sum(row.before for row in self.rows.values()),
                running=running,
                failed=failed,
                worst_gap=max(gaps, default=None),
                seconds=time.monotonic() - self.began,
                seconds_left=left * sum(here) / len(here) / self.runner.slots if here and left else None,
            )
        )

    def _done_before(self) -> tuple[set[str], dict[tuple[str, str], str]]:
        """The digests with a result, and those whose rosters were published, by the clinic and its content since."""
        done, published = set[str](), dict[tuple[str, str], str]()
        for line in self.results.manifest.lines():
            if line["what"] == SOLVED:
                done.add(line["digest"])
            elif line["what"] == PUBLISHED and line.get("asked") == self.asked.digest:
                published[line["clinic"], line["after"]] = line["digest"]
        return done, published

    def _job(self, clinic: Clinic) -> Job:
        if clinic.is_store:
            folder, content = snapshot(clinic.place, self.results)
        else:
            folder = Path(clinic.place)
            content = content_of(folder)
        wall, memory = self.care.wall_of(self.asked), self.care.memory
        return Job(clinic.name, str(folder), content, str(self.results.out), self.asked, wall=wall, memory=memory)

    def _end(self, job: Job, outcome: Outcome) -> None:
        for row in self._rows(job, outcome):
            self._decide(row)

    def _rows(self, job: Job, outcome: Outcome) -> Iterator[Row]:
        solved = outcome.what == SOLVED
        for clinic in self.of[job.digest]:
            yield Row(clinic, outcome, self.results.folder(job.digest) if solved else None)

    def _decide(self, row: Row) -> None:
        self.rows[row.clinic.place] = row
        self.watch.row(row)
