"""access.grant_entitlement and access.revoke_entitlement, and what members see of it."""

import uuid
from typing import Any

import psycopg
import pytest
from generation.steps import Caller, World
from ledger.races import race, states
from ledger.steps import Row, refused

pytestmark = pytest.mark.every_postgres

GRANT = (
    "select * from access.grant_entitlement"
    "(%s, %s, %s, %s, %s, now() + %s::interval, now() + %s::interval)"
)


@pytest.fixture
def caller(world: World) -> Caller:
    return world.caller()


def grant(
    caller: Caller,
    key: str = "export",
    *,
    kind: str = "feature",
    source: str = "purchase",
    ref: str = "t1",
    starts_in: str | None = None,
    ends_in: str | None = None,
) -> Row:
    """Times from now; None is now, or for good."""
    return caller.world.ledger.row(
        GRANT, caller.account.id, kind, key, source, ref, starts_in, ends_in
    )


def revoke(caller: Caller, key: str = "export", *, ref: str = "t1", because: str = "refund") -> Row:
    return caller.world.ledger.row(
        "select * from access.revoke_entitlement(%s, 'feature', %s, 'purchase', %s, %s)",
        *(caller.account.id, key, ref, because),
    )


def seen(caller: Caller) -> list[Row]:
    """As the service reads them."""
    row = caller.world.service.execute(
        "select api.read_entitlements(%s, %s)", [caller.account.id, caller.user_id]
    ).fetchone()
    assert row is not None
    entitlements: list[Row] = row[0]
    return entitlements


def is_valid(caller: Caller) -> bool:
    (entitlement,) = seen(caller)
    return bool(entitlement["is_valid"])


def signed_in(world: World, user_id: uuid.UUID | None) -> psycopg.Connection:
    claims: dict[str, Any] = {} if user_id is None else {"sub": str(user_id)}
    return world.db.connect("authenticated", claims=claims)


def has_feature(connection: psycopg.Connection, feature: str) -> bool:
    row = connection.execute("select api.has_feature(%s)", [feature]).fetchone()
    assert row is not None
    return bool(row[0])


# --- works ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "valid"),
    [
        (None, None, True),
        ("-1 day", "1 day", True),
        ("1 day", None, False),
        ("-2 days", "-1 day", False),
    ],
)
def test_entitlement_is_valid_within_its_time(
    caller: Caller, starts_in: str | None, ends_in: str | None, valid: bool
) -> None:
    grant(caller, starts_in=starts_in, ends_in=ends_in)
    assert is_valid(caller) == valid
    assert has_feature(signed_in(caller.world, caller.user_id), "export") == valid


def test_model_may_be_entitled_to_even_while_disabled(caller: Caller) -> None:
    model = caller.world.model()
    caller.world.ledger.connection.execute(
        "update catalog.models set enabled = false where id = %s", [model]
    )
    assert grant(caller, model, kind="model")["key"] == model


def test_revoked_is_not_valid(caller: Caller) -> None:
    grant(caller)
    revoked = revoke(caller)
    assert (revoked["revoked_at"] is not None, revoked["revoked_because"]) == (True, "refund")
    assert not is_valid(caller)


def test_one_of_two_sources_is_enough(caller: Caller) -> None:
    grant(caller)
    grant(caller, source="promo", ref="spring")
    revoke(caller)
    assert sorted(e["is_valid"] for e in seen(caller)) == [False, True]
    assert has_feature(signed_in(caller.world, caller.user_id), "export")


def test_latest_is_told_first(caller: Caller) -> None:
    for key in ("a", "b", "c"):
        grant(caller, key)
    assert [e["key"] for e in seen(caller)] == ["c", "b", "a"]


# --- replays --------------------------------------------------------------------------------------


def test_second_grant_changes_nothing(caller: Caller) -> None:
    first = grant(caller)
    assert grant(caller) == first


def test_renewal_extends_the_same_entitlement(caller: Caller) -> None:
    first = grant(caller, ends_in="1 day", starts_in="-1 day")
    renewed = grant(caller, ends_in="30 days", starts_in=None)
    assert renewed["id"] == first["id"]
    assert renewed["valid_from"] == first["valid_from"]
    assert renewed["valid_until"] > first["valid_until"]


def test_shorter_time_is_taken_too(caller: Caller) -> None:
    grant(caller, ends_in="30 days")
    grant(caller, starts_in="-2 days", ends_in="-1 day")
    assert not is_valid(caller)


def test_second_revocation_keeps_the_first_reason(caller: Caller) -> None:
    grant(caller)
    first = revoke(caller)
    assert revoke(caller, because="other") == first


def test_revoked_grant_told_again_stays_revoked(caller: Caller) -> None:
    until = grant(caller, ends_in="30 days")["valid_until"]
    revoked = revoke(caller)
    again = caller.world.ledger.row(
        "select * from access.grant_entitlement(%s, 'feature', 'export', 'purchase', 't1', null, "
        "%s)",
        *(caller.account.id, until),
    )
    assert again == revoked
    assert grant(caller, ends_in="1 day") == revoked


def test_later_end_brings_a_revoked_one_back(caller: Caller) -> None:
    grant(caller, ends_in="30 days")
    revoke(caller)
    renewed = grant(caller, ends_in="60 days")
    assert (renewed["revoked_at"], renewed["revoked_because"]) == (None, None)
    assert is_valid(caller)


def test_what_was_for_good_stays_revoked_for_good(caller: Caller) -> None:
    grant(caller)
    revoke(caller)
    grant(caller, ends_in="9999 days")
    grant(caller)
    assert not is_valid(caller)
    grant(caller, ref="t2")
    assert has_feature(signed_in(caller.world, caller.user_id), "export")


def test_revoking_what_was_never_granted_is_nothing(caller: Caller) -> None:
    assert revoke(caller)["id"] is None
    assert seen(caller) == []


# --- races ----------------------------------------------------------------------------------------


def test_grants_of_one_reference_at_once_are_one(caller: Caller) -> None:
    results = race(
        caller.world.db,
        16,
        lambda connection, _: connection.execute(
            "select id from access.grant_entitlement"
            "(%s, 'feature', 'export', 'purchase', 't1', null, null)",
            [caller.account.id],
        ).fetchone()[0],
    )
    assert states(results) == []
    assert len(set(results)) == len(seen(caller)) == 1


# --- refuses --------------------------------------------------------------------------------------


def test_unknown_model_and_unknown_account_are_refused(caller: Caller) -> None:
    with refused("FLMOD", model="nope"):
        grant(caller, "nope", kind="model")
    grant(caller, "nope", kind="feature")
    nobody = uuid.uuid4()
    with refused("FLACC", account_id=str(nobody), status="unknown"):
        caller.world.ledger.row(GRANT, nobody, "feature", "x", "promo", "r", None, None)


@pytest.mark.parametrize("given", [{"kind": "plan"}, {"source": "gift"}, {"key": ""}])
def test_unknown_kinds_and_sources_are_refused(caller: Caller, given: dict[str, str]) -> None:
    with refused("23514"):
        grant(caller, **given)


def test_stranger_does_not_read_them(caller: Caller) -> None:
    with refused("FLMEM"):
        caller.world.service.execute(
            "select api.read_entitlements(%s, %s)", [caller.account.id, caller.world.user()]
        )


# --- what users see -------------------------------------------------------------------------------


def test_owner_sees_their_entitlements_and_no_reference(world: World, caller: Caller) -> None:
    grant(caller, "a", ends_in="1 day")
    grant(caller)
    revoke(caller)
    owner = signed_in(world, caller.user_id)
    rows = owner.execute(
        "select account_id, kind, key, source, is_valid from api.my_entitlements order by key"
    ).fetchall()
    assert rows == [
        (caller.account.id, "feature", "a", "purchase", True),
        (caller.account.id, "feature", "export", "purchase", False),
    ]
    for column in ("source_ref", "revoked_because"):
        with refused("42501"):
            owner.execute(f"select {column} from access.entitlements")
    stranger = signed_in(world, world.caller().user_id)
    assert stranger.execute("select * from api.my_entitlements").fetchall() == []


def test_owner_sees_their_trials(world: World, caller: Caller) -> None:
    model = world.model()
    world.ledger.connection.execute(
        "insert into access.trials (account_id, model_id, used) values (%s, %s, 2)",
        [caller.account.id, model],
    )
    owner = signed_in(world, caller.user_id)
    rows = owner.execute("select account_id, model, used from api.my_trials").fetchall()
    assert rows == [(caller.account.id, model, 2)]
    stranger = signed_in(world, world.caller().user_id)
    assert stranger.execute("select * from api.my_trials").fetchall() == []


def test_only_the_own_account_s_features_count(world: World, caller: Caller) -> None:
    grant(caller)
    grant(caller, world.model(), kind="model")
    assert has_feature(signed_in(world, caller.user_id), "export")
    assert not has_feature(signed_in(world, caller.user_id), "import")
    for user_id in (world.caller().user_id, world.user(), None):
        assert not has_feature(signed_in(world, user_id), "export")


def test_asking_for_a_feature_opens_no_account(world: World) -> None:
    user_id = world.user()
    assert not has_feature(signed_in(world, user_id), "export")
    assert (
        world.ledger.value("select count(*) from access.members where user_id = %s", user_id) == 0
    )


def test_nobody_at_all_asks(world: World) -> None:
    anon = world.db.connect("anon")
    for query in (
        "select api.has_feature('export')",
        "select * from api.my_entitlements",
        "select * from api.my_trials",
    ):
        with refused("42501"):
            anon.execute(query)
