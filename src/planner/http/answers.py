"""What the desk answers, as answers of HTTP: with the clinic's time zone, and an ETag."""

from __future__ import annotations

from hashlib import sha256

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from planner.clinic import Clinic
from planner.desk import Desk, Receipt
from planner.desk.store.versions import PLAN
from planner.documents.fields import Document
from planner.documents.receipts import of_closed
from planner.http.once import REPLAYED
from planner.http.patients import note_document
from planner.http.transport.record import current


class Answer(JSONResponse):
    """A document. Asked for again with its ETag as If-None-Match, it is not sent again: 304."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "GET":
            self.headers.setdefault("ETag", f'W/"{sha256(self.body).hexdigest()[:24]}"')
            seen = Headers(scope=scope).get("if-none-match", "")
            if self.headers["ETag"] in (each.strip() for each in seen.split(",")) or seen.strip() == "*":
                self.status_code, self.body = 304, b""
                del self.headers["content-length"], self.headers["content-type"]
        await super().__call__(scope, receive, send)


def clinic_of(desk: Desk) -> Clinic:
    """The clinic without its book, as this process last saw it: looked at now where it never did."""
    known = desk.store.last_known
    return known.clinic if known.version else desk.facts()


def answer(desk: Desk, document: Document, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """A document, and the time zone that its moments are in; whose data it holds is noted."""
    note_document(clinic_of(desk), document)
    return _zoned(desk, document, status, headers)


def _zoned(desk: Desk, document: Document, status: int, headers: dict[str, str] | None) -> Answer:
    return Answer({"timezone": str(clinic_of(desk).timezone), **document}, status, headers)


def written(
    desk: Desk, done: Receipt, document: Document, status: int = 200, headers: dict[str, str] | None = None
) -> Answer:
    """What a call did: the version of the one plan that it is about is the ETag, which the next can say as If-Match."""
    current().entry = done.seq
    said = dict(headers or {})
    plans = [version for name, version in done.versions.items() if name.startswith(PLAN)]
    if len(plans) == 1:
        said["ETag"] = etag(plans[0])
    if done.again:
        said[REPLAYED] = "true"
    return _zoned(desk, document, status, said)


def seen(desk: Desk, document: Document) -> Answer:
    """Facts; their version is the ETag, which a change of facts can say as If-Match."""
    return answer(desk, document, headers={"ETag": etag(desk.store.last_known.version)})


def changed(desk: Desk, done: Receipt, status: int = 200) -> Answer:
    """What a change of facts did, and closed."""
    headers = {"ETag": etag(done.versions["facts"])}
    return written(desk, done, of_closed(clinic_of(desk), done), status, headers)


def etag(version: int) -> str:
    return f'"{version}"'
