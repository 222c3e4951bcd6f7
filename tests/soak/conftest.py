"""A soak as short as it goes, over the databases and the provider of the run."""

from collections.abc import Callable

import pytest

from bench.soak import Plan
from bench.soak.driver import PATIENT, Surroundings, Tamper, run
from bench.soak.report import SoakResult
from local.testbed.databases import Database
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl
from local.testbed.services import Service

Soak = Callable[..., SoakResult]


@pytest.fixture
def soak(
    db: Database, provider: ProviderControl, issuer: Issuer, start_service: Callable[..., Service]
) -> Soak:
    """`soak(1000)`: so many operations; `tamper` breaks something before the books are compared."""
    surroundings = Surroundings(db, provider, issuer, start_service(**PATIENT).base_url)

    def start(operations: int, tamper: Tamper | None = None) -> SoakResult:
        plan = Plan(operations=operations, accounts=40, clients=6, minutes=2)
        return run(plan, surroundings, lambda text: None, tamper)

    return start
