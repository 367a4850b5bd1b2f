"""Long work: asked for, followed, stopped, taken over, and taken as a whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from time import sleep
from typing import Any

import pytest

from planner.desk.store.server import jobs as stored
from planner.desk.store.server.jobs import LEASE
from planner.desk.store.store import utc_now
from planner.http.door import Settings
from planner.http.jobs.attempt import Attempt
from tests.http.jobs.worlds import DAYS, begun, ended
from tests.http.worlds import SOON, Client, Served, problem, soon
from tests.worlds import day


@pytest.fixture
def either(url: str) -> Iterator[Served]:
    with Served(url, soon()) as served:
        yield served


def test_a_month_is_planned_and_published(either: Served) -> None:
    staff = either.client()
    done = ended(staff, begun(staff))
    assert done["status"] == "done", done
    assert done["progress"]["score"] <= 0 or done["progress"]["gap"] is not None
    roster = staff.get(done["result"]).json()
    assert roster["quality"]["due"] >= 1
    planned = {(row["plan"], row["number"]) for row in roster["rows"]}
    assert {("a", 4), ("b", 4)} <= planned
    late = staff.hold(staff.offers("b", number=4)[-1]).json()["hold"]
    taken = staff.post("/v1/bookings", {"hold": late}).json()["rows"][0]
    problem(staff.post(f"{done['result']}/publish", {}), 422, "forbidden", "violations")
    month = {"why": "the month", "partly": True}
    published = staff.post(f"{done['result']}/publish", month, key="month-1")
    assert published.status_code == 200, published.text
    left = {each.partition(":")[0] for each in published.json()["left"]}
    there = {f"{row.plan}, session {row.number}": row for row in either.desk.appointments()}
    assert {f"{plan}, session {number}" for plan, number in planned} <= there.keys() | left
    assert "b, session 4" in left
    assert there["b, session 4"].id == taken["appointment"]
    assert either.desk.journal()[-1].who == staff.get("/v1/session").json()["name"]
    again = staff.post(f"{done['result']}/publish", month, key="month-1")
    assert again.headers["idempotency-replayed"] == "true"


def test_a_replanning_is_accepted_as_a_whole(served: Served) -> None:
    staff = served.client()
    asked = staff.post(
        "/v1/replannings", {"last": DAYS["last"], "frozen_until": day(SOON - 1).isoformat(), "effort": 0.1}
    )
    done = ended(staff, asked.headers["location"])
    assert done["status"] == "done", done
    new = staff.get(done["result"]).json()["changes"][-1]
    late = staff.hold(staff.offers(new["plan"], number=new["number"])[-1]).json()["hold"]
    staff.post("/v1/bookings", {"hold": late})
    problem(staff.post(f"{done['result']}/accept", {}), 412, "stale-version", "taken")
    accepted = staff.post(f"{done['result']}/accept", {"partly": True})
    assert accepted.status_code == 200, accepted.text
    assert accepted.json()["rows"]
    assert f"{new['plan']}, session {new['number']}: it was booked" in accepted.json()["left"]
    last = served.desk.settled()
    again = staff.post(f"{done['result']}/accept", {"partly": True})
    assert (again.status_code, again.json()["entry"], again.json()["rows"]) == (200, None, [])
    assert served.desk.settled() == last, "what changes nothing is not written"


def test_what_cannot_be_planned_is_refused_at_once(served: Served) -> None:
    staff = served.client()
    problem(staff.post("/v1/rosters", {"month": "2026-13"}), 400, "nonsense")
    problem(staff.post("/v1/rosters", {}), 400, "nonsense")
    for past in ({"month": "2026-01"}, {"first": "2026-01-01", "last": "2026-01-07"}):
        problem(staff.post("/v1/rosters", past), 400, "nonsense")
    problem(staff.post("/v1/replannings", {"last": "2026-01-31", "frozen_until": "2025-12-31"}), 400, "nonsense")
    problem(staff.post("/v1/rosters", {**DAYS, "seconds": -1}), 422, "invalid")
    problem(staff.get("/v1/jobs/j-none"), 404, "unknown-name")


def test_there_is_no_result_before_the_end(serve: Callable[..., Served]) -> None:
    staff = serve(settings=Settings(works=False)).client()
    job = begun(staff)
    waiting = staff.get(job)
    assert (waiting.json()["status"], waiting.headers["retry-after"]) == ("waiting", "2")
    problem(staff.get(job.replace("jobs", "rosters")), 409, "conflict")
    assert staff.delete(job).json()["status"] == "stopped"


def test_a_job_that_is_stopped_keeps_the_best_so_soon(served: Served) -> None:
    staff = served.client()
    job = begun(staff, effort=None, seconds=600, gap=0)
    while not staff.get(job).json()["progress"] and staff.get(job).json()["status"] != "done":
        sleep(0.1)
    staff.delete(job)
    done = ended(staff, job)
    assert done["status"] == "done"
    assert {("a", 4), ("b", 4)} <= {(row["plan"], row["number"]) for row in staff.get(done["result"]).json()["rows"]}


def test_a_job_is_followed_by_events_from_the_last_that_came(served: Served) -> None:
    staff = served.client()
    job = begun(staff)
    with staff.http.stream("GET", f"{job}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = list(stream.iter_lines())
    ids = [int(line[4:]) for line in lines if line.startswith("id: ")]
    assert ids == sorted(set(ids))
    last = json.loads([line[6:] for line in lines if line.startswith("data: ")][-1])
    assert last["status"] == "done"
    with staff.http.stream("GET", f"{job}/events", headers={"Last-Event-ID": str(ids[-1])}) as stream:
        assert [line for line in stream.iter_lines() if line.startswith("id: ")] == []


def taken(served: Served, **more: Any) -> tuple[Client, str, stored.Job]:
    """A job begun by nobody's worker, as one does that dies at once."""
    staff = served.client()
    job = begun(staff, **more)
    with served.desk.store.beside() as connection:
        found = stored.take(connection, utc_now())
    assert found is not None
    return staff, job, found


def worked(served: Served, job: stored.Job) -> subprocess.Popen[bytes]:
    url = served.desk.store.engine.url.render_as_string(hide_password=False)
    return Attempt(url, job.id, job.fence).begin()


def test_a_job_whose_worker_was_lost_is_taken_over_and_its_worker_writes_no_more(url: str) -> None:
    with Served(url, soon(), settings=Settings(works=False)) as served:
        staff, job, first = taken(served)
        with served.desk.store.beside() as connection:
            assert stored.take(connection, utc_now()) is None, "its lease lasts"
            second = stored.take(connection, utc_now() + 2 * LEASE)
        assert second is not None
        assert second.fence == first.fence + 1
        assert worked(served, first).wait(60) == 75, "it is another's by now"
        with served.desk.store.beside() as connection:
            assert not stored.write(connection, first, progress={"score": -1})
            assert stored.beat(connection, first, utc_now()) is None
        assert worked(served, second).wait(60) == 0
        assert staff.get(job).json()["status"] == "done"


def test_a_job_goes_on_from_the_best_of_a_worker_that_was_lost(serve: Callable[..., Served]) -> None:
    served = serve(settings=Settings(works=False))
    staff, job, first = taken(served)
    assert worked(served, first).wait(60) == 0
    best = [row for row in staff.get(job.replace("jobs", "rosters")).json()["rows"] if row["number"] == 4]
    staff, job, lost = taken(served, effort=1e-6)  # no time to find it again
    with served.desk.store.beside() as connection:
        assert stored.write(connection, lost, best=best)
        again = stored.take(connection, utc_now() + 2 * LEASE)
    assert again is not None
    assert again.best == best
    assert worked(served, again).wait(60) == 0
    found = staff.get(job.replace("jobs", "rosters")).json()["rows"]
    assert {row["start"] for row in best} <= {row["start"] for row in found}


def test_a_worker_whose_process_is_killed_gives_the_job_back(served: Served) -> None:
    staff = served.client()
    job = begun(staff, effort=None, seconds=30)
    while staff.get(job).json()["status"] != "running":
        sleep(0.05)
    children = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", "planner.http.jobs.work"], capture_output=True, text=True, check=True
    )
    for process in map(int, children.stdout.split()):
        os.kill(process, signal.SIGKILL)
    assert ended(staff, job)["status"] == "done"
