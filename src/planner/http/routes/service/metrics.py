"""What Prometheus reads."""

from __future__ import annotations

from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from planner.http.access.scopes import ADMIN, METRICS
from planner.http.dependencies import TheDoor, Whoever
from planner.http.problems.refusals import not_allowed, unauthenticated

router = APIRouter(include_in_schema=False)
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@router.get("/metrics")
def metrics(door: TheDoor, request: Request, found: Whoever) -> Response:
    """To programs on this very machine, and to tokens that may."""
    if not (_is_here(request) or (found and (found.may(METRICS) or found.may(ADMIN)))):
        if found is None:
            raise unauthenticated(f"metrics are for this machine, or a token with the scope {METRICS}")
        raise not_allowed(f"{found.name} may not ask this; it wants the scope {METRICS!r}")
    return Response(door.metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _is_here(request: Request) -> bool:
    """Whether it comes from this machine, and not through a proxy on it."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
