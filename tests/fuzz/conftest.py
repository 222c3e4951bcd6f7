"""Recorded streams, to be broken; and a service whose provider breaks them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fuzz.corpus import Corpus, corpus_of
from fuzz.raw_provider import running_raw_provider
from fuzz.world import World

from local.parts import provider_environment
from local.testbed.databases import Databases
from local.testbed.identity import Issuer
from local.testbed.plans import change_plans
from local.testbed.provider import ProviderControl
from local.testbed.services import Service

# Long for a provider that answers from the next process, short for one that never does.
TIMES = {
    "FLORIN_FIRST_BYTE_TIMEOUT_S": "3",
    "FLORIN_CHUNK_IDLE_TIMEOUT_S": "2",
    "FLORIN_TOTAL_TIMEOUT_S": "4",
}


@pytest.fixture(scope="session")
def corpus(vectors: Path) -> Corpus:
    return corpus_of(vectors / "streams")


@pytest.fixture(scope="session")
def world(databases: Databases, provider: ProviderControl, issuer: Issuer) -> Iterator[World]:
    database = databases.clone()
    with ExitStack() as stack:
        stack.callback(databases.drop, database)
        change_plans(database.connect(), requests_per_minute=None)
        raw = stack.enter_context(running_raw_provider())
        service = Service(database, provider, issuer, {**TIMES, **provider_environment(raw.url)})
        stack.callback(service.close)
        service.start()
        world = World(service, raw)
        stack.callback(world.close)
        yield world
