"""Clusters that a test starts, and whose parts it may kill."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask
from distributed import LocalCluster

from planner.cluster.dask_runner import SETTINGS
from tests.cluster.worlds import wait_until

Cluster = LocalCluster


def two_workers(**more: Any) -> LocalCluster:
    dask.config.set(SETTINGS)
    given = {"n_workers": 2, "threads_per_worker": 1, "resources": {"solver": 1}, "memory_limit": 0}
    return LocalCluster(**given | {"dashboard_address": None, "silence_logs": logging.CRITICAL} | more)


def workers_of(cluster: LocalCluster) -> list[int]:
    """The processes of its workers."""
    return [nanny.pid for nanny in cluster.workers.values() if nanny.pid]


@dataclass(frozen=True)
class Daemons:
    """A scheduler and a worker of two slots as commands, as an operator starts them."""

    address: str
    scheduler: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])


@contextmanager
def daemons(folder: Path, port: int = 0) -> Iterator[Daemons]:
    """They end with the block, whichever of them lives yet; port 0 is any."""
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)
    scheduler = _dask("scheduler", "--port", str(port), "--no-dashboard", "--scheduler-file", str(file))
    wait_until(file.exists, "the scheduler is there")
    offers = ("--nthreads", "2", "--resources", "solver=2", "--memory-limit", "0")
    worker = _dask("worker", "--scheduler-file", str(file), "--no-dashboard", *offers)
    try:
        yield Daemons(json.loads(file.read_text())["address"], scheduler, worker)
    finally:
        for process in (scheduler, worker):
            process.terminate()
            process.wait()


def _dask(*words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dask", *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
