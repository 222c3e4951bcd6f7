"""A job's changes are heard by its own account, as its view shows them, and by nobody else."""

from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from local.testbed.realtime import Listener, RealtimeProject

NewEar = Callable[..., Awaitable[Any]]
ORDER = {"model": "demo-video", "prompt": "a florin rolling downhill", "seconds": 1}


def user_session(project: RealtimeProject, user: Listener) -> psycopg.Connection:
    claims = {"sub": str(user.id), "aud": "authenticated"}
    return project.db.connect("authenticated", claims=claims)


async def test_a_jobs_changes_are_heard_as_its_view_shows_them(
    project: RealtimeProject, new_ear: NewEar
) -> None:
    user = project.new_listener()
    ear = await new_ear(project, user)
    assert (await ear.state())[0] == "SUBSCRIBED"
    session = user_session(project, user)
    row = session.execute("select api.create_job(%s)", [Jsonb(ORDER)]).fetchone()
    assert row is not None
    job = row[0]
    message = await ear.next()
    assert message["event"] == "INSERT"
    payload = message["payload"]
    assert (payload["schema"], payload["table"], payload["operation"]) == ("api", "jobs", "INSERT")
    assert payload["old_record"] is None
    shown = session.execute(
        "select to_jsonb(j) from api.jobs as j where id = %s", [job["id"]]
    ).fetchone()
    assert shown is not None
    record = payload["record"]
    # Written before the job got its slot in the same transaction, which changes its version.
    assert {name: record[name] for name in ("account_id", "id", "model", "status")} == {
        name: shown[0][name] for name in ("account_id", "id", "model", "status")
    }
    assert record.keys() == shown[0].keys()

    session.execute("select api.cancel_my_job(%s)", [job["id"]])
    while message["payload"]["record"]["status"] != "canceled":
        before = message["payload"]["record"]
        message = await ear.next()
        assert message["event"] == "UPDATE"
        assert message["payload"]["old_record"]["version"] >= before["version"]
    shown = session.execute(
        "select to_jsonb(j) from api.jobs as j where id = %s", [job["id"]]
    ).fetchone()
    assert shown is not None
    assert message["payload"]["record"]["version"] == shown[0]["version"]


async def test_nobody_hears_the_jobs_of_others(project: RealtimeProject, new_ear: NewEar) -> None:
    user, other = project.new_listener(), project.new_listener()
    ear = await new_ear(project, user)
    assert (await ear.state())[0] == "SUBSCRIBED"
    user_session(project, other).execute("select api.create_job(%s)", [Jsonb(ORDER)])
    user_session(project, user).execute("select api.create_job(%s)", [Jsonb(ORDER)])
    message = await ear.next()
    assert message["payload"]["record"]["account_id"] == str(user.account_id)
    while ear.heard():
        message = await ear.next()
        assert message["payload"]["record"]["account_id"] == str(user.account_id)
