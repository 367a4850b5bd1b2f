"""When a message is tried again, and when that ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from planner.desk.store.server.deliveries import WAITING, Delivery
from planner.desk.store.server.webhooks import Webhook
from planner.desk.store.store import utc_now
from planner.http.webhooks.post import Answered, _seconds
from planner.http.webhooks.retries import DELAYS, JITTER, outcome

NOW = utc_now()
HOOK = Webhook("w-1", "https://example.org/", ["hold.made"], NOW, "Mai", "whsec_x", 0)
SENT = Delivery("msg_1_1_0", "w-1", 1, "hold.made", "{}", None, WAITING, NOW, NOW)


def test_it_is_tried_for_three_days_each_time_later() -> None:
    assert timedelta(days=3) <= sum(DELAYS, timedelta()) <= timedelta(days=4)
    sent, now = SENT, NOW
    for delay in DELAYS:
        done = outcome(sent, HOOK, "no answer in time", 20_000, now)
        assert done.delivery.status == WAITING
        assert delay * (1 - JITTER) <= done.delivery.due - now <= delay * (1 + JITTER)
        sent, now = done.delivery, done.delivery.due
    last = outcome(sent, HOOK, Answered(500), 10, now)
    assert last.delivery.status == "failed"
    assert "three days" in last.webhook["why"]
    assert len(last.delivery.log) == len(DELAYS) + 1


def test_one_message_that_is_never_taken_does_not_end_a_receiver_that_takes_others() -> None:
    sent = replace(SENT, attempts=len(DELAYS))
    done = outcome(sent, replace(HOOK, taken=NOW + timedelta(days=1)), Answered(400), 10, NOW + timedelta(days=3))
    assert (done.delivery.status, done.webhook) == ("failed", {})


def test_no_retry_after_is_longer_than_a_day_or_forgotten() -> None:
    done = outcome(SENT, HOOK, Answered(503, 10**9), 10, NOW)
    assert done.webhook["pause"] - NOW == timedelta(days=1)
    assert done.delivery.due >= done.webhook["pause"]
    assert outcome(SENT, HOOK, Answered(503), 10, NOW).webhook == {}


@pytest.mark.parametrize("said", ["9" * 20, "9" * 400, "Fri, 31 Dec 9999 23:59:59 +99999999999999"])
def test_a_wait_beyond_all_calendars_is_a_day_at_most(said: str) -> None:
    done = outcome(SENT, HOOK, Answered(503, _seconds(said)), 10, NOW)
    assert done.webhook.get("pause", NOW) <= NOW + timedelta(days=1)
    assert (done.delivery.status, done.delivery.attempts) == (WAITING, 1)
