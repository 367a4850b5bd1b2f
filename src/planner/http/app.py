"""The application of one store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import anyio.to_thread
from fastapi import FastAPI

import planner
from planner.desk.store.store import utc_now
from planner.http import handlers
from planner.http.door import DEFAULTS, Door, Settings
from planner.http.openapi import describe
from planner.http.page import table as pages
from planner.http.page.errors import ForPeople
from planner.http.routes import table
from planner.http.transport.envelope import Envelope
from planner.http.transport.limits import Gate, Size
from planner.http.transport.logs import log_request
from planner.http.transport.origins import allow
from planner.http.transport.record import Record
from planner.http.transport.shutdown import tell_of_signals
from planner.http.transport.templates import Templates

WORDS = "Offers, holds and books places for courses of treatment, and plans a clinic's month."


def create_app(url: str, clock: Callable[[], datetime] = utc_now, settings: Settings = DEFAULTS) -> FastAPI:
    """Serves the store of a URL, as `Desk.open` takes it; opened when the server starts, in its own process.

    `clock` gives the time in UTC: for a trial, that of the example.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        templates.learn()
        tell_of_signals(app.state, settings.drain)
        door = app.state.door = Door.open(app.state.url, app.state.clock, settings)
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads - door.lane.width
        with app.state.door.at_work():
            yield

    def done(record: Record) -> None:
        log_request(record)
        app.state.door.done(record)

    app = FastAPI(
        title="planner",
        version=planner.__version__,
        description=WORDS,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=life,
        redirect_slashes=False,
    )
    app.state.url, app.state.clock, templates = url, clock, Templates(app)
    handlers.install(app)
    table.include(app)
    describe(app)
    pages.include(app)
    allow(app, settings.origins)
    app.add_middleware(Size, most_bytes=settings.most_bytes, seconds=settings.seconds)
    app.add_middleware(Gate, most=settings.waiting)
    app.add_middleware(Envelope, templates=templates, done=done)
    app.add_middleware(ForPeople)
    return app
