"""What the Python client (protocol 1.0.0) and supabase-js (2.0.0) hear, and what they do not."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from local.testbed.realtime import RealtimeProject

NewEar = Callable[..., Awaitable[Any]]


async def test_own_messages_arrive_in_the_order_of_their_commits(
    project: RealtimeProject, new_ear: NewEar
) -> None:
    user = project.new_listener()
    ear = await new_ear(project, user)
    assert await ear.state() == ("SUBSCRIBED", "")
    for number in range(20):
        project.send(user.topic, "counted", number=number)
    heard = [await ear.next() for _ in range(20)]
    assert [message["payload"]["number"] for message in heard] == list(range(20))
    assert {message["event"] for message in heard} == {"counted"}
    assert [message["meta"]["id"] for message in heard] == [
        message["payload"]["id"] for message in heard
    ]


async def test_messages_of_others_do_not_arrive(project: RealtimeProject, new_ear: NewEar) -> None:
    user, other = project.new_listener(), project.new_listener()
    ear = await new_ear(project, user)
    project.send(other.topic, whose="other's")
    # A public topic of the same name is another one.
    project.send(user.topic, private=False, whose="public")
    project.send(user.topic, whose="own")
    assert (await ear.next())["payload"]["whose"] == "own"
    assert ear.heard() == 0


async def test_a_strangers_join_is_refused(project: RealtimeProject, new_ear: NewEar) -> None:
    user, stranger = project.new_listener(), project.new_listener()
    ear = await new_ear(project, stranger, topic=user.topic)
    state, said = await ear.state()
    assert state == "CHANNEL_ERROR"
    assert "Unauthorized: You do not have permissions to read from this Channel topic" in said
    project.send(user.topic, secret=True)
    with pytest.raises(TimeoutError):
        await ear.next(0.5)


async def test_what_was_rolled_back_is_not_heard(project: RealtimeProject, new_ear: NewEar) -> None:
    user = project.new_listener()
    ear = await new_ear(project, user)
    connection = project.db.connect(autocommit=False)
    send = "select realtime.send(%s, 'note', %s)"
    connection.execute(send, [Jsonb({"n": 1}), user.topic])
    connection.rollback()
    connection.execute(send, [Jsonb({"n": 2}), user.topic])
    connection.commit()
    assert (await ear.next())["payload"]["n"] == 2


async def test_a_public_channel_needs_no_policy(project: RealtimeProject, new_ear: NewEar) -> None:
    user = project.new_listener()
    ear = await new_ear(project, user, topic="square", private=False)
    assert (await ear.state())[0] == "SUBSCRIBED"
    project.send("square", private=False, said="to all")
    assert (await ear.next())["payload"]["said"] == "to all"


async def test_a_refreshed_token_keeps_the_channel_beyond_the_first_ones_end(
    project: RealtimeProject, new_ear: NewEar
) -> None:
    user = project.new_listener()
    short = project.token(user.id, lifetime_s=4)
    ear = await new_ear(project, user.__class__(user.id, user.account_id, short))
    assert (await ear.state())[0] == "SUBSCRIBED"
    await ear.use_token(user.token)
    await asyncio.sleep(5)
    project.send(user.topic, still="here")
    assert (await ear.next())["payload"]["still"] == "here"


async def test_an_expired_token_closes_the_channel(
    project: RealtimeProject, new_ear: NewEar
) -> None:
    user = project.new_listener()
    short = project.token(user.id, lifetime_s=2)
    ear = await new_ear(project, user.__class__(user.id, user.account_id, short))
    assert (await ear.state())[0] == "SUBSCRIBED"
    await ear.await_state("CLOSED")
    project.send(user.topic, secret=True)
    with pytest.raises(TimeoutError):
        await ear.next(0.5)


async def test_a_token_of_somebody_else_closes_the_channel(
    project: RealtimeProject, new_ear: NewEar
) -> None:
    user, other = project.new_listener(), project.new_listener()
    ear = await new_ear(project, user)
    assert (await ear.state())[0] == "SUBSCRIBED"
    await ear.use_token(other.token)
    await ear.await_state("CLOSED")


async def test_a_client_that_left_hears_nothing(project: RealtimeProject, new_ear: NewEar) -> None:
    user = project.new_listener()
    ear = await new_ear(project, user)
    assert (await ear.state())[0] == "SUBSCRIBED"
    await ear.leave()
    await ear.await_state("CLOSED")
    project.send(user.topic, gone=True)
    with pytest.raises(TimeoutError):
        await ear.next(0.5)


async def test_replay_tells_the_last_messages_once(
    project: RealtimeProject, new_ear: NewEar
) -> None:
    user = project.new_listener()
    for number in range(4):
        project.send(user.topic, number=number)
    ear = await new_ear(project, user, broadcast={"replay": {"since": 0, "limit": 3}})
    assert (await ear.state())[0] == "SUBSCRIBED"
    project.send(user.topic, number=4)
    heard = [await ear.next() for _ in range(4)]
    assert [message["payload"]["number"] for message in heard] == [1, 2, 3, 4]
    assert [message["meta"].get("replayed", False) for message in heard] == [True] * 3 + [False]


async def test_without_a_policy_to_write_clients_say_nothing(
    project: RealtimeProject, new_ear: NewEar
) -> None:
    user = project.new_listener()
    ear = await new_ear(project, user, broadcast={"ack": True, "self": True})
    assert (await ear.state())[0] == "SUBSCRIBED"
    # The platform keeps silent to those who may not.
    assert await ear.say("forged", {"n": 1}) == "timed out"
    assert ear.heard() == 0


async def test_with_a_policy_to_write_clients_hear_each_other(
    own_project: RealtimeProject, new_ear: NewEar
) -> None:
    own_project.db.kept_connection().execute(
        "create policy talks on realtime.messages for insert to authenticated "
        "with check (extension = 'broadcast' and realtime.topic() like 'account:%')"
    )
    user = own_project.new_listener()
    talker = await new_ear(own_project, user, broadcast={"ack": True})
    listener = await new_ear(own_project, user, broadcast={"ack": True, "self": True})
    for ear in (talker, listener):
        assert (await ear.state())[0] == "SUBSCRIBED"
    assert await talker.say("word", {"n": 1}) == "ok"
    assert (await listener.next())["payload"] == {"n": 1}
    assert await listener.say("word", {"n": 2}) == "ok"
    assert (await talker.next())["payload"] == {"n": 2}
    assert (await listener.next())["payload"] == {"n": 2}
    # Only who asked for it hears what it said itself.
    assert talker.heard() == 0
    # What clients say is not kept.
    kept = own_project.db.kept_connection().execute(
        "select count(*) from realtime.messages where event = 'word'"
    )
    assert kept.fetchone() == (0,)


async def test_clients_come_back_after_the_server_was_restarted(
    own_project: RealtimeProject, new_ear: NewEar
) -> None:
    user = own_project.new_listener()
    ear = await new_ear(own_project, user)
    assert (await ear.state())[0] == "SUBSCRIBED"
    await asyncio.to_thread(own_project.stop)
    await asyncio.to_thread(own_project.start)
    await ear.await_state("SUBSCRIBED")
    own_project.send(user.topic, after="restart")
    assert (await ear.next())["payload"]["after"] == "restart"
