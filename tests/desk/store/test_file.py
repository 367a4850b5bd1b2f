"""A store's file swapped under an open desk: nothing is booked into a file that is gone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from planner.desk.desk import Desk
from planner.errors import StoreFault
from tests.desk.worlds import clinic, place
from tests.worlds import patient

CALLS: list[Callable[[Desk], object]] = [
    lambda desk: desk.book([place("a1", 0)]),
    lambda desk: desk.hold([place("a1", 0)]),
    lambda desk: desk.offers("a"),
    lambda desk: desk.clinic(),
    lambda desk: desk.journal(),
    lambda desk: desk.change(patient("zoe")),
]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Not of the store's fixture: what is swapped is a file."""
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    desk.load(clinic())
    return desk


def delete(file: Path) -> None:
    file.unlink()


def replace(file: Path) -> None:
    """As a restore does: a copy put in its place."""
    other = file.with_name("copy.db")
    shutil.copy(file, other)
    os.replace(other, file)


@pytest.mark.parametrize("swap", [delete, replace])
def test_a_file_that_is_gone_or_another_is_a_fault(desk: Desk, tmp_path: Path, swap: Callable[[Path], None]) -> None:
    file = tmp_path / "clinic.db"
    swap(file)
    before = file.read_bytes() if file.exists() else None
    for call in CALLS:
        with pytest.raises(StoreFault, match=r"clinic\.db: (the store's file is gone|another file lies)"):
            call(desk)
    desk.close()  # and so with connections made anew
    with pytest.raises(StoreFault):
        desk.clinic()
    assert (file.read_bytes() if file.exists() else None) == before


def test_what_is_swapped_while_it_is_written_is_not_answered(desk: Desk, tmp_path: Path) -> None:
    """The last look is at the commit: what is answered as kept is in the file that lies there."""
    file = tmp_path / "clinic.db"

    def swap(*_: object) -> None:
        if file.exists():
            file.unlink()

    event.listen(desk.store.engine, "begin", swap)
    with pytest.raises(StoreFault, match="is gone"):
        desk.book([place("a1", 0)])


def test_a_file_that_is_put_back_goes_on(desk: Desk, tmp_path: Path) -> None:
    file, aside = tmp_path / "clinic.db", tmp_path / "aside.db"
    desk.close()
    file.rename(aside)
    with pytest.raises(StoreFault):
        desk.clinic()
    aside.rename(file)
    desk.book([place("a1", 0)])
    assert len(desk.clinic().book) == 1


def test_a_copy_written_over_the_file_is_read_as_it_is(desk: Desk, tmp_path: Path) -> None:
    """The same file by its number, and an older one by what it holds."""
    file = tmp_path / "clinic.db"
    desk.close()
    copy = file.read_bytes()
    desk.change(patient("zoe"))
    desk.book([place("a1", 0)])
    desk.diary()
    desk.close()
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    file.write_bytes(copy)
    assert "zoe" not in desk.clinic().patients
    with pytest.raises(StoreFault, match="shorter than it was"):
        desk.diary()
