"""The table of the page's routes."""

from __future__ import annotations

from fastapi import FastAPI

from planner.http.page import viewer
from planner.http.page.routes import (
    account,
    begin,
    days,
    entry,
    facts,
    journal,
    live,
    looks,
    months,
    people,
    places,
    policy,
    repairs,
    trays,
    workbook,
)

ROUTERS = (
    *(entry.router, days.router, places.router, trays.router, repairs.router),
    *(people.router, months.router, live.router),
    *(account.router, begin.router, facts.router, policy.router, workbook.router),
    *(journal.router, looks.router),
)


def include(app: FastAPI) -> None:
    for router in ROUTERS:
        app.include_router(router)
    viewer.install(app)
