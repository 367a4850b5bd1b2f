"""How often somebody may ask, in each process of a server."""

from __future__ import annotations

from collections import Counter
from math import ceil
from threading import Lock
from time import time

from planner.http.problems.refusals import too_many

GUESSES = 10
"""How many times a minute somebody may try to enter from one address."""
MINUTE = 60


class Rates:
    """The requests of each caller, counted minute by minute."""

    def __init__(self, a_minute: int) -> None:
        self._a_minute, self._lock = a_minute, Lock()
        self._minute, self._asked = 0, Counter[tuple[str, str]]()

    def refuse_too_many(self, caller: str) -> None:
        self._refuse(self._a_minute, ("asking", caller))

    def refuse_guessing(self, address: str) -> None:
        self._refuse(GUESSES, ("guessing", address))

    def _refuse(self, most: int, who: tuple[str, str]) -> None:
        now = time()
        with self._lock:
            if now // MINUTE != self._minute:  # nobody's count outlives its minute, nor its memory
                self._minute, self._asked = int(now // MINUTE), Counter()
            self._asked[who] += 1
            asked = self._asked[who]
        if asked > most:
            raise too_many(max(1, ceil(MINUTE - now % MINUTE)))
