"""A calendar pulled from a CalDAV server (RFC 4791): the events of the days asked for, and no others."""

from __future__ import annotations

from typing import Any

from planner.clinic import Span
from planner.errors import Nonsense, NotInstalled
from planner.jobs.calendars.address import shown

try:
    from caldav.davclient import DAVClient
    from caldav.lib.error import DAVError
    from niquests.exceptions import RequestException
except ModuleNotFoundError as lacking:
    raise NotInstalled(f"CalDAV needs its packages ({lacking}): pip install 'treatment-planner[calendars]'") from None


def pulled(address: str, user: str, password: str, window: Span) -> bytes:
    """The events of the calendar at an address that reach into the window, one after another.

    Raises Nonsense, without the address's path and the password, where the server refuses or does not answer.
    """
    try:
        made: Any = DAVClient(url=address, username=user, password=password, require_tls=False)
        with made as server:
            events = server.calendar(url=address).search(start=window.start, end=window.end, event=True, expand=False)
            texts = [each.data for each in events]
    except (DAVError, RequestException, ValueError) as failed:
        mend = "look at the address, the user and the password"
        raise Nonsense(f"{shown(address)} gives no calendar ({type(failed).__name__}); {mend}") from None
    return "".join(texts).encode() or b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:none\r\nEND:VCALENDAR\r\n"
