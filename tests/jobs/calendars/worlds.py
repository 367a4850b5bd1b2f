"""Calendars in a line or two, and servers that hand them out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

from planner.clinic import Span
from planner.jobs.calendars.calendar import Taken, read_calendar
from tests.worlds import ZONE, at


def ics(*components: str, **properties: str) -> bytes:
    """A calendar of components, each as lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//theirs//EN"]
    lines += [f"{name.replace('_', '-')}:{value}" for name, value in properties.items()]
    for component in components:
        lines += component.strip().splitlines()
    return "\r\n".join([*(line.strip() for line in lines), "END:VCALENDAR", ""]).encode()


def happening(*lines: str, uid: str = "1") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


WEEK = Span(at(0, "00:00"), at(7, "00:00"))


def taken(*components: str, window: Span = WEEK, **properties: str) -> list[tuple[int, str, str]]:
    """Day, start and end of what a calendar says is taken, by the clinic's clock."""
    return [_by_clock(each) for each in read_calendar(ics(*components, **properties), window, ZONE).taken]


def _by_clock(taken: Taken) -> tuple[int, str, str]:
    start, end = taken.span.start.astimezone(ZONE), taken.span.end.astimezone(ZONE)
    day = (start.date() - at(0, "00:00").astimezone(ZONE).date()).days
    over = (end.date() - start.date()).days
    return day, f"{start:%H:%M}", f"{end:%H:%M}" if not over else f"{end:%H:%M}+{over}"


HOUR = timedelta(hours=1)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(application: object) -> Iterator[str]:
    """The address at which a WSGI application answers meanwhile."""
    with make_server("127.0.0.1", 0, application, handler_class=_Quiet) as server:  # type: ignore[arg-type]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
