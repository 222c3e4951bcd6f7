"""What operators watch, in Prometheus' words. Counting is an addition; gauges are read on scrape.

One registry per application, so that two applications in one process do not add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.process_collector import ProcessCollector

# From a nearby provider's 100 ms to a reasoning model's two minutes.
FIRST_BYTE_BUCKETS_S = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """The service's counters. Labels have few values each: never an id, never client text."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.errors = Counter(
            "florin_errors",
            "Requests answered with an error, by its code.",
            ["code"],
            registry=self.registry,
        )
        self.generations = Counter(
            "florin_generations",
            "Generations finished, by endpoint and outcome.",
            ["api", "outcome"],
            registry=self.registry,
        )
        self.attempts = Counter(
            "florin_attempts",
            "Tries at providers, by provider and outcome.",
            ["provider", "outcome"],
            registry=self.registry,
        )
        self.first_byte_seconds = Histogram(
            "florin_first_byte_seconds",
            "From asking a provider to its first byte.",
            ["provider"],
            buckets=FIRST_BYTE_BUCKETS_S,
            registry=self.registry,
        )
        self.charged_microcredits = Counter(
            "florin_charged_microcredits",
            "Microcredits charged, by endpoint.",
            ["api"],
            registry=self.registry,
        )
        self.unsettled = Counter(
            "florin_unsettled_generations",
            "Generations left to the sweeper because the database could not be reached.",
            registry=self.registry,
        )

    def watch(self, name: str, documentation: str, read: Callable[[], float]) -> None:
        """Adds a gauge whose value is asked for on each scrape."""
        Gauge(name, documentation, registry=self.registry).set_function(read)

    def watch_pool(self, read: Callable[[], Mapping[str, int]]) -> None:
        """Adds the connection pool's own figures, named florin_database_pool_…"""
        self.registry.register(_PoolCollector(read))

    def text(self) -> bytes:
        """The exposition format, version 1.0.0."""
        return generate_latest(self.registry)


class _PoolCollector:
    def __init__(self, read: Callable[[], Mapping[str, int]]) -> None:
        self._read = read

    def collect(self) -> Iterable[Metric]:
        for name, value in self._read().items():
            yield GaugeMetricFamily(
                f"florin_database_pool_{name}", "See psycopg_pool's statistics.", value=value
            )
