"""Users who share accounts and are deleted at once."""

from functools import partial
from uuid import UUID

import psycopg
from accounts.standings import Standings
from ledger.races import race, states

ROUNDS = 10
SHARED = 8


def delete(connection: psycopg.Connection, number: int, users: list[UUID]) -> None:
    connection.execute("delete from auth.users where id = %s", [users[number]])


def test_two_who_share_accounts_are_deleted_at_once(standings: Standings) -> None:
    """Each one's departures are noted for the same accounts, and each joined them in an order of
    their own."""
    owners = [standings.sign_in() for _ in range(SHARED)]
    accounts = [owner.account.id for owner in owners]
    # One connection each, for all rounds: the server has 200.
    adding = [(standings.as_user(owner.user_id), owner.account.id) for owner in owners]
    for _ in range(ROUNDS):
        users = [standings.user(), standings.user()]
        for user, order in zip(users, (adding, reversed(adding)), strict=True):
            for connection, account_id in order:
                connection.execute("select api.add_member(%s, %s, 'member')", [account_id, user])

        results = race(standings.db, 2, partial(delete, users=users), role="supabase_admin")
        assert states(results) == []
        # As the worker does, which finds others left there.
        noted = standings.ledger.rows(
            "delete from access.departures where account_id = any(%s) returning account_id",
            accounts,
        )
        assert {row["account_id"] for row in noted} == set(accounts)
