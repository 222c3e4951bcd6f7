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
# Room for open generations, and a rate that is counted and never reached.
PLAN = "bench"
MODEL = "demo"
# The same with a daily limit.
LIMITED_MODEL = "demo-limited"

_CATALOGUE = """
insert into catalog.plans (id, display_name) values ({plan}, 'Bench');
insert into catalog.plan_versions (
  plan_id, max_open_generations, requests_per_minute, tiers
)
values ({plan}, 200, 1000000, '{{free,premium}}');

insert into catalog.models (id, display_name, max_output_tokens, messages_per_day)
select {limited}, 'Demo, limited', m.max_output_tokens, 1000000
from catalog.models as m
where m.id = {model};

insert into catalog.routes (model_id, position, provider_id, provider_model, apis)
select {limited}, r.position, r.provider_id, r.provider_model, r.apis
from catalog.routes as r
where r.model_id = {model};

insert into catalog.prices (model_id, effective_at, input, cache_read, cache_write, output)
select {limited}, p.effective_at, p.input, p.cache_read, p.cache_write, p.output
from catalog.prices as p
where p.model_id = {model};
"""

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

insert into access.api_keys (
  account_id, id, user_id, name, prefix, secret_hash, budget, budget_period,
  budget_resets_at, requests_per_minute
)
select
  a.id, a.id, a.id, 'bench', 'florin_', sha256(a.id::text::bytea), {granted}, 'month',
  now() + interval '1 month', 6000
from ledger.accounts as a;
"""


def open_accounts(database: Database, count: int = ACCOUNTS) -> None:
    """`count` registered users, each with an account, one grant and so one entry."""
    connection = database.connect(SUPERUSER)
    names = {
        "plan": sql.Literal(PLAN),
        "model": sql.Literal(MODEL),
        "limited": sql.Literal(LIMITED_MODEL),
    }
    with connection.transaction():
        connection.execute(sql.SQL(_CATALOGUE).format(**names))
        connection.execute(
            sql.SQL(_ROWS).format(
                first=sql.Literal(FIRST_ACCOUNT),
                last=sql.Literal(FIRST_ACCOUNT + count - 1),
                granted=sql.Literal(GRANTED_MICROCREDITS),
                **names,
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
    row = connection.execute(
        "select id from catalog.routes where model_id = %s", [MODEL]
    ).fetchone()
    if row is None:
        raise ValueError("the seed has no route for the model `demo`")
    return int(row[0])


def count_of(connection: psycopg.Connection, table: str) -> int:
    """The rows of `schema.table`."""
    name = sql.Identifier(*table.split("."))
    row = connection.execute(sql.SQL("select count(*) from {}").format(name)).fetchone()
    return 0 if row is None else int(row[0])
