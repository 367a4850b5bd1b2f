"""Pages rendered, with the headers that let them have this server's own script and styles and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from planner.clinic import Clinic
from planner.clinic.names import acts_name, capital, spoken
from planner.http.access.caller import Caller
from planner.http.page.labels import STATES, period_name
from planner.http.prefix import home_of
from planner.roster.format.dates import label, long_label
from planner.roster.format.plain import plain, plan_name, protocol_name, why_left_out

SAFETY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def whole_seconds(left: timedelta) -> int:
    return max(0, round(left.total_seconds()))


def countdown(left: timedelta) -> str:
    """Such as `9:05`, or `26:09:05` where it is hours; as holds.js goes on with it."""
    minutes, seconds = divmod(whole_seconds(left), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


templates = Environment(
    loader=PackageLoader("planner.http.page"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
templates.filters |= {"label": label, "long_label": long_label, "seconds": whole_seconds, "clock": countdown}
templates.filters |= {"spoken": spoken, "capital": capital, "acts": acts_name}
templates.globals |= {
    "plain": plain,
    "why_left_out": why_left_out,
    "plan_name": plan_name,
    "protocol_name": protocol_name,
    "period": period_name,
}
templates.globals |= {"states": STATES, "day": date.fromisoformat}


def rendered(
    request: Request, template: str, caller: Caller | None, clinic: Clinic | None, **said: Any
) -> HTMLResponse:
    """A page for somebody who is signed in at a clinic, or a first page for nobody known."""
    home = home_of(request)
    names = {id: each.name for id, each in clinic.practitioners.items()} if clinic and caller else {}
    last_entry = getattr(request.state, "last_entry", None)
    ahead = datetime.now(clinic.timezone).utcoffset() if clinic else None
    html = templates.get_template(template).render(
        home=home, caller=caller, clinic=clinic, names=names, last_entry=last_entry, ahead=ahead, **said
    )
    return HTMLResponse(html, headers={"Content-Security-Policy": SAFETY})
