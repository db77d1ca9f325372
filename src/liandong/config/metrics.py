"""Figures for Prometheus at `/metrics`: what the process does, how late the clocks are, how old the outbox is."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

registry = CollectorRegistry()
requests = Counter("liandong_requests", "Requests answered", ["method", "status"], registry=registry)
durations = Histogram(
    "liandong_request_seconds",
    "From the first byte to the answer",
    ["method"],
    registry=registry,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
CONTENT_TYPE = CONTENT_TYPE_LATEST

gauges: dict[str, tuple[str, float]] = {}
"""Set by the server: name → help and present value."""


class FromHealth(Collector):
    """What the doctor knows, and the end of the timeline."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        from liandong.config.health import doctor

        health = doctor.examine()
        yield _gauge("liandong_ready", "1 when the process is fit to serve", float(health.ok))
        yield _gauge("liandong_deadline_lag_seconds", "How late the oldest due clock is", health.clock_lag_s)
        yield _gauge("liandong_outbox_age_seconds", "How long the oldest message has waited", health.outbox_age_s)
        yield _gauge("liandong_outbox_waiting", "Messages not yet sent", health.outbox_waiting)
        yield _gauge("liandong_timeline_entries", "Number of the last timeline entry", health.timeline_number)
        for name, (meaning, value) in gauges.items():
            yield _gauge(name, meaning, value)
        restarts = GaugeMetricFamily("liandong_loop_restarts", "Times a loop was started again", labels=["loop"])
        for name, loop in health.loops.items():
            restarts.add_metric([name], loop["restarts"])
        yield restarts


def exposition() -> bytes:
    """All figures in the text format of Prometheus."""
    return generate_latest(registry)


def _gauge(name: str, meaning: str, value: float | None) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning)
    if value is not None:
        family.add_metric([], float(value))
    return family


registry.register(FromHealth())
