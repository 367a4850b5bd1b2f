"""A token that is bound to one patient, such as that of a patient's own app, asks about that one alone."""

from __future__ import annotations

from typing import Any

from anyio.to_thread import run_sync
from starlette.requests import Request

from planner.desk import Desk
from planner.http.problems.refusals import not_allowed


async def refuse_others(request: Request, desk: Desk, patient: str) -> None:
    """Whatever a request names, in its address or its body, is looked at before it is asked.

    Raises UnknownName for a plan, a visit or a hold of somebody else's, as if there were none.
    """
    path = request.path_params
    if "release" in path:
        raise not_allowed("a token of one patient books at /v1; FHIR's operations want one without a subject")
    body = await _body(request)
    rows = [row for row in _list(body.get("rows")) if isinstance(row, dict)]
    plans = _texts(path.get("plan"), *(row.get("plan") for row in rows))
    moved = (row.get("appointment") for row in rows if row.get("status") == "booked")
    visits, holds = _texts(path.get("appointment"), *moved), _texts(path.get("hold"), body.get("hold"))
    if plans or visits or holds:
        await run_sync(lambda: desk.refuse_others(patient, plans, visits, holds))


async def _body(request: Request) -> dict[str, Any]:
    """What is sent as JSON; empty where nothing is, or what is none, which the route refuses."""
    try:
        found = await request.json() if await request.body() else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(*values: object) -> list[str]:
    return [value for value in values if isinstance(value, str)]
