"""Webhooks: made, rotated, resumed, taken away by an administrator; what they were sent, and sent again."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from planner.desk.answers import Reached
from planner.desk.store.server.deliveries import Delivery
from planner.desk.store.server.webhooks import Webhook
from planner.documents.fields import Document
from planner.http.answers import Answer
from planner.http.dependencies import Administering, Arranging, TheDoor
from planner.http.once import REPLAYED
from planner.http.schemas import service
from planner.http.schemas.cursors import Cursor, Limit, next_after, place_of
from planner.http.schemas.service import NewWebhook, SecretRotation

router = APIRouter(tags=["webhooks"])
Status = Annotated[Literal["waiting", "delivered", "failed"] | None, Query(description="Only these.")]


@router.get("/webhooks", operation_id="webhooks", response_model=service.Webhooks)
def webhooks(door: TheDoor, caller: Administering) -> Answer:
    """All webhooks; nobody can be told their secrets again."""
    return Answer({"webhooks": [_document(each) for each in door.webhooks.every()]})


@router.post("/webhooks", operation_id="makeWebhook", response_model=service.Webhook, status_code=201)
def make(body: NewWebhook, door: TheDoor, said: Arranging) -> JSONResponse:
    """Let an address be told what happens from now on. The secret that signs is in this answer alone."""
    call = said.unversioned()
    made, again = door.webhooks.make(body.url, body.events, call["who"], call.get("key"))
    headers = {"Location": f"/v1/webhooks/{made.id}", **({REPLAYED: "true"} if again else {})}
    return JSONResponse({**_document(made), "secret": made.secret}, 201, headers)


@router.get("/webhooks/{id}", operation_id="webhook", response_model=service.Webhook)
def webhook(id: str, door: TheDoor, caller: Administering) -> Answer:
    """One webhook: whether it is sent to, and why not."""
    return Answer(_document(door.webhooks.one(id)))


@router.delete("/webhooks/{id}", operation_id="endWebhook", status_code=204)
def end(id: str, door: TheDoor, caller: Administering) -> Response:
    """Take a webhook away, with what is known of its deliveries."""
    door.webhooks.delete(id)
    return Response(status_code=204)


@router.post("/webhooks/{id}/rotate", operation_id="rotateWebhook", response_model=service.Webhook)
def rotate(id: str, body: SecretRotation, door: TheDoor, said: Arranging) -> JSONResponse:
    """Give a webhook a new secret; for a while the last one signs beside it. A replay has null in its place."""

    def make() -> Document:
        made = door.webhooks.rotate(id, timedelta(hours=body.grace_hours))
        return {**_document(made), "secret": made.secret}

    document, headers = door.once.answered(said.unversioned(), ("webhook rotation", id, body), make, secret="secret")
    return JSONResponse(document, headers=headers)


@router.post("/webhooks/{id}/resume", operation_id="resumeWebhook", response_model=service.Webhook)
def resume(id: str, door: TheDoor, said: Arranging) -> JSONResponse:
    """Send again to a webhook that has ended by itself: all that happened meanwhile, too."""

    def send() -> Document:
        return _document(door.webhooks.resume(id))

    document, headers = door.once.answered(said.unversioned(), ("resume", id), send)
    return JSONResponse(document, headers=headers)


@router.get("/webhooks/{id}/deliveries", operation_id="deliveries", response_model=service.Deliveries)
def deliveries(
    id: str, door: TheDoor, caller: Administering, status: Status = None, limit: Limit = 100, cursor: Cursor = None
) -> Answer:
    """What was sent, each attempt with what was answered, and what will be; the newest first."""
    place = place_of(cursor)
    found = door.webhooks.deliveries(id, (place.start, place.id) if place else None, limit, status)
    more = next_after(Reached(found[-1].made, found[-1].id)) if len(found) == limit else None
    return Answer({"deliveries": [_sent(each) for each in found], "next": more})


@router.post(
    "/webhooks/{id}/deliveries/{delivery}/resend",
    operation_id="resend",
    response_model=service.Delivery,
    status_code=202,
)
def resend(id: str, delivery: str, door: TheDoor, said: Arranging) -> JSONResponse:
    """Send a message once more, under the id that it has."""

    def send() -> Document:
        return _sent(door.webhooks.resend(id, delivery))

    document, headers = door.once.answered(said.unversioned(), ("resend", id, delivery), send)
    return JSONResponse(document, 202, headers)


def _document(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": list(webhook.events),
        "made": webhook.made.isoformat(),
        "made_by": webhook.made_by,
        "taken": webhook.taken and webhook.taken.isoformat(),
        "quiet_until": webhook.pause and webhook.pause.isoformat(),
        "ended": webhook.ended and webhook.ended.isoformat(),
        "why": webhook.why,
    }


def _sent(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "event": delivery.event,
        "entry": delivery.entry,
        "status": delivery.status,
        "made": delivery.made.isoformat(),
        "due": delivery.due.isoformat() if delivery.status == "waiting" else None,
        "attempts": list(delivery.log),
    }
