"""Others' changes, told to open pages as server-sent events: only that there are some, and up to which entry."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from planner.http.dependencies import TheDesk
from planner.http.page.viewer import Viewer

router = APIRouter(include_in_schema=False)
LOOK, ALIVE = 1.0, 15.0
"""Seconds between two looks at the journal, and between two lines of a stream in which nothing happens."""


@router.get("/changes")
def changes(desk: TheDesk, caller: Viewer, request: Request) -> StreamingResponse:
    return StreamingResponse(_told(desk.last_entry, lambda: request.app.state.closing), media_type="text/event-stream")


async def _told(last: Callable[[], int], over: Callable[[], bool]) -> AsyncIterator[str]:
    seen, quiet = await run_sync(last), 0.0
    yield f"retry: 2000\nid: {seen}\nevent: here\ndata: {seen}\n\n"
    while not over():
        await asyncio.sleep(LOOK)
        quiet += LOOK
        now = await run_sync(last)
        if now > seen:
            seen, quiet = now, 0.0
            yield f"id: {now}\nevent: changed\ndata: {now}\n\n"
        elif quiet >= ALIVE:
            quiet = 0.0
            yield ": still there\n\n"
