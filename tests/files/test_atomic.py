"""Files put in place whole, or left as they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planner.files.atomic import folder_in_place, put_in_place


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


# --- whole folders ----------------------------------------------------------------------------------------------------


def replaced(folder: Path) -> None:
    with folder_in_place(folder) as new:
        (new / "a").write_bytes(b"new")


def test_a_folder_is_replaced_with_all_that_was_in_it(tmp_path: Path) -> None:
    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic" / "b").write_bytes(b"old")
    replaced(tmp_path / "clinic")
    replaced(tmp_path / "deep" / "down")
    assert there(tmp_path / "clinic") == there(tmp_path / "deep" / "down") == {"a": b"new"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clinic", "deep"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such mode")
def test_a_folder_and_its_files_keep_their_modes(tmp_path: Path) -> None:
    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic" / "a").write_bytes(b"old")
    (tmp_path / "clinic" / "a").chmod(0o600)
    (tmp_path / "clinic").chmod(0o750)
    replaced(tmp_path / "clinic")
    assert (tmp_path / "clinic").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "clinic" / "a").stat().st_mode & 0o777 == 0o600


def test_a_block_that_fails_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic" / "a").write_bytes(b"old")
    with pytest.raises(FileNotFoundError) as refused, folder_in_place(tmp_path / "clinic") as new:
        (new / "a").write_bytes((new / "missing").read_bytes())
    assert refused.value.filename == str(tmp_path / "clinic")
    assert there(tmp_path / "clinic") == {"a": b"old"}
    assert [path.name for path in tmp_path.iterdir()] == ["clinic"]


@pytest.mark.parametrize("failing", [1, 2])
def test_an_exchange_that_fails_midway_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    renames, rename = [], Path.rename

    def held(path: Path, target: Path) -> Path:
        renames.append(path)
        if len(renames) == failing:
            raise PermissionError(13, "Access is denied", str(path))
        return rename(path, target)

    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic" / "a").write_bytes(b"old")
    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(PermissionError) as refused:
        replaced(tmp_path / "clinic")
    assert refused.value.filename == str(tmp_path / "clinic")
    assert there(tmp_path / "clinic") == {"a": b"old"}
    assert [path.name for path in tmp_path.iterdir()] == ["clinic"]


def test_what_cannot_be_taken_back_is_not_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def gone(path: Path, target: Path) -> Path:
        if target == tmp_path / "clinic":
            raise OSError(5, "Input/output error", str(path))
        return rename(path, target)

    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic" / "a").write_bytes(b"old")
    monkeypatch.setattr(Path, "rename", gone)
    with pytest.raises(OSError, match="Input/output error; what was there is now ") as refused:
        replaced(tmp_path / "clinic")
    safe = Path(refused.value.strerror.partition("is now ")[2])
    assert there(safe) == {"a": b"old"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only POSIX forks")
@pytest.mark.parametrize(("killed_before", "left"), [(1, "clinic"), (2, ".clinic.*/old"), (3, "clinic")])
def test_a_kill_leaves_one_whole_folder(tmp_path: Path, killed_before: int, left: str) -> None:
    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic" / "a").write_bytes(b"old")
    if (child := os.fork()) == 0:
        renames = iter((*[Path.rename] * (killed_before - 1), lambda *_: os._exit(9)))
        Path.rename = lambda path, target: next(renames)(path, target)  # type: ignore[method-assign, assignment]
        replaced(tmp_path / "clinic")
        os._exit(9)
    os.waitpid(child, 0)
    found = [there(path) for path in tmp_path.glob(left)]
    assert found == [{"a": b"new" if killed_before == 3 else b"old"}]


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "clinic").write_bytes(b"old")
    with pytest.raises(NotADirectoryError, match="a file, not a folder") as refused:
        replaced(tmp_path / "clinic")
    assert refused.value.filename == str(tmp_path / "clinic")
    assert there(tmp_path) == {"clinic": b"old"}
