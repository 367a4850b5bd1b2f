"""The desk over HTTP against a model of it, in any order: places are held, booked, moved and given up by several.

Each patient wants one visit, so that what may be is known without the rules: a place is free, and the visit has none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from time import sleep
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from planner.clinic import Clinic
from planner.clinic.clinic import UTC
from planner.errors import Conflict
from planner.http.door import Settings
from tests import worlds
from tests.http.worlds import Served
from tests.worlds import at, phase, practitioner, protocol, room, service, world

SOAK = bool(os.environ.get("SOAK"))
FIRST = 7 * 1000
"""Many years ahead: PostgreSQL tells the time by its own clock."""
PLANS = "abcd"
ROOMS = {"mai": "one", "tom": "two"}
CLOCKS = ("9:00", "9:30", "10:00")
DAYS = (FIRST, FIRST + 1)
Place = tuple[str, str]
"""The start as a text, and with whom."""


def visits() -> Clinic:
    """Four patients want one visit each, of two practitioners who have a room each."""
    plans = [worlds.plan(id, "visit", f"patient-{id}", FIRST) for id in PLANS]
    staff = [practitioner(id, "9:00-10:30") for id in ROOMS]
    single = protocol("visit", phase(gap=None, sessions=1), start_within=14)
    return world([service()], [single], staff, plans=plans, rooms=[room(id) for id in ROOMS.values()])


@dataclass
class Visit:
    """What the model knows of the visit of a plan."""

    place: Place
    id: str = ""
    """Of its appointment, once it is booked."""
    hold: str = ""
    """Of its hold, while it is held."""
    until: datetime | None = None


@dataclass
class Asked:
    """A request that was granted, and may be asked again under its key."""

    path: str
    body: Any
    key: str
    answer: Any


@dataclass
class Clock:
    """A server's time, which goes on from one try to the next; that of PostgreSQL cannot be set."""

    ahead: timedelta = timedelta()
    start: datetime = field(default_factory=lambda: at(0, "6:00"))

    def __call__(self) -> datetime:
        return self.start + self.ahead


def machine(served: Served, clock: Clock | None) -> Callable[[], RuleBasedStateMachine]:
    """A desk with nothing booked each time; without a clock, holds end because they were made for a moment."""
    client, keys = served.client(), count()

    class Desk(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.visits: dict[str, Visit] = {}
            self.gone: list[str] = []
            self.granted: list[Asked] = []

        @initialize()
        def nothing_is_booked(self) -> None:
            for row in client.get("/v1/appointments").json()["rows"]:
                if row["status"] == "booked":
                    client.post(f"/v1/appointments/{row['appointment']}/cancel", {"reason": "staff-cancel"})
            for hold in {row.hold for row in _held(served)}:
                with suppress(Conflict):
                    served.desk.drop(hold)

        # --- what is asked ------------------------------------------------------------------------------------------

        @rule(
            plan=st.sampled_from(PLANS),
            day=st.sampled_from(DAYS),
            at=st.sampled_from(CLOCKS),
            who=st.sampled_from(list(ROOMS)),
        )
        def hold(self, plan: str, day: int, at: str, who: str) -> None:
            place = _place(day, at, who)
            answered = self._ask("/v1/holds", {"rows": [_row(plan, place)]})
            if self._may_have(plan, place):
                said = self._granted(answered, 201)
                self.visits[plan] = Visit(place, hold=said["hold"], until=datetime.fromisoformat(said["until"]))
            else:
                assert answered.status_code == 409, answered.text

        @rule(
            plan=st.sampled_from(PLANS),
            day=st.sampled_from(DAYS),
            at=st.sampled_from(CLOCKS),
            who=st.sampled_from(list(ROOMS)),
        )
        def book_at_once(self, plan: str, day: int, at: str, who: str) -> None:
            place = _place(day, at, who)
            answered = self._ask("/v1/bookings", {"rows": [_row(plan, place)]})
            if self._may_have(plan, place):
                self._booked(plan, place, self._granted(answered, 201))
            else:
                assert answered.status_code == 409, answered.text

        @rule(plan=st.sampled_from(PLANS))
        def hold_the_best(self, plan: str) -> None:
            offers = client.offers(plan)
            if plan in self.visits:
                assert not offers
                return
            for each in offers:
                assert self._may_have(plan, _of(each["rows"][0])), each
            said = self._granted(self._ask(f"/v1/plans/{plan}/holds", {"offer": 1}), 201)
            assert _of(said["rows"][0]) == _of(offers[0]["rows"][0])
            until = datetime.fromisoformat(said["until"])
            self.visits[plan] = Visit(_of(said["rows"][0]), hold=said["hold"], until=until)

        @precondition(lambda self: any(visit.hold for visit in self.visits.values()))
        @rule(data=st.data())
        def confirm(self, data: st.DataObject) -> None:
            plan = data.draw(st.sampled_from([plan for plan, visit in self.visits.items() if visit.hold]))
            visit = self.visits[plan]
            said = self._granted(self._ask("/v1/bookings", {"hold": visit.hold}), 201)
            self.gone.append(visit.hold)
            self._booked(plan, visit.place, said)

        @precondition(lambda self: any(visit.hold for visit in self.visits.values()))
        @rule(data=st.data())
        def drop(self, data: st.DataObject) -> None:
            plan = data.draw(st.sampled_from([plan for plan, visit in self.visits.items() if visit.hold]))
            visit = self.visits.pop(plan)
            assert client.delete(f"/v1/holds/{visit.hold}").status_code == 200
            self.gone.append(visit.hold)

        @precondition(lambda self: self.gone)
        @rule(data=st.data())
        def confirm_what_is_no_more(self, data: st.DataObject) -> None:
            hold = data.draw(st.sampled_from(self.gone))
            assert self._ask("/v1/bookings", {"hold": hold}).status_code == 410
            assert self._ask("/v1/bookings", {"hold": f"{hold}0"}).status_code == 404

        @precondition(lambda self: any(visit.id for visit in self.visits.values()))
        @rule(data=st.data(), day=st.sampled_from(DAYS), at=st.sampled_from(CLOCKS), who=st.sampled_from(list(ROOMS)))
        def move(self, data: st.DataObject, day: int, at: str, who: str) -> None:
            plan = data.draw(st.sampled_from([plan for plan, visit in self.visits.items() if visit.id]))
            visit, place = self.visits[plan], _place(day, at, who)
            answered = self._ask(f"/v1/appointments/{visit.id}/move", {"rows": [_row(plan, place)]})
            if self._free(place, plan):
                assert [row["appointment"] for row in self._granted(answered, 200)["rows"]] == [visit.id]
                visit.place = place
            else:
                assert answered.status_code == 409, answered.text

        @precondition(lambda self: any(visit.id for visit in self.visits.values()))
        @rule(data=st.data())
        def cancel(self, data: st.DataObject) -> None:
            plan = data.draw(st.sampled_from([plan for plan, visit in self.visits.items() if visit.id]))
            id = self.visits.pop(plan).id
            self._granted(self._ask(f"/v1/appointments/{id}/cancel", {"reason": "staff-cancel"}), 200)
            assert self._ask(f"/v1/appointments/{id}/cancel", {"reason": "staff-cancel"}).status_code == 409

        @precondition(lambda self: self.granted)
        @rule(data=st.data())
        def ask_again_under_its_key(self, data: st.DataObject) -> None:
            before = data.draw(st.sampled_from(self.granted))
            again = client.post(before.path, before.body, key=before.key)
            assert again.headers.get("Idempotency-Replayed") == "true", again.text
            assert {**again.json(), "words": ""} == {**before.answer, "words": ""}

        @precondition(lambda self: self.granted)
        @rule(data=st.data())
        def ask_something_else_under_its_key(self, data: st.DataObject) -> None:
            before = data.draw(st.sampled_from(self.granted))
            other = client.post(
                "/v1/holds", {"rows": [_row("a", _place(FIRST, "9:00", "mai"))], "minutes": 77}, before.key
            )
            assert (other.status_code, other.json()["code"]) == (422, "key-reused")

        @precondition(lambda self: any(visit.hold for visit in self.visits.values()))
        @rule()
        def let_the_holds_end(self) -> None:
            if clock is None:  # prolonged to a moment from now, which comes at once
                for visit in [each for each in self.visits.values() if each.hold]:
                    served.desk.prolong(visit.hold, 0.0001)
                sleep(0.02)
            else:
                clock.ahead += timedelta(minutes=11)
            for plan in [plan for plan, visit in self.visits.items() if visit.hold]:
                self.gone.append(self.visits.pop(plan).hold)

        # --- what must be so ----------------------------------------------------------------------------------------

        @invariant()
        def the_book_is_the_models(self) -> None:
            rows = client.get("/v1/appointments").json()["rows"]
            there = {row["plan"]: (_of(row), row["status"]) for row in rows}
            assert len(rows) == len(there)
            assert there == {plan: (v.place, "booked" if v.id else "held") for plan, v in self.visits.items()}

        def _ask(self, path: str, body: Any) -> httpx2.Response:
            self.last = Asked(path, body, f"key {next(keys)}", None)
            return client.post(path, body, key=self.last.key)

        def _granted(self, answered: httpx2.Response, status: int) -> Any:
            assert answered.status_code == status, answered.text
            self.last.answer = answered.json()
            self.granted.append(self.last)
            return self.last.answer

        def _booked(self, plan: str, place: Place, said: Any) -> None:
            assert [_of(row) for row in said["rows"]] == [place]
            self.visits[plan] = Visit(place, id=said["rows"][0]["appointment"])

        def _may_have(self, plan: str, place: Place) -> bool:
            return plan not in self.visits and self._free(place, plan)

        def _free(self, place: Place, plan: str) -> bool:
            return all(visit.place != place for other, visit in self.visits.items() if other != plan)

    return Desk


def _held(served: Served) -> Iterator[Any]:
    from planner.desk.store import appointments

    with served.desk.store.reading() as connection:
        yield from appointments.held(connection)


def _place(day: int, clock: str, who: str) -> Place:
    return at(day, clock).astimezone(UTC).isoformat(), who


def _of(row: Any) -> Place:
    return datetime.fromisoformat(row["start"]).astimezone(UTC).isoformat(), row["practitioner"]


def _row(plan: str, place: Place) -> dict[str, Any]:
    start, who = place
    end = (datetime.fromisoformat(start) + timedelta(minutes=30)).isoformat()
    named = {"appointment": "", "plan": plan, "number": 1, "service": "needling", "status": "planned"}
    return {**named, "practitioner": who, "room": ROOMS[who], "start": start, "end": end}


@pytest.mark.parametrize("database", ["sqlite", *(["postgresql"] if SOAK else [])])
def test_the_desk_over_http_is_as_its_model(database: str, tmp_path: Any, request: pytest.FixtureRequest) -> None:
    clock = Clock() if database == "sqlite" else None
    url = f"sqlite:///{tmp_path / 'clinic.db'}"
    if clock is None:
        from tests.desk.postgres import new_schema

        url = new_schema(request.getfixturevalue("server"))
    often = Settings(a_minute=1_000_000, works=False)
    with Served(url, visits(), often, **({"clock": clock} if clock else {})) as served:
        run_state_machine_as_test(
            machine(served, clock),
            settings=settings(
                max_examples=300 if SOAK else 8,
                stateful_step_count=40 if SOAK else 20,
                deadline=None,
                database=None,
                derandomize=not SOAK,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
