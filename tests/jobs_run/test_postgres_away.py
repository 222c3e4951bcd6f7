"""Workers of jobs while Postgres is away, and after it has come back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import outage
import pytest
from jobs_run.scripted_fal import ScriptedFal
from jobs_run.world import PRICE, Customer, World, new_prompt

from local.migrator import give_service_roles_login, migrate
from local.postgres import EmbeddedPostgres
from local.supabase_database import prepare_database
from local.testbed.databases import Database
from local.testbed.gate import Gate
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl
from local.testbed.services import Service
from local.testbed.storage import StorageProject

# Of the worker that is stopped here; and what it may take on a busy machine.
SHUTDOWN_DEADLINE_S = 1.0
STOP_WITHIN_S = 20.0


@pytest.fixture
def world(
    new_server: Callable[[int], EmbeddedPostgres],
    postgres_version: int,
    provider: ProviderControl,
    issuer: Issuer,
    scripted_fal: ScriptedFal,
    whole_world: World,
    storage_project: StorageProject,
) -> Iterator[World]:
    """On a server of its own, which can be taken away."""
    server = new_server(postgres_version)
    prepare_database(server, "florin")
    migrate(server.dsn("florin"))
    give_service_roles_login(server)
    db = Database(server, "florin")
    environment = {
        **whole_world.service.environment,
        "FLORIN_DATABASE_URL": db.dsn("florin_service"),
        "FLORIN_WORKER_DATABASE_URL": db.dsn("florin_worker"),
    }
    world = World(Service(db, provider, issuer, environment), scripted_fal, whole_world.gates)
    try:
        yield world
        world.check()
    finally:
        for gate in world.gates.values():
            gate.let_go()
        world.close()
        world.service.close()
        db.close()


def go_away(world: World) -> None:
    world.service.db.close()
    outage.stop(world.service.db.server)


def come_back(world: World, customer: Customer) -> None:
    outage.start(world.service.db.server)
    world.reconnect()
    world.until(lambda: customer.http.get("/v1/jobs").status_code == 200)


def test_jobs_outlive_a_restart_of_postgres(world: World) -> None:
    world.work()
    customer = world.customer()
    prompts = [new_prompt() for _ in range(4)]
    for prompt in prompts:
        world.fal.script(prompt, asks=None)
    jobs = [customer.order(prompt)["id"] for prompt in prompts]
    world.until(lambda: all(world.fal.taken(prompt) for prompt in prompts))
    go_away(world)
    for prompt in prompts:
        world.fal.complete(prompt)
    time.sleep(1)
    come_back(world, customer)
    for job_id in jobs:
        customer.wait_for(job_id, lambda job: job["stored"], 60)
    assert [len(world.fal.taken(prompt)) for prompt in prompts] == [1] * 4
    assert (customer.spent(), customer.held()) == (4 * PRICE, 0)


def test_worker_stops_in_time_while_postgres_is_away(world: World) -> None:
    """With a step under way that it can tell nobody of; the next worker takes it over."""
    world.service.environment["FLORIN_SHUTDOWN_DEADLINE_S"] = str(SHUTDOWN_DEADLINE_S)
    customer, prompt = world.customer(), new_prompt()
    gate: Gate = world.gates["fal"]
    gate.hold("GET /fal-ai/demo-image/requests/", when="before")
    world.work()
    job = customer.order(prompt)
    gate.wait()
    go_away(world)
    gate.let_go()
    started = time.monotonic()
    world.stop(STOP_WITHIN_S)
    assert time.monotonic() - started < STOP_WITHIN_S
    come_back(world, customer)
    world.take_over()
    customer.end(job["id"])
    assert len(world.fal.taken(prompt)) == 1
    assert (customer.spent(), customer.held()) == (PRICE, 0)
