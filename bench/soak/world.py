"""The accounts that a soak works on."""

import random
import uuid

import psycopg

from bench.accounts import demo_route
from bench.soak.credits import PACK, PACK_CREDITS
from bench.soak.hand import World
from bench.soak.model import Book
from bench.soak.plan import HOT_ACCOUNTS, Plan

PLENTY = 10**14
# A few generations' worth: these run out of credits again and again.
LITTLE = 3_000_000
MAX_OPEN, FEW_OPEN = 200, 2
# Of the others, one in so many.
RICH_EVERY, SMALL_EVERY = 4, 7
LAPSING_PER_CLIENT = 6
BROKE = 2

_CATALOGUE = """
insert into catalog.plans (id, display_name) values ('soak', 'Soak'), ('soak-small', 'Soak');
insert into catalog.plan_versions (
  plan_id, max_open_generations, max_open_jobs, refuse_in_debt, tiers
)
values
  ('soak', 200, 10000, false, '{free,premium}'), ('soak-small', 2, 10000, false, '{free,premium}');
insert into catalog.products
  (id, kind, store, store_product_id, plan_id, credits, price_minor_units)
values ('soak-pack', 'credit_pack', 'stripe', '%s', null, %s, 1000);
-- However slow the machine, clients end their jobs themselves.
update catalog.models set job_timeout_s = 86400 where id = 'demo-image';
"""

_ACCOUNTS = """
with users as (
  insert into auth.users (id, aud, role, is_anonymous, created_at, updated_at)
  select id, 'authenticated', 'authenticated', false, now(), now()
  from unnest(%(ids)s::uuid[]) as id
),
accounts as (
  insert into ledger.accounts (id) select unnest(%(ids)s::uuid[])
),
members as (
  insert into access.members (account_id, user_id, is_personal)
  select id, id, true from unnest(%(ids)s::uuid[]) as id
)
insert into access.account_plans (account_id, plan_version_id)
select a.id, (catalog.find_plan_version(a.plan)).id
from unnest(%(ids)s::uuid[], %(plans)s::text[]) as a (id, plan);
"""


def make_world(connection: psycopg.Connection, plan: Plan) -> World:
    """Registered users with an account each: the hot ones, those of one client each, the rest."""
    chance = random.Random(plan.seed)  # noqa: S311
    lapsing = [_book(chance) for _ in range(LAPSING_PER_CLIENT * plan.clients)]
    hot = [_book(chance) for _ in range(HOT_ACCOUNTS)]
    cold = [
        _book(chance, FEW_OPEN if number % SMALL_EVERY == 0 else MAX_OPEN)
        for number in range(plan.accounts)
    ]
    rich = [*hot, *cold[1::RICH_EVERY]]
    broke = [_book(chance) for _ in range(BROKE)]
    books = [*lapsing, *hot, *cold, *broke]
    for book in [*lapsing, *hot, *cold]:
        book.posted = chance.randrange(1, LITTLE)
    for book in [*lapsing, *rich]:
        book.posted = PLENTY
    _insert(connection, books)
    return World(
        {book.account_id: book for book in books},
        hot,
        cold,
        rich,
        broke,
        lapsing,
        demo_route(connection),
    )


def _book(chance: random.Random, max_open: int = MAX_OPEN) -> Book:
    id = uuid.UUID(int=chance.getrandbits(128), version=4)
    return Book(id, id, max_open)


def _insert(connection: psycopg.Connection, books: list[Book]) -> None:
    ids = [book.account_id for book in books]
    plans = ["soak-small" if book.max_open == FEW_OPEN else "soak" for book in books]
    with connection.transaction():
        connection.execute((_CATALOGUE % (PACK, PACK_CREDITS)).encode())
        connection.execute(_ACCOUNTS, {"ids": ids, "plans": plans})
        connection.execute(
            "select ledger.grant_credits(g.id, 'purchase', 'soak', g.amount) "
            "from unnest(%s::uuid[], %s::bigint[]) as g (id, amount) where g.amount > 0",
            [ids, [book.posted for book in books]],
        )
    connection.execute("vacuum (analyze)")
