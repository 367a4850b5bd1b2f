"""What becomes of a delivery after an attempt, and when the next one is."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from planner.desk.store.server.deliveries import DELIVERED, FAILED, WAITING, Delivery
from planner.desk.store.server.webhooks import Webhook
from planner.http.webhooks.post import Answered

DELAYS = (
    *(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""Between two attempts: three days in all."""
JITTER = 0.2
"""Each delay is made longer or shorter by up to this part, so that not all come at once after an outage."""
LONGEST_PAUSE = timedelta(days=1)
GONE, BUSY = 410, (429, 503)


@dataclass(frozen=True)
class Outcome:
    """What an attempt changes: the delivery, and the webhook."""

    delivery: Delivery
    webhook: dict[str, Any]
    kind: str
    """delivered, refused, unreachable or gone, for the metrics."""


def outcome(delivery: Delivery, webhook: Webhook, said: Answered | str, ms: float, now: datetime) -> Outcome:
    """After an answer, or the words of why there was none."""
    status, wait = (said.status, said.wait) if isinstance(said, Answered) else (None, None)
    noted = {"at": now.isoformat(), "status": status, "ms": round(ms), "why": _why(said)}
    tried = replace(delivery, attempts=delivery.attempts + 1, log=[*delivery.log, noted])
    if status is not None and 200 <= status < 300:
        return Outcome(replace(tried, status=DELIVERED), {"taken": now, "pause": None}, "delivered")
    if status == GONE:
        ended = {"ended": now, "why": "its receiver answered 410, that it is gone"}
        return Outcome(replace(tried, status=FAILED), ended, "gone")
    kind = "unreachable" if status is None else "refused"
    if tried.attempts > len(DELAYS):
        dead = webhook.taken is None or webhook.taken < delivery.made
        ended = {"ended": now, "why": "its receiver took nothing for three days"} if dead else {}
        return Outcome(replace(tried, status=FAILED), ended, kind)
    delay = DELAYS[tried.attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)
    paused = {}
    if status in BUSY and wait is not None:
        quiet = timedelta(seconds=min(wait, LONGEST_PAUSE.total_seconds()))
        delay, paused = max(delay, quiet), {"pause": now + quiet}
    return Outcome(replace(tried, status=WAITING, due=now + delay), paused, kind)


def _why(said: Answered | str) -> str | None:
    if isinstance(said, str):
        return said
    if 300 <= said.status < 400:
        return "it sends on to somewhere else, which is not followed"
    return None
