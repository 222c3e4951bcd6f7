"""A database that has been in use for long: many rows in every table that grows."""

import psycopg

# Tables that stay small, with the reason. Every other table grows, and stands in ROWS.
SMALL = {
    "audit.readers": "one row",
    "audit.sinks": "a handful of receivers",
    "billing.environments": "four rows",
    "billing.notification_reads": "a row a store and environment",
    "billing.rebuild_rows": "empty but during a rebuild",
    "billing.unmapped": "products that somebody is to map",
    "catalog.models": "the catalogue",
    "catalog.offers": "the catalogue",
    "catalog.plan_versions": "the catalogue",
    "catalog.plans": "the catalogue",
    "catalog.prices": "the catalogue",
    "catalog.products": "the catalogue",
    "catalog.providers": "the catalogue",
    "catalog.route_costs": "the catalogue",
    "catalog.routes": "the catalogue",
    "catalog.unit_prices": "the catalogue",
    "catalog.welcome_credits": "one row an environment",
    "access.device_turns": "one row an environment",
    "generation.roll_up_progress": "one row",
    "generation.sweep_progress": "one row",
    "queue.procrastinate_periodic_defers": "a row a periodic task",
    "queue.procrastinate_workers": "a row a worker process",
}

ACCOUNTS = 10_000
PER_ACCOUNT = 5

_PEOPLE = """
create temp table people as
select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid as id, n::integer as n
from generate_series(1, {accounts}) as n;
create temp table many as
-- In the order of time, as rows come to be.
select p.id, p.n, k, md5(p.n || ' ' || k)::uuid as own_id,
  now() - (({each} - k) * {accounts} + {accounts} - p.n)
    * (interval '100 days' / ({accounts} * {each})) as at
from generate_series(1, {each}) as k, people as p
order by k, p.n;
insert into auth.users (id, email) select id, n || '@grown.test' from people
"""

# What is due is a few rows of each kind, made by the tests through Florin's functions.
ROWS = {
    "ledger.accounts": "(id, posted, version) select id, 1000, 5 from people",
    "ledger.buckets": "(account_id, source, source_ref, granted, remaining, activated_at) "
    "select id, 'promo', k, 1000, 0, now() from many",
    "ledger.entries": "(account_id, version, amount, posted_after, kind, contra, ref, created_at) "
    "select id, k, 200, 200 * k, 'grant', 'issued', k, at from many",
    "ledger.holds": "(account_id, id, amount, settled, status, expires_at, created_at, "
    "closed_at) select id, own_id, 5, 5, 'settled', at, at, at from many",
    "access.account_plans": "(account_id, plan_version_id) "
    "select p.id, v.id from people as p, (select min(id) as id from catalog.plan_versions) as v",
    "access.api_keys": "(account_id, id, user_id, name, prefix, secret_hash) "
    "select id, own_id, id, 'key', 'florin', sha256(own_id::text::bytea) from many",
    "access.app_holds": "(account_id, id, request_hash, created_at, closed_at) "
    "select id, own_id, '\\x00', at, at from many",
    "access.closures": "(account_id, user_id) select id, own_id from many",
    "access.consumption_consents": "(account_id, user_id, is_given) "
    "select id, id, true from people",
    "access.daily_usage": "(account_id, day, model_id, messages) "
    "select id, current_date - k, 'demo', 3 from many",
    "access.departures": "(account_id, due_at) select own_id, now() + interval '1 day' from many",
    "access.attested_keys": "(key_id, environment, public_key, receipt, account_id) "
    "select sha256(own_id::text::bytea), 'production', decode(repeat('04', 65), 'hex'), '', id "
    "from many",
    "access.device_challenges": "(account_id, challenge_hash, expires_at) "
    "select id, sha256(own_id::text::bytea), at from many",
    "access.device_checks": "(account_id, id, environment, state, token_hash, created_at) "
    "select id, own_id, 'production', 'device_used', '\\x00', at from many",
    "access.device_trials": "(device_key, model_id, account_id) "
    "select own_id, 'demo', id from many",
    "access.devices": "(account_id, device_key, source) select id, own_id, 'app_attest' from many",
    "access.entitlements": "(account_id, kind, key, source, source_ref) "
    "select id, 'feature', 'feature-' || k, 'promo', 'grown' from many",
    "access.event_counts": "(account_id, minute, events) select id, now(), 1 from people",
    "access.members": "(account_id, user_id, is_personal) select id, id, true from people",
    "access.merges": "(account_id, into_account_id, user_id, moved) "
    "select own_id, id, own_id, '{}' from many",
    "access.overages": "(account_id, entry_version, plan_version_id, period_start, until, amount, "
    "rate) select id, k, 1, at, at, 5, 1 from many",
    "access.profiles": "(account_id, user_id) select id, id from people",
    "access.welcomes": "(account_id, environment, amount, check_id) "
    "select id, 'production', 5, own_id from many where k = 1",
    "access.standings": "(account_id, user_id, tiers, on_disconnect, max_open_generations, "
    "refuse_in_debt) select id, id, '{free}', 'continue', 10, true from people",
    "access.trials": "(account_id, model_id, used) select id, 'model-' || k, 1 from many",
    "audit.dead_letters": "(sink, event_id, account_id, kind, payload, created_at, last_error) "
    "select 'grown', own_id, id, 'granted', '{}', at, 'refused' from many",
    "audit.log": "(at, action, target, account_id) select at, 'grown', 'grown', id from many",
    # Transactions of long ago.
    "audit.outbox": "(account_id, kind, payload, transaction_id, created_at) "
    "select id, 'granted', '{}', (3 + k)::text::xid8, at from many",
    "billing.consumption_requests": "(environment, event_id, requested_at, outcome) "
    "select 'production', own_id, at, 'answered' from many",
    "billing.doubts": "(provider, environment, chain_id, because, due_at) "
    "select 'apple', 'production', own_id, 'tied', now() + interval '1 day' from many",
    "billing.provider_events": "(provider, environment, event_id, type, occurred_at, payload, "
    "status) select 'stripe', 'production', own_id, 'grown', at, '{}', 'folded' from many",
    "billing.owners": "(provider, environment, kind, key, account_id, as_of, event_id, fact) "
    "select 'stripe', 'production', 'customer', 'cus-' || n || '-' || k, id, at, own_id, '{}' "
    "from many",
    "billing.payments": "(provider, environment, payment_id, transaction_id, as_of, event_id, fact)"
    " select 'stripe', 'production', 'pi-' || own_id, own_id, at, own_id, '{}' from many",
    "billing.reversals": "(provider, environment, reversal_id, kind, payment_id, state, as_of, "
    "event_id, fact) select 'stripe', 'production', own_id, 'refund', own_id, 'active', at, "
    "own_id, '{}' from many",
    "billing.purchases": "(provider, environment, transaction_id, product, account_id, chain_id, "
    "owner_key, state, was_paid, purchased_at, as_of, event_id, fact) select 'stripe', "
    "'production', own_id, 'product-' || n, id, 'chain-' || n, 'cus-' || n || '-' || k, 'paid', "
    "true, at, at, own_id, '{}' from many",
    "billing.subscriptions": "(provider, environment, chain_id, account_id, owner_key, state, "
    "is_entitled, product, as_of, event_id, fact) select 'stripe', 'production', own_id, id, "
    "'cus-' || n || '-' || k, 'expired', false, 'product-' || n, at, own_id, '{}' from many",
    "billing.bindings": "(provider, environment, chain_id, account_id, user_id) "
    "select 'stripe', 'production', own_id, id, id from many",
    "billing.grants": "(account_id, provider, environment, transaction_id, product, bucket_id, "
    "unit, granted) select id, 'stripe', 'production', own_id, 'product-' || n, k, 5, 5 from many",
    "billing.customers": "(account_id, provider, environment, customer_id) "
    "select id, 'stripe', 'production', 'cus-' || id from people",
    "billing.overage_reports": "(account_id, entry_version, period_start, happened_at, units, "
    "status, environment, customer_id, next_attempt_at) select id, k, at, at, 1, 'sent', "
    "'production', 'cus-' || id, at from many",
    "billing.overage_checks": "(account_id, environment, period_start, customer_id) "
    "select id, 'production', at, 'cus-' || id from many",
    "billing.due": "(account_id, due_at) select id, now() + interval '1 day' from people",
    "generation.daily_usage": "select id, at::date, 'demo', 3, 0, 10, 0, 0, 10, 0, 9, 0, 5, 0 "
    "from many",
    "generation.due_roll_ups": "(account_id, day) select id, current_date + k from many",
    "generation.generations": "(account_id, id, user_id, model_id, price_id, api, stream, "
    "on_disconnect, access, status, hold, hold_expires_at, request_hash, replica, input, "
    "cache_read, cache_write, output, web_search, usage_source, "
    "charged, uncollected, http_status, created_at, finished_at,"
    " idempotency_key, attempts) "
    "select m.id, own_id, m.id, 'demo', p.id, 'chat_completions', true, 'continue', 'plan', "
    "'completed', 5, at, '\\x00', 'replica-1', 10, 0, 0, 10, 0, 'provider', 9, 0, 200, at, at, "
    "case when at > now() - interval '30 hours' then own_id end, "
    "'[]' "
    "from many as m, (select min(id) as id from catalog.prices) as p",
    "generation.jobs": "(account_id, id, user_id, model_id, kind, provider_id, provider_model, "
    "input, unit, quantity, resolution, rate, hold, delivered, charged, status, timeout_s, "
    "deadline_at, enqueued_at, provider_request_id, created_at, finished_at) "
    "select id, own_id, id, 'demo-image', 'image', 'fal', 'demo', '{}', 'image', 1, '', 5, 5, 1, "
    "5, 'succeeded', 60, at, at, own_id, at, at from many",
    "queue.procrastinate_jobs": "(queue_name, task_name, queueing_lock, args, status) "
    "select 'jobs', 'jobs.advance', 'job:' || own_id, jsonb_build_object('account_id', id, "
    "'job_id', own_id), 'succeeded' from many",
    "queue.procrastinate_events": "(job_id, type, at) "
    "select id, 'succeeded', now() from queue.procrastinate_jobs",
    "generation.replies": "(account_id, generation_id, http_status, content_type, body, created_at)"
    " select id, own_id, 200, 'text/plain', repeat('x', 100)::bytea, "
    "now() - (now() - at) / 100 - interval '10 minutes' from many",
}


def grow(superuser: psycopg.Connection) -> None:
    """Fills every table in ROWS. Nothing of it needs to add up: what is called has rows of its
    own, made by Florin's functions."""
    with superuser.transaction():
        superuser.execute("set local session_replication_role = replica")
        people = _PEOPLE.format(accounts=ACCOUNTS, each=PER_ACCOUNT)
        superuser.execute(people.encode())
        for table, rows in ROWS.items():
            superuser.execute(f"insert into {table} {rows}".encode())
    superuser.execute("vacuum analyze")
