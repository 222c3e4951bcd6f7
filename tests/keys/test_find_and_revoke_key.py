"""api.find_api_key, api.list_keys, api.revoke_key: whom a key acts for, until it ends."""

import uuid

import pytest
from generation.steps import World
from keys.steps import create, new_key
from ledger.races import race, states
from ledger.steps import Row, refused

pytestmark = pytest.mark.every_postgres


def test_key_is_found_by_account_and_hash(world: World) -> None:
    key = new_key(world.caller(), scopes=["read"])
    assert key.find() == {
        "key_id": str(key.id),
        "account_id": str(key.caller.account.id),
        "user_id": str(key.caller.user_id),
        "scopes": ["read"],
        "expires_at": None,
    }
    assert key.find() == key.find()


def test_key_is_not_found_on_another_account(world: World) -> None:
    assert new_key(world.caller()).find(account_id=world.caller().account.id) is None


def test_key_that_has_ended_is_not_found(world: World) -> None:
    caller = world.caller()
    revoked, expired = new_key(caller), new_key(caller, expires_in="1 hour")
    assert expired.find() is not None
    revoked.revoke()
    expired.pass_time("1 hour")
    assert (revoked.find(), expired.find()) == (None, None)


def test_second_revocation_changes_nothing(world: World) -> None:
    key = new_key(world.caller())
    first = key.revoke()
    assert first["revoked_at"] is not None
    assert key.revoke() == first


def test_revocations_at_once_are_one(world: World) -> None:
    key = new_key(world.caller())
    results = race(
        world.db,
        8,
        lambda connection, _: connection.execute(
            "select api.revoke_key(%s, %s, %s)", [key.caller.account.id, key.caller.user_id, key.id]
        ).fetchone()[0]["revoked_at"],
        role="florin_service",
    )
    assert states(results) == []
    assert len(set(results)) == 1


def test_stranger_may_not_revoke_or_list(world: World) -> None:
    key, stranger = new_key(world.caller()), world.user()
    with refused("FLMEM"):
        key.revoke(stranger)
    with refused("FLMEM"):
        world.service.execute("select api.list_keys(%s, %s)", [key.caller.account.id, stranger])
    assert key.find() is not None


def test_unknown_key_is_refused(world: World) -> None:
    key, other = new_key(world.caller()), world.caller()
    with refused("FLKYF", key_id=str(key.id)):
        world.service.execute(
            "select api.revoke_key(%s, %s, %s)", [other.account.id, other.user_id, key.id]
        )


def test_owner_revokes_members_keys_and_members_only_their_own(world: World) -> None:
    caller, member = world.caller(), world.user()
    world.ledger.connection.execute(
        "insert into access.members (account_id, user_id, role) values (%s, %s, 'member')",
        [caller.account.id, member],
    )
    owners, members = new_key(caller), new_key(caller, user_id=member)
    with refused("FLKYF"):
        owners.revoke(member)
    assert members.revoke()["revoked_at"] is not None


def test_keys_are_listed_newest_first_and_without_their_secrets(world: World) -> None:
    caller = world.caller()
    made = [create(caller, name=f"key {number}") for number in range(3)]
    made_elsewhere = create(world.caller())
    row = world.service.execute(
        "select api.list_keys(%s, %s)", [caller.account.id, caller.user_id]
    ).fetchone()
    assert row is not None
    listed: list[Row] = row[0]
    assert [key["name"] for key in listed] == ["key 2", "key 1", "key 0"]
    assert made_elsewhere["id"] not in {key["id"] for key in listed}
    assert all(key["key"] not in str(listed) for key in made)
    assert not {"key", "secret_hash"} & set(listed[0])


def test_account_without_keys_lists_none(world: World) -> None:
    caller = world.caller()
    row = world.service.execute(
        "select api.list_keys(%s, %s)", [caller.account.id, caller.user_id]
    ).fetchone()
    assert row == ([],)


def test_removed_members_keys_go_with_the_membership(world: World) -> None:
    caller, member = world.caller(), world.user()
    world.ledger.connection.execute(
        "insert into access.members (account_id, user_id, role) values (%s, %s, 'member')",
        [caller.account.id, member],
    )
    owners, members = new_key(caller), new_key(caller, user_id=member)
    world.ledger.connection.execute(
        "delete from access.members where account_id = %s and user_id = %s",
        [caller.account.id, member],
    )
    assert members.find() is None
    assert owners.find() is not None


@pytest.mark.parametrize("secret", [b"", b"\x00" * 32, b"' or true --"])
def test_what_is_no_hash_of_a_key_is_not_found(world: World, secret: bytes) -> None:
    caller = world.caller()
    create(caller)
    row = world.service.execute(
        "select api.find_api_key(%s, %s)", [caller.account.id, secret]
    ).fetchone()
    assert row == (None,)
    assert world.service.execute(
        "select api.find_api_key(%s, %s)", [uuid.uuid4(), secret]
    ).fetchone() == (None,)
