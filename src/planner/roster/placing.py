"""Files put in place whole: written beside, and moved there when all of them are ready."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def put_in_place(contents: Mapping[Path, bytes]) -> None:
    """Write the files, their folders made if missing; no reader ever meets half a file.

    Nothing is replaced before all are ready, so that a full disk loses nothing. Raises OSError where one of the
    folders cannot be written.
    """
    ready = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in contents}
    try:
        for path, part in ready.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(contents[path])
                file.flush()
                os.fsync(file.fileno())
        for path, part in ready.items():
            os.replace(part, path)
    finally:
        for part in ready.values():
            part.unlink(missing_ok=True)
