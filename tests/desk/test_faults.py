"""What may go wrong around a store, on both databases; `SOAK=1` tries it as often as one may ask."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import event

from planner.clinic.appointments import BOOKED
from planner.desk.desk import Desk
from planner.errors import Conflict, StoreFault
from tests.desk.postgres import Server, new_schema
from tests.desk.racing import CLOCKS, PROCESSES, ROOMS, SESSIONS, SOAK, afternoons, assert_whole, book_all, race, work
from tests.desk.worlds import COURSE, clinic, place
from tests.worlds import plan, practitioner, service, world


def test_clients_race_for_one_afternoon(desk: Desk, url: str) -> None:
    """Every place is booked once, and everybody is told."""
    processes, threads = (4, 16) if SOAK else (2, 12)
    desk.load(afternoons(processes * threads))
    told = race(url, processes, threads)
    booked = {entry.plan for entry in desk.clinic().book if entry.status == BOOKED}
    assert len(booked) == len(CLOCKS) * len(ROOMS)
    assert {f"p{n}-" for n, answer in told.items() if answer == "booked"} == booked
    assert set(told.values()) == {"booked", "PlaceTaken"}
    assert_whole(desk)


def test_clients_race_for_what_is_no_slot(desk: Desk, opened: Callable[[], Desk]) -> None:
    """Six patients come at different times to a practitioner who sees one a day: only versions can tell."""
    mai, days = practitioner(max_sessions_per_day=1), range(20 if SOAK else 5)
    plans = [plan(f"p{n}-{on}-", "course", f"patient{n}", on) for n in range(6) for on in days]
    desk.load(world([service()], [COURSE], [mai], plans=plans))
    desks = [opened() for _ in range(6)]
    meeting = Barrier(len(desks))

    def ask(n: int, on: int) -> str:
        desks[n].clinic()
        meeting.wait()
        try:
            desks[n].book([place(f"p{n}-{on}-1", on, f"{9 + n // 2}:{30 * (n % 2):02}")])
        except Conflict as lost:
            return str(lost)
        return "booked"

    with ThreadPoolExecutor(len(desks)) as pool:
        for on in days:
            told = list(pool.map(ask, range(len(desks)), [on] * len(desks)))
            assert told.count("booked") == 1
            assert all("over the limit of 1" in each for each in told if each != "booked")


def test_clients_are_killed(desk: Desk, url: str, tmp_path: Path) -> None:
    """Whatever was answered stands, no course stands half, and what they held ends."""
    desk.load(afternoons(30))
    rng, answers = random.Random(1), tmp_path / "answers"
    kills = 200 if SOAK else 6
    for seed in range(kills):
        begun = PROCESSES.Event()
        client = PROCESSES.Process(target=work, args=(url, seed, answers, begun))
        client.start()
        try:
            assert begun.wait(60)
            time.sleep(rng.uniform(0, 0.3))
        finally:
            client.kill()
            client.join()
        if seed % 20 < 3 or seed == kills - 1:  # reading the whole journal takes longer and longer
            assert_whole(desk)
    answered = {int(line) for line in answers.read_text().splitlines()}
    assert answered
    assert answered <= {
        entry.seq for entry in desk.journal() if entry.action == "book" and len(entry.changes) == SESSIONS
    }


def test_the_server_is_restarted_under_load(server: Server) -> None:
    """A call that failed is asked again under its key, and is done once."""
    url = new_schema(server)
    desks = [Desk.open(url) for _ in range(4)]
    patients = 288  # whom nobody books as quickly as the server is stopped
    desks[0].load(afternoons(patients))
    with ThreadPoolExecutor(4) as pool:
        shares = [range(n, patients, 4) for n in range(4)]
        working = [pool.submit(book_all, desk, share) for desk, share in zip(desks, shares, strict=True)]
        for _ in range(4 if SOAK else 2):
            time.sleep(0.05)
            server.stop("immediate")
            server.start()
        faults = sum(sum(each.result().values()) for each in working)
    assert faults
    assert len(desks[0].clinic().book) == patients * SESSIONS
    assert_whole(desks[0])
    for desk in desks:
        desk.close()


def write_on(desk: Desk, words: Callable[[], str]) -> None:
    for number in range(1000):
        desk.change(why=words(), settings={"name": f"Maple Street {number}"})


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    desk.load(clinic())
    limit = {"pages": 1}

    @event.listens_for(desk.store.engine, "begin")
    def fill(connection: object) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {limit['pages']}")  # type: ignore[attr-defined]

    with pytest.raises(StoreFault, match="the disk is full; make room and ask again"):
        write_on(desk, lambda: "x" * 4000)
    name = desk.clinic().name
    limit["pages"] = 1_000_000
    desk.book([place("a1", 0)])
    assert desk.clinic().name == name
    assert_whole(desk)
    desk.close()


def test_a_full_disk_of_the_server_is_said_and_loses_nothing(server: Server) -> None:
    url, rng = new_schema(server), random.Random(1)
    desk = Desk.open(url)
    desk.load(clinic())
    desk.close()
    server.stop()
    server.start(largest_file=24 << 20)  # more than one of the write-ahead log, without which no server goes on
    try:
        desk = Desk.open(url)
        with pytest.raises(StoreFault, match="the disk is full; make room and ask again"):
            write_on(desk, lambda: rng.randbytes(1 << 19).hex())
        name = desk.clinic().name
        desk.close()
    finally:
        server.stop()
        server.start()
    desk = Desk.open(url)
    desk.book([place("a1", 0)])
    assert desk.clinic().name == name
    assert_whole(desk)
    desk.close()


def test_a_store_that_may_only_be_read(opened: Callable[[], Desk], url: str) -> None:
    desk = opened()
    desk.load(clinic())
    if url.startswith("sqlite"):
        desk.close()
        read_only = url.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
    else:
        read_only = url + "%20-cdefault_transaction_read_only%3Don"
    reader = Desk.open(read_only)
    with pytest.raises(StoreFault, match="may not be written"):
        reader.book([place("a1", 0)])
    assert reader.clinic() == clinic()
    reader.close()
