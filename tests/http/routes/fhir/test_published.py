"""Free times for anybody, by a client that knows SMART Scheduling Links alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from planner.clinic import Practitioner
from tests.fhir.validators import wrong_in_r4
from tests.http.front_end import FrontEnd
from tests.http.worlds import SOON, Served, soon
from tests.worlds import absence, day, hours, room

Lines = dict[str, list[dict[str, Any]]]


def published(served: Served) -> Lines:
    """All lines by type, each held to what the specification has of it."""
    nobody = served.with_headers({}).http
    manifest = nobody.get("/fhir/R4/$bulk-publish").json()
    assert {"transactionTime", "request", "output", "error"} <= manifest.keys()
    found: Lines = {}
    for each in manifest["output"]:
        answer = nobody.get(each["url"], headers={"Accept": "application/fhir+ndjson"})
        assert answer.headers["content-type"].startswith("application/fhir+ndjson")
        lines = [json.loads(line) for line in answer.text.splitlines()]
        assert {line["resourceType"] for line in lines} == {each["type"]}
        assert [wrong for line in lines for wrong in wrong_in_r4(line)] == []
        found.setdefault(each["type"], []).extend(lines)
    places = {f"Location/{each['id']}" for each in found["Location"]}
    roles = {f"PractitionerRole/{each['id']}" for each in found["PractitionerRole"]}
    for schedule in found["Schedule"]:
        place, role = (each["reference"] for each in schedule["actor"])
        assert (place in places, role in roles) == (True, True)
        assert schedule["serviceType"]
    schedules = {f"Schedule/{each['id']}" for each in found["Schedule"]}
    for slot in found["Slot"]:
        assert slot["schedule"]["reference"] in schedules
        assert slot["status"] in ("free", "busy")
    assert all(each["name"] for each in found["Location"])
    return found


def test_free_times_are_published_to_anybody_and_say_nobody(serve: Callable[..., Served]) -> None:
    served = serve(soon(absences=(replace(absence("mai", SOON + 1), reason="secret"),)))
    found = published(served)
    assert found.keys() == {"Location", "PractitionerRole", "Schedule", "Slot"}
    words = json.dumps(found).lower().replace('"', " ").replace("/", " ").split()
    assert not {"ann", "ben", "secret"} & set(words)


def test_what_has_not_changed_is_not_sent_again(served: Served) -> None:
    nobody = served.with_headers({}).http
    manifest = nobody.get("/fhir/R4/$bulk-publish")
    assert manifest.headers["cache-control"] == "public, max-age=60"
    for each in manifest.json()["output"]:
        etag = nobody.get(each["url"]).headers["etag"]
        again = nobody.get(each["url"], headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")


def test_a_place_on_hold_is_busy(served: Served) -> None:
    portal = FrontEnd(served.client().http)
    today = served.desk.today()
    first = portal.find(today.isoformat(), day(SOON + 28).isoformat())[0]
    before = [each for each in published(served)["Slot"] if each["status"] == "busy"]
    portal.post("hold", appointment_reference=f"Appointment/{first['id']}")
    after = [each for each in published(served)["Slot"] if each["status"] == "busy"]
    assert first["start"] not in [each["start"] for each in before]
    assert first["start"] in [each["start"] for each in after]


def test_who_works_at_two_sites_has_a_schedule_at_each(serve: Callable[..., Served]) -> None:
    rows = (*hours("9:00-10:00", days=[0], site="north"), *hours("9:00-11:00", days=[1], site="south"))
    rooms = [room("one", site="north"), room("two", site="south")]
    found = published(serve(soon(practitioners=[Practitioner("mai", "Mai", shifts=rows)], rooms=rooms, book=())))
    places = {each["id"]: each["actor"][0]["reference"] for each in found["Schedule"]}
    hour = {each["end"][11:16]: places[each["schedule"]["reference"].partition("/")[2]] for each in found["Slot"]}
    assert hour == {"10:00": "Location/site-north", "11:00": "Location/site-south"}
