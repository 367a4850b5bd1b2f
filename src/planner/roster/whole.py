"""Files put in their places whole, so that no reader ever meets half of one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def put(texts: Mapping[Path, str]) -> None:
    """Write each text beside its place and then put it there; nothing is replaced before all are ready.

    Raises OSError where one cannot be written; then all files are as they were.
    """
    ready = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in texts}
    try:
        for path, part in ready.items():
            with part.open("w", encoding="utf-8", newline="") as file:
                file.write(texts[path])
                file.flush()
                os.fsync(file.fileno())
        for path, part in ready.items():
            os.replace(part, path)
    finally:
        for part in ready.values():
            part.unlink(missing_ok=True)
