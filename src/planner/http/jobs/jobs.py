"""The jobs of a store, as those who ask for them see them."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from planner.desk.store.server import jobs
from planner.desk.store.server.jobs import DONE, WAITING, Job
from planner.desk.store.store import Store, utc_now
from planner.errors import Conflict, UnknownName
from planner.http.jobs import end


class Jobs:
    """Jobs asked for, looked at and stopped. Their time is the machine's, since leases are counted in it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def ask(self, kind: str, asked: Mapping[str, Any], by: str) -> Job:
        job = Job(f"j-{token_hex(6)}", kind, dict(asked), WAITING, utc_now(), by)
        with self.store.beside() as connection:
            jobs.add(connection, job)
        return job

    def brief(self, id: str) -> Job:
        """A job without its result."""
        with self.store.reading() as connection:
            return _there(jobs.brief(connection, id), id)

    def result(self, id: str, kind: str) -> Any:
        """What a job of a kind has found. Raises Conflict for one that has not, or not yet."""
        with self.store.reading() as connection:
            job = _there(jobs.whole(connection, id), id, kind)
        if job.status != DONE:
            raise Conflict(f"the job {id} is {job.status}, so there is nothing of it to take")
        return job.result

    def latest(self, most: int) -> list[Job]:
        with self.store.reading() as connection:
            return jobs.latest(connection, most)

    def stop(self, id: str) -> Job:
        """Let a job end with the best that it has found so far."""
        end.stop(self.store, self.brief(id))
        return self.brief(id)


def _there(job: Job | None, id: str, kind: str | None = None) -> Job:
    if job is None or kind not in (None, job.kind):
        raise UnknownName(kind or "job", id, ())
    return job
