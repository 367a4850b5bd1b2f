"""Files put in place whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.roster.placing import put_in_place


def test_files_and_their_folders_are_made_and_nothing_else(tmp_path: Path) -> None:
    put_in_place({tmp_path / "deep" / "a": b"1", tmp_path / "b": b"2"})
    assert {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == {
        "deep/a": b"1",
        "b": b"2",
    }


def test_nothing_is_replaced_before_all_are_ready(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises((FileExistsError, NotADirectoryError)):
        put_in_place({tmp_path / "a": b"new", tmp_path / "file" / "b": b"below a file"})
    assert (tmp_path / "a").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "file"]
