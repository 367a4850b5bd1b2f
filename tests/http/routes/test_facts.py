"""Facts read and changed, what that closes, wishes, the journal, and lists that are read page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from planner.desk.store.documents import BY_ID, LISTED
from planner.http.access.scopes import DAILY
from tests.http.worlds import SOON, Served, problem, soon
from tests.worlds import absence, day, event


@pytest.fixture
def either(url: str) -> Iterator[Served]:
    with Served(url, soon(absences=(absence("mai", SOON + 400),), events=(event("peel", SOON - 300),))) as served:
        yield served


def test_every_kind_of_fact_is_listed_and_each_one_told(either: Served) -> None:
    staff = either.client()
    for kind in (*BY_ID, *LISTED):
        listed = staff.get(f"/v1/{kind.replace('_', '-')}").json()["facts"]
        assert [each["id"] for each in listed] == list(either.desk.facts_of(kind))
        for each in listed:
            one = staff.get(f"/v1/{kind.replace('_', '-')}/{each['id']}").json()
            assert {name: value for name, value in one.items() if name != "timezone"} == each


def test_a_fact_is_written_as_it_was_told(either: Served) -> None:
    staff = either.client()
    for kind in BY_ID:
        for each in staff.get(f"/v1/{kind}").json()["facts"]:
            put = staff.put(f"/v1/{kind}/{each['id']}", {"fact": each})
            assert put.status_code == 200, put.text
    assert either.desk.facts() == either.desk.as_of(1).__class__(**{**vars(either.desk.as_of(1)), "book": ()})


def test_a_patient_is_added_changed_by_the_version_seen_and_removed(served: Served) -> None:
    staff = served.client()
    said: dict[str, Any] = {"id": "cid", "name": "Cid", "prefers": ["morning"]}
    made = staff.put("/v1/patients/cid", {"fact": said, "why": "walked in"})
    seen = made.headers["etag"]
    assert served.desk.facts().patients["cid"].prefers == ("morning",)
    assert served.desk.journal()[-1].why == "walked in"
    changed = staff.put("/v1/patients/cid", {"fact": {**said, "phone": "555"}}, If_Match=seen)
    assert changed.status_code == 200
    problem(staff.put("/v1/patients/cid", {"fact": said}, If_Match=seen), 412, "stale-version")
    assert staff.get("/v1/patients/cid").headers["etag"] == changed.headers["etag"]
    assert staff.delete("/v1/patients/cid").status_code == 200
    problem(staff.get("/v1/patients/cid"), 404, "unknown-name")


@pytest.mark.parametrize(
    ("fact", "pointer"),
    [
        ({"id": "cid"}, "/fact/name"),
        ({"id": "cid", "name": 3}, "/fact/name"),
        ({"id": "cid", "name": "Cid", "times": [{"weekday": 1}]}, "/fact/times/0/start"),
        ({"id": "cid", "name": "Cid", "not_with": ["mai"], "preferred_practitioners": ["mai"]}, "/fact"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_where_it_is_wrong(served: Served, fact: dict[str, Any], pointer: str) -> None:
    said = problem(served.client().put("/v1/patients/cid", {"fact": fact}), 422, "invalid", "faults")
    assert pointer in {each["pointer"] for each in said["faults"]}


def test_the_front_desk_changes_what_is_daily_and_a_manager_the_rest(served: Served) -> None:
    front, manager = served.client("offer", "book", "facts"), served.client()
    for kind in (*BY_ID, *LISTED):
        path = f"/v1/{kind.replace('_', '-')}/none"
        problem(manager.delete(path), 404, "unknown-name")
        expected = (404, "unknown-name") if kind in DAILY else (403, "not-allowed")
        problem(front.delete(path), *expected)


def test_a_clearance_is_a_managers_to_record(served: Served) -> None:
    said = {"fact": {"patient": "ann", "kind": "peel", "by": "Dr. Oh", "on": day(SOON).isoformat()}, "why": "seen"}
    problem(served.client("offer", "book", "facts").post("/v1/clearances", said), 403, "not-allowed")
    assert served.client().post("/v1/clearances", said).status_code == 201


def test_a_fact_of_another_address_is_refused(served: Served) -> None:
    problem(served.client().put("/v1/patients/cid", {"fact": {"id": "dan", "name": "Dan"}}), 400, "nonsense")


def test_an_absence_is_of_the_kind_of_its_address(served: Served) -> None:
    client = served.client()
    span = {"start": f"{day(SOON)}T08:00:00Z", "end": f"{day(SOON)}T09:00:00Z"}
    for path, of, others in (("away", "ann", "mai"), ("absences", "mai", "one"), ("closures", "one", "ann")):
        refused = client.post(f"/v1/{path}", {"fact": {"of": others, "span": span}})
        assert f"{others!r}, which the clinic does not have" in problem(refused, 400, "nonsense")["detail"]
        assert client.post(f"/v1/{path}", {"fact": {"of": of, "span": span}}).status_code == 201
        (listed,) = client.get(f"/v1/{path}").json()["facts"]
        assert listed["of"] == of
        assert client.delete(f"/v1/{path}/{listed['id']}").status_code == 200
        assert not client.get(f"/v1/{path}").json()["facts"]


def test_a_moment_without_an_offset_is_refused(served: Served) -> None:
    span = {"start": "2035-12-01T09:00:00", "end": "2035-12-01T10:00:00"}
    refused = served.client().post("/v1/absences", {"fact": {"of": "mai", "span": span}})
    assert "time zone" in problem(refused, 400, "nonsense")["detail"]


def test_an_event_says_what_it_closes_with_its_source_and_is_repaired(either: Served) -> None:
    staff = either.client()
    done = staff.post("/v1/patients/ann/events", {"kind": "peel", "on": day(SOON).isoformat(), "note": "elsewhere"})
    assert done.status_code == 201, done.text
    closed = done.json()["closed"]
    assert {(each["plan"], each["source"]) for each in closed} == {("a", "House rules, page 3")}
    problem(staff.post("/v1/patients/ann/events", {"kind": "sunshine", "on": "2035-01-01"}), 404, "unknown-name")


def test_what_is_closed_is_repaired_and_the_repair_held_and_booked(either: Served) -> None:
    staff, first = either.client(), next(row for row in either.desk.listed(plan="a"))
    away = {"first": first.start.isoformat(), "last": first.end.isoformat(), "why": "a meeting"}
    done = staff.post("/v1/practitioners/mai/absences", away).json()
    assert [each["appointment"] for each in done["closed"]] == [first.id]
    repair = staff.post("/v1/repairs", {"since": done["entry"]}).json()
    assert first.id in {row["appointment"] for row in repair["rows"]}
    held = staff.hold(repair)
    assert held.status_code == 201, held.text
    booked = staff.post("/v1/bookings", {"hold": held.json()["hold"]})
    assert booked.status_code == 201, booked.text


def test_absences_and_closures_are_of_days_or_of_moments(served: Served) -> None:
    staff = served.client()
    whole = staff.post(
        "/v1/practitioners/mai/absences", {"first": day(SOON).isoformat(), "last": day(SOON).isoformat()}
    )
    assert {each["plan"] for each in whole.json()["closed"]} == {"a", "b"}
    start = served.desk.listed()[-1].start
    part = {"first": start.isoformat(), "last": (start.replace(minute=59)).isoformat()}
    assert staff.post("/v1/rooms/one/closures", part).status_code == 201
    mixed = {"first": day(SOON).isoformat(), "last": start.isoformat()}
    problem(staff.post("/v1/rooms/one/closures", mixed), 400, "nonsense")


def test_somebody_walks_in_and_their_course_is_extended_and_finished(served: Served) -> None:
    staff = served.client()
    new = {"id": "c", "patient": "cid", "protocol": "course", "start": day(SOON).isoformat()}
    walked = staff.post("/v1/walk-ins", {"patient": {"id": "cid", "name": "Cid"}, "plan": new})
    assert walked.status_code == 201, walked.text
    problem(staff.post("/v1/walk-ins", {"plan": new}), 400, "nonsense")
    assert staff.post("/v1/plans/c/extend", {"sessions": 6}).status_code == 200
    assert served.desk.facts().plans["c"].sessions == 6


def test_a_wish_is_kept_and_taken_back(served: Served) -> None:
    staff = served.client()
    asked = {"earlier": True, "weekdays": ["fri"], "days": [{"from": day(SOON).isoformat()}]}
    assert staff.put("/v1/plans/a/sessions/2/wish", asked).status_code == 200
    (wish,) = staff.get("/v1/wishes").json()["wishes"]
    assert (wish["plan"], wish["number"], wish["weekdays"]) == ("a", 2, ["fri"])
    assert staff.delete("/v1/plans/a/sessions/2/wish").status_code == 200
    assert staff.get("/v1/wishes").json()["wishes"] == []


def test_a_freed_place_is_held_for_who_gains_most(served: Served) -> None:
    staff = served.client()
    new = {"id": "c", "patient": "cid", "protocol": "course", "start": day(SOON).isoformat()}
    staff.post("/v1/walk-ins", {"patient": {"id": "cid", "name": "Cid"}, "plan": new})
    freed = next(row for row in served.desk.listed(plan="b") if row.number == 1)
    staff.post(f"/v1/appointments/{freed.id}/cancel", {"reason": "patient-cancel"})
    refills = staff.get(f"/v1/appointments/{freed.id}/refills").json()["refills"]
    assert refills
    held = staff.post(f"/v1/appointments/{freed.id}/holds", {"refill": 1})
    assert held.status_code == 201, held.text
    assert {row["start"] for row in held.json()["rows"]} == {row["start"] for row in refills[0]["rows"]}


def test_a_long_list_is_read_page_by_page(either: Served) -> None:
    staff = either.client()
    every = staff.get("/v1/appointments").json()
    assert every["next"] is None
    found, cursor = [], None
    while True:
        page = staff.get("/v1/appointments", params={"limit": 4, **({"cursor": cursor} if cursor else {})}).json()
        found += page["rows"]
        assert len(page["rows"]) <= 4
        if (cursor := page["next"]) is None:
            break
    assert found == every["rows"]
    assert len(found) == 6
    problem(staff.get("/v1/appointments?cursor=nonsense"), 400, "nonsense")


def test_a_list_is_of_those_asked_for(either: Served) -> None:
    staff = either.client()
    for asked, expected in (
        ({"patient": "ann"}, ["a", "a", "a"]),
        ({"plan": "b", "from": day(SOON + 1).isoformat()}, ["b", "b"]),
        ({"practitioner": "mai", "until": day(SOON).isoformat()}, ["a", "b"]),
        ({"room": "two"}, []),
    ):
        rows = staff.get("/v1/appointments", params=asked).json()["rows"]
        assert [row["plan"] for row in rows] == expected, asked


def test_a_practitioner_sees_the_own_calendar_alone(serve: Callable[..., Served]) -> None:
    served = serve()
    _, secret = served.tokens.make("phone", ["calendar"], "the tests", subject="patient:ann")
    own = served.with_headers({"Authorization": f"Bearer {secret}"})
    assert {row["plan"] for row in own.get("/v1/calendar").json()["rows"]} == {"a"}
    problem(own.get("/v1/appointments"), 403, "not-allowed")


def test_a_plans_rows_have_its_version(served: Served) -> None:
    answered = served.portal().get("/v1/plans/a/appointments")
    assert answered.headers["etag"] == f'"{served.desk.version("a")}"'
    rows = answered.json()["rows"]
    assert [row["number"] for row in rows] == [1, 2, 3]
    assert {(row["practitioner"], row["room"]) for row in rows} == {(None, None)}, "a portal is told times alone"
    told = served.client().get("/v1/plans/a/appointments").json()["rows"]
    assert {(row["practitioner"], row["room"]) for row in told} == {("mai", "one")}


def test_what_was_seen_is_not_sent_again(served: Served) -> None:
    staff = served.client()
    for path in ("/v1/appointments", "/v1/patients/ann", "/v1/plans/a/appointments", "/v1/policy"):
        first = staff.get(path)
        again = staff.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"]), path
    staff.put("/v1/patients/ann", {"fact": {"id": "ann", "name": "Anne"}})
    assert staff.get("/v1/patients/ann", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_the_journal_is_read_page_by_page_and_the_book_as_it_was(either: Served) -> None:
    staff = either.client()
    booked = staff.booked("a")
    first = staff.get("/v1/journal", params={"limit": 2}).json()
    rest = staff.get("/v1/journal", params={"after": first["next"], "limit": 2}).json()
    assert [each["action"] for each in (*first["entries"], *rest["entries"])] == ["load", "load", "hold", "book"]
    assert {each["who"] for each in rest["entries"]} == {staff.get("/v1/session").json()["name"]}
    before = staff.get("/v1/book", params={"entry": 1}).json()["rows"]
    now = staff.get("/v1/book", params={"entry": booked["entry"]}).json()["rows"]
    assert (len(before), len(now)) == (6, 7)
    problem(staff.get("/v1/book"), 400, "nonsense")
    mark = staff.get("/v1/changes").json()["mark"]
    staff.booked("b")
    new = staff.get("/v1/changes", params={"mark": mark}).json()["entries"]
    assert [each["action"] for each in new][-2:] == ["hold", "book"]


def test_the_policy_has_its_sources(served: Served) -> None:
    policy = served.client().get("/v1/policy").json()
    assert policy["rules"]["peel"]["source"] == "House rules, page 3"
    settings = served.client(name="two").get("/v1/settings").json()
    assert (settings["name"], settings["start_every"]) == ("Maple Street", 1800)
