"""What Prometheus reads at /metrics: numbers of this server, and of its store; no id and no name is a label."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from planner.desk.store.server import deliveries, jobs
from planner.desk.store.store import Store
from planner.errors import StoreFault
from planner.http.transport.record import Record

disable_created_metrics()  # type: ignore[no-untyped-call]  # a number more of each, that nobody asks for
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where several processes of a server count together, each in files of its own; said before any of them begins."""
NOTED = 1.0
"""How often, in seconds, connections are counted, by each process of several."""
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
JOBS, DELIVERIES = ("waiting", "running", "done", "stopped", "failed"), ("waiting", "delivered", "failed")


class Metrics:
    """What one process counts."""

    def __init__(self, store: Store) -> None:
        self.store, self._noted = store, 0.0
        own = self.own = CollectorRegistry()
        self.requests = Counter(
            "planner_http_requests", "Requests answered.", ("method", "route", "status"), registry=own
        )
        self.seconds = Histogram(
            "planner_http_request_seconds", "Until an answer began.", ("method", "route"), registry=own, buckets=BUCKETS
        )
        self.refusals = Counter(
            "planner_refusals", "Requests refused, by the kind of problem.", ("kind",), registry=own
        )
        self.attempts = Counter("planner_webhook_attempts", "Webhooks' messages sent.", ("outcome",), registry=own)
        self.connections = Gauge(
            "planner_store_connections", "To the store.", ("state",), registry=own, multiprocess_mode="livesum"
        )

    def count(self, record: Record) -> None:
        """A request that was answered."""
        method = record.method if record.method in METHODS else "other"
        route = record.route or "none"
        self.requests.labels(method, route, str(record.status)).inc()
        self.seconds.labels(method, route).observe(record.seconds)
        if record.refused:
            self.refusals.labels(record.refused).inc()
        if monotonic() - self._noted >= NOTED:
            self._noted = monotonic()
            self._note_connections()

    def count_attempt(self, kind: str) -> None:
        """A webhook's message that was sent."""
        self.attempts.labels(kind).inc()

    def text(self) -> bytes:
        """All of it as Prometheus reads it: of every process of the server, and of the store."""
        self._note_connections()
        registry = self.own
        if folder := os.environ.get(FOLDER):
            registry = CollectorRegistry()
            _forget_dead(Path(folder))
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry) + generate_latest(_of_store(self.store))

    def _note_connections(self) -> None:
        pool = self.store.engine.pool
        for state, name in (("in_use", "checkedout"), ("idle", "checkedin")):
            if number := getattr(pool, name, None):
                self.connections.labels(state).set(number())


class _Stored(Collector):
    """What the store knows: read when it is asked, so that all processes tell the same."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = {}
        with suppress(StoreFault), self.store.reading() as connection:
            found = {"jobs": jobs.counts(connection), "deliveries": deliveries.counts(connection)}
        up = GaugeMetricFamily("planner_store_up", "Whether the store answers.")
        up.add_metric((), float(bool(found)))
        yield up
        for name, words, states in (("jobs", "Long work.", JOBS), ("deliveries", "Webhooks' messages.", DELIVERIES)):
            if name in found:
                gauge = GaugeMetricFamily(f"planner_{name}", words, labels=("status",))
                for state in states:
                    gauge.add_metric((state,), found[name].get(state, 0))
                yield gauge


def _of_store(store: Store) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Stored(store))
    return registry


def _forget_dead(folder: Path) -> None:
    """Take processes that were killed out of what counts those that live."""
    for pid in {int(file.stem.rpartition("_")[2]) for file in folder.glob("gauge_live*.db")}:
        if not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists():
            multiprocess.mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
