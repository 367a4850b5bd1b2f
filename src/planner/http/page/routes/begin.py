"""The first minute: an empty store is given the example, a workbook, or a small clinic of five answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from zoneinfo import available_timezones

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from planner.clinic.appointments import BOOKED
from planner.clinic.spans import WEEKDAYS
from planner.desk import Desk
from planner.errors import FaultyClinic
from planner.files.starting.example import example_clinic
from planner.files.starting.questions import Answers, question_of
from planner.files.starting.workbooks import new_workbook
from planner.http.access.caller import Caller
from planner.http.dependencies import Publishing, TheDesk
from planner.http.page.facts.edit import said as said_at
from planner.http.page.facts.workbook import read
from planner.http.page.responses import rendered
from planner.http.page.routes.workbook import MEDIA_TYPE, answered
from planner.http.page.viewer import Manager

router = APIRouter(include_in_schema=False)
ACTS = ("needling:body", "needling:face;needling:body", "light:face", "")
"""What the clinic may say that its treatment does, so that the policy looks at it."""
USUAL = {"days": "mon;tue;wed;thu;fri", "opens": "09:00", "closes": "17:00", "treatment": "Acupuncture"} | {
    **{"minutes": "30", "rest": "20", "sessions": "8", "gap": "7", "rooms": "2", "acts": "needling:body"},
    **{"name": "", "timezone": "", "people": ""},
}


class Answered(BaseModel):
    """The answers as the form says them."""

    fields: dict[str, Annotated[str, Field(max_length=5000)]]


@router.get("/welcome")
def welcome(desk: TheDesk, caller: Manager, request: Request) -> HTMLResponse:
    return _shown(request, desk, caller, "welcome.html")


@router.get("/begin/workbook")
def bring(desk: TheDesk, caller: Manager, request: Request) -> HTMLResponse:
    """The door for a clinic that has a workbook."""
    return _shown(request, desk, caller, "begin_workbook.html", first=True)


@router.get("/begin/workbook/to-fill-in.xlsx")
def to_fill_in(desk: TheDesk, caller: Manager) -> Response:
    """A workbook with a small clinic in it, for who has none yet."""
    with desk.store.reading() as connection:
        today = desk.store.peek(connection).date()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "clinic.xlsx"
        new_workbook(path, today=today)
        headers = {"Content-Disposition": 'attachment; filename="my-clinic.xlsx"'}
        return Response(path.read_bytes(), media_type=MEDIA_TYPE, headers=headers)


@router.get("/begin/questions")
def ask(desk: TheDesk, caller: Manager, request: Request) -> HTMLResponse:
    """The five questions."""
    return _asked(desk, caller, request, "begin_questions.html", USUAL, {}, ())


@router.post("/begin/example")
def example(desk: TheDesk, said: Publishing) -> dict[str, str]:
    """The example's clinic and its book, as if its week were this one; `go` is the day to look at first."""
    desk.load(example_clinic(desk.store.clock()), **said.unversioned("to try planner"))
    today = desk.today()
    booked = sorted(desk.facts().day(row.start) for row in desk.appointments() if row.status == BOOKED)
    return {"go": f"/days/{next((day for day in booked if day >= today), [*booked, today][0])}"}


@router.post("/begin/workbook/check")
async def check(desk: TheDesk, said: Publishing, request: Request) -> HTMLResponse:
    found = await run_in_threadpool(read, await request.body())
    return await run_in_threadpool(answered, request, desk, said, found, first=True)


@router.post("/begin/workbook")
async def take_in(desk: TheDesk, said: Publishing, request: Request) -> HTMLResponse:
    return await run_in_threadpool(_loaded, desk, said, request, await request.body())


@router.post("/begin/questions")
def begin(body: Answered, desk: TheDesk, said: Publishing, request: Request) -> HTMLResponse:
    """The clinic of the answers; or the questions again, with what is wrong at each."""
    given = {**dict.fromkeys(USUAL, ""), **body.fields}
    split = {"people": given["people"].splitlines(), "days": given["days"].split(";")}
    answers = Answers(**{name: value for name, value in given.items() if name in USUAL} | split)  # type: ignore[arg-type]
    wrong = {question: f"{words[:1].upper()}{words[1:]}." for question, words in answers.wrong().items()}
    elsewhere = list[str]()
    try:
        clinic = answers.sheets().clinic().clinic
    except FaultyClinic as faulty:
        for fault in faulty.faults:
            question = question_of(fault)
            if question == "treatment" and "people" in wrong:
                continue  # that nobody may give it
            if question:
                wrong.setdefault(question, said_at(fault))
            else:
                elsewhere.append(str(fault))
    if wrong or elsewhere:
        return _asked(desk, said.caller, request, "begin_form.html", given, wrong, () if wrong else elsewhere)
    desk.load(clinic, **_load(said))
    return rendered(request, "begun.html", said.caller, desk.facts(), go="/facts/patients")


def _loaded(desk: Desk, said: Publishing, request: Request, content: bytes) -> HTMLResponse:
    found = read(content)
    if found.clinic is None:
        return answered(request, desk, said, found, first=True)
    desk.load(found.clinic, **_load(said))
    return rendered(request, "begun.html", said.caller, desk.facts(), go="/")


def _load(said: Publishing) -> Any:
    call = said.call("begun on the page")
    call.pop("expected", None)
    return call


def _asked(
    desk: Desk,
    caller: Caller,
    request: Request,
    template: str,
    given: Mapping[str, str],
    wrong: Mapping[str, str],
    elsewhere: Sequence[str],
) -> HTMLResponse:
    said = {"given": given, "wrong": wrong, "elsewhere": elsewhere, "weekdays": WEEKDAYS, "acts": ACTS}
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return _shown(request, desk, caller, template, zones=zones, **said)


def _shown(request: Request, desk: Desk, caller: Caller, template: str, **said: Any) -> HTMLResponse:
    """A page that is there before the clinic is."""
    empty = desk.last_entry() == 0
    clinic, today = (None, "") if empty else (desk.facts(), desk.today())
    return rendered(request, template, caller, clinic, today=today, empty=empty, **said)
