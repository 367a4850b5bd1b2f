"""Calls side by side in one event loop, where the way to the database is what takes the time: PostgreSQL.

What they have come to ask meanwhile is asked at once, and the messages that write their bookings (`one_message`) are
sent as one, whose transaction keeps some and refuses others: so many bookings wait for the disk once. No thread takes
the interpreter from another, and while the database is at work the loop does what else there is to do.
"""

from __future__ import annotations

import json
from asyncio import Task, get_running_loop
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Engine

from planner.desk.store.calls import Asked, Call, Elsewhere, Read, Write
from planner.desk.store.connection import SETTINGS, is_lost
from planner.desk.store.sql import Row, as_sqlalchemy

MOST = 16
"""Calls whose questions are asked at once."""
PATIENCE = 100
"""Milliseconds that bookings wait for another client's lock, as of one who publishes a month; then each waits alone."""
Question = tuple[str, Mapping[str, object]]
Answered = TypeVar("Answered")
WRITTEN = "written"
"""What `write_several` says of a message that was; else nothing of it was."""
_WRITE = "SELECT * FROM write_several(CAST(%(asked)s AS jsonb))"


class SideBySide:
    """The calls of one loop on one store."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._connection: psycopg.AsyncConnection[Row] | None = None
        self._asking: dict[Call, Asked] = {}
        self._task: Task[None] | None = None

    async def run(self, do: Callable[[], Answered]) -> Answered:
        """What a call answers or raises. Raises Elsewhere where it is not done here; nothing of it is written then."""
        call = Call(do, get_running_loop().create_future(), self.engine.dialect)
        self._keep(call, call.go_on())
        answered: Answered = await call.done
        return answered

    def close(self) -> None:
        """Give the connection up."""
        if self._connection:
            self._connection.pgconn.finish()
            self._connection = None

    def _keep(self, call: Call, asked: Asked | None) -> None:
        if asked is not None:
            self._asking[call] = asked
            self._task = self._task or get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._asking:
                asked = {call: self._asking.pop(call) for call in list(self._asking)[:MOST]}
                try:
                    answers = await self._answers(list(asked.values()))
                except Exception as bug:  # which whoever waits is told
                    answers = dict.fromkeys(asked.values(), bug)
                for call, question in asked.items():
                    self._keep(call, call.go_on(answers.get(question, Elsewhere())))
        finally:
            self._task = None

    async def _answers(self, asked: Sequence[Asked]) -> dict[Asked, Any]:
        """Rows, a row of the journal, or what is to be raised.

        What has none is for a thread to tell: a place is taken, others have changed the same, the database is gone.
        """
        reads, writes = [each for each in asked if isinstance(each, Read)], _apart(asked)
        questions: list[Question] = [(each.statement, each.given) for each in reads]
        if writes:
            questions.append((_WRITE, {"asked": json.dumps([each.message for each in writes])}))
        try:
            connection = await self._connected()
        except psycopg.Error:
            return {}
        try:
            rows = await _rows(connection, questions)
        except psycopg.Error as failed:  # on a connection that is lost they may be written, which their keys will tell
            return dict.fromkeys(writes, as_sqlalchemy(failed, _WRITE, lost=True)) if connection.closed else {}
        written = zip(writes, rows.pop(), strict=True) if writes else ()
        answers: dict[Asked, Any] = {each: row for each, (outcome, *row) in written if outcome == WRITTEN}
        return answers | dict(zip(reads, rows, strict=True))

    async def _connected(self) -> psycopg.AsyncConnection[Row]:
        if self._connection is None or is_lost(self._connection):
            self.close()
            arguments, keywords = self.engine.dialect.create_connect_args(self.engine.url)
            connection = await psycopg.AsyncConnection.connect(*arguments, **keywords, autocommit=True)
            await connection.execute(f"{SETTINGS}; SET lock_timeout = '{PATIENCE}ms'")
            self._connection = connection
        return self._connection


async def _rows(connection: psycopg.AsyncConnection[Row], questions: Sequence[Question]) -> list[list[Row]]:
    """The rows of each question, once all that they wrote is on the disk."""
    if len(questions) == 1:
        return [await (await connection.execute(*questions[0])).fetchall()]
    async with connection.pipeline():
        asked = [await connection.execute(*each) for each in questions]
    return [await each.fetchall() for each in asked]


def _apart(asked: Sequence[Asked]) -> list[Write]:
    """What is to be written, less what raises a version that one before it raises: by then it has not seen the last."""
    raised, found = set[str](), list[Write]()
    for each in asked:
        names = {name for name, _ in each.message["seen"]} if isinstance(each, Write) else set()
        if isinstance(each, Write) and not names & raised:
            raised |= names
            found.append(each)
    return found
