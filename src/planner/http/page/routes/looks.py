"""How a month looks, from the book."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from planner.clinic.spans import DAY
from planner.http.dependencies import TheDesk
from planner.http.page.boards.weeks import days_of_month
from planner.http.page.bounds import Day
from planner.http.page.looks import Looks
from planner.http.page.responses import rendered
from planner.http.page.viewer import Manager

router = APIRouter(include_in_schema=False)
By = Annotated[Literal["practitioner", "room"], Query()]


@router.get("/looks")
def looks(desk: TheDesk, caller: Manager, request: Request, month: Day | None = None) -> HTMLResponse:
    today = desk.today()
    days = days_of_month(month or today)
    found = Looks.of(desk.roster(days[0], days[-1]))
    said = {"looks": found, "month": days[0], "before": days[0] - DAY, "after": days[-1] + DAY, "today": today}
    return rendered(request, "looks.html", caller, desk.facts(), drawn=find_spec("matplotlib") is not None, **said)


@router.get("/looks/utilisation.svg")
def picture(desk: TheDesk, caller: Manager, month: Day, by: By = "practitioner") -> Response:
    """How full the days are, as a picture to keep. Raises NotInstalled without the extra `pictures`."""
    from planner.roster.pictures import draw_utilisation, save

    days = days_of_month(month)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "utilisation.svg"
        save(draw_utilisation(desk.roster(days[0], days[-1]), by), path)
        return Response(path.read_bytes(), media_type="image/svg+xml")
