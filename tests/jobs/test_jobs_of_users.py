"""Signed-in users without the service: api.create_job, their own rows, and their own topics."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from jobs.steps import RESULTS, SECOND, Job, Jobs, Patron, call
from ledger.races import race
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def signed_in(world: Jobs, credits: int = 100 * SECOND) -> tuple[Patron, psycopg.Connection]:
    caller = world.sign_in()
    caller.account.grant(credits)
    return Patron(world, caller.account, caller.user_id), world.as_user(caller.user_id)


def body(model: str) -> dict[str, object]:
    return {"model": model, "prompt": "a fox", "seconds": 5}


def create(user: psycopg.Connection, model: str, key: str | None = None) -> dict[str, object]:
    told: dict[str, object] = call(user, "create_job", body(model), key)
    return told


def test_user_begins_cancels_and_deletes_a_job_of_theirs(world: Jobs) -> None:
    patron, user = signed_in(world)
    told = create(user, world.media_model())
    job = Job(patron, uuid.UUID(str(told["id"])))
    assert (told["status"], told["held_microcredits"]) == ("queued", 5 * SECOND)
    assert told == job.read()
    assert len(world.queue(job.id)) == 1
    assert call(user, "cancel_my_job", job.id)["status"] == "canceled"
    assert call(user, "delete_my_job", job.id) is True
    assert call(user, "delete_my_job", job.id) is False
    assert job.read() is None


def test_account_opens_on_first_sight(world: Jobs) -> None:
    user_id = world.user()
    with refused("FLBAL"):
        create(world.as_user(user_id), world.media_model({"": 1_000_000_000}))
    told = create(world.as_user(user_id), world.media_model({"": 1}))
    assert told["status"] == "queued"


def test_key_makes_a_call_repeatable_and_none_makes_each_its_own(world: Jobs) -> None:
    patron, user = signed_in(world)
    model = world.media_model()
    assert create(user, model, "k")["id"] == create(user, model, "k")["id"]
    assert create(user, model)["id"] != create(user, model)["id"]
    with refused("FLKEY"):
        create(user, world.media_model(), "k")
    for key in ("", "x" * 256):
        with refused("FLARG", argument="idempotency_key"):
            create(user, model, key)
    assert patron.count() == 3


def test_key_is_claimed_once_however_many_ask(world: Jobs) -> None:
    patron, _ = signed_in(world)
    model = world.media_model()
    claims = json.dumps({"sub": str(patron.user_id), "role": "authenticated"})

    def ask(connection: psycopg.Connection, _: int) -> object:
        with connection.transaction():
            connection.execute("select set_config('request.jwt.claims', %s, true)", [claims])
            connection.execute("set local role authenticated")
            return create(connection, model, "k")["id"]

    assert len(set(race(world.db, 6, ask))) == 1
    assert (patron.count(), patron.held) == (1, 5 * SECOND)


def test_input_is_checked_and_refusals_are_the_service_s(world: Jobs) -> None:
    _, user = signed_in(world)
    with refused("FLARG", argument="input"):
        user.execute("select api.create_job(null)")
    with refused("FLARG", argument="seconds"):
        call(user, "create_job", {"model": world.media_model(), "prompt": "a fox"})
    with refused("FLMOD"):
        create(user, "no-such")


def test_whoever_is_not_signed_in_is_refused(world: Jobs) -> None:
    model = world.media_model()
    with refused("FLMEM"):
        create(world.db.connect("authenticated", claims={}), model)
    with refused("42501"):
        create(world.db.connect("anon", claims={}), model)


def test_somebody_else_s_job_is_none(world: Jobs) -> None:
    job = world.patron().new_job(world.media_model())
    _, user = signed_in(world)
    for function in ("cancel_my_job", "delete_my_job"):
        with refused("FLJOB", job_id=str(job.id)):
            call(user, function, job.id)
    assert job.state == "queued"


def test_job_that_has_not_ended_is_not_deleted(world: Jobs) -> None:
    _, user = signed_in(world)
    told = create(user, world.media_model())
    with refused("FLJNE"):
        call(user, "delete_my_job", told["id"])


def test_view_has_one_s_own_jobs_with_the_members_of_the_routes(world: Jobs) -> None:
    patron, user = signed_in(world)
    other, stranger = signed_in(world)
    model = world.media_model()
    job = patron.new_job(model, resolution="720p", seconds=5)
    other.new_job(model)
    job.submit()
    job.finish()
    row = user.execute("select to_jsonb(j) - 'account_id' from api.jobs as j").fetchall()
    assert row == [(job.read(),)]
    ids = stranger.execute("select account_id from api.jobs").fetchall()
    assert ids == [(other.account.id,)]
    job.delete()
    assert user.execute("select count(*) from api.jobs").fetchone() == (0,)


def test_internals_are_nobody_s_to_read(world: Jobs) -> None:
    _, user = signed_in(world)
    for column in ("provider_id", "provider_request_id", "lease", "problem", "contradiction"):
        with refused("42501"):
            user.execute(f"select {column} from generation.jobs")
    for statement in ("update api.jobs set status = 'failed'", "delete from api.jobs"):
        with refused("42501"):
            user.execute(statement)


# What Realtime tells.


@contextmanager
def listening(world: Jobs, user_id: uuid.UUID | None, topic: str) -> Iterator[psycopg.Connection]:
    """As Realtime probes who may join: the user's role and claims, the topic, nothing kept."""
    claims = {} if user_id is None else {"sub": str(user_id)}
    connection = world.db.connect(
        "anon" if user_id is None else "authenticated", claims=claims, autocommit=False
    )
    connection.execute("select set_config('realtime.topic', %s, true)", [topic])
    yield connection
    connection.rollback()


def heard(world: Jobs, user_id: uuid.UUID | None, topic: str) -> int:
    with listening(world, user_id, topic) as connection:
        row = connection.execute(
            "select count(*) from realtime.messages where topic = %s", [topic]
        ).fetchone()
        assert row is not None
        return int(row[0])


def test_each_visible_change_is_a_message_on_the_account_s_private_topic(world: Jobs) -> None:
    patron = world.patron()
    job = patron.new_job(world.media_model())
    job.submit()
    job.lease()
    job.progress("submitted", None, next_s=0.0)
    job.progress("running", 10)
    job.finish()
    messages = world.messages(patron.account.id)
    assert [message["event"] for message in messages] == ["INSERT"] + ["UPDATE"] * 3
    assert {(m["private"], m["extension"]) for m in messages} == {(True, "broadcast")}
    records = [message["payload"]["record"] for message in messages]
    assert [record["version"] for record in records] == [1, 2, 3, 4]
    assert [record["status"] for record in records] == [
        *("queued", "submitted", "running", "succeeded")
    ]
    last = messages[-1]["payload"]
    assert (last["table"], last["schema"], last["operation"]) == ("jobs", "api", "UPDATE")
    assert records[-1] == {**(job.read() or {}), "account_id": str(patron.account.id)}
    assert last["old_record"]["status"] == "running"
    assert messages[0]["payload"]["old_record"] is None


def test_messages_have_the_columns_of_the_view_and_no_others(world: Jobs) -> None:
    patron = world.patron()
    patron.new_job(world.media_model())
    columns = world.ledger.rows(
        "select attname::text as name from pg_catalog.pg_attribute "
        "where attrelid = 'api.jobs'::regclass and attnum > 0"
    )
    (message,) = world.messages(patron.account.id)
    assert set(message["payload"]["record"]) == {column["name"] for column in columns}


def test_deleted_job_is_told_once_as_gone(world: Jobs) -> None:
    patron = world.patron()
    job = patron.new_job(world.media_model())
    job.submit()
    job.finish(results=[{"path": "a/b/0.mp4"}])
    job.delete()
    job.store(job.lease(), [])
    (message,) = [m for m in world.messages(patron.account.id) if m["event"] == "DELETE"]
    assert message["payload"]["record"] is None
    assert message["payload"]["old_record"]["id"] == str(job.id)
    assert world.messages(patron.account.id)[-1]["event"] in ("DELETE", "UPDATE")


def test_change_that_is_rolled_back_is_told_to_nobody(world: Jobs) -> None:
    patron = world.patron()
    job = patron.new_job(world.media_model())
    service = world.db.connect("florin_service", autocommit=False)
    job.cancel(on=service)
    patron.ask(world.media_model(), service=service)
    service.rollback()
    assert len(world.messages(patron.account.id)) == 1
    assert len(world.queue(job.id)) == 1
    assert job.state == "queued"


def test_user_hears_their_own_account_and_no_other(world: Jobs) -> None:
    patron, stranger = world.patron(), world.patron()
    model = world.media_model()
    patron.new_job(model)
    stranger.new_job(model)
    topic = f"account:{patron.account.id}"
    assert heard(world, patron.user_id, topic) == 1
    assert heard(world, stranger.user_id, topic) == 0
    assert heard(world, stranger.user_id, f"account:{stranger.account.id}") == 1
    assert heard(world, None, topic) == 0
    for other in ("", "account:", "*", "account:*", f"{topic} ", topic.upper(), "presence"):
        assert heard(world, patron.user_id, other) == 0
    # Whoever may join one topic sees none of another's rows by it, whatever they name.
    with listening(world, patron.user_id, f"account:{stranger.account.id}") as connection:
        assert connection.execute("select 1 from realtime.messages").fetchone() is None


def test_member_hears_the_account_until_they_leave_it(world: Jobs) -> None:
    patron = world.patron()
    patron.new_job(world.media_model())
    topic, member = f"account:{patron.account.id}", world.user()
    assert heard(world, member, topic) == 0
    world.ledger.connection.execute(
        "insert into access.members (account_id, user_id) values (%s, %s)",
        [patron.account.id, member],
    )
    assert heard(world, member, topic) == 1
    world.ledger.connection.execute("delete from access.members where user_id = %s", [member])
    assert heard(world, member, topic) == 0


def test_nobody_speaks_on_the_topic(world: Jobs) -> None:
    patron = world.patron()
    topic = f"account:{patron.account.id}"
    with listening(world, patron.user_id, topic) as connection, refused("42501"):
        connection.execute(
            "insert into realtime.messages (topic, extension, event, payload, private) "
            "values (%s, 'broadcast', 'UPDATE', '{}', true)",
            [topic],
        )


def test_big_job_is_told_whole(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model(options=("negative_prompt",))
    job = patron.new_job(
        model, seconds=5, prompt="y" * 30_000, options={"negative_prompt": "x" * 30_000}
    )
    job.submit()
    job.finish(results=RESULTS)
    assert len(world.messages(patron.account.id)) == 3
