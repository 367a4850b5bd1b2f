"""One attempt at a job of a store: the process that does it, on this machine or at a worker of a cluster."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, field

ASKED = "PLANNER_JOB"
"""Where the process finds what it is to do: never on its command line, which all see."""
LOST = 75
"""The exit status of one whose job somebody else has taken over."""


@dataclass(frozen=True)
class Attempt:
    """Which job of which store, and as whose; `threads` of its solver, 0 for what was asked.

    A process that is `tied` to the one which began it ends with that.
    """

    url: str = field(repr=False)
    job: str
    fence: int
    threads: int = 0
    tied: bool = False

    @property
    def title(self) -> str:
        return f"{self.job}-{self.fence}"

    @classmethod
    def from_environment(cls) -> Attempt:
        return cls(**json.loads(os.environ[ASKED]))

    def begin(self) -> subprocess.Popen[bytes]:
        """In a session of its own, so that a Ctrl-C is for the server alone."""
        command, environment = [sys.executable, "-m", "planner.http.jobs.work"], os.environ | {ASKED: self._as_json()}
        stdin = subprocess.PIPE if self.tied else subprocess.DEVNULL
        return subprocess.Popen(command, env=environment, stdin=stdin, start_new_session=True)

    def _as_json(self) -> str:
        return json.dumps(asdict(self))


def perform(attempt: Attempt) -> int:
    """An attempt to its end: the exit status of its process."""
    with attempt.begin() as process:
        return process.wait()
