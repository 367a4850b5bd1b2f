"""How long the manager's page takes for a clinic of 20 practitioners and a year booked ahead.

    python -m benchmarks.board [--practitioners 20] [--seed 7] [--calls 10]

A clinic of benchmarks/generate.py, booked as for `benchmarks.desk_offers`, served from an SQLite file; of the four
weeks to come the fullest day is looked at. Told is processor time of this process, which is server and client: of the
board from its request to the last byte, of a week, of the tray, of the mask of a drag, each the first time and as the
middle of several.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from fastapi.testclient import TestClient

from benchmarks.desk_offers import TODAY, booked_ahead, clinic_of
from planner.clinic.appointments import BOOKED
from planner.desk import Desk
from planner.http.access.people import People
from planner.http.access.scopes import MANAGER
from planner.http.app import create_app

AHEAD = 28
"""Days from today: the fullest one of them is looked at."""


def asked_for(client: TestClient, path: str, calls: int) -> tuple[list[float], int]:
    """Seconds of processor time of each of so many requests, and the size of the answer in kB."""
    spent, size = [], 0
    for _ in range(calls):
        began = process_time()
        answer = client.get(path)
        spent.append(process_time() - began)
        assert answer.status_code == 200, answer.text
        size = len(answer.content) // 1000
    return spent, size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--practitioners", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--calls", type=int, default=10)
    asked = parser.parse_args()
    clinic = booked_ahead(clinic_of(asked.practitioners, variety=True, seed=asked.seed), 0.85, asked.seed)
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'clinic.db'}"
        with Desk.open(url) as desk:
            desk.load(clinic)
            rows = [row for row in desk.appointments() if row.status == BOOKED and not row.fixed]
            link = People(desk.store, desk.store.clock).invite("Robin", MANAGER, "the benchmark", None)[1]
            days = Counter(desk.facts().day(row.start) for row in rows)
        day = max((each for each in days if 0 < (each - TODAY).days < AHEAD), key=lambda each: days[each])
        row = next(row for row in rows if clinic.day(row.start) == day)
        with TestClient(create_app(url), base_url="http://127.0.0.1") as client:
            entered = client.post(f"/enter/{link}", follow_redirects=False)
            assert entered.status_code < 400, entered.text
            print(f"{len(clinic.practitioners)} practitioners, {len(rows)} booked visits")
            for name, path in (
                ("board of a day", f"/days/{day}"),
                ("week", f"/weeks/{day}"),
                ("tray", f"/tray?on={day}"),
                ("mask of a drag", f"/v1/appointments/{row.id}/places?on={day}"),
                ("masks of a week", f"/weeks/{day}/places/{row.id}"),
                ("card", f"/appointments/{row.id}/card?on={day}"),
            ):
                spent, size = asked_for(client, path, asked.calls)
                print(f"{name}: first {1000 * spent[0]:.0f} ms, then {1000 * median(spent[1:]):.0f} ms, {size} kB")


if __name__ == "__main__":
    main()
