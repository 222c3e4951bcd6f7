"""Members: added and removed by owners, seen by each other, bounded in number."""

import uuid

import pytest
from accounts.steps import Accounts
from generation.steps import Caller
from ledger.races import race, states
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres

ADD = "select api.add_member(%s, %s, %s)"
REMOVE = "select api.remove_member(%s, %s)"


@pytest.fixture
def owner(world: Accounts) -> Caller:
    return world.sign_in()


def add(world: Accounts, owner: Caller, user_id: uuid.UUID, role: str = "member") -> bool:
    connection = world.as_user(owner.user_id)
    return bool(world.only(connection.execute(ADD, [owner.account.id, user_id, role])))


def remove(world: Accounts, owner: Caller, user_id: uuid.UUID, by: uuid.UUID | None = None) -> bool:
    connection = world.as_user(by or owner.user_id)
    return bool(world.only(connection.execute(REMOVE, [owner.account.id, user_id])))


def test_member_spends_what_the_account_has(world: Accounts, owner: Caller) -> None:
    user_id, model = world.user(), world.model()
    with refused("FLMEM"):
        owner.begin(model, user_id=user_id)
    assert add(world, owner, user_id)
    owner.start(model, user_id=user_id)


def test_second_addition_changes_nothing_and_another_role_does(
    world: Accounts, owner: Caller
) -> None:
    user_id = world.user()
    assert [add(world, owner, user_id) for _ in range(2)] == [True, False]
    assert add(world, owner, user_id, "owner")
    rows = world.as_user(user_id).execute(
        "select account_id, role, is_personal from api.my_accounts"
    )
    assert rows.fetchall() == [(owner.account.id, "owner", False)]


def test_user_sees_their_accounts_and_who_is_in_them(world: Accounts, owner: Caller) -> None:
    member = world.sign_in()
    add(world, owner, member.user_id)
    connection = world.as_user(member.user_id)
    mine = connection.execute("select account_id, role, is_personal, status from api.my_accounts")
    assert sorted(mine.fetchall()) == sorted(
        [
            (owner.account.id, "member", False, "active"),
            (member.account.id, "owner", True, "active"),
        ]
    )
    fellows = connection.execute(
        "select user_id from api.members where account_id = %s", [owner.account.id]
    )
    assert {row[0] for row in fellows} == {owner.user_id, member.user_id}
    stranger = world.as_user(world.sign_in().user_id)
    seen = stranger.execute("select account_id from api.members").fetchall()
    assert owner.account.id not in {row[0] for row in seen}


def test_removed_member_is_out_with_their_keys_and_profile(world: Accounts, owner: Caller) -> None:
    member = Caller(world, owner.account, world.user())
    add(world, owner, member.user_id)
    world.profile(member, {"locale": "en"})
    world.add_key(member)
    assert [remove(world, owner, member.user_id) for _ in range(2)] == [True, False]
    assert world.count("access.api_keys", owner) == 0
    assert world.count("access.profiles", owner) == 0
    with refused("FLMEM"):
        member.begin(world.model())


def test_member_leaves_by_themselves(world: Accounts, owner: Caller) -> None:
    user_id = world.user()
    add(world, owner, user_id)
    assert remove(world, owner, user_id, by=user_id)
    with refused("FLMEM"):
        remove(world, owner, user_id, by=user_id)


def test_only_owners_add_and_remove(world: Accounts, owner: Caller) -> None:
    member, stranger, other = world.user(), world.sign_in().user_id, world.user()
    add(world, owner, member)
    for user_id in (member, stranger):
        connection = world.as_user(user_id)
        with refused("FLMEM"):
            connection.execute(ADD, [owner.account.id, other, "member"])
        with refused("FLMEM"):
            connection.execute(ADD, [owner.account.id, user_id, "owner"])
        with refused("FLMEM"):
            connection.execute(REMOVE, [owner.account.id, owner.user_id])
    with refused("FLMEM"):
        world.db.connect("authenticated").execute(ADD, [owner.account.id, other, "member"])
    with refused("42501"):
        world.db.connect("anon").execute(ADD, [owner.account.id, other, "member"])


def test_account_s_own_user_is_neither_removed_nor_demoted(world: Accounts, owner: Caller) -> None:
    second = world.user()
    add(world, owner, second, "owner")
    connection = world.as_user(second)
    with refused("FLARG", argument="p_user_id"):
        connection.execute(REMOVE, [owner.account.id, owner.user_id])
    with refused("FLARG", argument="p_user_id"):
        connection.execute(ADD, [owner.account.id, owner.user_id, "member"])
    with refused("FLARG", argument="p_user_id"):
        remove(world, owner, owner.user_id)


def test_bad_arguments_are_refused(world: Accounts, owner: Caller) -> None:
    user_id = world.user()
    for role in ("admin", None, ""):
        with refused("FLARG", argument="p_role"):
            world.as_user(owner.user_id).execute(ADD, [owner.account.id, user_id, role])
    with refused("FLMEM"):
        add(world, owner, uuid.uuid4())
    with refused("FLMEM"):
        world.as_user(owner.user_id).execute(ADD, [uuid.uuid4(), user_id, "member"])
    owner.account.set_status("suspended")
    with refused("FLACC"):
        add(world, owner, user_id)


def test_hundred_members_and_no_more_also_at_once(world: Accounts, owner: Caller) -> None:
    users = [world.user() for _ in range(106)]
    world.ledger.connection.execute(
        "insert into access.members (account_id, user_id, role) "
        "select %s, u, 'member' from unnest(%s) as u",
        [owner.account.id, users[:98]],
    )
    claims = f'{{"sub": "{owner.user_id}", "role": "authenticated"}}'
    results = race(
        world.db,
        8,
        lambda connection, number: connection.execute(
            "with c as materialized (select set_config('request.jwt.claims', %s, false)) "
            "select api.add_member(%s, %s, 'member') from c",
            [claims, owner.account.id, users[98 + number]],
        ).fetchone(),
    )
    assert states(results) == ["FLARG"] * 6
    assert world.count("access.members", owner) == 101
    # Who is one of them may still get another role.
    assert add(world, owner, users[0], "owner")
    for number in range(1, 9):
        world.db.kept_connection("postgres", number).execute("reset request.jwt.claims")
