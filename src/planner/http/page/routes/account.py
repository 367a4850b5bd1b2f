"""Oneself and the others who may enter: a password, and people invited by a link."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from planner.clinic import Clinic
from planner.clinic.names import name
from planner.desk.store.server.accounts import Account
from planner.http.access.scopes import ADMIN, FRONT_DESK, MANAGER
from planner.http.dependencies import TheDesk, TheDoor
from planner.http.page.responses import rendered
from planner.http.page.viewer import Viewer

router = APIRouter(include_in_schema=False)
WHO = {MANAGER: "manager", FRONT_DESK: "front desk"}
"""The roles that nobody's calendar goes with."""


@router.get("/account")
def account(desk: TheDesk, door: TheDoor, caller: Viewer, request: Request) -> HTMLResponse:
    """A password of one's own; for a manager who may enter, and somebody else invited."""
    people = door.people.every() if caller.may(ADMIN) else []
    clinic = desk.facts()

    def who_is(account: Account) -> str:
        return WHO.get(account.role or "") or _of(clinic, account)

    said = {"people": people, "roles": WHO, "who_is": who_is, "today": desk.today()}
    return rendered(request, "account.html", caller, clinic, **said)


def _of(clinic: Clinic, account: Account) -> str:
    """Whose calendar an account sees, such as `practitioner, Ash`."""
    kind, _, id = (account.subject or "").partition(":")
    return f"{kind}, {name({**clinic.practitioners, **clinic.patients}, id)}" if id else account.role or ""
