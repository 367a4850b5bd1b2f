"""A booking portal's day over HTTP, with nothing but the standard library: no part of planner is imported.

    planner serve clinic.db --from examples/maple-street
    python examples/booking_client.py http://127.0.0.1:8000 TOKEN PLAN...

Books the next session of each plan, moves the first one and cancels the last. Each request that changes something has a
key, so it can be sent again whenever no answer came: a server that is killed and started again does it once.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from typing import Any
from uuid import uuid4

PATIENCE = 60
"""Seconds for which a server that does not answer is asked again."""


class Refused(Exception):
    """What the server refuses: its problem document, RFC 9457."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.problem = problem
        super().__init__(f"{problem['code']}: {problem['detail']}")


class Portal:
    """A booking portal, by its token."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address, token

    def get(self, path: str) -> dict[str, Any]:
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: object, **headers: str) -> dict[str, Any]:
        """Done once, however often it has to be sent."""
        return self._ask("POST", path, body, {"Idempotency-Key": str(uuid4()), **headers})

    def _ask(self, method: str, path: str, body: object, headers: dict[str, str]) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        sent = None if body is None else json.dumps(body).encode()
        said = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers}
        while True:
            request = urllib.request.Request(f"{self.address}/v1{path}", sent, said, method=method)
            try:
                with urllib.request.urlopen(request, timeout=30) as answered:
                    found: dict[str, Any] = json.load(answered)
                    return found
            except urllib.error.HTTPError as refused:
                if refused.code not in (429, 503) or time.monotonic() > until:
                    raise Refused(json.load(refused)) from None
                wait = float(refused.headers.get("Retry-After", 1))
            except OSError:  # no answer: nobody knows whether it was done, and the key makes it safe to ask again
                if time.monotonic() > until:
                    raise
                wait = 0.5
            time.sleep(wait)


def book(portal: Portal, plan: str) -> dict[str, Any] | None:
    """The best place for a plan's next session that nobody takes first; None where there is none."""
    found = portal.get(f"/plans/{plan}/offers?k=3")
    while found["offers"]:
        try:
            hold = portal.post("/holds", {"rows": found["offers"][0]["rows"], "minutes": 5})
            return portal.post("/bookings", {"hold": hold["hold"], "why": "asked for on the portal"})
        except Refused as lost:
            if lost.problem["status"] not in (409, 410):
                raise
            found = lost.problem  # which has fresh offers
    return None


def move(portal: Portal, row: dict[str, Any]) -> dict[str, Any]:
    """A booked visit moved to the best other place, if nobody has changed it meanwhile."""
    with_version = portal.get(f"/plans/{row['plan']}/appointments")
    seen = next(each for each in with_version["rows"] if each["appointment"] == row["appointment"])
    offers = portal.get(f"/plans/{row['plan']}/offers?number={row['number']}&k=5")["offers"]
    other = next(offer for offer in offers if offer["rows"][0]["start"] != seen["start"])
    return portal.post(f"/appointments/{row['appointment']}/move", {"rows": other["rows"], "why": "the patient asked"})


def day(portal: Portal, plans: list[str]) -> None:
    booked = []
    for plan in plans:
        if done := book(portal, plan):
            (row, *_) = done["rows"]
            booked.append(row)
            print(f"booked {plan}, session {row['number']}: {row['start']}", flush=True)
        else:
            print(f"no place for {plan}", flush=True)
    if booked:
        moved = move(portal, booked[0])["rows"][0]
        print(f"moved {moved['plan']}, session {moved['number']}: {moved['start']}", flush=True)
        last = booked[-1]["appointment"]
        portal.post(f"/appointments/{last}/cancel", {"reason": "patient-cancel"})
        print(f"cancelled {booked[-1]['plan']}, session {booked[-1]['number']}", flush=True)


if __name__ == "__main__":
    address, token, *plans = sys.argv[1:]
    day(Portal(address, token), plans)
