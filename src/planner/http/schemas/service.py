"""What is asked and answered about the service itself: webhooks, what they are sent, and who has read what."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from planner.http.schemas.fields import Moment, Schema


class NewWebhook(Schema):
    """Whom to tell what."""

    url: Annotated[str, Field(min_length=1, max_length=2000, examples=["https://example.org/hooks"])]
    events: Annotated[list[str], Field(max_length=50, examples=[["appointment.booked", "appointment.cancelled"]])]
    """Names of events; an unknown one is answered with the nearest."""


class SecretRotation(Schema):
    """How a secret is replaced."""

    grace_hours: Annotated[float, Field(ge=0, le=720)] = 24
    """For how long the last secret signs beside the new one."""


class Webhook(Schema):
    """An address that is told what happens."""

    id: str
    url: str
    events: list[str]
    made: Moment
    made_by: str
    taken: Moment | None
    """When it last took a message."""
    quiet_until: Moment | None
    """Until when its receiver asked for quiet."""
    ended: Moment | None
    """Since when nothing is sent."""
    why: str | None
    secret: str | None = None
    """What signs, told this once."""


class Webhooks(Schema):
    webhooks: list[Webhook]


class Attempt(Schema):
    """A message sent once."""

    at: Moment
    status: int | None
    """What was answered; null where nothing was."""
    ms: int
    why: str | None


class Delivery(Schema):
    """A message, and what became of it."""

    id: str
    """As `webhook-id` has it, each time the same."""
    event: str
    entry: int
    status: str = Field(examples=["delivered"])
    made: Moment
    due: Moment | None
    """Of one that waits: when it is tried next."""
    attempts: list[Attempt]


class Deliveries(Schema):
    deliveries: list[Delivery]
    next: str | None = None


class Message(Schema):
    """What a webhook is sent: that something happened, and the ids by which to ask for more."""

    type: str
    timestamp: Moment
    data: dict[str, Any]
    """`entry`, the number in the journal; and `appointments`, `facts`, `patient` or `job`, by ids."""


class Read(Schema):
    """Somebody has read a patient's data."""

    number: int
    at: Moment
    account: str
    who: str
    patient: str
    """An id; `*` for all patients."""
    route: str
    request: str


class Reads(Schema):
    reads: list[Read]
    next: int | None = None
    """Where the following ones begin, as `before`."""
