"""Clusters that a test starts, and whose parts it may kill."""

from __future__ import annotations

import logging
from typing import Any

import dask
from distributed import LocalCluster

from planner.cluster.dask_runner import SETTINGS

Cluster = LocalCluster


def two_workers(**more: Any) -> LocalCluster:
    dask.config.set(SETTINGS)
    given = {"n_workers": 2, "threads_per_worker": 1, "resources": {"solver": 1}, "memory_limit": 0}
    return LocalCluster(**given | {"dashboard_address": None, "silence_logs": logging.CRITICAL} | more)


def workers_of(cluster: LocalCluster) -> list[int]:
    """The processes of its workers."""
    return [nanny.pid for nanny in cluster.workers.values() if nanny.pid]
