"""Postgres goes away and comes back; clients keep their channels and hear what was committed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import outage
import pytest

from local.postgres import EmbeddedPostgres
from local.testbed.databases import Databases
from local.testbed.realtime import RealtimeProject

NewEar = Callable[..., Awaitable[Any]]


@pytest.fixture
def server(
    new_server: Callable[[int], EmbeddedPostgres], postgres_version: int
) -> EmbeddedPostgres:
    return new_server(postgres_version)


@pytest.fixture
def project_on_it(server: EmbeddedPostgres) -> Iterator[RealtimeProject]:
    project = RealtimeProject(Databases(server).clone())
    try:
        project.start()
        yield project
    finally:
        project.close()
        project.db.close()


async def restart(project: RealtimeProject, server: EmbeddedPostgres) -> None:
    project.db.close()
    await asyncio.to_thread(outage.stop, server)
    await asyncio.to_thread(outage.start, server)


async def test_a_joined_channel_hears_on_after_a_restart(
    project_on_it: RealtimeProject, server: EmbeddedPostgres, new_ear: NewEar
) -> None:
    user = project_on_it.new_listener()
    ear = await new_ear(project_on_it, user)
    assert (await ear.state())[0] == "SUBSCRIBED"
    project_on_it.send(user.topic, n=1)
    assert (await ear.next())["payload"]["n"] == 1
    await restart(project_on_it, server)
    # Committed before the server listens again, or after: heard either way, and once.
    for n in range(2, 12):
        project_on_it.send(user.topic, n=n)
        await asyncio.sleep(0.1)
    heard = [(await ear.next())["payload"]["n"] for _ in range(2, 12)]
    assert heard == list(range(2, 12))
    assert ear.heard() == 0


async def test_a_join_while_postgres_is_away_is_refused_and_comes_through_later(
    project_on_it: RealtimeProject, server: EmbeddedPostgres, new_ear: NewEar
) -> None:
    user = project_on_it.new_listener()
    project_on_it.db.close()
    await asyncio.to_thread(outage.stop, server)
    ear = await new_ear(project_on_it, user)
    state, said = await ear.state()
    assert state == "CHANNEL_ERROR"
    assert "Realtime was unable to connect to the project database" in said
    await asyncio.to_thread(outage.start, server)
    await ear.await_state("SUBSCRIBED")
    project_on_it.send(user.topic, after="all")
    assert (await ear.next())["payload"]["after"] == "all"
