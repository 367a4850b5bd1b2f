"""What Prometheus reads: it can be parsed, it counts, and no label says whom it is about."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx2
from prometheus_client.parser import text_string_to_metric_families

from planner.http.metrics import FOLDER
from tests.http.worlds import Served, problem
from tests.pages import read, table


def numbers(served: Served) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    text = httpx2.get(served.base + "/metrics", timeout=60).text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(each.name, frozenset(each.labels.items())): each.value for each in samples}


def one(found: dict[tuple[str, frozenset[tuple[str, str]]], float], name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


def test_requests_refusals_jobs_and_the_store_are_counted(served: Served) -> None:
    staff = served.client()
    staff.offers("a")
    staff.offers("b")
    problem(staff.get("/v1/plans/nobody/offers"), 404, "unknown-name")
    problem(staff.get("/Ann"), 404, "not-found")
    found, route = numbers(served), "/v1/plans/{plan}/offers"
    assert one(found, "planner_http_requests_total", method="GET", route=route, status="200") == 2
    assert one(found, "planner_http_requests_total", method="GET", route=route, status="404") == 1
    assert one(found, "planner_http_requests_total", method="GET", route="none", status="404") == 1
    assert one(found, "planner_http_request_seconds_count", method="GET", route=route) == 3
    assert one(found, "planner_refusals_total", kind="unknown-name") == 1
    assert one(found, "planner_jobs", status="waiting") == 0
    assert one(found, "planner_deliveries", status="waiting") == 0
    assert one(found, "planner_store_up") == 1
    assert any(name == "planner_store_connections" for name, _ in found)


def test_each_of_them_is_on_the_page_and_no_label_is_an_id_or_a_name(served: Served) -> None:
    staff = served.client()
    staff.get("/v1/patients/ann")
    staff.booked("a")
    for method in ("PROPFIND", "REPORT"):
        httpx2.request(method, served.base + "/healthz", timeout=60)
    assert one(numbers(served), "planner_http_requests_total", method="other", route="/healthz", status="405") == 2
    text = httpx2.get(served.base + "/metrics", timeout=60).text
    assert "ann" not in text.replace("planner", "")
    assert '"t-' not in text
    found = {family.name for family in text_string_to_metric_families(text)}
    said = {row[0].removesuffix("_total") for row in table(read("docs/running.md"), "Metrics")}
    assert found == said


COUNTED = """
from planner.http import metrics
class Store:
    class engine:
        pool = None
counted = metrics.Metrics(Store)
counted.count_attempt("gone")
"""
READ = """
import sys
from planner.desk.store.store import Store
from planner.desk.store.connection import engine_of
from planner.http.metrics import Metrics
metrics = Metrics(Store(engine_of(sys.argv[1])))
metrics.count_attempt("gone")
sys.stdout.write(metrics.text().decode())
"""


def test_several_processes_count_together(served: Served, tmp_path: Path) -> None:
    environment = os.environ | {FOLDER: str(tmp_path / "counted")}
    (tmp_path / "counted").mkdir()
    subprocess.run([sys.executable, "-c", COUNTED], env=environment, check=True)
    url = served.desk.store.engine.url.render_as_string(hide_password=False)
    told = subprocess.check_output([sys.executable, "-c", READ, url], env=environment, text=True)
    assert 'planner_webhook_attempts_total{outcome="gone"} 2.0' in told
    assert "planner_store_up 1.0" in told


def test_they_are_for_this_machine_or_a_token_that_may(served: Served) -> None:
    through = {"X-Forwarded-For": "203.0.113.9"}
    path = served.base + "/metrics"
    assert httpx2.get(path, timeout=60).status_code == 200
    problem(httpx2.get(path, headers=through, timeout=60), 401, "unauthenticated")
    problem(served.portal().get("/metrics", headers=through), 403, "not-allowed")
    for scope in ("metrics", "admin"):
        assert served.client(scope).get("/metrics", headers=through).status_code == 200
