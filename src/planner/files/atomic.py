"""Files put in place whole: no reader ever meets half a file, and a write that fails leaves the old one as it was.

What is new is its owner's alone from its first byte on (modes 0600, of folders 0700), since nearly all that planner
writes names patients; who wants to share it says so with chmod, and what replaces a file or folder keeps its mode.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from errno import EACCES, EIO, EISDIR, ENOTDIR
from pathlib import Path
from tempfile import mkdtemp

PRIVATE, PRIVATE_FOLDER = 0o600, 0o700


def put_in_place(contents: Mapping[Path, bytes]) -> None:
    """Write each file beside its place, and put them all in place once every one is ready; folders are made if missing.

    A file that is replaced keeps its mode: who may read and write it.
    Raises OSError with the file's own name where one cannot be written; then none is replaced that was not before it.
    """
    for path in contents:
        _refuse_unwritable(path)
    ready = {path: _beside(path) for path in contents}
    try:
        for path, part in ready.items():
            _make(path.parent)
            _write(part, contents[path], path)
        for path, part in ready.items():
            _replace(part, path)
    finally:
        for part in ready.values():
            if part.parent.is_dir():
                part.unlink(missing_ok=True)


@contextmanager
def file_in_place(path: Path) -> Iterator[Path]:
    """A new file to write, of the same ending; when the block ends it takes the place of `path`, and keeps its mode.

    If the block raises, all stays as it was. Raises OSError with the file's own name where it cannot be put in place.
    """
    _refuse_unwritable(path)
    part = _beside(path)
    try:
        _begin(part, path)
        yield part
        _finish(part, path)
        _replace(part, path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def folder_in_place(folder: Path) -> Iterator[Path]:
    """A new folder to write into; when the block ends it takes the place of `folder`, and what was there is dropped.

    It, and its files, keep the modes of those they replace. If the block raises, all stays as it was. Raises OSError
    with the folder's own name where it cannot be written or put in place. Killed on the way it leaves the old folder,
    the new one, or, in the moment between the two, both beside the place in a hidden folder; never a mixture.
    """
    _make(folder.parent)
    try:
        if folder.exists() and not folder.is_dir():
            raise NotADirectoryError(ENOTDIR, "This is a file, not a folder")
        beside = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        new, old = beside / "new", beside / "old"
        try:
            new.mkdir(PRIVATE_FOLDER)
            yield new
            _keep_modes(folder, new)
            _exchange(folder, new, old)
        finally:
            if not old.exists() or folder.exists():
                shutil.rmtree(beside, ignore_errors=True)
    except OSError as failed:
        raise OSError(failed.errno, failed.strerror, str(folder)) from None


def _keep_modes(folder: Path, new: Path) -> None:
    for made in (new, *new.iterdir()):
        there = folder if made is new else folder / made.name
        if there.exists():
            shutil.copymode(there, made)


def _exchange(folder: Path, new: Path, old: Path) -> None:
    """The new folder in the old one's place, or else the old one back in it."""
    try:
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except BaseException as failed:
        try:
            if old.exists() and not folder.exists():
                old.rename(folder)
        except OSError:
            why = failed.strerror if isinstance(failed, OSError) else "Stopped"
            raise OSError(EIO, f"{why}; what was there is now {old}") from failed
        raise


def _refuse_unwritable(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "This is a folder; name a file", str(path))
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(EACCES, "This file may not be written; name another", str(path))


def _make(folder: Path) -> None:
    try:
        for each in reversed((folder, *folder.parents)):
            if not each.exists():
                each.mkdir(PRIVATE_FOLDER, exist_ok=True)
        folder.mkdir(exist_ok=True)
    except (FileExistsError, NotADirectoryError) as taken:
        raise NotADirectoryError(ENOTDIR, "This is a file, not a folder", taken.filename) from None


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")


def _write(part: Path, content: bytes, path: Path) -> None:
    try:
        _begin(part, path)
        part.write_bytes(content)
    except OSError as failed:
        raise OSError(failed.errno, failed.strerror, str(path)) from None
    _finish(part, path)


def _begin(part: Path, path: Path) -> None:
    """An empty file for its owner alone; one that a killed process of this number left is dropped."""
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    except OSError as failed:
        raise OSError(failed.errno, failed.strerror, str(path)) from None


def _finish(part: Path, path: Path) -> None:
    """What was written on the disk for certain, with the mode of the file it replaces."""
    try:
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, part)
    except OSError as failed:
        raise OSError(failed.errno, failed.strerror, str(path)) from None


def _replace(part: Path, path: Path) -> None:
    """Windows replaces no file that a program holds open."""
    try:
        os.replace(part, path)
    except PermissionError as held:
        raise PermissionError(
            held.errno, "This file cannot be replaced; close it where it is open", str(path)
        ) from None
