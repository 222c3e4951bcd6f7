"""The world of hostile requests: one service with every part configured, over real Postgres.

`--cases 10000` is how many generated requests are sent against docs/openapi.yaml; a few hundred,
always the same, unless given.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hostile.world import Caller, World, running_world

from local.testbed.databases import Databases
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl

CASES = 240


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cases", type=int, default=CASES, help="requests made from openapi.yaml")


@pytest.fixture(scope="session")
def cases(request: pytest.FixtureRequest) -> int:
    """How many requests are to be made. Without this folder on the command line pytest does not
    know the option."""
    return int(request.config.getoption("--cases", CASES))


@pytest.fixture(scope="session")
def is_long(cases: int) -> bool:
    """Whether more than the suite's short form was asked for."""
    return cases > CASES


@pytest.fixture(scope="session")
def session_world(
    databases: Databases, provider: ProviderControl, issuer: Issuer
) -> Iterator[World]:
    with running_world(databases, provider, issuer) as running:
        yield running


@pytest.fixture
def world(session_world: World) -> Iterator[World]:
    """After every test: the ledger is sound, nothing is held but what a client holds on purpose,
    and the service told of no mistake of its own."""
    log_seen = len(session_world.service.log())
    yield session_world
    session_world.settle()
    assert session_world.service.db.verify() == []
    assert session_world.mistakes(log_seen) == []


@pytest.fixture
def caller(world: World) -> Caller:
    return world.caller("user")
