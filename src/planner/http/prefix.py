"""The prefix that a proxy has a server under, and addresses without it."""

from __future__ import annotations

from starlette.requests import Request


def home_of(request: Request) -> str:
    """The prefix, such as /planner; nothing where there is none."""
    return str(request.scope.get("root_path", ""))


def path_of(request: Request) -> str:
    """Where a request asks, as if there were no prefix: routes are compared and addresses handed on by it."""
    path, home = request.url.path, home_of(request)
    return (path[len(home) :] or "/") if f"{path}/".startswith(f"{home}/") else path
