"""Who may call what: admins alone, whatever others send. Every call of theirs is in the log."""

import uuid
from typing import Any

import pytest
from admin.office import Office, set_email
from jobs.steps import Jobs
from ledger.steps import refused

from local.testbed.databases import Database

pytestmark = pytest.mark.every_postgres


def calls(office: Office) -> dict[str, dict[str, Any]]:
    """Each admin function with arguments that it takes from an admin, and that change something."""
    caller = office.world.caller(credits=1000)
    user = str(caller.user_id)
    model, other = office.world.model(), office.world.model()
    plan = office.world.ledger.value(
        "select v.plan_id from access.account_plans as a join catalog.plan_versions as v "
        "on v.id = a.plan_version_id where a.account_id = %s",
        office.world.caller().account.id,
    )
    held = office.world.caller()
    office.call(
        "admin_grant_entitlement",
        **{"user": str(held.user_id), "kind": "model", "key": model, "ref": "gate"},
    )
    suspended = office.world.caller()
    suspended.account.set_status("suspended")
    return {
        "admin_save_models": {"models": [{"id": model, "display_name": "Other name"}]},
        "admin_enable_models": {"ids": [other], "enabled": False},
        "admin_set_price": {"model_id": model, "input": 7},
        "admin_save_routes": {"model_id": model, "routes": [{"position": 1, "enabled": False}]},
        "admin_find_accounts": {"query": user},
        "admin_find_overages": {"status": "pending"},
        "admin_grant_credits": {"user": user, "amount": 5, "reason": "because", "ref": "1"},
        "admin_take_credits": {"user": user, "amount": 5, "reason": "because", "ref": "2"},
        "admin_grant_entitlement": {"user": user, "kind": "model", "key": model, "ref": "3"},
        "admin_revoke_entitlement": {
            **{"user": str(held.user_id), "kind": "model", "key": model},
            **{"source": "admin_grant", "ref": "gate", "because": "over"},
        },
        "admin_change_plan": {"user": user, "plan_id": plan},
        "admin_suspend_account": {"user": user, "reason": "because"},
        "admin_resume_account": {"user": str(suspended.user_id), "reason": "because"},
        "admin_model_usage": {},
        "admin_top_accounts": {},
        "admin_revenue": {"from": "2026-01-01", "to": "2026-01-31"},
        "admin_export_usage": {"from": "2026-01-01", "to": "2026-01-31"},
        "admin_log": {},
        "admin_end_job": {"job_id": job(office), "outcome": "failed", "reason": "because"},
        "admin_replay_job": {"job_id": job(office, parked=True)},
    }


def job(office: Office, *, parked: bool = False) -> uuid.UUID:
    """A job of somebody's that is at work, or was set aside."""
    world = Jobs(office.db)
    begun = world.patron().new_job(world.media_model())
    if parked:
        begun.set(parked_at="now()", enqueued_at="null", next_at="null", problem="'it broke'")
    return begun.id


def exposed(db: Database) -> set[str]:
    rows = db.connect().execute(
        "select proname from pg_catalog.pg_proc where pronamespace = 'api'::regnamespace "
        "and proname like 'admin%%'"
    )
    return {name for (name,) in rows}


def test_every_admin_function_is_called_by_these_tests(office: Office) -> None:
    assert exposed(office.db) == set(calls(office))


def test_admin_may_call_each_and_each_leaves_a_line_with_who_and_what(office: Office) -> None:
    for function, given in calls(office).items():
        before = office.last_id()
        office.call(function, **given)
        lines = office.since(before)
        assert lines, function
        for line in lines:
            assert line["actor_id"] == office.admin_id
            assert line["action"] == function
            assert line["target"]
            assert line["before"] != line["after"]


OUTSIDERS: dict[str, dict[str, Any]] = {
    "a user": {},
    "a user with metadata of their own": {"user_metadata": {"role": "admin"}},
    "a user with a claim beside": {"user_role": "admin", "app_role": "admin", "is_admin": True},
    "another role": {"app_metadata": {"role": "Admin"}},
    "a list of roles": {"app_metadata": {"role": ["admin"]}},
    "roles of providers": {"app_metadata": {"roles": ["admin"], "provider": "admin"}},
    "metadata that is null": {"app_metadata": None},
    "metadata that is text": {"app_metadata": "admin"},
    "an anonymous user": {"is_anonymous": True},
}


@pytest.mark.parametrize("claims", OUTSIDERS.values(), ids=list(OUTSIDERS))
def test_signed_in_user_who_is_no_admin_is_refused(office: Office, claims: dict[str, Any]) -> None:
    user = office.signed_in(office.world.user(), **claims)
    given = calls(office)
    before = office.last_id()
    for function, arguments in given.items():
        with refused("FLADM"):
            office.call(function, by=user, **arguments)
    assert office.since(before) == []


@pytest.mark.parametrize("role", ["anon", "service_role", "florin_service", "florin_worker"])
def test_no_other_role_may_call_any_even_with_an_admins_claims(office: Office, role: str) -> None:
    if role in ("anon", "service_role"):
        claims = {"sub": str(office.admin_id), "app_metadata": {"role": "admin"}}
        connection = office.db.connect(role, claims=claims)
    else:
        connection = office.db.connect(role)
    given = calls(office)
    before = office.last_id()
    for function, arguments in given.items():
        with refused("42501"):
            office.call(function, by=connection, **arguments)
    assert office.since(before) == []


def test_what_stands_behind_is_closed_to_admins_as_well(office: Office) -> None:
    for statement in (
        "select access.admin_change_credits('admin_grant_credits', 'x', 1, 'x', 'x')",
        "select access.admin_set_status('x', 'x', 'active', 'x')",
        "select access.find_user_account('x')",
        "select audit.begin_action('x')",
        "select audit.write_log('x', 'x', null, null, null)",
        "select * from audit.log",
        "select * from generation.daily_usage",
        "select * from generation.usage",
        "update catalog.models set enabled = false",
    ):
        with refused("42501"):
            office.admin.execute(statement)


def test_account_is_found_by_id_by_user_and_by_the_beginning_of_an_address(office: Office) -> None:
    caller = office.world.caller(credits=70)
    address = set_email(office, caller.user_id, f"{uuid.uuid4()}@example.test")
    for query in (str(caller.account.id), str(caller.user_id), address[:20].upper(), address):
        found = office.one("admin_find_accounts", query=query)
        assert (found["account_id"], found["user_id"]) == (caller.account.id, caller.user_id)
        assert (found["email"], found["posted"], found["available"]) == (address, 70, 70)
        assert found["plan_id"].startswith("plan-")
    (line, *_) = reversed(office.log(action="admin_find_accounts"))
    assert line["after"] == {"found": [str(caller.account.id)]}
    assert address not in str(line)


def test_search_takes_an_address_literally_and_is_bounded(office: Office) -> None:
    caller = office.world.caller()
    set_email(office, caller.user_id, f"a_b%{uuid.uuid4()}@example.test")
    assert len(office.call("admin_find_accounts", query="a_b%")) == 1
    assert office.call("admin_find_accounts", query="a%b") == []
    with refused("FLARG", argument="p_query"):
        office.call("admin_find_accounts", query="a_")
    for limit in (0, 101, None):
        with refused("FLARG", argument="p_limit"):
            office.call("admin_find_accounts", query="a_b%", limit=limit)


def test_log_is_read_latest_first_and_page_by_page(office: Office) -> None:
    caller = office.world.caller()
    for number in range(5):
        office.call(
            "admin_grant_credits",
            **{"user": str(caller.user_id), "amount": 1, "reason": "r", "ref": str(number)},
        )
    first = office.call("admin_log", limit=3)
    second = office.call("admin_log", limit=2, before_id=first[-1]["id"])
    refs = [line["after"]["ref"] for line in first + second]
    assert refs == ["4", "3", "2", "1", "0"]
    for limit in (0, 501, None):
        with refused("FLARG", argument="p_limit"):
            office.call("admin_log", limit=limit)


def test_lines_of_the_log_are_kept(office: Office) -> None:
    office.call("admin_model_usage")
    for statement in (
        "update audit.log set action = 'x'",
        "delete from audit.log",
        "truncate audit.log",
    ):
        with refused("FLIMM"):
            office.world.ledger.connection.execute(statement)
