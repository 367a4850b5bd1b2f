"""What is not in the journal, done once under its key."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from planner.http.door import Settings
from planner.http.once import REPLAYED
from tests.http.worlds import SOON, Client, Served, day, problem, soon

IDLE = Settings(works=False)
TOKEN = {"name": "portal two", "scopes": ["offer"]}


@pytest.fixture
def either(url: str) -> Iterator[Served]:
    with Served(url, soon(), IDLE) as served:
        yield served


@pytest.fixture
def admin(either: Served) -> Client:
    return either.client()


def days(last: int) -> dict[str, Any]:
    return {"last": str(day(SOON + last))}


def keys(served: Served) -> list[str]:
    with served.desk.store.reading() as connection:
        return [row.key for row in connection.execute(text("SELECT key FROM answers"))]


@pytest.mark.parametrize(
    ("path", "body", "secret"),
    [
        ("/v1/tokens", TOKEN, "token"),
        ("/v1/people", {"name": "Mai", "role": "manager"}, "link"),
        ("/v1/replannings", days(4), None),
        ("/v1/rosters", {"first": str(day(SOON)), **days(4)}, None),
    ],
)
def test_what_is_made_under_a_key_is_made_once_and_its_secret_is_told_once(
    either: Served, admin: Client, path: str, body: dict[str, Any], secret: str | None
) -> None:
    with ThreadPoolExecutor(4) as pool:
        answered = list(pool.map(lambda _: admin.post(path, body, key="k"), range(4)))
    first = [each.json() for each in answered if REPLAYED not in each.headers]
    again = [each.json() for each in answered if each.headers.get(REPLAYED) == "true"]
    assert len({each.status_code for each in answered}) == len(first) == 1
    assert again == [{**first[0], **({secret: None} if secret else {})}] * 3
    if secret:
        assert first[0][secret]
        with either.desk.store.reading() as connection:
            kept = str(connection.execute(text("SELECT document FROM answers")).all())
        assert first[0][secret].rpartition("/")[2] not in kept
    assert len({each.headers.get("location") for each in answered}) == 1


def test_a_key_is_of_one_request_and_of_its_caller(either: Served, admin: Client) -> None:
    admin.post("/v1/tokens", TOKEN, key="k")
    problem(admin.post("/v1/tokens", {**TOKEN, "scopes": ["book"]}, key="k"), 422, "key-reused")
    problem(admin.post("/v1/people", {"name": "Mai", "role": "manager"}, key="k"), 422, "key-reused")
    other = either.client(name="another").post("/v1/tokens", {**TOKEN, "name": "portal three"}, key="k")
    assert other.status_code == 201
    assert REPLAYED not in other.headers


def test_what_is_refused_keeps_no_key(either: Served, admin: Client) -> None:
    problem(admin.post("/v1/tokens", {**TOKEN, "scopes": []}, key="k"), 400, "nonsense")
    problem(admin.post("/v1/rosters", {"month": "2020-01"}, key="k"), 400, "nonsense")
    assert keys(either) == []
    assert admin.post("/v1/tokens", TOKEN, key="k").status_code == 201


def test_a_token_rotated_twice_under_a_key_has_one_new_secret(either: Served, admin: Client) -> None:
    made = admin.post("/v1/tokens", TOKEN).json()
    for _ in range(2):
        answered = admin.post(f"/v1/tokens/{made['id']}/rotate", {}, key="k")
    assert answered.headers[REPLAYED] == "true"
    assert answered.json()["token"] is None
    listed = {each["id"]: each for each in admin.get("/v1/tokens").json()["tokens"]}
    assert len(listed[made["id"]]["secrets"]) == 2


def test_a_link_asked_for_twice_under_a_key_stays_good(admin: Client, either: Served) -> None:
    made = admin.post("/v1/people", {"name": "Mai", "role": "manager"}).json()
    first, again = (admin.post(f"/v1/people/{made['id']}/link", None, key="k").json() for _ in range(2))
    assert again["link"] is None
    assert either.people.is_open(first["link"].rpartition("/")[2])
