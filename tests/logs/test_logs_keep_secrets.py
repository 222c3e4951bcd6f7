"""No secret, token, prompt, completion or address in what any process writes, whatever fails, at
the most verbose level; and no secret in what anybody is answered."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from logs.canaries import leaks, needles_of, secrets_of_settings
from logs.drive import use
from logs.world import BROKEN_SERVICE, LEAKING_SERVICE, World

# A worker looks for work within a second; on a busy machine it may come late.
WORKED_WITHIN_S = 40.0


@pytest.fixture(scope="module")
def used(world: World) -> Iterator[World]:
    """After everything was asked of it, with a database and without."""
    world.start()
    world.start_worker()
    use(world)
    owner = world.database.connect("supabase_admin")
    _await(world, lambda: _jobs_have_failed(owner))
    _await(world, lambda: {"/hook", "/batch/"} <= set(world.echo.asked))
    _without_a_database(world)
    world.start(
        "wrong-password",
        FLORIN_DATABASE_URL=_wrong(world, "FLORIN_DATABASE_URL"),
        FLORIN_DB_POOL_TIMEOUT_S="0.5",
    )
    world.start_worker(
        "worker-wrong-password",
        FLORIN_WORKER_DATABASE_URL=_wrong(world, "FLORIN_WORKER_DATABASE_URL"),
    )
    assert world.chat("whole", stream=False).status_code == 503
    _await(world, lambda: "cannot connect" in world.logs()["worker-wrong-password"])
    world.stop()
    yield world


def test_every_secret_setting_is_searched_for(used: World) -> None:
    assert secrets_of_settings() - set(used.environment) == set()
    passwords = {"FLORIN_DATABASE_URL", "FLORIN_WORKER_DATABASE_URL"}
    assert secrets_of_settings() - passwords - set(used.secrets) == set()
    assert all(used.secrets["the database's password"] in used.environment[p] for p in passwords)


def test_failures_of_every_kind_were_met(used: World) -> None:
    """Or nothing would have been proven."""
    statuses = {reply.status_code for _, reply in used.replies}
    assert {200, 201, 400, 401, 404, 405, 409, 422, 502, 503} - statuses == set()
    logs = used.logs()
    for name in ("service", "worker", "wrong-password", "postgres"):
        assert len(logs[name].splitlines()) > 3, name
    for words in ("attempt failed: auth_failed", "stripe refused", "attempt failed: rate_limited"):
        assert words in logs["service"], words
    assert "password authentication failed" in logs["postgres"]


def test_no_line_of_any_log_holds_a_secret_or_what_is_private(used: World) -> None:
    needles = used.needles()
    found = [
        f"{name}: {leak}" for name, text in used.logs().items() for leak in leaks(text, needles)
    ]
    assert not found, "\n".join(found[:20])


def test_no_answer_holds_a_secret_or_a_token(used: World) -> None:
    needles = used.needles(private=False)
    found = [
        f"{asked}: {reply.status_code} {leak}"
        for asked, reply in used.replies
        for leak in leaks(f"{reply.headers}\n{reply.text}", needles)
    ]
    assert not found, "\n".join(found[:20])


def test_what_a_job_says_of_its_failure_holds_no_secret(used: World) -> None:
    owner = used.database.connect("supabase_admin")
    told = str(
        owner.execute(
            "select to_jsonb(j) - 'input', g.error from generation.jobs as j "
            "join generation.generations as g on g.id = j.id"
        ).fetchall()
    )
    assert leaks(told, used.needles(private=False)) == []


def test_what_is_kept_in_the_database_for_replays_holds_no_secret(used: World) -> None:
    owner = used.database.connect("supabase_admin")
    kept = owner.execute("select body from generation.replies").fetchall()
    assert kept
    for (body,) in kept:
        assert leaks(bytes(body).decode(errors="replace"), used.needles(private=False)) == []


@pytest.mark.parametrize("name", ["broken", "leaking"])
def test_an_exception_is_told_without_its_words_and_a_leak_is_found(used: World, name: str) -> None:
    used.start(name, {"broken": BROKEN_SERVICE, "leaking": LEAKING_SERVICE}[name])
    reply = used.ask("POST", "/broken", used.private["prompt"].encode())
    used.replies.pop()
    used.stop()
    log = used.logs()[name]
    assert reply.status_code == 500
    found = {line.partition(":")[0] for line in leaks(log, used.needles())}
    if name == "broken":
        assert "RuntimeError" in log
        assert found == set()
        assert leaks(reply.text, used.needles()) == []
    else:
        token = f"token of {used.user.id}"
        assert found >= {f"{token} 0", "prompt 0", "STRIPE_SECRET_KEY 0"}


def test_secrets_are_found_as_they_are_and_encoded() -> None:
    needles = needles_of("key", "a+secret/of:another")
    assert leaks("x\na+secret/of", needles) == ["key 0: █"]
    assert leaks("YStzZWNyZXQvb2Y=", needles) == ["key 0 in base64: █b2Y="]
    assert leaks("?q=a%2Bsecret%2Fof", needles) == ["key 0 in a URL: ?q=█"]
    assert leaks("nothing of ours is here: a secret", needles) == []


def _await(world: World, so: object) -> None:
    deadline = time.monotonic() + WORKED_WITHIN_S
    while not so():  # type: ignore[operator]
        assert time.monotonic() < deadline, world.logs()["worker"][-3000:]
        time.sleep(0.1)


def _jobs_have_failed(owner: object) -> bool:
    row = owner.execute(  # type: ignore[attr-defined]
        "select count(*) filter (where finished_at is not null or failures > 0) "
        "from generation.jobs"
    ).fetchone()
    return bool(row[0] >= 3)


def _wrong(world: World, variable: str) -> str:
    """A password that is not the database's, and secret all the same."""
    wrong = world.secrets.setdefault("a wrong password", "canarywrong" + "0123456789abcdef" * 2)
    return world.environment[variable].replace(world.secrets["the database's password"], wrong)


def _without_a_database(world: World) -> None:
    """It takes no connection for a while, and lets go of those it has."""
    name = world.database.name
    with_server = world.database.server.superuser_dsn()
    import psycopg

    with psycopg.connect(with_server, autocommit=True) as server:
        server.execute(f'alter database "{name}" allow_connections false')  # type: ignore[arg-type]
        server.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name]
        )
        assert world.chat("whole", stream=False).status_code == 503
        world.ask("GET", "/v1/me")
        server.execute(f'alter database "{name}" allow_connections true')  # type: ignore[arg-type]
