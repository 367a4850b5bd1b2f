"""Files put in place whole, or left as they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planner.roster.placing import put_in_place


def there(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_files_are_put_in_folders_that_are_made(tmp_path: Path) -> None:
    put_in_place({tmp_path / "new" / "a": b"1", tmp_path / "new" / "b": b"2"})
    assert there(tmp_path / "new") == {"a": b"1", "b": b"2"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such mode")
def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o640)
    put_in_place({tmp_path / "a": b"new"})
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_none_is_replaced_when_one_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").mkdir()
    with pytest.raises(IsADirectoryError, match="name a file"):
        put_in_place({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert there(tmp_path) == {"a": b"old"}


def test_a_file_held_open_elsewhere_is_named_and_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(source: Path, target: Path) -> None:
        raise PermissionError(13, "Access is denied", str(source))

    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(PermissionError) as refused:
        put_in_place({tmp_path / "a": b"new"})
    assert (refused.value.filename, "close it" in refused.value.strerror) == (str(tmp_path / "a"), True)
    assert there(tmp_path) == {"a": b"old"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o444)
    with pytest.raises(PermissionError, match="may not be written"):
        put_in_place({tmp_path / "a": b"new"})
    assert there(tmp_path) == {"a": b"old"}


def test_a_full_disk_is_said_of_the_file_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as refused:
        put_in_place({tmp_path / "a": b"new"})
    assert refused.value.filename == str(tmp_path / "a")
    assert there(tmp_path) == {}


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(NotADirectoryError, match="a file, not a folder"):
        put_in_place({tmp_path / "a" / "b": b"new"})
    assert there(tmp_path) == {"a": b"old"}
