"""What a runner is given to do: clinics of a run, and jobs of a server."""

from __future__ import annotations

from typing import Protocol


class Work(Protocol):
    """Data that travels to a worker: a name for the dashboard, without a patient's, and the solver threads it wants."""

    @property
    def title(self) -> str: ...

    @property
    def threads(self) -> int: ...


class Killed(Exception):
    """The workers that had a piece of work were ended, several times over: it may have been its fault."""
