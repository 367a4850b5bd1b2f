"""Webhooks as a receiver sees them: signed, thin, under one id, tried again, and looked at afterwards."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from werkzeug import Response

from planner.desk.store import journal
from planner.desk.store.server import deliveries, jobs, webhooks
from planner.desk.store.store import utc_now
from planner.http.door import Settings
from planner.http.jobs.end import end
from planner.http.webhooks.address import Reach
from planner.http.webhooks.sender import AT_ONCE, Sender
from tests.http.jobs.worlds import begun, ended
from tests.http.webhooks.worlds import Receiver, held_and_dropped, until
from tests.http.worlds import SOON, Served, problem, soon
from tests.worlds import day

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_what_happens_comes_signed_with_ids_alone(either: Served, receiver: Receiver) -> None:
    staff = either.client()
    hook = receiver.subscribed(staff)
    assert hook["secret"].startswith("whsec_")
    done = either.portal().booked("a")
    held, booked = receiver.told(hook["secret"], 2)[:2]
    assert [held["type"], booked["type"]] == ["hold.made", "appointment.booked"]
    row = done["rows"][0]
    assert booked["data"] == {
        "entry": done["entry"],
        "appointments": [{"appointment": row["appointment"], "plan": "a", "number": row["number"]}],
    }
    assert b"Ann" not in b"".join(body for _, body in receiver.requests)
    assert hook["secret"] not in staff.get("/v1/webhooks").text


def test_moves_cancellations_facts_and_who_is_forgotten_are_told(local: Served, receiver: Receiver) -> None:
    staff = local.client()
    hook = receiver.subscribed(staff)
    row = staff.booked("a")["rows"][0]
    other = staff.offers("a", number=row["number"])[-1]
    assert staff.post(f"/v1/appointments/{row['appointment']}/move", {"rows": other["rows"]}).status_code == 200
    staff.post(f"/v1/appointments/{row['appointment']}/cancel", {"reason": "patient-cancel"})
    staff.post("/v1/patients/ann/events", {"kind": "peel", "on": day(SOON + 60).isoformat()})
    for appointment in (each.id for each in local.desk.listed(patient="ben")):
        staff.post(f"/v1/appointments/{appointment}/cancel", {"reason": "patient-cancel"})
    local.desk.forget("ben")
    until(lambda: any(b"patient.forgotten" in body for _, body in receiver.requests))
    told = [each["type"] for each in receiver.told(hook["secret"], 8)]
    assert [each for each in told if each.startswith("appointment")][:3] == [
        "appointment.booked",
        "appointment.moved",
        "appointment.cancelled",
    ]
    assert {"facts.changed", "patient.forgotten"} <= set(told)


def test_who_has_nothing_to_be_told_keeps_nobody_waiting(local: Served, receiver: Receiver) -> None:
    staff = local.client()
    for _ in range(2 * AT_ONCE):
        receiver.subscribed(staff, "roster.published")
    hook = receiver.subscribed(staff, "hold.ended")
    for _ in range(2):
        held_and_dropped(staff, "a")
    assert {each["type"] for each in receiver.told(hook["secret"], 2)} == {"hold.ended"}, "what was asked for alone"


def test_a_job_that_has_ended_is_told_by_ids_alone(local: Served, receiver: Receiver) -> None:
    staff = local.client()
    hook = receiver.subscribed(staff, "job.ended")
    done = ended(staff, begun(staff))
    [told] = receiver.told(hook["secret"], 1)
    assert (told["type"], told["timestamp"]) == ("job.ended", done["ended"])
    said = {"job": done["job"], "kind": "roster", "status": "done"}
    assert told["data"] == {"entry": local.desk.settled(), **said}


def test_each_end_of_a_job_is_told_once_even_to_who_is_sent_nothing_now(url: str) -> None:
    with Served(url, soon(), Settings(works=False, webhooks_to_private=True)) as served:
        staff, store = served.client(), served.desk.store
        asked = {"url": "http://127.0.0.1:9/", "events": ["job.ended"]}
        hook = staff.post("/v1/webhooks", asked).json()["id"]
        staff.post("/v1/webhooks", {**asked, "events": ["hold.made"]})
        with store.beside() as connection:
            webhooks.change(connection, hook, ended=utc_now(), why="its receiver was gone")
        stopped, failed = (begun(staff).rpartition("/")[2] for _ in range(2))
        for _ in range(2):
            assert staff.delete(f"/v1/jobs/{stopped}").json()["status"] == "stopped"
        with store.beside() as connection:
            first = jobs.take(connection, utc_now())
            assert first is not None
            second = jobs.take(connection, utc_now() + 2 * jobs.LEASE)
            assert second is not None
        end(store, first, "done", result={})  # whose job is another's by now
        end(store, second, "failed", problem={})
        with store.reading() as connection:
            made = deliveries.latest(connection, hook, None, 10)
        assert [json.loads(each.content)["data"] for each in reversed(made)] == [
            {"entry": served.desk.settled(), "job": job, "kind": "roster", "status": status}
            for job, status in ((stopped, "stopped"), (failed, "failed"))
        ]
        assert {each.status for each in made} == {"waiting"}


def test_a_webhook_is_made_once_under_its_key(either: Served) -> None:
    asked = {"url": "http://127.0.0.1:9/", "events": ["hold.made", "appointment.booked"]}
    staff = either.client()
    with ThreadPoolExecutor(4) as pool:
        answered = list(pool.map(lambda _: staff.post("/v1/webhooks", asked, key="hooks-1"), range(4)))
    assert {each.status_code for each in answered} == {201}
    assert len({each.text for each in answered}) == 1, "its secret too, or whoever lost an answer would never have it"
    assert sum("idempotency-replayed" not in each.headers for each in answered) == 1
    problem(staff.post("/v1/webhooks", {**asked, "events": ["hold.made"]}, key="hooks-1"), 422, "key-reused")
    other = either.client(name="another").post("/v1/webhooks", asked, key="hooks-1")
    assert "idempotency-replayed" not in other.headers
    assert len(staff.get("/v1/webhooks").json()["webhooks"]) == 2


def test_while_a_secret_is_replaced_both_sign(local: Served, receiver: Receiver) -> None:
    staff = local.client()
    hook = receiver.subscribed(staff, "hold.made")
    new = staff.post(f"/v1/webhooks/{hook['id']}/rotate", {}).json()
    assert new["secret"] != hook["secret"]
    staff.hold(staff.offers("a")[0])
    for secret in (new["secret"], hook["secret"]):
        receiver.told(secret, 1)
    staff.post(f"/v1/webhooks/{hook['id']}/rotate", {"grace_hours": 0})
    staff.hold(staff.offers("b")[0])
    until(lambda: len(receiver.requests) == 2)
    with pytest.raises(WebhookVerificationError):
        Webhook(new["secret"]).verify(receiver.requests[1][1], receiver.requests[1][0])


def test_a_message_is_tried_again_under_its_id_and_the_log_says_so(
    either: Served, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.http.webhooks.retries.DELAYS", (timedelta(0),) * 9)
    receiver.answers = [Response(status=500), Response(status=302, headers={"Location": receiver.url})]
    staff = either.client()
    hook = receiver.subscribed(staff, "hold.made")
    staff.hold(staff.offers("a")[0])
    receiver.told(hook["secret"], 3)

    def sent() -> dict[str, object]:
        found = staff.get(f"/v1/webhooks/{hook['id']}/deliveries").json()["deliveries"]
        assert len(found) == 1
        one: dict[str, object] = found[0]
        return one

    until(lambda: sent()["status"] == "delivered")
    assert {headers["Webhook-Id"] for headers, _ in receiver.requests} == {sent()["id"]}
    assert len({body for _, body in receiver.requests}) == 1
    attempts = sent()["attempts"]
    assert [each["status"] for each in attempts] == [500, 302, 204]
    assert "not followed" in attempts[1]["why"]


def test_a_message_is_sent_again_by_hand_and_a_webhook_taken_away(local: Served, receiver: Receiver) -> None:
    staff = local.client()
    hook = receiver.subscribed(staff, "hold.made")
    staff.hold(staff.offers("a")[0])
    receiver.told(hook["secret"], 1)
    path = f"/v1/webhooks/{hook['id']}/deliveries"
    until(lambda: staff.get(path, params={"status": "delivered"}).json()["deliveries"])
    (sent,) = staff.get(path).json()["deliveries"]
    assert staff.post(f"{path}/{sent['id']}/resend").status_code == 202
    receiver.told(hook["secret"], 2)
    assert len({headers["Webhook-Id"] for headers, _ in receiver.requests}) == 1
    problem(staff.post(f"{path}/msg_none/resend"), 404, "unknown-name")
    assert staff.delete(f"/v1/webhooks/{hook['id']}").status_code == 204
    problem(staff.get(path), 404, "unknown-name")
    held_and_dropped(staff, "b")
    assert len(receiver.requests) == 2, "who was taken away is told no more"


def test_deliveries_are_read_page_by_page(local: Served, receiver: Receiver) -> None:
    staff = local.client()
    hook = receiver.subscribed(staff, "hold.made")
    for plan in ("a", "b", "a"):
        held_and_dropped(staff, plan)
    receiver.told(hook["secret"], 3)
    path = f"/v1/webhooks/{hook['id']}/deliveries"
    first = staff.get(path, params={"limit": 2}).json()
    second = staff.get(path, params={"limit": 2, "cursor": first["next"]}).json()
    entries = [each["entry"] for each in first["deliveries"] + second["deliveries"]]
    assert entries == sorted(set(entries), reverse=True)
    assert second["next"] is None


def test_a_receiver_that_is_gone_is_asked_no_more_until_it_is_resumed(local: Served, receiver: Receiver) -> None:
    receiver.answers = [Response(status=410)]
    staff = local.client()
    hook = receiver.subscribed(staff, "hold.made")
    path = f"/v1/webhooks/{hook['id']}"
    staff.hold(staff.offers("a")[0])
    until(lambda: staff.get(path).json()["ended"])
    assert "410" in staff.get(path).json()["why"]
    staff.hold(staff.offers("b")[0])
    staff.post(f"{path}/resume")
    receiver.told(hook["secret"], 2)
    ids = [headers["Webhook-Id"] for headers, _ in receiver.requests]
    assert len(set(ids)) == 2, "what happened meanwhile comes now"


def test_a_receiver_that_asks_for_quiet_has_it(local: Served, receiver: Receiver) -> None:
    receiver.answers = [Response(status=429, headers={"Retry-After": "3600"})]
    staff = local.client()
    hook = receiver.subscribed(staff, "hold.made")
    staff.hold(staff.offers("a")[0])
    until(lambda: staff.get(f"/v1/webhooks/{hook['id']}").json()["quiet_until"])
    staff.hold(staff.offers("b")[0])
    with local.desk.store.reading() as connection:
        found = webhooks.by_id(connection, hook["id"])
        assert found is not None
        assert found.pause is not None
        assert timedelta(minutes=59) < found.pause - utc_now() <= timedelta(hours=1)
        assert webhooks.ready(connection, utc_now()) == []
        assert webhooks.ready(connection, utc_now() + timedelta(hours=2)) != []
    assert len(receiver.requests) == 1


def test_a_trace_goes_on_in_the_journal_and_in_the_message(either: Served, receiver: Receiver) -> None:
    staff = either.client()
    receiver.subscribed(staff, "hold.made", "appointment.booked")
    offer = staff.offers("a")[0]
    held = staff.post("/v1/holds", {"rows": offer["rows"]}, traceparent=TRACE).json()
    assert either.desk.journal()[-1].trace == TRACE
    staff.post("/v1/bookings", {"hold": held["hold"]}, traceparent=TRACE)
    assert either.desk.journal()[-1].trace == TRACE
    until(lambda: len(receiver.requests) == 2)
    for headers, _ in receiver.requests:
        version, trace, span, flags = headers["Traceparent"].split("-")
        assert (version, trace, flags) == ("00", TRACE.split("-")[1], "01")
        assert span != TRACE.split("-")[2]


def test_of_several_servers_one_sends(url: str, receiver: Receiver) -> None:
    with Served(url, soon(), Settings(webhooks_to_private=True)) as served:
        staff = served.client()
        hook = receiver.subscribed(staff, "hold.made")
        reach = Reach(private=True)
        with Sender(served.desk.store, reach, lambda _: None), Sender(served.desk.store, reach, lambda _: None):
            for plan in ("a", "b", "a", "b"):
                held_and_dropped(staff, plan)
            receiver.told(hook["secret"], 4)
        ids = [headers["Webhook-Id"] for headers, _ in receiver.requests]
        assert len(ids) == len(set(ids)) == 4


def test_nothing_is_lost_or_told_twice_where_a_server_dies_between(either: Served) -> None:
    """A sender whose lease was taken over writes nothing more; the journal read twice makes nothing twice."""
    store = either.desk.store
    hook = either.client().post("/v1/webhooks", {"url": "http://127.0.0.1:9/", "events": ["hold.made"]}).json()["id"]
    with store.beside() as connection:
        webhooks.change(connection, hook, pause=utc_now() + timedelta(days=1))  # nobody else looks at it
        found = webhooks.by_id(connection, hook)
        assert found is not None
        first = webhooks.take(connection, found, utc_now())
        assert webhooks.take(connection, found, utc_now()) is None, "somebody was quicker"
    staff = either.client(name="booker")
    staff.hold(staff.offers("a")[0])
    assert first is not None
    sender = Sender(store, Reach(private=True), lambda _: None)
    for _ in range(2):  # as when it dies before it is written how far it came
        sender._collect(first)
    with store.beside() as connection:
        made = deliveries.latest(connection, hook, None, 10)
        second = webhooks.take(connection, first, utc_now())
        assert second is not None
        assert not webhooks.write(connection, first, mark=0)
        assert journal.numbers(connection, store.database, second.mark) == set()
    assert len(made) == 1
    assert made[0].id.endswith(f"_{either.desk.settled()}_0")


def test_a_webhook_taken_away_while_messages_are_made_for_it_leaves_none(either: Served) -> None:
    store, staff = either.desk.store, either.client()
    hook = staff.post("/v1/webhooks", {"url": "http://127.0.0.1:9/", "events": ["hold.made"]}).json()["id"]
    now = utc_now()
    made = deliveries.Delivery("msg_1", hook, 1, "hold.made", "{}", None, deliveries.WAITING, now, now)
    with ThreadPoolExecutor(1) as pool:
        with store.beside() as making:
            webhooks.change(making, hook, mark=1)
            deleted = pool.submit(staff.delete, f"/v1/webhooks/{hook}")
            sleep(0.2)  # so that it has come as far as it can
            deliveries.add(making, store.database, [made])
        assert deleted.result(30).status_code == 204
    with store.reading() as connection:
        assert deliveries.latest(connection, hook, None, 10) == []


def test_what_cannot_be_a_webhook_is_refused(local: Served) -> None:
    staff = local.client()
    problem(staff.post("/v1/webhooks", {"url": "ftp://example.org", "events": ["hold.made"]}), 400, "nonsense")
    problem(staff.post("/v1/webhooks", {"url": "http://x@127.0.0.1/", "events": ["hold.made"]}), 400, "nonsense")
    refused = staff.post("/v1/webhooks", {"url": "http://127.0.0.1/", "events": ["hold.mad"]})
    assert "hold.made" in problem(refused, 404, "unknown-name")["detail"]
    problem(staff.post("/v1/webhooks", {"url": "http://127.0.0.1/", "events": []}), 400, "nonsense")
    problem(staff.get("/v1/webhooks/w-none"), 404, "unknown-name")
    problem(local.portal().get("/v1/webhooks"), 403, "not-allowed")
