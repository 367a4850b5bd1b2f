"""How often somebody may ask, in each process of a server."""

from __future__ import annotations

from math import ceil
from time import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from planner.http.problems.refusals import too_many

GUESSES = 10
"""How many times a minute somebody may try to enter from one address."""


class Rates:
    """The requests of each caller, counted minute by minute."""

    def __init__(self, a_minute: int) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._asking = RateLimitItemPerMinute(a_minute)
        self._guessing = RateLimitItemPerMinute(GUESSES)

    def refuse_too_many(self, caller: str) -> None:
        self._refuse(self._asking, caller)

    def refuse_guessing(self, address: str) -> None:
        self._refuse(self._guessing, address)

    def _refuse(self, limit: RateLimitItemPerMinute, who: str) -> None:
        if not self._limiter.hit(limit, who):
            raise too_many(max(1, ceil(self._limiter.get_window_stats(limit, who).reset_time - time())))
