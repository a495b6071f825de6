"""What the gateway counts; labels are agencies and fates, so that there are few."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Meters:
    """Counters of one gateway, in a registry of their own."""

    def __init__(self, waiting: Callable[[], float]) -> None:
        self.registry = CollectorRegistry()
        self.statements = Counter(
            "hub_gateway_statements", "Statements by what became of them", ["agency", "fate"], registry=self.registry
        )
        self.calls = Counter(
            "hub_gateway_calls", "Calls by address and status", ["route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "hub_gateway_call_seconds",
            "Seconds that a call took",
            ["route"],
            registry=self.registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30),
        )
        gauge = Gauge("hub_gateway_waiting", "Statements before the door's thread", registry=self.registry)
        gauge.set_function(waiting)

    def text(self) -> bytes:
        """Return every figure as Prometheus reads it."""
        return generate_latest(self.registry)
