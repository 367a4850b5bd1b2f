"""Whether the process lives, and whether requests may be sent to it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from planner.desk.store.connection import is_todays
from planner.errors import StoreFault
from planner.http.dependencies import TheDesk

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def lives() -> JSONResponse:
    """The process answers; of its store nothing is said, since a new process would find the same one."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
def ready(desk: TheDesk, request: Request) -> JSONResponse:
    """Whether the store has a clinic, in tables that this planner knows, and the server is not told to stop."""
    if request.app.state.closing:
        return _not_yet("it is told to stop")
    try:
        with desk.store.reading() as connection:
            desk.store.known(connection)
            if not is_todays(connection):
                return _not_yet("a newer planner has opened the store")
    except StoreFault:
        return _not_yet("the store cannot be reached, or has no clinic yet")
    return JSONResponse({"status": "ok"})


def _not_yet(why: str) -> JSONResponse:
    return JSONResponse({"status": "not ready", "why": why}, 503, {"Retry-After": "1"})
