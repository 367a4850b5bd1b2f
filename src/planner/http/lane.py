"""Threads of their own for bookings: as many as get ahead side by side, while the others wait their turn in order."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

Answered = TypeVar("Answered")


class Lane:
    """More of them than its width at a time would only meet each other's locks, and take the interpreter in turns."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._threads = ThreadPoolExecutor(width, "bookings")

    async def run(self, do: Callable[[], Answered]) -> Answered:
        """Do something there, in the request's own context."""
        return await get_running_loop().run_in_executor(self._threads, copy_context().run, do)

    def close(self) -> None:
        """What is at work comes to its end."""
        self._threads.shutdown()
