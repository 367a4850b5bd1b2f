"""Files put in place whole: no reader ever meets half a file, and a write that fails leaves the old one as it was."""

from __future__ import annotations

import os
from collections.abc import Mapping
from errno import EACCES, EISDIR
from pathlib import Path


def put(contents: Mapping[Path, bytes]) -> None:
    """Write each file beside its place, and put them all in place once every one is ready; folders are made if missing.

    Raises OSError with the file's own name where one cannot be written; then none is replaced that was not before it.
    """
    for path in contents:
        _refuse_unwritable(path)
    ready = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in contents}
    try:
        for path, part in ready.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(contents[path])
                file.flush()
                os.fsync(file.fileno())
        for path, part in ready.items():
            _replace(part, path)
    finally:
        for part in ready.values():
            if part.parent.is_dir():
                part.unlink(missing_ok=True)


def _refuse_unwritable(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "This is a folder; name a file", str(path))
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(EACCES, "This file may not be written; name another", str(path))


def _replace(part: Path, path: Path) -> None:
    """Windows replaces no file that a program holds open."""
    try:
        os.replace(part, path)
    except PermissionError as held:
        raise PermissionError(
            held.errno, "This file cannot be replaced; close it where it is open", str(path)
        ) from None
