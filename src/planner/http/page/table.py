"""The table of the page's routes."""

from __future__ import annotations

from fastapi import FastAPI

from planner.http.page import viewer
from planner.http.page.routes import days, entry, live, months, people, places, repairs, trays

ROUTERS = (
    entry.router,
    days.router,
    people.router,
    months.router,
    live.router,
    places.router,
    repairs.router,
    trays.router,
)


def include(app: FastAPI) -> None:
    for router in ROUTERS:
        app.include_router(router)
    viewer.install(app)
