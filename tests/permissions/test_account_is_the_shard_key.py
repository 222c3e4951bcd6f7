"""Calls can be routed to shards by account: keys contain it, functions begin with it."""

import pytest

from local.testbed.databases import Database

pytestmark = pytest.mark.every_postgres

# Catalogue tables are small, the same for all, and copied to every shard.
# Not billing: what stores tell has their names, and its account is known later, or never. It is
# kept whole, away from the hot path; what it makes is in the ledger of the account.
HOT_SCHEMAS = ["access", "generation", "ledger"]

# An account's own row is keyed by what everybody else calls account_id.
SHARD_KEY = {
    "ledger.accounts": "id",
    # Small, and asked only when a trial starts: a device that changes accounts must be known.
    "access.device_trials": "device_key",
    # Whoever is signed in on a device uses its key: kept whole, asked once per assertion.
    "access.attested_keys": "key_id",
    # Two rows, kept whole: nobody else looks at a device's bits at the same time.
    "access.device_turns": "environment",
    # One row, on each shard: how far its workers have come.
    "generation.roll_up_progress": "is_only",
    "generation.sweep_progress": "is_only",
}

# Unique without the account, with the reason.
DIRECTORY = {
    "access.device_checks_setting": "at most one row: one device's bit is set at a time",
    "access.members_personal_key": "finds the account of a user: kept whole, asked once per user",
}

# Callable by service or workers without an account as first argument, with the reason.
WITHOUT_ACCOUNT = {
    "open_account": "finds the account of a user, or opens it",
    "find_last_event": "worker: what stores told is nobody's before it is folded",
    "apply_due": "worker: runs over all accounts",
    "broadcast_balances": "worker: runs on each shard over its own outbox",
    "begin_rebuild": "by hand: runs over all accounts",
    "claim_events": "worker: events of stores, whose account is not known yet",
    "end_rebuild": "by hand: runs over all accounts",
    "fail_event": "worker: events of stores, whose account is not known yet",
    "fold_event": "finds the accounts of what a store told",
    "fold_unmapped": "worker: runs over all accounts",
    "read_stored_events": "by hand: events of stores",
    "rebuild_event": "by hand: events of stores",
    "store_event": "events of stores, whose account is not known yet",
    "list_served_models": "reads the catalogue only",
    "close_orphans": "worker: runs on each shard over all its accounts",
    "archive": "worker: runs on each shard over all its accounts",
    "archive_generations": "worker: runs on each shard over all its accounts",
    "clean_idempotency_keys": "worker: runs on each shard over all its accounts",
    "clean_outbox": "worker: runs on each shard over its own outbox",
    "ensure_sink": "worker: each shard knows every sink",
    "list_sinks": "worker: each shard knows every sink",
    "read_events": "worker: runs on each shard over its own outbox",
    "record_delivery": "worker: runs on each shard over its own outbox",
    "replay_dead_letters": "worker: runs on each shard over its own outbox",
    "take_abandoned_turn": "worker: there is one turn for all accounts",
    "expire_holds": "worker: runs on each shard over all its accounts",
    "renew_periods": "worker: runs on each shard over all its accounts",
    "refresh_buckets": "worker: runs on each shard over all its accounts",
    "roll_up": "worker: runs on each shard over all its accounts",
    "roll_up_usage": "worker: runs on each shard over all its accounts",
    "slice_overages": "worker: runs on each shard over all its accounts",
    "claim_reports": "worker: runs on each shard over all its accounts",
    "claim_checks": "worker: runs on each shard over all its accounts",
    "claim_consumption_requests": "worker: runs on each shard over its own events",
    "claim_doubts": "worker: runs on each shard over its own subscriptions",
    "claim_notification_read": "worker: each shard reads a store's history",
    "note_doubts": "routed by the store's chain: its account may not be known yet",
    "read_consumption": "worker: runs on each shard over its own events",
    "record_consumption": "worker: runs on each shard over its own events",
    "record_notification_read": "worker: each shard reads a store's history",
    "settle_doubt": "worker: runs on each shard over its own subscriptions",
    "expire_jobs": "worker: runs on each shard over all its accounts",
    "requeue_jobs": "worker: runs on each shard over all its accounts",
    "retake_steps": "worker: runs on each shard over its own queue",
    "read_job_versions": "a list of accounts: those of a shard's",
    "find_job": "finds the account of a provider's number: kept whole, asked once per webhook",
    "sweep": "worker: runs on each shard over all its accounts",
    "sweep_generations": "worker: runs on each shard over all its accounts",
}

# Inner functions that are handed rows of the account instead of its id, or touch no account.
INNER = {
    "access.next_device_turn": "there is one turn for all accounts",
    "access.admin_change_credits": "for admins: finds the account of a user",
    "access.admin_set_status": "for admins: finds the account of a user",
    "access.find_user_account": "for admins: finds the account of a user",
    "access.refuse_argument": "raises",
    "ledger.refuse_hold": "raises",
    "ledger.guard_burning": "trigger: gets the bucket's row",
    "ledger.keep_app_store_credits": "trigger: gets the bucket's row",
    "access.tell_of_model_access": "a trigger",
    "access.my_personal_account": "finds the account of the signed-in user",
    "access.check_key": "checks arguments",
    "access.describe_key": "gets the key's row",
    "access.next_budget_reset": "computes",
    "access.refuse_budget": "gets the key's row",
    "access.add_months": "computes",
    "access.find_period": "computes",
    "access.next_slice": "computes",
    "access.period_ref": "computes",
    "access.plan_slice": "trigger: gets the plan's row",
    "access.open_standings": "trigger: gets the membership's row, or the plan's",
    "access.change_standings": "trigger: gets the plan's row",
    "access.create_account": "opens the account: there is none yet",
    "generation.refuse_query": "raises",
    "generation.refuse_job": "raises",
    "generation.check_job_input": "checks its argument",
    "generation.count_delivered": "computes",
    "generation.quote_job": "reads the catalogue only",
    "generation.publish_job": "gets the job's row",
    "generation.describe_job": "gets the job's row",
    "generation.next_step_at": "computes",
    "generation.count_job_version": "a trigger",
    "generation.tell_of_job": "trigger: gets the job's row",
    "generation.find_my_job": "finds the account of a job of the signed-in user",
    "generation.find_any_job": "for admins: finds the account of a job",
    "generation.check_offer": "computes",
    "generation.correct": "gets the generation's bill",
    "access.require_app_amount": "raises",
    "access.check_persona_overrides": "checks its argument",
    "access.refuse_locked": "reads the catalogue only",
    "access.check_profile": "gets the profile's row",
    "access.check_profile_text": "computes",
    "access.describe_profile": "gets the profile's row",
    "access.follow_merge": "gets the merge's row",
    "access.merge_json": "computes",
    "access.note_departure": "trigger: gets the membership's row",
    "generation.check_days": "raises",
    "generation.close_days": "worker: runs on each shard over all its accounts",
    "generation.count_access": "for admins: counts accounts",
    "generation.count_trials": "for admins: counts accounts",
    "generation.csv_field": "computes",
    "generation.live_from": "worker's progress",
    "generation.mark_roll_ups": "worker: runs on each shard over all its accounts",
    "generation.learn_outputs": "worker: runs on each shard over all its accounts",
    "generation.learn_offers": "worker: runs on each shard over all its accounts",
    "generation.cost_attempt": "reads the catalogue only",
    "generation.describe_finish": "computes",
    "generation.describe_start": "gets the account's row",
    "generation.find_price": "reads the catalogue only",
    "generation.note_correction": "gets the generation's bill",
    "generation.price_line": "computes",
    "generation.price_slices": "computes",
    "generation.price_lines": "reads the catalogue only",
    "generation.price_usage": "reads the catalogue only",
    "generation.read_line": "computes",
    "generation.refuse_model": "reads the catalogue only",
    "ledger.open_account": "opens the account: there is none yet",
    "ledger.refuse_amount": "raises",
    "ledger.refuse_balance": "raises",
    "ledger.refuse_debt": "raises",
    "ledger.refuse_grant": "raises",
    "ledger.refuse_pace": "raises",
}


def test_every_hot_table_s_primary_key_begins_with_the_account(common_db: Database) -> None:
    keys = common_db.connect().execute(
        "select c.oid::regclass::text, a.attname "
        "from pg_catalog.pg_class as c "
        "left join pg_catalog.pg_index as i on i.indrelid = c.oid and i.indisprimary "
        "left join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum = i.indkey[0] "
        "where c.relkind = any('{r,p}') and c.relnamespace::regnamespace::text = any(%s)",
        [HOT_SCHEMAS],
    )
    first = dict(keys.fetchall())
    assert len(first) >= 8
    assert first == {table: SHARD_KEY.get(table, "account_id") for table in first}


def test_every_unique_index_contains_the_account(common_db: Database) -> None:
    """Unique constraints are unique indexes, so this finds both."""
    indexes = common_db.connect().execute(
        "select i.indexrelid::regclass::text, i.indrelid::regclass::text, "
        "array(select a.attname::text from pg_catalog.pg_attribute as a "
        "where a.attrelid = i.indrelid and a.attnum = any(i.indkey)) "
        "from pg_catalog.pg_index as i join pg_catalog.pg_class as c on c.oid = i.indrelid "
        "where i.indisunique and c.relnamespace::regnamespace::text = any(%s)",
        [HOT_SCHEMAS],
    )
    across = {
        name
        for name, table, columns in indexes.fetchall()
        if SHARD_KEY.get(table, "account_id") not in columns
    }
    assert across == set(DIRECTORY)


def test_hot_rows_refer_to_their_account_or_to_what_is_on_every_shard(
    common_db: Database,
) -> None:
    foreign = common_db.connect().execute(
        "select conrelid::regclass::text, confrelid::regclass::text "
        "from pg_catalog.pg_constraint where contype = 'f' "
        "and connamespace::regnamespace::text = any(%s)",
        [HOT_SCHEMAS],
    )
    targets = {target for _, target in foreign.fetchall()}
    assert targets == {
        *("ledger.accounts", "access.members", "access.account_plans", "auth.users"),
        *("catalog.models", "catalog.plans", "catalog.plan_versions"),
    }


def test_every_callable_function_begins_with_the_account(common_db: Database) -> None:
    functions = common_db.connect().execute(
        "select proname, proargnames[1] from pg_catalog.pg_proc as p "
        "where pronamespace::regnamespace::text = any(%s) "
        "and (has_function_privilege('florin_service', oid, 'execute') "
        "or has_function_privilege('florin_worker', oid, 'execute'))",
        [[*HOT_SCHEMAS, "api", "catalog"]],
    )
    found = functions.fetchall()
    assert len(found) > 20
    assert {name for name, first in found if first != "p_account_id"} == set(WITHOUT_ACCOUNT)


def test_every_inner_function_begins_with_the_account_or_needs_none(
    common_db: Database,
) -> None:
    functions = common_db.connect().execute(
        "select oid::regproc::text, proargnames[1] from pg_catalog.pg_proc as p "
        "where pronamespace::regnamespace::text = any(%s) "
        # What users may call finds their account by their token.
        "and not has_function_privilege('authenticated', oid, 'execute') "
        "and not has_function_privilege('florin_service', oid, 'execute') "
        "and not has_function_privilege('florin_worker', oid, 'execute')",
        [HOT_SCHEMAS],
    )
    assert {name for name, first in functions.fetchall() if first != "p_account_id"} == set(INNER)
