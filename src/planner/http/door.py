"""What one process serves with: the desk on its store, and who may ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from planner.desk import Desk
from planner.http.access.assertions import Assertions
from planner.http.access.guard import Guard
from planner.http.access.people import People
from planner.http.access.rates import Rates
from planner.http.access.reads import Reads
from planner.http.access.tokens import Tokens
from planner.http.jobs.crew import Here, Workers
from planner.http.jobs.jobs import Jobs
from planner.http.jobs.worker import Worker
from planner.http.lane import Lane
from planner.http.metrics import Metrics
from planner.http.once import Once
from planner.http.transport.heads import SECONDS
from planner.http.transport.record import Record
from planner.http.webhooks.address import Reach
from planner.http.webhooks.sender import Sender
from planner.http.webhooks.webhooks import Webhooks


@dataclass(frozen=True)
class Settings:
    """How a server serves."""

    most_bytes: int = 1_000_000
    """Of a request."""
    seconds: float = SECONDS
    """How long a request's body may take to come."""
    threads: int = 15
    """How many calls of the desk run at a time: as many as it has connections to its store."""
    waiting: int = 100
    """How many requests are inside at a time, those that run included; others are told to come again."""
    a_minute: int = 6000
    """How many requests of one caller a minute."""
    works: bool = True
    """Whether it takes up jobs."""
    scheduler: str = ""
    """Dask's, whose workers do the jobs; this machine does where there is none."""
    secure: bool = False
    """Whether browsers reach it by https alone, so that its cookies want that."""
    origins: Sequence[str] = ()
    """Whose scripts in browsers may ask it."""
    drain: float = 0
    """Seconds for which it goes on answering after SIGTERM, while /readyz says no more."""
    webhooks_to_private: bool = False
    """Whether webhooks may lead to this machine and private networks."""
    webhooks_to: Sequence[str] = ()
    """Hosts and networks to which they may lead, wherever they are."""


DEFAULTS = Settings()


@dataclass(frozen=True)
class Door:
    """A process's own desk, and the accounts of its store."""

    desk: Desk
    guard: Guard
    tokens: Tokens
    assertions: Assertions
    people: People
    once: Once
    rates: Rates
    lane: Lane
    jobs: Jobs
    worker: Worker
    webhooks: Webhooks
    sender: Sender
    reads: Reads
    metrics: Metrics
    settings: Settings

    @classmethod
    def open(cls, url: str, clock: Callable[[], datetime], settings: Settings) -> Self:
        """Raises what `Desk.open` does."""
        desk = Desk.open(url, clock)
        store, metrics = desk.store, Metrics(desk.store)
        reach = Reach(settings.webhooks_to_private, tuple(settings.webhooks_to))
        own = store.engine.url.render_as_string(hide_password=False)
        crew = Workers(store, own, settings.scheduler) if settings.scheduler else Here(own)
        return cls(
            desk,
            Guard(store, clock),
            Tokens(store, clock),
            Assertions(store, clock),
            People(store, clock),
            Once(store, clock),
            Rates(settings.a_minute),
            Lane(store),
            Jobs(store),
            Worker(store, crew),
            Webhooks(store, reach),
            Sender(store, reach, metrics.count_attempt),
            Reads(store),
            metrics,
            settings,
        )

    @contextmanager
    def at_work(self) -> Iterator[Self]:
        """What goes on beside requests: jobs, webhooks, what was read; it ends in good order."""
        with self.desk, self.reads, self.lane:
            if not self.settings.works:
                yield self
                return
            with self.worker, self.sender:
                yield self

    def done(self, record: Record) -> None:
        """A request was answered: it is counted, and what it has read is noted."""
        self.metrics.count(record)
        self.reads.note(record)
