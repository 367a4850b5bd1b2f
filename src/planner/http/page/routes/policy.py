"""The policy: each rule with its waiting time, its source and the clinic's own override, and the form of one."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from planner.clinic import default_policy
from planner.clinic.policy import NOT_ADVICE
from planner.errors import UnknownName
from planner.http.dependencies import TheDesk
from planner.http.page.facts.desk import Standing
from planner.http.page.facts.edit import Edit
from planner.http.page.facts.kinds import POLICY, table_of
from planner.http.page.routes.facts import form, shown
from planner.http.page.signatures import signatures
from planner.http.page.viewer import Manager, Staff

router = APIRouter(include_in_schema=False)


@router.get("/policy")
def policy(desk: TheDesk, caller: Staff, request: Request) -> HTMLResponse:
    """All rules, the clinic's own first; what is turned off is said with its reason."""
    now, usual = Standing.of(desk), default_policy().rules
    rules = sorted(now.clinic.policy.rules.values(), key=lambda rule: (rule.override is None, rule.trigger))
    said = {"rules": rules, "usual": usual, "off": now.clinic.policy.off, "not_advice": NOT_ADVICE}
    said |= {"signed": signatures(desk)}
    return shown(request, desk, caller, "policy.html", POLICY, sheets=now.sheets, **said)


@router.get("/policy/new")
def new(desk: TheDesk, caller: Manager, request: Request) -> HTMLResponse:
    """A rule of the clinic's own, for a kind of event that the default policy does not know."""
    return form(request, desk, caller, Standing.of(desk), Edit(table_of(POLICY), None, {POLICY: [{}]}))


@router.get("/policy/rules/{kind}")
def rule(kind: str, desk: TheDesk, caller: Manager, request: Request) -> HTMLResponse:
    """The clinic's override of a rule, to make or to change."""
    now, table = Standing.of(desk), table_of(POLICY)
    if kind not in (known := now.clinic.policy.kinds | default_policy().kinds):
        raise UnknownName("rule of the policy", kind, known)
    there = any(row["kind"] == kind for row in now.sheets.rows[POLICY])
    edit = Edit.there(now.sheets, table, kind) if there else Edit(table, None, {POLICY: [{"kind": kind}]})
    usual = default_policy().rules.get(kind)
    return form(request, desk, caller, now, edit, rule=now.clinic.policy.rules.get(kind) or usual)
