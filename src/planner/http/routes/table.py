"""The table of the routes."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from planner.http.problems.document import CONTENT
from planner.http.routes import (
    appointments,
    bookings,
    days,
    exports,
    facts,
    health,
    history,
    holds,
    jobs,
    moves,
    offers,
    patients,
    reasons,
    records,
    repairs,
    settings,
    waitlist,
)
from planner.http.routes.fhir import operations, publication, searches
from planner.http.routes.service import accounts, help, metrics, reads, ready, sessions, smart, webhooks
from planner.http.shortcut import install

RESOURCES = (
    holds.router,
    bookings.router,
    offers.router,
    moves.router,
    appointments.router,
    days.router,
    patients.router,
    records.router,
    facts.router,
    settings.router,
    waitlist.router,
    repairs.router,
    reasons.router,
    jobs.router,
    history.router,
    health.router,
    exports.router,
    sessions.router,
    accounts.router,
    webhooks.router,
    reads.router,
)
"""Under /v1; they are looked through in this order."""
SHORT = (holds.router, bookings.router)
"""Those of RESOURCES that are asked the short way."""
PAGES = (
    exports.pages,
    help.router,
    operations.router,
    searches.router,
    publication.router,
    smart.router,
    ready.router,
    metrics.router,
)
"""At addresses of their own."""

REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "content": CONTENT}
    for status, words in {
        400: "What is asked cannot be, or cannot be read.",
        401: "Nobody is known by the token or session.",
        403: "The caller may not ask this.",
        404: "There is nothing of this name.",
        408: "The request did not come in time.",
        409: "Somebody else has the place; `offers` are fresh.",
        410: "The hold is no more.",
        412: "It has changed since the ETag that If-Match says.",
        413: "The request is too large.",
        422: "The request has faults, a rule forbids it, or its key stands for another.",
        429: "Too many requests; Retry-After says when to come again.",
        500: "A bug in planner.",
        503: "The store cannot be reached, or the server is busy; Retry-After says when to come again.",
    }.items()
}
"""What any of them may answer besides, as application/problem+json."""


def include(app: FastAPI) -> None:
    for router in RESOURCES:
        app.include_router(router, prefix="/v1", responses=REFUSALS)
    for router in PAGES:
        app.include_router(router)
    install(app, SHORT, "/v1")
