"""A cluster of two workers, each with one solver thread, for the tests that only use it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from planner.cluster.dask_runner import DaskRunner
from planner.cluster.runner import Serial
from tests.cluster.clusters import Cluster, two_workers


@pytest.fixture(scope="package")
def cluster() -> Iterator[Cluster]:
    with two_workers() as cluster:
        yield cluster


@pytest.fixture
def runner(cluster: Cluster) -> Iterator[DaskRunner]:
    with DaskRunner(cluster.scheduler_address) as runner:
        yield runner


@pytest.fixture(scope="package")
def serial() -> Iterator[Serial]:
    with Serial() as runner:
        yield runner
