"""People with rows in every table that knows accounts, and how to tell whose a row is."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

import psycopg
from accounts.steps import Accounts
from generation.steps import Caller, line
from keys.steps import new_key
from permissions.privileges import SCHEMAS
from psycopg import sql

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOBODY = str(uuid.UUID(int=0))
SINK = "walk"

# What no function writes for a user who does nothing unusual. The account that the person had
# before (`gone`) was merged, which leaves rows that speak of a closed account.
_ROWS = """
update auth.users set email = %(marker)s || '@example.test' where id = %(user)s;
insert into access.closures (account_id, user_id) values (%(gone)s, %(gone_user)s);
insert into access.departures (account_id) values (%(gone)s) on conflict do nothing;
insert into access.devices (account_id, device_key, source)
values (%(account)s, %(marker)s, 'app_attest');
insert into access.device_trials (device_key, model_id, account_id)
values (%(marker)s, %(model)s, %(account)s);
insert into access.device_checks (account_id, environment, token_hash)
values (%(account)s, 'production', sha256(%(marker)s::bytea));
insert into access.welcomes (account_id, environment, amount, check_id)
values (%(account)s, 'production', 5, gen_random_uuid());
insert into access.device_challenges (account_id, challenge_hash, expires_at)
values (%(account)s, sha256(%(marker)s::bytea), now());
insert into access.attested_keys (key_id, environment, public_key, receipt, account_id)
values (sha256(%(marker)s::bytea), 'production', decode(repeat('04', 65), 'hex'), '', %(account)s);
insert into access.trials (account_id, model_id, used) values (%(account)s, %(model)s, 1);
insert into access.consumption_consents (account_id, user_id, is_given)
values (%(account)s, %(user)s, true);
insert into access.daily_usage (account_id, day, model_id, messages)
values (%(account)s, '2026-01-01', %(model)s, 3);
insert into access.overages
  (account_id, entry_version, plan_version_id, period_start, until, amount, rate)
select %(account)s, 1, plan_version_id, period_start, now(), 5, 2
from access.account_plans where account_id = %(account)s;
insert into billing.overage_reports
  (account_id, entry_version, period_start, happened_at, units, status, customer_id)
select account_id, entry_version, period_start, now(), 1, 'pending', %(marker)s
from access.overages where account_id = %(account)s;
insert into billing.overage_checks (account_id, environment, period_start, customer_id)
values (%(account)s, 'production', now(), %(marker)s);
insert into generation.daily_usage
values (%(account)s, '2026-01-01', %(model)s, 1, 0, 1, 0, 0, 1, 0, 7, 0, 3, 0);
insert into generation.due_roll_ups (account_id, day) values (%(account)s, '2026-01-02');
insert into audit.log (action, target, account_id, after)
values ('walk', %(marker)s, %(account)s, '{}');
insert into audit.dead_letters (sink, event_id, account_id, kind, payload, created_at, last_error)
values (%(sink)s, %(marker)s, %(account)s, 'granted', '{}', now(), 'refused');
insert into billing.owners
  (provider, environment, kind, key, account_id, as_of, event_id, fact)
values ('stripe', 'production', 'customer', %(marker)s, %(account)s, now(), 'walk', '{}');
insert into billing.purchases
  (provider, environment, transaction_id, product, account_id, chain_id, state, was_paid,
  purchased_at, as_of, event_id, fact)
values ('stripe', 'production', %(marker)s, 'pack', %(account)s, %(marker)s, 'paid', true, now(),
  now(), 'walk', '{}');
insert into billing.subscriptions
  (provider, environment, chain_id, account_id, state, is_entitled, product, as_of, event_id, fact)
values ('stripe', 'production', %(marker)s, %(account)s, 'expired', false, 'plan', now(), 'walk',
  '{}');
insert into billing.bindings (provider, environment, chain_id, account_id, user_id)
values ('stripe', 'production', %(marker)s, %(account)s, %(user)s);
insert into billing.grants
  (account_id, provider, environment, transaction_id, product, bucket_id, unit, granted)
select account_id, 'stripe', 'production', %(marker)s, 'pack', id, granted, granted
from ledger.buckets where account_id = %(account)s and source_ref = %(marker)s;
insert into billing.due (account_id, due_at) values (%(account)s, now() + interval '1 day');
insert into billing.customers (account_id, provider, environment, customer_id)
values (%(account)s, 'stripe', 'production', %(marker)s);
insert into storage.buckets (id, name) values (%(marker)s, %(marker)s);
insert into storage.objects (bucket_id, name, owner_id)
values (%(marker)s, %(account)s || '/picture.png', %(user)s)
"""


@dataclass(frozen=True)
class Person:
    """`account_ids`: theirs, and the one that was merged into it. `tokens`: every id and every
    text of theirs that is nobody else's, as it would show in an answer."""

    name: str
    user_id: uuid.UUID
    account_id: uuid.UUID
    account_ids: list[uuid.UUID]
    key_id: uuid.UUID
    job_id: uuid.UUID
    tokens: frozenset[str]

    def shows_in(self, text: str) -> bool:
        return any(token in text for token in self.tokens)


def account_tables(connection: psycopg.Connection) -> dict[str, str]:
    """Every table of ours with an account, and the column that names it."""
    found = connection.execute(
        "select a.attrelid::regclass::text, a.attname from pg_catalog.pg_attribute as a "
        "join pg_catalog.pg_class as c on c.oid = a.attrelid and c.relkind = any('{r,p}') "
        "where c.relnamespace::regnamespace::text = any(%s) and a.attname = 'account_id'",
        [list(SCHEMAS)],
    )
    return {"ledger.accounts": "id", **dict(found.fetchall())}


def rows_of(connection: psycopg.Connection, table: str, account_ids: list[uuid.UUID]) -> list[str]:
    """The table's rows of these accounts, as JSON."""
    column = account_tables(connection)[table]
    query = sql.SQL("select to_jsonb(t)::text from {} as t where {} = any(%s)")
    name = sql.Identifier(*table.split("."))
    found = connection.execute(query.format(name, sql.Identifier(column)), [account_ids])
    return [row[0] for row in found]


def move_in(world: Accounts, name: str, model: str) -> Person:
    """A registered user who has used everything once."""
    superuser = world.db.kept_connection("supabase_admin")
    marker = f"person-{name}"
    gone = world.sign_in(is_anonymous=True)
    caller = world.sign_in()
    world.merge(caller, gone)
    caller.account.grant(2_000_000, ref=marker)
    caller.finish(caller.start(model, key=marker), line(10, 5), reply=b"{}")
    caller.start(model)
    key = new_key(caller)
    world.service.execute(
        "select api.place_app_hold(%s, %s, %s, sha256('x'), 5, 600, %s)",
        [caller.account.id, caller.user_id, marker, marker],
    )
    job_id = uuid.uuid4()
    world.service.execute(
        "select api.begin_job(%s, %s, %s, jsonb_build_object('model', 'demo-image', 'prompt', "
        "%s::text), null, sha256('x'), null)",
        [caller.account.id, caller.user_id, job_id, marker],
    )
    world.profile(caller, {"display_name": marker})
    superuser.execute(
        "select access.grant_entitlement(%s, 'feature', 'walks', 'promo', %s, now(), null)",
        [caller.account.id, marker],
    )
    user = world.as_user(caller.user_id)
    user.execute("select api.record_model_event('model_selected', %s)", [model])
    superuser.execute(
        "insert into audit.sinks (name, kind) values (%s, 'posthog') on conflict do nothing", [SINK]
    )
    given = _given(caller, gone, marker, model)
    for statement in _ROWS.split(";\n"):
        superuser.execute(statement, given)
    return _person(superuser, name, caller, gone, key.id, job_id)


def _given(caller: Caller, gone: Caller, marker: str, model: str) -> dict[str, Any]:
    return {
        "account": caller.account.id,
        "user": caller.user_id,
        "gone": gone.account.id,
        "gone_user": gone.user_id,
        "marker": marker,
        "model": model,
        "sink": SINK,
    }


def _person(
    superuser: psycopg.Connection,
    name: str,
    caller: Caller,
    gone: Caller,
    key_id: uuid.UUID,
    job_id: uuid.UUID,
) -> Person:
    account_ids = [caller.account.id, gone.account.id]
    every = " ".join(
        row for table in account_tables(superuser) for row in rows_of(superuser, table, account_ids)
    )
    # A key's text begins with the account, written without hyphens.
    tokens = {*_UUID.findall(every), caller.account.id.hex, f"person-{name}"} - {NOBODY}
    return Person(
        name, caller.user_id, caller.account.id, account_ids, key_id, job_id, frozenset(tokens)
    )
