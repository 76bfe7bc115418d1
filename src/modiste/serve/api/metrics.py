"""Metrics in Prometheus' format: requests by route template, jobs by kind and state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from modiste import __version__
from modiste.store.jobs import Job
from modiste.store.workspace import Workspace

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Metrics:
    """The metrics of one application; their labels are from closed sets."""

    def __init__(self, workspace: Workspace) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        Info("modiste_build", "The server.", registry=self.registry).info({"version": __version__})
        labels = ("method", "route", "status")
        self._requests = Counter(
            "modiste_http_requests", "Requests answered.", labels, registry=self.registry
        )
        self._seconds = Histogram(
            "modiste_http_request_seconds",
            "Seconds until a request was answered.",
            ("method", "route"),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._under_way = Gauge(
            "modiste_http_requests_under_way", "Requests being answered.", registry=self.registry
        )
        self.registry.register(_Jobs(workspace))

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Count a request as being answered."""
        with self._under_way.track_inprogress():
            yield

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request as answered."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """All metrics as they are now."""
        return generate_latest(self.registry)


class _Jobs(Collector):
    """Jobs in the ledger, counted when they are asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        family = GaugeMetricFamily("modiste_jobs", "Jobs in the ledger.", labels=("kind", "state"))
        query = sa.select(Job.kind, Job.state, sa.func.count()).group_by(Job.kind, Job.state)
        with self._workspace.ledger.read() as session:
            for kind, state, number in session.execute(query):
                family.add_metric((kind, state), number)
        yield family
