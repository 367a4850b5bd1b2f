"""What was done, a line of JSON each: only ever added to, by every process of every run, and flushed to the disk."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class Manifest:
    """The lines of a file. Each has `at`, a moment in UTC, `what` was done, and the `digest` of the clinic's job."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, what: str, digest: str, fields: Mapping[str, Any]) -> None:
        """A line more, whole whoever else writes; what a full disk or a crash left of an earlier one is closed off."""
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **fields, "what": what, "digest": digest}
        with self.path.open("rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - 1))
            begin = b"\n" if end and file.read() != b"\n" else b""
            file.seek(end)
            file.write(begin + json.dumps(line, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def lines(self) -> Iterator[dict[str, Any]]:
        """Every line that is whole, the earliest first."""
        with self.path.open("rb") as file:
            for text in file:
                try:
                    line = json.loads(text)
                except ValueError:
                    continue
                if isinstance(line, dict) and "what" in line and "digest" in line:
                    yield line
