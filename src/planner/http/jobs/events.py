"""How far a job is, as server-sent events; one whose reader was cut off goes on after the last that came."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from anyio.to_thread import run_sync

from planner.desk.store.server.jobs import ENDED, Job
from planner.documents.fields import Document

LOOK, ALIVE = 1.0, 15.0
"""How often, in seconds, the job is looked at, and a line sent that says nothing, as proxies want."""


async def events_of(
    look: Callable[[], Job], document: Callable[[Job], Document], seen: int, over: Callable[[], bool]
) -> AsyncIterator[str]:
    """The job whenever it has changed since the step that was `seen`, until it has ended or the server ends."""
    quiet = 0.0
    yield "retry: 2000\n\n"
    while not over():
        job = await run_sync(look)
        if job.step > seen:
            seen, quiet = job.step, 0.0
            yield f"id: {job.step}\nevent: {job.status}\ndata: {json.dumps(document(job))}\n\n"
        if job.status in ENDED:
            return
        if quiet >= ALIVE:
            quiet = 0.0
            yield ": still there\n\n"
        await asyncio.sleep(LOOK)
        quiet += LOOK
