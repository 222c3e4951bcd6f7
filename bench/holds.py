"""scripts/bench holds: what streams hold at first, and whom it refuses.

The same people ask the same, four times: once held for all that a reply may be, once for a step,
once for what is usual for them, and once as newcomers, for whom only the model's usual is known.
See docs/charging.md and docs/decisions/0029.
"""

import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg

from bench.database import bench_database
from bench.figures import markdown
from bench.hold_replies import (
    INPUT_PRICE,
    MAX_OUTPUT_TOKENS,
    OUTPUT_PRICE,
    STEP_TOKENS,
    Person,
    people,
)
from bench.hold_streams import Customer, Outcome, begin_and_finish
from local.postgres import SUPERUSER
from local.testbed.databases import Database, Databases
from local.testbed.servers import temporary_server

ACCOUNTS = 60
REQUESTS = 30
HISTORY = 40
SEED = 29
# More than any history costs; what is left of it is taken before the account is watched.
AMPLE = 10**13
BATCH = 100

# What is held at first, and the step of the model it is asked of.
POLICIES = {
    "max_tokens": MAX_OUTPUT_TOKENS,
    "step": STEP_TOKENS,
    "usual": STEP_TOKENS,
    "newcomer": STEP_TOKENS,
}

Say = Callable[[str], None]

_CATALOGUE = """
insert into catalog.providers (id, display_name, family, base_url, key_env)
values ('holds', 'Holds', 'openai', 'https://holds.test/v1', 'HOLDS_KEY')
on conflict do nothing;
insert into catalog.plans (id, display_name) values ('holds', 'Holds') on conflict do nothing;
insert into catalog.plan_versions (plan_id, max_open_generations, tiers, effective_at)
values ('holds', 200, '{free}', '2020-01-01') on conflict do nothing;
"""

_MODEL = """
with model as (
  insert into catalog.models (id, display_name, max_output_tokens, hold_step_tokens)
  values (%(model)s, 'Holds', %(most)s, %(step)s)
  returning id
),
price as (
  insert into catalog.prices
    (model_id, effective_at, input, cache_read, cache_write, output, request, web_search)
  select id, '2020-01-01', %(input)s, %(input)s, %(input)s, %(output)s, 0, 0 from model
)
insert into catalog.routes (model_id, position, provider_id, provider_model, apis)
select id, 1, 'holds', 'holds', '{chat_completions}' from model
"""


class HoldsBenchError(Exception):
    """The books are wrong, or a hold stayed open; the text says how."""


@dataclass(frozen=True)
class HoldsResult:
    """What became of the same requests under each policy."""

    found: dict[str, Outcome]

    def json(self) -> dict[str, dict[str, float]]:
        return {policy: _figures(outcome) for policy, outcome in self.found.items()}

    def table(self) -> str:
        head = ("a stream holds at first", *(_NAMES[policy] for policy in self.found))
        rows = [
            (words, *(f"{_figures(outcome)[name]:{form}}" for outcome in self.found.values()))
            for name, words, form in _ROWS
        ]
        return markdown([head, *rows])


_NAMES = {
    "max_tokens": "max_tokens",
    "step": f"{STEP_TOKENS} tokens",
    "usual": "the usual",
    "newcomer": "the model's usual",
}

_ROWS = (
    ("asked", "requests", ".0f"),
    ("served", "served whole", ".0f"),
    ("refused", "refused", ".0f"),
    ("phantom_refused", "of these for nothing: the credits would have covered it", ".0f"),
    ("cut", "ended early, credits exhausted", ".0f"),
    ("phantom_cut", "of these for nothing", ".0f"),
    ("extends_per_generation", "extends per generation", ".2f"),
    ("never_extended_percent", "generations that never extended, %", ".0f"),
    ("held_per_charged", "held at first, for each credit charged", ".2f"),
    ("overspent_microcredits", "spent beyond the credits, µc", ".0f"),
)


def _figures(found: Outcome) -> dict[str, float]:
    begun = max(1, found.served + found.cut)
    return {
        "asked": found.asked,
        "served": found.served,
        "refused": found.refused,
        "phantom_refused": found.phantom_refused,
        "cut": found.cut,
        "phantom_cut": found.phantom_cut,
        "extends_per_generation": round(found.extends / begun, 3),
        "never_extended_percent": round(100 * found.never_extended / begun, 1),
        "held_per_charged": round(found.held_at_first / max(1, found.charged), 2),
        "overspent_microcredits": found.overspent,
    }


def measure(accounts: int, requests: int, seed: int, say: Say) -> HoldsResult:
    """On a server of its own. Raises HoldsBenchError."""
    say("starting a Postgres of its own")
    with ExitStack() as stack:
        server = stack.enter_context(temporary_server())
        database = stack.enter_context(bench_database(Databases(server)))
        return compare(database, people(seed, accounts, HISTORY, requests), say)


def compare(database: Database, crowd: Sequence[Person], say: Say) -> HoldsResult:
    """The same people under each policy, in this database. Raises HoldsBenchError."""
    admin = database.kept_connection(SUPERUSER)
    service = database.kept_connection("florin_service")
    admin.execute(_CATALOGUE)
    found: dict[str, Outcome] = {}
    usual = ""
    for policy, step in POLICIES.items():
        # Newcomers ask for the model that the others have made known.
        model = usual if policy == "newcomer" else _model(admin, step)
        accounts = [_account(admin) for _ in crowd]
        if policy == "usual":
            say(f"a past of {sum(len(person.history) for person in crowd):,} replies")
            usual = model
            for person, account in zip(crowd, accounts, strict=True):
                _live(admin, service, account, model, person)
            _roll_up(database)
        outcome = found[policy] = Outcome()
        say(f"{policy}: {sum(len(person.asked) for person in crowd):,} requests")
        for person, account in zip(crowd, accounts, strict=True):
            _grant(admin, account, "purchase", person.credits)
            customer = Customer(service, account, account, model, person.credits)
            outcome.add(customer.run(person.asked))
            _check(admin, account, customer.posted)
    if violations := database.verify():
        raise HoldsBenchError(f"ledger.verify() found {violations[:3]}")
    return HoldsResult(found)


def _model(admin: psycopg.Connection, step: int) -> str:
    model = f"holds-{uuid.uuid4()}"
    admin.execute(
        _MODEL,
        {
            **{"model": model, "step": step, "most": MAX_OUTPUT_TOKENS},
            **{"input": INPUT_PRICE, "output": OUTPUT_PRICE},
        },
    )
    return model


def _account(admin: psycopg.Connection) -> uuid.UUID:
    """An account and its only member, of the same id."""
    account = uuid.uuid4()
    admin.execute("insert into auth.users (id, is_anonymous) values (%s, false)", [account])
    admin.execute("insert into ledger.accounts (id) values (%s)", [account])
    admin.execute(
        "insert into access.members (account_id, user_id, is_personal) values (%s, %s, true)",
        [account, account],
    )
    admin.execute(
        "insert into access.account_plans (account_id, plan_version_id) "
        "select %s, id from catalog.plan_versions where plan_id = 'holds' limit 1",
        [account],
    )
    return account


def _grant(admin: psycopg.Connection, account: uuid.UUID, source: str, amount: int) -> None:
    admin.execute(
        "select ledger.grant_credits(%s, %s, %s, %s)", [account, source, str(amount), amount]
    )


def _live(
    admin: psycopg.Connection,
    service: psycopg.Connection,
    account: uuid.UUID,
    model: str,
    person: Person,
) -> None:
    """What the account asked for two days ago; its credits are spent or taken."""
    _grant(admin, account, "promo", AMPLE)
    for reply in person.history:
        begin_and_finish(service, account, account, model, reply)
    left = AMPLE - sum(reply.cost for reply in person.history)
    admin.execute("select ledger.adjust_balance(%s, %s, %s)", [account, -left, "holds"])
    admin.execute(
        "update generation.generations set created_at = created_at - interval '2 days', "
        "hold_expires_at = hold_expires_at - interval '2 days', "
        "finished_at = finished_at - interval '2 days' where account_id = %s",
        [account],
    )


def _roll_up(database: Database) -> None:
    """What the worker does once those days are over."""
    database.kept_connection(SUPERUSER).execute(
        "update generation.roll_up_progress set marked_until = least(marked_until, "
        "(select date_trunc('day', min(created_at), 'UTC') from generation.generations))"
    )
    worker = database.kept_connection("florin_worker")
    while worker.execute("select api.roll_up_usage(%s)", [BATCH]).fetchone() == (BATCH,):
        pass


def _check(admin: psycopg.Connection, account: uuid.UUID, posted: int) -> None:
    row = admin.execute(
        "select posted, held, debt, open_generations from ledger.accounts where id = %s", [account]
    ).fetchone()
    if row != (posted, 0, 0, 0):
        raise HoldsBenchError(f"account {account} stands at {row}, {posted} was expected")
