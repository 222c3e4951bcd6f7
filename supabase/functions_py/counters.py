"""The relay's share of the metrics, with the children of labelled ones looked up once.

Finding a child takes prometheus_client two microseconds and a lock; there are a few dozen.
"""

from __future__ import annotations

from functools import lru_cache

from functions_py.metrics import Metrics

# Endpoints times outcomes, providers times outcomes: some dozens, whoever configures providers.
MAX_CHILDREN = 1024


class Counters:
    """Counts generations, attempts and charges."""

    def __init__(self, metrics: Metrics) -> None:
        self._generations = lru_cache(MAX_CHILDREN)(metrics.generations.labels)
        self._attempts = lru_cache(MAX_CHILDREN)(metrics.attempts.labels)
        self._first_byte = lru_cache(MAX_CHILDREN)(metrics.first_byte_seconds.labels)
        self._charged = lru_cache(MAX_CHILDREN)(metrics.charged_microcredits.labels)
        self._unsettled = metrics.unsettled

    def generation(self, api: str, outcome: str) -> None:
        self._generations(api, outcome).inc()

    def attempt(self, provider: str, outcome: str, first_byte_ms: int | None) -> None:
        self._attempts(provider, outcome).inc()
        if first_byte_ms is not None:
            self._first_byte(provider).observe(first_byte_ms / 1000)

    def charge(self, api: str, microcredits: int | None) -> None:
        """None: the database did not answer, and the sweeper will settle."""
        if microcredits is None:
            self._unsettled.inc()
        else:
            self._charged(api).inc(microcredits)
