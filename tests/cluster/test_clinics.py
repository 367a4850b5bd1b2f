"""Which clinics are found, and how their content is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.cluster.clinics import content_of, copy, find
from planner.errors import Nonsense
from tests.cli.worlds import swap
from tests.cluster.worlds import small_clinic


def test_a_folder_holds_clinics_as_folders_and_workbooks(tmp_path: Path) -> None:
    small_clinic(tmp_path, "b")
    (small_clinic(tmp_path, "a") / "clinic.toml").unlink()
    for name in ("c.xlsx", "~$c.xlsx", "notes.txt", ".hidden.xlsx"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "empty").mkdir()
    assert [each.name for each in find([str(tmp_path)])] == ["a", "b", "c"]  # a lacks a table, which is its own fault


def test_a_clinic_itself_is_one_and_each_comes_once(tmp_path: Path) -> None:
    folder = small_clinic(tmp_path, "a")
    assert [each.place for each in find([str(folder), str(tmp_path), str(folder)])] == [str(folder)]


def test_a_list_is_read_beside_its_own_folder(tmp_path: Path) -> None:
    folder, store = small_clinic(tmp_path / "east", "a"), "postgresql+psycopg://me:secret@host/clinic"
    listed = tmp_path / "clinics.txt"
    listed.write_text(f"# the east\neast/a  # the first\n\n{store}\nwest/gone\n", encoding="utf-8")
    found = find([str(listed)])
    assert [each.place for each in found] == [str(folder), store, str(tmp_path / "west" / "gone")]
    assert [each.is_store for each in found] == [False, True, False]
    assert "secret" not in found[1].name


def test_two_clinics_of_one_name_are_told_apart(tmp_path: Path) -> None:
    east, west = small_clinic(tmp_path / "east", "a"), small_clinic(tmp_path / "west", "a")
    assert [each.name for each in find([str(tmp_path / "east"), str(tmp_path / "west")])] == [str(east), str(west)]


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"\xff\xfe\x00"])
def test_what_holds_no_clinic_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(content)
    for place in (tmp_path, tmp_path / "list"):
        with pytest.raises(Nonsense, match=str(place)):
            find([str(place)])


def test_the_content_is_that_of_the_tables_alone(tmp_path: Path) -> None:
    folder, same = small_clinic(tmp_path, "a"), tmp_path / "same"
    before = content_of(folder)
    same.mkdir()
    assert content_of(copy(folder, same)) == before
    (folder / "notes.txt").write_text("for ourselves", encoding="utf-8")
    assert content_of(folder) == before
    swap(folder / "rooms.csv", "Room one", "Room 1")
    assert content_of(folder) != before


def test_a_row_in_another_table_is_another_content(tmp_path: Path) -> None:
    folder = small_clinic(tmp_path, "a")
    before = content_of(folder)
    (folder / "plans.csv").rename(folder / "times.csv")
    assert content_of(folder) != before
