"""How far a run is, for whoever watches it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from planner.cluster.rows import Row


@dataclass(frozen=True)
class Progress:
    """`done` clinics have a roster, `before` of them from an earlier run; `failed` have none. `worst_gap` is None
    before there is one, `seconds_left` before it can be told."""

    clinics: int
    done: int
    before: int
    running: int
    failed: int
    worst_gap: float | None
    seconds: float
    seconds_left: float | None

    @property
    def waiting(self) -> int:
        return max(0, self.clinics - self.done - self.failed - self.running)


class Watch(Protocol):
    """Who is told of it: where the run stands, now and then, and of each clinic once it is decided."""

    def progress(self, progress: Progress) -> None: ...

    def row(self, row: Row) -> None: ...


class Silent:
    """Nobody."""

    def progress(self, progress: Progress) -> None: ...

    def row(self, row: Row) -> None: ...
