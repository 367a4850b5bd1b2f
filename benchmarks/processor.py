"""The processor's seconds that processes have worked, as Linux tells them in /proc."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.engine import make_url

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def seconds(pid: int | None) -> float:
    """What a process and all that it started have worked so far; 0 for none."""
    if pid is None:
        return 0.0
    family, worked = {pid}, 0.0
    for number, parent, ticks in sorted(_processes()):  # a child's number is mostly above its parent's
        if number in family or parent in family:
            family.add(number)
            worked += ticks / TICKS
    return worked


def server_of(url: str) -> int | None:
    """The process of the PostgreSQL server that a store is on; None for a file."""
    folder = make_url(url).query.get("host")
    return int(Path(str(folder), "data", "postmaster.pid").read_text().split()[0]) if folder else None


def _processes() -> list[tuple[int, int, int]]:
    """Each process's number, its parent's, and the ticks that it and its ended children have worked."""
    found = []
    for folder in PROC.glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        found.append((int(folder.name), int(fields[1]), sum(map(int, fields[11:15]))))
    return found
