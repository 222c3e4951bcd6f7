"""What admins do for people: credits, entitlements, plans, suspension, by user id or address."""

import uuid

import pytest
from admin.office import Office, set_email
from generation.steps import Caller, line
from ledger.races import race, states
from ledger.steps import Account, refused

pytestmark = pytest.mark.every_postgres

CHANGES = ("admin_grant_credits", "admin_take_credits")


def of(caller: Caller) -> dict[str, str]:
    return {"user": str(caller.user_id)}


def credits(
    caller: Caller, amount: int | None, ref: str = "1", reason: str = "why"
) -> dict[str, object]:
    return {**of(caller), "amount": amount, "reason": reason, "ref": ref}


def test_credits_are_given_and_taken_and_logged_before_and_after(office: Office) -> None:
    caller = office.world.caller(credits=100)
    since = office.last_id()
    given = office.one("admin_grant_credits", **credits(caller, 40))
    taken = office.one("admin_take_credits", **credits(caller, 90))
    assert (given["posted"], taken["posted"], caller.account.money) == (140, 50, (50, 0, 0))
    assert caller.account.entries[1:] == [("grant", 40), ("adjust", -90)]
    first, second = office.since(since)
    assert first["account_id"] == second["account_id"] == caller.account.id
    assert (first["before"]["posted"], first["after"]["posted"]) == (100, 140)
    assert (second["before"]["posted"], second["after"]["posted"]) == (140, 50)
    assert (second["after"]["reason"], second["after"]["ref"]) == ("why", "1")
    assert (first["after"]["amount"], second["after"]["amount"]) == (40, -90)
    source = office.world.ledger.value(
        "select source::text from ledger.buckets where account_id = %s and source_ref = '1'",
        caller.account.id,
    )
    assert source == "admin"


@pytest.mark.parametrize("function", CHANGES)
def test_same_reference_again_changes_nothing_and_is_not_logged(
    office: Office, function: str
) -> None:
    caller = office.world.caller(credits=100)
    first = office.one(function, **credits(caller, 10))
    facts, since = caller.account.facts, office.last_id()
    assert office.one(function, **credits(caller, 10)) == first
    assert (caller.account.facts, office.since(since)) == (facts, [])
    with refused("FLGRT"):
        office.call(function, **credits(caller, 11))
    assert caller.account.facts == facts


@pytest.mark.parametrize("function", CHANGES)
def test_same_reference_from_many_admins_counts_once(own_office: Office, function: str) -> None:
    caller = own_office.world.caller(credits=100)

    def change(connection: object, number: int) -> None:
        admin = own_office.signed_in(own_office.admin_id, app_metadata={"role": "admin"})
        own_office.call(function, by=admin, **credits(caller, 10))

    assert states(race(own_office.db, 6, change)) == []
    assert caller.account.money[0] in (90, 110)
    assert len(own_office.log(action=function)) == 1


@pytest.mark.parametrize("function", CHANGES)
def test_amount_reason_reference_and_user_are_demanded(office: Office, function: str) -> None:
    caller = office.world.caller(credits=100)
    since = office.last_id()
    for amount in (0, -1, None):
        with refused("FLAMT"):
            office.call(function, **credits(caller, amount))
    with refused("FLARG", argument="p_reason"):
        office.call(function, **credits(caller, 1, reason=""))
    with refused("FLARG", argument="p_ref"):
        office.call(function, **credits(caller, 1, ref=""))
    for user in ("", "nobody", "nobody@example.test", str(uuid.uuid4()), None):
        with refused("FLARG", argument="p_user"):
            office.call(function, **{**credits(caller, 1), "user": user})
    assert (caller.account.money, office.since(since)) == ((100, 0, 0), [])


def test_no_more_is_taken_than_is_posted_and_not_held(office: Office) -> None:
    caller = office.world.caller(credits=100, overdraft=50)
    caller.account.hold(30)
    with refused("FLBAL", available=70):
        office.call("admin_take_credits", **credits(caller, 71))
    assert office.one("admin_take_credits", **credits(caller, 70))["posted"] == 30


def test_closed_account_is_given_nothing(office: Office) -> None:
    caller = office.world.caller()
    caller.account.set_status("closed")
    with refused("FLACC", status="closed"):
        office.call("admin_grant_credits", **credits(caller, 1))
    for function in ("admin_suspend_account", "admin_resume_account"):
        with refused("FLACC", status="closed"):
            office.call(function, **of(caller), reason="r")


def test_user_is_named_by_address_whatever_its_case(office: Office) -> None:
    caller = office.world.caller()
    address = set_email(office, caller.user_id, f"{uuid.uuid4()}@example.test")
    office.call("admin_grant_credits", **{**credits(caller, 9), "user": address.upper()})
    assert caller.account.money[0] == 9


def test_address_of_two_users_is_refused_and_the_id_is_not(office: Office) -> None:
    callers = [office.world.caller(), office.world.caller()]
    admin = office.db.kept_connection("supabase_admin")
    admin.execute("update auth.users set is_sso_user = true where id = %s", [callers[1].user_id])
    address = f"{uuid.uuid4()}@example.test"
    for caller in callers:
        set_email(office, caller.user_id, address)
    with refused("FLARG", argument="p_user"):
        office.call("admin_grant_credits", **{**credits(callers[0], 9), "user": address})
    office.call("admin_grant_credits", **credits(callers[1], 9))
    assert [caller.account.money[0] for caller in callers] == [0, 9]


def test_user_without_an_account_gets_one(office: Office) -> None:
    user_id = office.db.add_user(is_anonymous=False)
    facts = office.one(
        "admin_grant_credits", **{"user": str(user_id), "amount": 3, "reason": "r", "ref": "1"}
    )
    account = Account(office.world.ledger, uuid.UUID(facts["account_id"]))
    assert (facts["plan"], account.buckets["1"]) == ("free", 3)


def test_entitlement_is_granted_told_of_used_and_taken_back(office: Office) -> None:
    model = office.world.model()
    office.world.ledger.connection.execute(
        "update catalog.models set tier = 'premium' where id = %s", [model]
    )
    caller = office.world.caller(credits=1000, tiers=["free"])
    named = {**of(caller), "kind": "model", "key": model, "ref": "ticket 1"}
    since = office.last_id()

    granted = office.one("admin_grant_entitlement", **named)
    assert (granted["account_id"], granted["source"]) == (caller.account.id, "admin_grant")
    assert is_entitled(office, caller, model)
    (event,) = office.events(account_id=caller.account.id, kind="admin_model_access_granted")
    assert event["payload"]["model"] == model
    assert event["payload"]["by"] == str(office.admin_id)

    revoked = office.one(
        "admin_revoke_entitlement", **named, source="admin_grant", because="ticket 2"
    )
    assert (revoked["id"], revoked["revoked_because"]) == (granted["id"], "ticket 2")
    assert not is_entitled(office, caller, model)
    grant, revocation = office.since(since)
    assert (grant["action"], grant["before"], grant["after"]["key"]) == (
        *("admin_grant_entitlement", None),
        model,
    )
    assert revocation["action"] == "admin_revoke_entitlement"
    assert revocation["before"]["revoked_at"] is None
    assert revocation["after"]["revoked_because"] == "ticket 2"
    assert {line["account_id"] for line in (grant, revocation)} == {caller.account.id}


def is_entitled(office: Office, caller: Caller, model: str) -> bool:
    return bool(
        office.world.ledger.value(
            "select access.is_entitled(%s, 'model', %s)", caller.account.id, model
        )
    )


def test_entitlement_granted_again_is_one_told_once_and_logged_once(office: Office) -> None:
    caller, model = office.world.caller(), office.world.model()
    named = {**of(caller), "kind": "model", "key": model, "ref": "1"}
    since = office.last_id()
    first, second = (office.one("admin_grant_entitlement", **named) for _ in range(2))
    assert first == second
    assert len(office.events(account_id=caller.account.id)) == 1
    assert len(office.since(since)) == 1
    office.call("admin_grant_entitlement", **named, valid_until="2100-01-01Z")
    assert len(office.since(since)) == 2


def test_feature_is_granted_without_an_event_about_a_model(office: Office) -> None:
    caller = office.world.caller()
    office.call(
        "admin_grant_entitlement",
        **{**of(caller), "kind": "feature", "key": "export", "ref": "1"},
    )
    assert office.events(account_id=caller.account.id) == []


def test_entitlement_to_nothing_and_revocation_of_none_are_refused(office: Office) -> None:
    caller = office.world.caller()
    named = {**of(caller), "key": "no-such", "ref": "1"}
    with refused("FLMOD"):
        office.call("admin_grant_entitlement", **named, kind="model")
    with refused("23514"):
        office.call("admin_grant_entitlement", **named, kind="wish")
    with refused("FLARG", argument="p_ref"):
        office.call("admin_grant_entitlement", **{**named, "ref": ""}, kind="feature")
    revocation = {**named, "kind": "feature", "source": "purchase"}
    with refused("FLARG", argument="p_ref"):
        office.call("admin_revoke_entitlement", **revocation, because="r")
    with refused("FLARG", argument="p_because"):
        office.call("admin_revoke_entitlement", **revocation, because=None)


def test_plan_is_changed_by_admin_and_logged(office: Office) -> None:
    caller = office.world.caller()
    since = office.last_id()
    changed = office.one("admin_change_plan", **of(caller), plan_id="pro", when="now")
    assert (changed["account_id"], changed["source"]) == (caller.account.id, "admin")
    plan = office.world.ledger.value(
        "select v.plan_id from access.account_plans as a join catalog.plan_versions as v "
        "on v.id = a.plan_version_id where a.account_id = %s",
        caller.account.id,
    )
    assert plan == "pro"
    lines = office.since(since)
    assert {line["action"] for line in lines} == {"admin_change_plan"}
    assert lines[0]["before"]["plan_version_id"] != lines[-1]["after"]["plan_version_id"]
    assert {line["account_id"] for line in lines} == {caller.account.id}


def test_plan_of_the_next_period_waits_for_it(office: Office) -> None:
    caller = office.world.caller()
    before = office.world.ledger.value(
        "select plan_version_id from access.account_plans where account_id = %s",
        caller.account.id,
    )
    changed = office.one("admin_change_plan", **of(caller), plan_id="pro", when="next_period")
    assert (changed["plan_version_id"], changed["next_plan_id"]) == (before, "pro")


def test_unknown_plan_or_time_is_refused(office: Office) -> None:
    caller, since = office.world.caller(), office.last_id()
    for plan, when in (("no-such", "now"), ("pro", "yesterday"), ("pro", None)):
        with refused("FLPLN"):
            office.call("admin_change_plan", **of(caller), plan_id=plan, when=when)
    assert office.since(since) == []


def test_suspended_account_begins_nothing_ends_what_runs_and_resumes(office: Office) -> None:
    caller, model = office.world.caller(credits=1000), office.world.model()
    running, since = caller.start(model), office.last_id()
    for _ in range(2):
        facts = office.one("admin_suspend_account", **of(caller), reason="abuse")
    assert facts["status"] == "suspended"
    with refused("FLACC", status="suspended"):
        caller.begin(model)
    assert caller.finish(running, line(10, 5))["charged"] == 15
    assert office.one("admin_resume_account", **of(caller), reason="sorry")["status"] == "active"
    caller.start(model)

    suspension, resumption = office.since(since)
    assert (suspension["before"]["status"], suspension["after"]["status"]) == (
        *("active",),
        "suspended",
    )
    assert (suspension["after"]["reason"], resumption["after"]["reason"]) == ("abuse", "sorry")
    assert resumption["after"]["status"] == "active"
    with refused("FLARG", argument="p_reason"):
        office.call("admin_suspend_account", **of(caller), reason=None)
