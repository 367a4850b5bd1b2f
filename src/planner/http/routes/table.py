"""The table of the routes."""

from __future__ import annotations

from fastapi import FastAPI

from planner.http.routes import (
    accounts,
    appointments,
    bookings,
    days,
    facts,
    fhir,
    help,
    history,
    holds,
    jobs,
    moves,
    offers,
    patients,
    records,
    repairs,
    sessions,
    waitlist,
)

RESOURCES = (
    offers.router,
    holds.router,
    bookings.router,
    moves.router,
    appointments.router,
    days.router,
    patients.router,
    records.router,
    facts.router,
    waitlist.router,
    repairs.router,
    jobs.router,
    history.router,
    sessions.router,
    accounts.router,
)
"""Under /v1."""
PAGES = (sessions.pages, help.router, fhir.router)
"""At addresses of their own."""


def include(app: FastAPI) -> None:
    for router in RESOURCES:
        app.include_router(router, prefix="/v1")
    for router in PAGES:
        app.include_router(router)
