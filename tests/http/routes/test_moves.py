"""A session that has no place yet put at a start, and an entry of the journal undone; on both databases."""

from __future__ import annotations

from collections.abc import Callable

from tests.http.worlds import SOON, Served, problem, soon
from tests.worlds import at, day


def test_a_session_is_placed_where_its_places_say_and_undone(serve: Callable[..., Served], url: str) -> None:
    served = serve(soon(), url)
    client, path = served.client(), "/v1/plans/a/sessions/4"
    found = client.get(f"{path}/places", params={"on": f"{day(SOON + 5)}"}).json()
    start = found["open"]["mai"][0]
    done = client.post(f"{path}/place", {"practitioner": "mai", "start": start})
    assert done.status_code == 200, done.text
    assert [row["number"] for row in done.json()["rows"]] == [4]
    elsewhere = {"practitioner": "mai", "start": found["open"]["mai"][-1]}
    problem(client.post(f"{path}/place", elsewhere), 409, "place-taken")
    late = {"practitioner": "mai", "start": at(SOON + 5, "23:00").isoformat()}
    problem(client.post("/v1/plans/b/sessions/4/place", late), 400, "nonsense")
    undo = f"/v1/journal/{done.json()['entry']}/undo"
    other = served.client("offer", "book", "facts", name="another")
    problem(other.post(undo), 403, "not-allowed")
    assert client.post(undo, {"why": "wrong day"}).status_code == 200
    assert len(served.desk.listed(plan="a")) == 3
    assert served.desk.journal()[-1].why.endswith("wrong day")
