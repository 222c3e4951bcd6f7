"""While a deployment goes on, service and database are of different versions for some time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
from functions_py.rpc import Rpc, WorkerJobRpc
from functions_py.rpc.schema import functions_called
from upgrades.release import Release, plant
from upgrades.town import Person, Served, Town

from local.migrator import migrate
from local.testbed.databases import Database

Grown = tuple[Database, list[Person]]

# Every way to begin something that costs.
PAID = (
    ("/v1/chat/completions", {"model": "demo", "messages": [{"role": "user", "content": "hello"}]}),
    ("/v1/jobs", {"model": "demo-image", "prompt": "a lighthouse"}),
    ("/v1/credits/holds", {"amount_microcredits": 1000}),
)


def do_everything(served: Served, person: Person) -> None:
    person.whole()
    person.stream(**person.new_key())
    person.settle(person.hold())
    served.work()
    person.job_is(person.order(), "succeeded", is_stored=True)
    person.subscribe_by_stripe("s-pack")
    served.fold()


def test_old_service_and_worker_work_on_the_new_schema(
    grown: Grown, town: Town, old_code: dict[str, str], new_migrations: Path, release: Release
) -> None:
    db, people = grown
    applied = migrate(db.dsn(), new_migrations)
    assert len(applied) == len(release.pending)
    with town.serve(db, **old_code) as old:
        assert old.rows("select * from ledger.verify()") == []
        do_everything(old, people[0].at(old))


def test_what_serves_as_the_old_version_is_the_old_version(old_code: dict[str, str]) -> None:
    for package in ("functions_py", "workers"):
        done = subprocess.run(
            [sys.executable, "-c", f"import {package}; print({package}.__file__)"],
            env=old_code,
            cwd="/",
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.startswith(old_code["PYTHONPATH"])


def test_new_service_on_the_old_schema_works_or_says_what_to_do(grown: Grown, town: Town) -> None:
    """Which of the two it is depends on what came after the release."""
    db, people = grown
    held = books(db)
    with town.serve(db, expect_ready=False) as new:
        person = people[0]
        ready = ask(new, person, "GET", "/health/ready")
        outdated = ready.status_code == 503
        if outdated:
            assert ready.json()["checks"] == OUTDATED
        for path, body in PAID:
            reply = ask(new, person, "POST", path, body)
            if outdated:
                assert (reply.status_code, reply.json()["code"]) == (503, "database_outdated"), path
            else:
                assert reply.is_success, reply.text
        if outdated:
            assert books(db) == held


OUTDATED = {"accepting": True, "database": True, "migrations": False, "keys": True}


def test_new_service_begins_nothing_that_it_could_not_end(grown: Grown, town: Town) -> None:
    """Beginning a generation is there, finishing it is not: as it would be where the newer service
    comes before its migrations. With them it serves at once."""
    db, people = grown
    owner, person = db.kept_connection(), people[0]
    held = books(db)
    name, later = "api.finish_generation", "finish_generation_v2"
    owner.execute(f"alter function {name} rename to {later}")
    with town.serve(db, expect_ready=False) as new:
        ready = ask(new, person, "GET", "/health/ready")
        assert (ready.status_code, ready.json()["checks"]) == (503, OUTDATED)
        for path, body in PAID:
            reply = ask(new, person, "POST", path, body)
            assert (reply.status_code, code_of(reply)) == (503, "database_outdated"), path
            assert int(reply.headers["retry-after"]) > 0
        assert books(db) == held
        # What it does have it gives.
        assert ask(new, person, "GET", "/v1/me").status_code == 200
        assert 'missing are api.finish_generation"' in new.service.log()

        owner.execute(f"alter function api.{later} rename to finish_generation")
        person.at(new).stream()
        new.until(lambda: ask(new, person, "GET", "/health/ready").status_code == 200)


def test_a_function_that_vanishes_under_a_service_is_503_and_not_500(
    grown: Grown, town: Town
) -> None:
    db, people = grown
    with town.serve(db) as new:
        person = people[0].at(new)
        db.kept_connection().execute("alter function api.begin_generation rename to gone")
        held = books(db)
        reply = ask(new, person, "POST", *PAID[0])
        assert (reply.status_code, code_of(reply)) == (503, "database_outdated")
        new.until(lambda: ask(new, person, "GET", "/health/ready").status_code == 503)
        assert books(db) == held


def test_a_planted_change_of_arguments_is_seen_before_anything_begins(
    grown: Grown, town: Town, new_migrations: Path
) -> None:
    """A function of the same name that takes other arguments is not the one that is called."""
    db, people = grown
    other = "create function api.cancel_job(p uuid) returns jsonb language sql return null::jsonb;"
    plant(new_migrations, "other", f"drop function api.cancel_job(uuid, uuid, uuid);\n{other}")
    migrate(db.dsn(), new_migrations)
    held = books(db)
    with town.serve(db, expect_ready=False) as new:
        reply = ask(new, people[0], "POST", *PAID[1])
        assert (reply.status_code, code_of(reply)) == (503, "database_outdated")
    assert books(db) == held


def test_all_that_service_and_worker_call_is_looked_for(grown: Grown) -> None:
    """What the service may call by its rights, it names; or it is another part's."""
    db, _ = grown
    found = db.kept_connection().execute(
        "select proname from pg_catalog.pg_proc where pronamespace = 'api'::regnamespace "
        "and has_function_privilege('florin_service', oid, 'execute') "
        "and not has_function_privilege('authenticated', oid, 'execute')"
    )
    called = functions_called(Rpc)
    assert {name for (name,) in found} - set(called) == set()
    assert "claim_job" in functions_called(WorkerJobRpc)
    assert called["begin_generation"] == 16


def ask(
    served: Served, person: Person, method: str, path: str, body: object = None
) -> httpx.Response:
    headers = {"idempotency-key": f"{path} of {person.account}"} if "holds" in path else {}
    return person.at(served).ask(method, path, body, **headers)


def code_of(reply: httpx.Response) -> str:
    told = reply.json()
    return str(told.get("code") or told["error"]["code"])


def books(db: Database) -> list[tuple[object, ...]]:
    """Whatever was charged or held."""
    connection = db.kept_connection("supabase_admin")
    return [
        *connection.execute("select id, posted, held, version from ledger.accounts order by id"),
        *connection.execute("select count(*) from generation.generations"),
        *connection.execute("select count(*) from generation.jobs"),
    ]
