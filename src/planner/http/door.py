"""What one process serves with: the desk on its store, and who may ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from planner.desk import Desk
from planner.http.access.guard import Guard
from planner.http.access.people import People
from planner.http.access.rates import Rates
from planner.http.access.tokens import Tokens
from planner.http.jobs.jobs import Jobs
from planner.http.jobs.worker import Worker
from planner.http.transport.heads import SECONDS


@dataclass(frozen=True)
class Settings:
    """How a server serves."""

    most_bytes: int = 1_000_000
    """Of a request."""
    seconds: float = SECONDS
    """How long a request may take to come."""
    threads: int = 15
    """How many calls of the desk run at a time: as many as it has connections to its store."""
    waiting: int = 100
    """How many requests are inside at a time, those that run included; others are told to come again."""
    a_minute: int = 6000
    """How many requests of one caller a minute."""
    works: bool = True
    """Whether it takes up jobs."""
    secure: bool = False
    """Whether browsers reach it by https alone, so that its cookies want that."""


DEFAULTS = Settings()


@dataclass(frozen=True)
class Door:
    """A process's own desk, and the accounts of its store."""

    desk: Desk
    guard: Guard
    tokens: Tokens
    people: People
    rates: Rates
    jobs: Jobs
    worker: Worker
    settings: Settings

    @classmethod
    def open(cls, url: str, clock: Callable[[], datetime], settings: Settings) -> Self:
        """Raises what `Desk.open` does."""
        desk = Desk.open(url, clock)
        store, rates = desk.store, Rates(settings.a_minute)
        tokens, people = Tokens(store, clock), People(store, clock)
        return cls(desk, Guard(store, clock), tokens, people, rates, Jobs(store), Worker(store), settings)
