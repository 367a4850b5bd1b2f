"""What a clinic's own process does: claim it, read it, make its roster and put it in place, or say why not."""

from __future__ import annotations

import errno
import resource
import sys
import tempfile
import time
import traceback
from dataclasses import replace
from pathlib import Path

from planner.clinic import Horizon, Problem
from planner.cluster.clinics import content_of, copy
from planner.cluster.job import (
    CHANGED,
    CLAIMED,
    CRASHED,
    FAILED,
    FAULTY,
    MEASURE,
    MEASURED,
    REFUSED,
    Job,
    Outcome,
    versions,
)
from planner.cluster.results import Results
from planner.errors import BrokenRoster, FaultyClinic, PlannerError
from planner.files.reading import load
from planner.jobs.roster import run_clinic

PASSING = {errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EAGAIN, errno.EBUSY}
"""What a file system may say once, and not when it is asked again."""
TOO_MUCH = "it wants more memory than it may have; give --memory more"
UNIT = 1 if sys.platform == "darwin" else 2**10
"""Bytes in the unit of `ru_maxrss`."""


def outcome_of(job: Job) -> Outcome:
    """Do a job; whatever it raises becomes an outcome that names no patient."""
    began = time.monotonic()
    try:
        outcome = _measured(job) if job.step == MEASURE else _solved(job, began)
    except FaultyClinic as faulty:
        places = tuple(_place(each.file, each.row, each.column) for each in faulty.faults)
        outcome = Outcome(job.digest, FAULTY, faults=places, why=f"planner validate {job.folder}")
    except BrokenRoster as bug:
        why = f"the roster found breaks {len(bug.violations)} rule(s): a bug in planner, please report it"
        outcome = Outcome(job.digest, CRASHED, why=why)
    except PlannerError as refused:
        outcome = Outcome(job.digest, REFUSED, why=str(refused))
    except MemoryError:
        outcome = Outcome(job.digest, CRASHED, why=TOO_MUCH)
    except OSError as failed:
        why = f"{failed.strerror or failed}" + (f": {failed.filename}" if failed.filename else "")
        outcome = Outcome(job.digest, FAILED, why=why, again=failed.errno in PASSING)
        if failed.errno == errno.ENOMEM:
            outcome = Outcome(job.digest, CRASHED, why=TOO_MUCH)
    except Exception as bug:
        at = traceback.extract_tb(bug.__traceback__)[-1]
        why = f"{type(bug).__name__} at {Path(at.filename).name}:{at.lineno}: a bug in planner, please report it"
        outcome = Outcome(job.digest, CRASHED, why=why)
    return outcome if outcome.seconds else _with_usage(outcome, began)


def _solved(job: Job, began: float) -> Outcome:
    if job.asked.versions != versions():
        raise PlannerError(f"this worker has {_said(versions())}, the run was begun with {_said(job.asked.versions)}")
    results = Results.there(Path(job.out))
    with results.claimed(job.digest) as mine, tempfile.TemporaryDirectory(prefix="planner-") as folder:
        if not mine:
            return Outcome(job.digest, CLAIMED)
        if there := results.adopt(job):
            return there
        place = copy(Path(job.folder), Path(folder))
        if content_of(place) != job.content:
            return Outcome(job.digest, CHANGED, why="its tables were changed during the run; run again")
        results.manifest.add("begun", job.digest, {"clinic": job.name})
        with results.place(job.digest) as new:
            done = run_clinic(place, None, new, job.limits, **job.asked.days)
            outcome = _with_usage(Outcome.solved(job.digest, done.quality, len(done.warnings)), began)
            results.keep(new, outcome)
        results.note(job, outcome)
    return outcome


def _measured(job: Job) -> Outcome:
    """How many sessions are due, without a search; faults come out here already."""
    problem = Problem.of(load(Path(job.folder)).clinic, Horizon.asked(None, **job.asked.days))
    return Outcome(job.digest, MEASURED, due=sum(session.due for session in problem.sessions))


def _with_usage(outcome: Outcome, began: float) -> Outcome:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return replace(
        outcome,
        seconds=round(time.monotonic() - began, 3),
        cpu=round(used.ru_utime + used.ru_stime, 3),
        memory=used.ru_maxrss * UNIT // 2**20,
    )


def _place(file: str, row: int | None, column: str | None) -> str:
    return file + (f", row {row}" if row is not None else "") + (f", {column}" if column else "")


def _said(them: object) -> str:
    return ", ".join(f"{name} {each or 'none'}" for name, each in dict(them).items())  # type: ignore[call-overload]
