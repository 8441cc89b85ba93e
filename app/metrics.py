"""Prometheus' figures at /metrics, for who has METRICS_TOKEN; without one there is no such address.

Every web process writes its counts into files of its own below DATA_DIR, and whichever is asked adds them up.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from typing import Any

from flask import Flask, Response, g, request

from app.answers import refusal
from app.jobs.presence import somebody_works
from app.services.context import context
from app.settings import Settings

_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)


def begin_metrics(settings: Settings) -> None:
    """In the master, before any web process starts: an empty folder for their counts."""
    if settings.metrics_token:
        folder = settings.prepare_folder() / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        os.environ[_VARIABLE] = str(folder)


def forget_process(pid: int) -> None:
    """In the master, when a web process has ended: its gauges go, its counts stay."""
    if _VARIABLE in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(pid)


def install_metrics(server: Flask, settings: Settings) -> None:
    if not settings.metrics_token:
        return
    from prometheus_client import CollectorRegistry, Counter, Histogram

    own = CollectorRegistry()
    labels = ["method", "route", "status"]
    answered = Counter("tessera_requests", "Requests that were answered.", labels, registry=own)
    seconds = Histogram(
        "tessera_request_seconds", "How long answers took.", ["route"], registry=own, buckets=_BUCKETS
    )

    @server.before_request
    def begin() -> None:
        g.metrics_begun = time.perf_counter()

    @server.after_request
    def count(answer: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        answered.labels(request.method, route, answer.status_code).inc()
        if "metrics_begun" in g:
            seconds.labels(route).observe(time.perf_counter() - g.metrics_begun)
        return answer

    server.add_url_rule("/metrics", "metrics", lambda: _metrics(own))


def _metrics(own: Any) -> Response:
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not secrets.compare_digest(given.encode(), context().settings.metrics_token.encode()):
        return refusal(401, "The metrics need their token.", "Send Authorization: Bearer METRICS_TOKEN.")
    counted = own
    if folder := os.environ.get(_VARIABLE):
        counted = CollectorRegistry()
        MultiProcessCollector(counted, path=folder)
    content = generate_latest(counted) + generate_latest(_of_the_site())
    return Response(content, content_type=CONTENT_TYPE_LATEST)


def _of_the_site() -> Any:
    """What is the same whichever process is asked: jobs, tables, disk, worker."""
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import GaugeMetricFamily

    workspace = context().workspace

    class Site:
        def collect(self) -> Any:
            jobs = GaugeMetricFamily("tessera_jobs", "Computations by status.", labels=["status"])
            for status, n in sorted(workspace.runs.counts().items()):
                jobs.add_metric([status], n)
            yield jobs
            yield GaugeMetricFamily("tessera_tables", "Uploaded tables.", len(workspace.datasets.ids()))
            yield GaugeMetricFamily("tessera_disk_free_bytes", "Room in DATA_DIR.", workspace.folders.free_bytes())
            works = somebody_works(workspace)
            yield GaugeMetricFamily("tessera_worker_up", "1 while a worker lives.", float(works))

    registry = CollectorRegistry()
    registry.register(Site())
    return registry
