"""Nothing scans a table that grows, whatever is called, with plans made once or for each call.

Counted by Postgres itself: pg_stat_xact_user_tables says what the session's own transaction did.
"""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from accounts.steps import Accounts
from generation.steps import Caller, line
from keys.steps import new_key
from ledger.steps import refused
from permissions.privileges import SCHEMAS
from psycopg import sql
from query_plans.calls import CALLS, SCANS, THOROUGH, VIEWS
from query_plans.grown import ROWS, SMALL, grow

from local.testbed.databases import Databases

MODES = ("force_generic_plan", "force_custom_plan")
TABLES = (
    "select oid::regclass::text from pg_catalog.pg_class where relkind = any('{r,p}') "
    "and relnamespace::regnamespace::text = any(%s)"
)
SCANNED = (
    "select schemaname || '.' || relname, seq_scan from pg_catalog.pg_stat_xact_user_tables "
    "where seq_scan > 0"
)


@dataclass(frozen=True)
class Site:
    """The database, and the ids of somebody in it who has one of everything."""

    world: Accounts
    ids: dict[str, Any]

    def scans(self, role: str, query: str, mode: str) -> set[str]:
        """The tables that grow which the query scans."""
        connection = self.world.db.kept_connection("supabase_admin")
        claims = {"sub": str(self.ids["user"]), "app_metadata": {"role": "admin"}}
        with connection.transaction(force_rollback=True):
            before = dict(connection.execute(SCANNED).fetchall())
            connection.execute("select set_config('plan_cache_mode', %s, true)", [mode])
            connection.execute("select set_config('request.jwt.claims', %s, true)", [_text(claims)])
            connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
            connection.execute(query.encode(), self.ids)
            connection.execute("reset role")
            after = dict(connection.execute(SCANNED).fetchall())
        return {name for name in after if after[name] > before.get(name, 0)} & set(ROWS)


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value)


@pytest.fixture(scope="module")
def site(databases: Databases) -> Iterator[Site]:
    database = databases.clone()
    try:
        world = Accounts(database)
        grow(database.kept_connection("supabase_admin"))
        yield Site(world, _move_in(world))
    finally:
        databases.drop(database)


def _move_in(world: Accounts) -> dict[str, Any]:
    caller, idle = world.sign_in(), world.sign_in(is_anonymous=True)
    execute = world.ledger.connection.execute
    # As after a day of sweeping: the next sweep looks two days back.
    execute("update generation.sweep_progress set swept_until = now()")
    caller.account.grant(1_000_000, ref="site")
    finished = caller.start("demo", key="done")
    caller.finish(finished, line(10, 5), reply=b"x")
    key = new_key(caller, scopes=["generate", "read", "jobs"])
    world.service.execute(
        "select api.place_app_hold(%s, %s, 'site', '\\x00', 5, 600, null)",
        [caller.account.id, caller.user_id],
    )
    app_hold = world.ledger.value(
        "select id from access.app_holds where account_id = %s", caller.account.id
    )
    execute(
        "select access.grant_entitlement(%s, 'feature', 'walks', 'promo', 'grown', now(), null)",
        [caller.account.id],
    )
    jobs = _make_jobs(world, caller)
    debtor = _make_owe(world)
    _make_due(world)
    checks = _check_devices(world, caller)
    return {
        "account": caller.account.id,
        "user": caller.user_id,
        "idle_account": idle.account.id,
        "idle_user": idle.user_id,
        "running": caller.start("demo"),
        "finished": finished,
        "key": key.id,
        "key_hash": key.hash,
        "app_hold": app_hold,
        **checks,
        **jobs,
        "event": "due",
        **debtor,
    }


def _make_jobs(world: Accounts, caller: Caller) -> dict[str, Any]:
    """One under way, one that has ended, and of each kind that workers see to by themselves."""
    execute = world.ledger.connection.execute

    def begin() -> uuid.UUID:
        job_id = uuid.uuid4()
        caller.account.grant(10_000_000)
        world.service.execute(
            "select api.begin_job(%s, %s, %s, %s, null, '\\x00', null)",
            [
                *(caller.account.id, caller.user_id, job_id),
                '{"model": "demo-image", "prompt": "x"}',
            ],
        )
        return job_id

    for change in (
        "deadline_at = now() - interval '1 day'",
        "next_at = now() - interval '1 day', failures = 20",
    ):
        execute(f"update generation.jobs set {change} where id = %s", [begin()])
    ended, under_way = begin(), begin()
    execute("select generation.cancel_one_job(%s, %s)", [caller.account.id, ended])
    execute(
        "update generation.jobs set submit_started_at = now() where id = %s",
        [under_way],
    )
    return {"job": under_way, "ended_job": ended}


def _check_devices(world: Accounts, caller: Caller) -> dict[str, Any]:
    """A claim that waits for its turn, one that is setting its bit, a key and a challenge."""
    own = {"account": caller.account.id, "user": caller.user_id, "point": bytes(65)}

    def call(query: str, **more: Any) -> Any:
        return world.only(world.service.execute(query, own | more))

    opened = "select api.open_device_check(%(account)s, %(user)s, %(environment)s, '\\x00')"
    waits, sets = (
        call(opened, environment=name)["check_id"] for name in ("production", "development")
    )
    call("select api.take_device_turn(%(account)s, %(user)s, %(check)s)", check=sets)
    call("select api.mark_device_check(%(account)s, %(check)s, 1, 'token')", check=sets)
    for challenge in ("used", "challenge"):
        call(
            "select api.open_device_challenge(%(account)s, %(user)s, sha256(%(text)s))",
            text=challenge.encode(),
        )
    call(
        "select api.save_attested_key(%(account)s, %(user)s, 'production', sha256('key'), "
        "%(point)s, '', sha256('used'))"
    )
    return {"opened_check": waits, "setting_check": sets, "point": own["point"]}


def _make_owe(world: Accounts) -> dict[str, Any]:
    """Accounts whose overage is to be billed, reported and compared; one of them."""
    execute = world.db.kept_connection("supabase_admin").execute
    execute("insert into catalog.plans (id, display_name) values ('grown', 'Grown')")
    execute(
        "insert into catalog.plan_versions (plan_id, overage_policy, overage_cap) "
        "values ('grown', 'bill', 1000000000000)"
    )
    for _ in range(3):
        debtor = world.sign_in().account
        execute("select access.change_plan(%s, 'grown', 'admin', 'now')", [debtor.id])
        execute(
            "insert into billing.customers (account_id, provider, environment, customer_id) "
            "values (%s, 'stripe', 'production', 'cus')",
            [debtor.id],
        )
        for status in ("sent", "pending", None):
            debtor.settle(debtor.hold(500_000_000), 500_000_000)
            execute(
                "update access.account_plans set slice_at = now() where account_id = %s",
                [debtor.id],
            )
            if status is not None:
                execute("select api.slice_overages(100)")
            if status == "sent":
                execute("select api.claim_reports('production', 100, 60)")
                execute(
                    "update billing.overage_reports set status = 'sent' where account_id = %s",
                    [debtor.id],
                )
        execute(
            "update billing.overage_checks set check_at = now() where account_id = %s", [debtor.id]
        )
    since = world.ledger.value(
        "select period_start from access.account_plans where account_id = %s", debtor.id
    )
    return {"debtor": debtor.id, "owing_since": since}


def _make_due(world: Accounts) -> None:
    """A few rows for each worker to work on."""
    execute = world.db.kept_connection("supabase_admin").execute
    for _ in range(3):
        caller = world.sign_in()
        caller.account.grant(1000, ends_in="0.01 seconds")
        caller.start("demo")
        caller.account.hold(5)
        caller.die()
        execute(
            "update access.account_plans set period_start = now() - interval '40 days', "
            "period_end = now() - interval '9 days' where account_id = %s",
            [caller.account.id],
        )
        execute("insert into access.departures (account_id) values (%s)", [caller.account.id])
        execute(
            "insert into generation.due_roll_ups values (%s, current_date - 1)", [caller.account.id]
        )
        execute("insert into billing.due values (%s, now())", [caller.account.id])
    execute(
        "insert into catalog.products (id, kind, store, store_product_id, plan_id, "
        "price_minor_units) values ('grown', 'subscription', 'stripe', 'grown', 'pro', 1)"
    )
    execute("insert into billing.unmapped (provider, product) values ('stripe', 'grown')")
    execute("select api.store_event('stripe', 'production', 'due', 'test', now(), '{}')")
    execute(
        "insert into audit.sinks (name, kind, bookmark) "
        "values ('grown', 'posthog', row('3'::xid8, 0, 0)::audit.bookmark)"
    )
    execute(
        "update generation.roll_up_progress "
        "set marked_until = date_trunc('hour', now()) - interval '4 hours'"
    )
    execute("analyze")


def test_every_table_is_known_to_grow_or_to_stay_small(site: Site) -> None:
    connection = site.world.db.kept_connection("supabase_admin")
    tables = {row[0] for row in connection.execute(TABLES, [list(SCHEMAS)])}
    assert set(ROWS) | set(SMALL) == tables
    assert not set(ROWS) & set(SMALL)
    for table in ROWS:
        count = connection.execute(
            sql.SQL("select count(*) from {}").format(sql.Identifier(*table.split(".")))
        ).fetchone()
        assert count is not None
        assert count[0] >= 10_000, table


@pytest.mark.parametrize("role", CALLS)
def test_every_function_a_role_may_call_is_called(site: Site, role: str) -> None:
    found = site.world.db.kept_connection("supabase_admin").execute(
        "select proname::text from pg_catalog.pg_proc where pronamespace = 'api'::regnamespace "
        "and has_function_privilege(%s, oid, 'execute')",
        [role],
    )
    assert {row[0] for row in found} == set(CALLS[role]) | THOROUGH.get(role, set())


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("role", "function"), [(role, function) for role in CALLS for function in CALLS[role]]
)
def test_no_function_scans_a_table_that_grows(
    site: Site, role: str, function: str, mode: str
) -> None:
    query = f"select api.{function}({CALLS[role][function]})"
    allowed = {table for name, table in SCANS if name == function}
    assert site.scans(role, query, mode) <= allowed


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_scans_a_table_that_grows(site: Site, view: str) -> None:
    query = f"select * from api.{view}"
    assert site.scans("authenticated", query, "force_custom_plan") == set()


def test_a_scan_would_be_seen(site: Site) -> None:
    query = "select count(*) from ledger.entries where ref = 'nothing'"
    assert site.scans("service_role", query, "force_custom_plan") == {"ledger.entries"}


def test_every_exception_is_one(site: Site) -> None:
    for function, table in SCANS:
        (role,) = (role for role in CALLS if function in CALLS[role])
        query = f"select api.{function}({CALLS[role][function]})"
        assert any(table in site.scans(role, query, mode) for mode in MODES), function


def test_errors_are_not_taken_for_answers(site: Site) -> None:
    with refused("FLMOD"):
        site.scans("authenticated", "select api.trial_status('none')", "force_custom_plan")
