"""Fixtures of the tests of Realtime: a project that serves it, users, and the two real clients.

    async def test_own_messages_arrive(project, new_ear):
        user = project.new_listener()
        ear = await new_ear(user)
        project.send(user.topic, text="hello")
        assert (await ear.next())["payload"]["text"] == "hello"

`project` is shared by all these tests, each with users of its own; `own_project` is the test's own,
to be restarted.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import NoReturn

import pytest
from realtime_clients import Ear, JsEar, PythonEar

from local.node import packages_are_installed
from local.testbed.databases import Database, Databases
from local.testbed.realtime import Listener, RealtimeProject

NewEar = Callable[..., Awaitable[Ear]]


@pytest.fixture(scope="session")
def session_project(databases: Databases) -> Iterator[RealtimeProject]:
    database = databases.clone()
    project = RealtimeProject(database)
    try:
        project.start()
        yield project
    finally:
        project.close()
        databases.drop(database)


@pytest.fixture
def project(session_project: RealtimeProject) -> Iterator[RealtimeProject]:
    """The project of the run. The ledger must be sound after every test."""
    yield session_project
    assert session_project.db.verify() == []


@pytest.fixture
def own_project(db: Database) -> Iterator[RealtimeProject]:
    project = RealtimeProject(db)
    try:
        project.start()
        yield project
    finally:
        project.close()


@pytest.fixture(params=["python", "supabase-js"])
async def new_ear(
    request: pytest.FixtureRequest, skip_or_fail: Callable[[str], NoReturn]
) -> AsyncIterator[NewEar]:
    """`await new_ear(project, user)`: a client that has tried to join its user's topic, or
    `topic=`'s; under either protocol version, as its maker chose."""
    if request.param == "supabase-js" and not packages_are_installed():
        skip_or_fail("the npm packages of set-up are not there")
    made: list[Ear] = []

    async def make(project: RealtimeProject, user: Listener, **options: object) -> Ear:
        kind = PythonEar if request.param == "python" else JsEar
        ear = kind(project, user, **options)  # type: ignore[arg-type]
        made.append(ear)
        await ear.open()
        return ear

    yield make
    for ear in made:
        await ear.close()
