"""Jobs, read and written. Who runs one holds its lease, and a number that whoever takes it over raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, or_, select, update

from planner.desk.store.server.tables import jobs
from planner.desk.store.sql import Connection

WAITING, RUNNING, DONE, STOPPED, FAILED = "waiting", "running", "done", "stopped", "failed"
ENDED = (DONE, STOPPED, FAILED)
LEASE = timedelta(seconds=20)
"""How long somebody who says nothing is believed to be at a job."""


@dataclass(frozen=True)
class Job:
    """Long work. `step` rises with whatever a reader would see; `fence` with whoever begins it."""

    id: str
    kind: str
    asked: Mapping[str, Any]
    status: str
    made: datetime
    made_by: str
    ended: datetime | None = None
    fence: int = 0
    lease: datetime | None = None
    stop: bool = False
    step: int = 1
    progress: Mapping[str, Any] | None = None
    best: Any = None
    result: Any = None
    problem: Any = None


_BRIEF = [column for column in jobs.c if column.name not in ("best", "result")]
"""What a reader looks at time and again, less what is long."""


def add(connection: Connection, job: Job) -> None:
    connection.execute(insert(jobs), asdict(job))


def brief(connection: Connection, id: str) -> Job | None:
    """A job without its `best` and its `result`."""
    row = connection.execute(select(*_BRIEF).where(jobs.c.id == id)).one_or_none()
    return Job(**row._mapping) if row else None


def whole(connection: Connection, id: str) -> Job | None:
    row = connection.execute(select(jobs).where(jobs.c.id == id)).one_or_none()
    return Job(**row._mapping) if row else None


def latest(connection: Connection, most: int) -> list[Job]:
    """The last ones, the newest first, each as `brief`."""
    rows = connection.execute(select(*_BRIEF).order_by(jobs.c.made.desc(), jobs.c.id).limit(most))
    return [Job(**row._mapping) for row in rows]


def counts(connection: Connection) -> dict[str, int]:
    """How many there are of each status."""
    rows = connection.execute(select(jobs.c.status, func.count().label("number")).group_by(jobs.c.status))
    return {row.status: row.number for row in rows}


def take(connection: Connection, now: datetime) -> Job | None:
    """The job that has waited longest, or whose worker was lost, begun by the caller; None where there is none."""
    lost = (jobs.c.status == RUNNING) & (jobs.c.lease < now)
    wanted = select(jobs).where(or_(jobs.c.status == WAITING, lost)).order_by(jobs.c.made).limit(1)
    row = connection.execute(wanted.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    begun = {"status": RUNNING, "fence": row.fence + 1, "lease": now + LEASE, "step": row.step + 1}
    connection.execute(update(jobs).where(jobs.c.id == row.id).values(begun))
    return Job(**{**row._mapping, **begun})


def anything_to_take(connection: Connection, now: datetime) -> bool:
    """Whether `take` would find one: asked often, and locking nothing."""
    lost = (jobs.c.status == RUNNING) & (jobs.c.lease < now)
    return connection.execute(select(jobs.c.id).where(or_(jobs.c.status == WAITING, lost)).limit(1)).first() is not None


def write(connection: Connection, job: Job, **values: Any) -> bool:
    """Values of a running job written by whoever has begun it; False where somebody else has by now."""
    mine = (jobs.c.id == job.id) & (jobs.c.fence == job.fence) & (jobs.c.status == RUNNING)
    return connection.execute(update(jobs).where(mine).values(**values, step=jobs.c.step + 1)).rowcount == 1


def beat(connection: Connection, job: Job, now: datetime) -> bool | None:
    """The lease made longer. Whether somebody asked to stop; None where somebody else runs the job by now."""
    mine = (jobs.c.id == job.id) & (jobs.c.fence == job.fence) & (jobs.c.status == RUNNING)
    held = connection.execute(update(jobs).where(mine).values(lease=now + LEASE).returning(jobs.c.stop)).one_or_none()
    return None if held is None else bool(held.stop)


def stop(connection: Connection, id: str, now: datetime) -> bool:
    """One that waits is over at once; one that runs is asked to end with what it has. Whether it is over."""
    there = jobs.c.id == id
    over = {"status": STOPPED, "ended": now, "step": jobs.c.step + 1}
    if connection.execute(update(jobs).where(there, jobs.c.status == WAITING).values(over)).rowcount:
        return True
    connection.execute(update(jobs).where(there, jobs.c.status == RUNNING).values(stop=True, step=jobs.c.step + 1))
    return False
