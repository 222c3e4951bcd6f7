"""What the database owner edits in Studio is logged by triggers; what the service writes is not."""

import uuid

import psycopg
import pytest
from admin.office import NOBODY, Office
from generation.steps import line

pytestmark = pytest.mark.every_postgres


@pytest.fixture(params=["postgres", "supabase_admin"])
def owner(request: pytest.FixtureRequest, office: Office) -> psycopg.Connection:
    """As Studio connects, hosted and self-hosted."""
    return office.db.connect(request.param)


def test_model_made_edited_and_deleted_by_hand_is_logged_without_an_actor(
    office: Office, owner: psycopg.Connection
) -> None:
    model = f"model-{uuid.uuid4()}"
    owner.execute(
        "insert into catalog.models (id, display_name, max_output_tokens) values (%s, 'A', 1)",
        [model],
    )
    owner.execute("update catalog.models set enabled = false where id = %s", [model])
    owner.execute("update catalog.models set enabled = false where id = %s", [model])
    owner.execute("update catalog.models set enabled = true where id = %s", [model])
    owner.execute("delete from catalog.models where id = %s", [model])

    lines = office.log(target=f"catalog.models {model}")
    assert [line["action"] for line in lines] == ["insert", "update", "update", "delete"]
    assert {line["actor_id"] for line in lines} == {None}
    assert lines[0]["before"] is None and lines[-1]["after"] is None
    assert (lines[1]["before"]["enabled"], lines[1]["after"]["enabled"]) == (True, False)
    told = office.world.ledger.rows(
        "select kind, account_id, payload from audit.outbox where payload ->> 'model' = %s "
        "order by id",
        model,
    )
    assert [event["kind"] for event in told] == [
        *("admin_model_created", "admin_model_disabled", "admin_model_enabled")
    ]
    assert {event["account_id"] for event in told} == {NOBODY}


def test_routes_prices_and_plans_edited_by_hand_are_logged(
    office: Office, owner: psycopg.Connection
) -> None:
    model, since = office.world.model(), office.last_id()
    owner.execute("update catalog.routes set enabled = false where model_id = %s", [model])
    owner.execute(
        "insert into catalog.prices (model_id, effective_at, input) values (%s, '2100-01-01', 1)",
        [model],
    )
    plan = f"plan-{uuid.uuid4()}"
    owner.execute("insert into catalog.plans (id, display_name) values (%s, 'P')", [plan])
    owner.execute("insert into catalog.plan_versions (plan_id) values (%s)", [plan])
    targets = [line["target"].split()[0] for line in office.since(since)]
    assert targets == [
        *("catalog.routes", "catalog.prices", "catalog.plans", "catalog.plan_versions")
    ]


def test_entitlement_and_plan_of_an_account_edited_by_hand_are_logged_with_the_account(
    office: Office, owner: psycopg.Connection
) -> None:
    caller, model = office.world.caller(), office.world.model()
    since = office.last_id()
    owner.execute(
        "insert into access.entitlements (account_id, kind, key, source, source_ref) "
        "values (%s, 'model', %s, 'admin_grant', 'by hand')",
        [caller.account.id, model],
    )
    owner.execute(
        "update access.account_plans set source = 'admin' where account_id = %s",
        [caller.account.id],
    )
    granted, moved = office.since(since)
    assert {line["account_id"] for line in (granted, moved)} == {caller.account.id}
    assert granted["target"].startswith(f"access.entitlements {caller.account.id}/")
    assert (moved["before"]["source"], moved["after"]["source"]) == ("default", "admin")
    (event,) = office.events(account_id=caller.account.id)
    assert event["kind"] == "admin_model_access_granted"


def test_edit_that_is_rolled_back_leaves_no_line(office: Office) -> None:
    model, since = office.world.model(), office.last_id()
    owner = office.db.connect(autocommit=False)
    owner.execute("update catalog.models set display_name = 'x' where id = %s", [model])
    owner.rollback()
    assert office.since(since) == []


def test_what_the_service_does_is_no_admins_deed(office: Office) -> None:
    """Opening an account writes its plan: the trigger sees it and keeps still."""
    caller, model, user_id = office.world.caller(1000), office.world.model(), office.world.user()
    since = office.last_id()
    row = office.world.service.execute("select api.open_account(%s, true)", [user_id]).fetchone()
    caller.finish(caller.start(model), line(1))
    assert office.since(since) == []
    plans = office.world.ledger.value(
        "select count(*) from access.account_plans where account_id = %s", *(row or ())
    )
    assert plans == 1
