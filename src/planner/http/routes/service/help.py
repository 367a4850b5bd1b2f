"""What a problem's `type` leads to."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from planner.http.problems.kinds import KINDS
from planner.http.problems.refusals import Refusal

router = APIRouter(include_in_schema=False)


@router.get("/problems/{name}")
async def explain(name: str) -> PlainTextResponse:
    kind = KINDS.get(name)
    if kind is None:
        raise Refusal("not-found", f"no problem is called {name!r}; there are {', '.join(KINDS)}")
    return PlainTextResponse(f"{name} ({kind.status})\n\n{kind.title}\n{kind.mend}\n")
