"""The accounts that the ledger bench works on, made through the ledger's own functions."""

import psycopg
from psycopg import sql

from local.postgres import SUPERUSER
from local.testbed.databases import Database

ACCOUNTS = 10_000
# Matches lifecycle.sql: account n has the id 00000000-0000-4000-8000-<FIRST_ACCOUNT + n - 1>.
FIRST_ACCOUNT = 100_000_000_001
# Enough for a bench that runs for days.
GRANTED_MICROCREDITS = 10**15
# The seed's plan with the most room for open generations.
PLAN = "enterprise"

_ROWS = """
insert into auth.users (id, is_anonymous)
select ('00000000-0000-4000-8000-' || n)::uuid, false
from generate_series({first}, {last}) as n;

insert into ledger.accounts (id)
select id from auth.users;

insert into access.members (account_id, user_id, is_personal)
select id, id, true from ledger.accounts;

insert into access.account_plans (account_id, plan_version_id)
select a.id, (catalog.find_plan_version({plan})).id from ledger.accounts as a;
"""


def open_accounts(database: Database, count: int = ACCOUNTS) -> None:
    """`count` registered users, each with an account, one grant and so one entry."""
    connection = database.connect(SUPERUSER)
    with connection.transaction():
        connection.execute(
            sql.SQL(_ROWS).format(
                first=sql.Literal(FIRST_ACCOUNT),
                last=sql.Literal(FIRST_ACCOUNT + count - 1),
                plan=sql.Literal(PLAN),
            )
        )
        connection.execute(
            "select ledger.grant_credits(id, 'purchase', 'bench', %s) from ledger.accounts",
            [GRANTED_MICROCREDITS],
        )


def settle_down(connection: psycopg.Connection) -> None:
    """What autovacuum and the checkpointer would otherwise begin in the middle of a round."""
    connection.execute("vacuum (freeze, analyze)")
    connection.execute("checkpoint")


def demo_route(connection: psycopg.Connection) -> int:
    """The id of the route that serves model `demo`."""
    row = connection.execute("select id from catalog.routes where model_id = 'demo'").fetchone()
    if row is None:
        raise ValueError("the seed has no route for the model `demo`")
    return int(row[0])


def count_of(connection: psycopg.Connection, table: str) -> int:
    """The rows of `schema.table`."""
    name = sql.Identifier(*table.split("."))
    row = connection.execute(sql.SQL("select count(*) from {}").format(name)).fetchone()
    return 0 if row is None else int(row[0])
