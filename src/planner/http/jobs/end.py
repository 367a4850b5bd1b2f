"""A job's end and the messages that tell of it, written together, so that neither is without the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from planner.desk.store import journal
from planner.desk.store.server import deliveries, jobs, webhooks
from planner.desk.store.server.jobs import STOPPED, Job
from planner.desk.store.sql import Connection
from planner.desk.store.store import Store, utc_now
from planner.http.webhooks.events import JOB_ENDED, delivery_of_job


def end(store: Store, job: Job, status: str, **said: Any) -> None:
    """A job ended by whoever has begun it, unless somebody else has by now."""
    now = utc_now()
    with store.beside() as connection:
        if jobs.write(connection, job, status=status, ended=now, **said):
            _tell(store, connection, replace(job, status=status, ended=now))


def stop(store: Store, job: Job) -> None:
    """A job that waits ended at once; one that runs is asked to end with what it has."""
    now = utc_now()
    with store.beside() as connection:
        if jobs.stop(connection, job.id, now):
            _tell(store, connection, replace(job, status=STOPPED, ended=now))


def _tell(store: Store, connection: Connection, job: Job) -> None:
    """Whoever is not sent to any more by now is told once sending to them is resumed."""
    entry, now = journal.last(connection), utc_now()
    told = [each for each in webhooks.kept(connection) if JOB_ENDED in each.events]
    deliveries.add(connection, store.database, [delivery_of_job(job, entry, each, now) for each in told])
