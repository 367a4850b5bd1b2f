"""Who may ask what: tokens and people, sessions and passwords."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import httpx2
import pytest
from sqlalchemy import text

from planner.desk.store.store import utc_now
from planner.http.access import guard
from tests.http.worlds import Client, Served, problem, soon

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process ended is known at once."""
    monkeypatch.setattr(guard, "REMEMBERED", 0.0)


@pytest.fixture
def either(url: str) -> Iterator[Served]:
    with Served(url, soon()) as served:
        yield served


def entered(served: Served, link: str | None) -> Client:
    """A browser in which somebody has entered by a link."""
    http = httpx2.Client(base_url=served.base)
    served.clients.append(http)
    answered = http.post("/v1/session", json={"link": link})
    assert answered.status_code == 201, answered.text
    http.headers["X-CSRF-Token"] = answered.json()["csrf"]
    return Client(http)


def test_nobody_is_let_in_without_a_token(served: Served) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer pln_wrong"},
        {"Authorization": "Basic YTpi"},
        {"Cookie": "planner_session=x"},
    ):
        refused = httpx2.get(served.base + "/v1/days/today", headers=headers)
        problem(refused, 401, "unauthenticated")
        assert refused.headers["www-authenticate"].startswith("Bearer")


def test_a_secret_is_told_once_and_kept_as_a_hash(either: Served) -> None:
    made = either.client().post("/v1/tokens", {"name": "desk two", "scopes": ["facts"]}).json()
    assert made["token"].startswith("pln_")
    assert len(made["token"]) >= 4 + 43  # 256 bits
    other = either.with_headers({"Authorization": f"Bearer {made['token']}"})
    assert other.get("/v1/session").json()["scopes"] == ["facts"]
    with either.desk.store.reading() as connection:
        kept = "".join(str(row) for row in connection.execute(text("SELECT * FROM secrets")))
        kept += "".join(str(row) for row in connection.execute(text("SELECT * FROM accounts")))
    assert made["token"] not in kept
    listed = either.client(name="other").get("/v1/tokens").text
    assert made["token"] not in listed
    assert made["token"][:8] in listed


def test_a_token_may_ask_what_its_scopes_say(served: Served) -> None:
    portal = served.portal()
    refused = problem(portal.get("/v1/days/today"), 403, "not-allowed")
    assert "facts" in refused["detail"]
    problem(portal.get("/v1/tokens"), 403, "not-allowed")
    problem(served.client("offer", name="looker").hold(portal.offers("a")[0]), 403, "not-allowed")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "x", "scopes": ["everything"]}, 404),
        ({"name": "x", "scopes": []}, 400),
        ({"name": " ", "scopes": ["offer"]}, 400),
        ({"name": "portal", "scopes": ["offer"]}, 400),
        ({"name": "x", "scopes": ["calendar"]}, 400),
        ({"name": "x", "scopes": ["calendar"], "subject": "mai"}, 400),
        ({"name": "x", "scopes": ["offer"], "days": 0}, 422),
    ],
)
def test_a_token_that_cannot_be_is_refused(served: Served, body: dict[str, object], status: int) -> None:
    served.portal()
    refused = served.client().post("/v1/tokens", body)
    assert refused.status_code == status, refused.text


def test_a_rotated_token_is_good_for_a_while_beside_the_new_one(serve: Callable[..., Served]) -> None:
    now = [utc_now()]
    served = serve(clock=lambda: now[0])
    staff = served.client()
    made = staff.post("/v1/tokens", {"name": "portal", "scopes": ["offer"]}).json()
    new = staff.post(f"/v1/tokens/{made['id']}/rotate", {"grace_hours": 1}).json()
    clients = [served.with_headers({"Authorization": f"Bearer {each['token']}"}) for each in (made, new)]
    assert [each.get("/v1/session").status_code for each in clients] == [200, 200]
    now[0] += timedelta(hours=2)
    assert [each.get("/v1/session").status_code for each in clients] == [401, 200]


def test_a_token_ends_by_itself_and_by_an_administrator(serve: Callable[..., Served]) -> None:
    now = [utc_now()]
    served = serve(clock=lambda: now[0])
    staff = served.client()
    made = [staff.post("/v1/tokens", {"name": name, "scopes": ["offer"], "days": 1}).json() for name in "ab"]
    clients = [served.with_headers({"Authorization": f"Bearer {each['token']}"}) for each in made]
    assert staff.delete(f"/v1/tokens/{made[0]['id']}").status_code == 204
    assert [each.get("/v1/session").status_code for each in clients] == [401, 200]
    now[0] += timedelta(days=2)
    assert clients[1].get("/v1/session").status_code == 401
    problem(staff.delete(f"/v1/tokens/{made[0]['id']}"), 404, "unknown-name")


def test_when_a_token_was_last_used_is_known(served: Served) -> None:
    portal, before = served.portal(), utc_now()
    portal.offers("a")
    (token,) = (each for each in served.client().get("/v1/tokens").json()["tokens"] if each["name"] == "portal")
    assert before - timedelta(minutes=1) <= datetime.fromisoformat(token["used"]) <= utc_now()


def test_the_first_administrator_enters_once_by_the_link(either: Served) -> None:
    link = either.people.first_link()
    admin = entered(either, link)
    assert admin.get("/v1/session").json()["role"] == "manager"
    problem(httpx2.post(either.base + "/v1/session", json={"link": link}), 401, "unauthenticated")


def test_the_first_link_is_made_anew_until_a_manager_can_come_back(served: Served) -> None:
    first, second = served.people.first_link(), served.people.first_link()
    problem(httpx2.post(served.base + "/v1/session", json={"link": first}), 401, "unauthenticated")
    admin = entered(served, second)
    again = entered(served, served.people.first_link())
    assert admin.get("/v1/session").status_code == 200, "who is there is not sent away"
    csrf = {"X-CSRF-Token": again.get("/v1/session").json()["csrf"]}
    again.http.put("/v1/session/password", json={"password": "a long password"}, headers=csrf)
    assert served.people.first_link() is None


def test_a_link_is_not_used_up_by_looking_at_it(served: Served) -> None:
    link = served.people.first_link()
    http = httpx2.Client(base_url=served.base)
    assert "<form" in http.get(f"/enter/{link}").text
    answered = http.post(f"/enter/{link}")
    assert (answered.status_code, answered.headers["location"]) == (303, "/")
    cookie = answered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite" in cookie.lower()
    assert http.get("/v1/session").json()["name"] == "administrator"
    assert http.post(f"/enter/{link}").status_code == http.get(f"/enter/{link}").status_code == 410


def test_a_sessions_change_wants_its_csrf_token(served: Served) -> None:
    admin = entered(served, served.people.first_link())
    del admin.http.headers["X-CSRF-Token"]
    problem(admin.post("/v1/people", {"name": "Mai", "role": "front-desk"}), 403, "not-allowed")
    assert admin.get("/v1/people").status_code == 200


def test_somebody_signs_in_by_password_and_out(served: Served) -> None:
    admin = entered(served, served.people.first_link())
    invited = admin.post("/v1/people", {"name": "Mai", "role": "front-desk"}).json()
    mai = entered(served, invited["link"].rpartition("/")[2])
    assert mai.put("/v1/session/password", {"password": "short"}).status_code == 400
    assert mai.put("/v1/session/password", {"password": PASSWORD}).status_code == 204
    wrong = httpx2.post(served.base + "/v1/session", json={"name": "Mai", "password": "wrong horse battery"})
    problem(wrong, 401, "unauthenticated")
    again = httpx2.post(served.base + "/v1/session", json={"name": "Mai", "password": PASSWORD})
    assert again.json()["role"] == "front-desk"
    problem(mai.get("/v1/people"), 403, "not-allowed")
    assert mai.delete("/v1/session").status_code == 204
    problem(mai.get("/v1/session"), 401, "unauthenticated")


def test_whoever_is_ended_is_out_at_once_and_the_last_manager_stays(served: Served) -> None:
    admin = entered(served, served.people.first_link())
    invited = admin.post("/v1/people", {"name": "Mai", "role": "manager"}).json()
    mai = entered(served, invited["link"].rpartition("/")[2])
    assert admin.delete(f"/v1/people/{invited['id']}").status_code == 204
    problem(mai.get("/v1/session"), 401, "unauthenticated")
    me = admin.get("/v1/session").json()["id"]
    assert "last manager" in problem(admin.delete(f"/v1/people/{me}"), 400, "nonsense")["detail"]


def test_a_name_is_never_given_twice(served: Served) -> None:
    staff = served.client()
    made = staff.post("/v1/tokens", {"name": "portal", "scopes": ["offer"]}).json()
    staff.delete(f"/v1/tokens/{made['id']}")
    problem(staff.post("/v1/tokens", {"name": "portal", "scopes": ["offer"]}), 400, "nonsense")


def test_guessing_is_slowed_down(served: Served) -> None:
    answered = [httpx2.post(served.base + "/v1/session", json={"link": f"pln_{n}"}) for n in range(22)]
    assert {each.status_code for each in answered} == {401, 429}


def test_a_portal_is_told_nothing_of_others(served: Served) -> None:
    portal = served.portal()
    portal.http.headers["X-Request-Id"] = "1"  # one of the server's own may begin with a b
    offer = portal.offers("a")[0]
    clash = {**offer["rows"][0], "start": served_start(served, "b"), "end": served_end(served, "b")}
    for answered in (
        portal.post("/v1/holds", {"rows": [clash]}),
        portal.post("/v1/check", {"rows": [clash]}),
        portal.get("/v1/plans/c/offers"),
    ):
        assert "'b'" not in answered.text
        assert '"b' not in answered.text.replace('"booked"', "")
        assert "ben" not in answered.text


def served_start(served: Served, plan: str) -> str:
    return next(row.start for row in served.desk.appointments() if row.plan == plan).isoformat()


def served_end(served: Served, plan: str) -> str:
    return next(row.end for row in served.desk.appointments() if row.plan == plan).isoformat()
