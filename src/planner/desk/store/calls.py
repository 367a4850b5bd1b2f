"""Calls that are done side by side in one thread: each goes on until it asks something, and from the answer on.

A call is a greenlet, so that what it does need not know of it. What it asks goes to whoever has begun it.
"""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

from greenlet import getcurrent, greenlet
from sqlalchemy import Dialect


class Elsewhere(BaseException):
    """A call asks what may take long, so that the others would wait: it is to be done in a thread of its own.

    Nothing was written by it so far. It is no Exception, lest anybody take it for a fault.
    """


@dataclass(frozen=True, eq=False)
class Read:
    """A statement, and what it is given."""

    statement: str
    given: Mapping[str, object]


@dataclass(frozen=True, eq=False)
class Write:
    """A message that writes a booking, as `write_at_once` wants it."""

    message: Mapping[str, Any]


Asked = Read | Write


class Call(greenlet):  # type: ignore[misc]
    """One that is under way, in the context of whoever begins it; `done` is told what it answers or raises."""

    def __init__(self, do: Callable[[], Any], done: Future[Any], dialect: Dialect) -> None:
        super().__init__(partial(copy_context().run, do))
        self.done, self.connection, self.has_written = done, Asking(self, dialect), False

    def go_on(self, *answer: object) -> Asked | None:
        """From an answer on, or from the beginning; what it asks next, None once it is done."""
        try:
            failed = next((each for each in answer if isinstance(each, BaseException)), None)
            asked = self.throw(failed) if failed else self.switch(*answer)
        except BaseException as raised:
            if not self.done.done():  # else nobody waits any more
                self.done.set_exception(raised)
            return None
        if not self.dead:
            found: Asked = asked
            return found
        if not self.done.done():
            self.done.set_result(asked)
        return None


class Asking:
    """What a call has in place of a connection. What else one would ask of a connection is for elsewhere."""

    def __init__(self, call: Call, dialect: Dialect) -> None:
        self._call, self.dialect = call, dialect

    def ask(self, statement: str, given: Mapping[str, object]) -> list[Any]:
        """Rows."""
        rows: list[Any] = self._call.parent.switch(Read(statement, given))
        return rows

    def write(self, message: Mapping[str, Any]) -> Any:
        """The row of an entry of the journal."""
        row = self._call.parent.switch(Write(message))
        self._call.has_written = True
        return row

    def __getattr__(self, name: str) -> NoReturn:
        raise Elsewhere


def call_under_way() -> Call | None:
    """The one that asks, unless it has written: then it is too late to do it elsewhere."""
    now = getcurrent()
    return now if isinstance(now, Call) and not now.has_written else None


def refuse_to_wait() -> None:
    """Raises Elsewhere in a call that is about to do what may take long."""
    if call_under_way():
        raise Elsewhere
