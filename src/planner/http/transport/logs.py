"""Logs on stderr, a line each: JSON for programs, or plain text. Nothing in them names a patient."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from planner.http.transport.record import Record

JSON, TEXT = "json", "text"
FORMATS = (TEXT, JSON)
_requests = logging.getLogger("planner.http.requests")
_QUIET = ("/healthz", "/readyz", "/metrics")
"""Asked every few seconds by machines: in the log only where they are refused."""


def install(form: str) -> None:
    """Let everything that is logged in this process be a line on stderr, uvicorn's own included."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no line says which,
    logging._srcfile = None  # nor where it was written
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == JSON else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("planner").setLevel(logging.INFO)


def log_request(record: Record) -> None:
    """The line of a request that was answered: by its route's template, since an address may name a patient."""
    if record.route in _QUIET and record.status < 400:
        return
    said = {
        "method": record.method,
        "route": record.route,
        "status": record.status,
        "ms": round(record.seconds * 1000, 1),
        "request": record.id,
        "trace": record.trace,
        "caller": record.caller,
        "refused": record.refused,
        "entry": record.entry,
    }
    _requests.info("request", extra={"said": {name: each for name, each in said.items() if each is not None}})


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps({"time": _time(record), **_said(record)}, ensure_ascii=False)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = _said(record)
        more = " ".join(f"{name}={each}" for name, each in said.items() if name not in ("level", "log", "message"))
        return f"{_time(record)} {said['level']} {said['message']} {more}".rstrip()


def _said(record: logging.LogRecord) -> dict[str, Any]:
    said = {"level": record.levelname.lower(), "log": record.name, "message": record.getMessage()}
    if record.exc_info and record.exc_info[0]:
        said |= {"error": record.exc_info[0].__name__, "at": _places(record.exc_info[2])}
    return said | getattr(record, "said", {})


def _places(trace: TracebackType | None) -> str:
    """Where an exception came from; its own words are left out, since they may be a patient's name."""
    return " < ".join(f"{each.filename}:{each.lineno}" for each in reversed(traceback.extract_tb(trace)))


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
