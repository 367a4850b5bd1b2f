"""Where bookings are done: on PostgreSQL side by side in the loop, else in threads of their own, in order."""

from __future__ import annotations

from asyncio import AbstractEventLoop, Future, get_running_loop
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from planner.desk.store.calls import Elsewhere
from planner.desk.store.side_by_side import SideBySide
from planner.desk.store.store import Store
from planner.errors import StoreFault

MOST = 8
"""How many that wait are done together, so that others who write wait no longer than they do for a small change."""
Answered = TypeVar("Answered")


@dataclass
class Asked:
    """Something to do in the context of a request, and where its answer is waited for."""

    do: Callable[[], Any]
    context: Context
    loop: AbstractEventLoop
    waiting: Future[Any]
    answer: Any = None
    failed: BaseException | None = None

    def attempt(self) -> None:
        """Do it, and keep what it answers or raises."""
        self.answer, self.failed = None, None
        try:
            self.answer = self.context.run(self.do)
        except BaseException as failed:
            self.failed = failed

    def tell(self) -> None:
        if self.waiting.done():  # nobody waits any more
            return
        if self.failed is not None:
            self.waiting.set_exception(self.failed)
        else:
            self.waiting.set_result(self.answer)


class Lane:
    """More threads than its width would only meet each other's locks, and take the interpreter in turns.

    Where one writes at a time, those that wait are done in one transaction, and answered when it is on the disk. Where
    many may, the loop does them side by side, and the threads are for those that may take long.
    """

    def __init__(self, store: Store) -> None:
        self.store, self.width = store, store.database.side_by_side
        self.side_by_side = SideBySide(store.engine) if self.width > 1 else None
        self._asked = SimpleQueue[Asked | None]()
        self._threads = [Thread(target=self._run, daemon=True, name=f"bookings {n}") for n in range(self.width)]

    def __enter__(self) -> Lane:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """What was asked for comes to its end."""
        for _thread in self._threads:
            self._asked.put(None)
        for thread in self._threads:
            thread.join()
        if self.side_by_side:
            self.side_by_side.close()

    async def run(self, do: Callable[[], Answered]) -> Answered:
        """Do something there, in the request's own context."""
        if self.side_by_side:
            with suppress(Elsewhere):
                return await self.side_by_side.run(do)
        loop = get_running_loop()
        asked = Asked(do, copy_context(), loop, loop.create_future())
        self._asked.put(asked)
        answered: Answered = await asked.waiting
        return answered

    def _run(self) -> None:
        while (first := self._asked.get()) is not None:
            group = [first, *(self._waiting() if self.width == 1 else ())]
            if len(group) == 1 or not self._as_one(group):
                for each in group:
                    each.attempt()
            first.loop.call_soon_threadsafe(_tell, group)

    def _waiting(self) -> list[Asked]:
        """Those that wait already."""
        found = list[Asked]()
        while len(found) < MOST - 1:
            try:
                asked = self._asked.get_nowait()
            except Empty:
                break
            if asked is None:
                self._asked.put(None)
                break
            found.append(asked)
        return found

    def _as_one(self, group: Sequence[Asked]) -> bool:
        """Whether all were done in one transaction; where that fails, nothing is kept, and each is to be alone."""
        try:
            with self.store.together():
                for each in group:
                    each.attempt()
                    if isinstance(each.failed, StoreFault):
                        raise each.failed
        except Exception:  # each alone says what is wrong
            return False
        return True


def _tell(group: Sequence[Asked]) -> None:
    for each in group:
        each.tell()
