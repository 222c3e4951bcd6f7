"""Every type of notification and every member of a transaction, as facts."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from apple_payloads import DAY_MS, START_MS, notification, pack, renewal, transaction
from apple_signing import Chain
from functions_py.stores import StoredEvent
from functions_py.stores.apple_facts import (
    READ_SUBSCRIPTION,
    READ_TRANSACTION,
    SUBMITTED,
    Fact,
    Untranslatable,
    translate,
)

CHAIN = Chain()
ACCOUNT = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
OCCURRED_AT = datetime.fromtimestamp(START_MS / 1000, UTC)


def event(type: str, payload: str) -> StoredEvent:
    return StoredEvent("apple", "production", "e1", type, OCCURRED_AT, payload)


def facts_of(type: str, subtype: str | None = None, **parts: Any) -> dict[str, Fact]:
    """The facts of one notification, by kind."""
    signed = notification(CHAIN, type, subtype, **parts)
    return {fact["fact"]: fact for fact in translate(event(type, signed))}


def facts_of_transaction(claims: dict[str, Any], type: str = SUBMITTED) -> dict[str, Fact]:
    return {fact["fact"]: fact for fact in translate(event(type, CHAIN.sign(claims)))}


def at(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


def test_a_pack_is_a_purchase_that_is_not_taken_back() -> None:
    told = facts_of("ONE_TIME_CHARGE", transaction=pack(quantity=3, appAccountToken=ACCOUNT))
    assert told == {
        "purchase": {
            "fact": "purchase",
            "as_of": at(START_MS + 1000),
            "rank": 0,
            "transaction_id": "2000000000000001",
            "chain_id": "2000000000000001",
            "product": "credits.100",
            "quantity": 3,
            "state": "paid",
            "purchased_at": at(START_MS),
            "period_start": None,
            "period_end": None,
            "share_ppm": 1_000_000,
            "is_trial": False,
            "is_family_shared": False,
            "amount": 9990,
            "currency": "USD",
            "account_id": ACCOUNT,
            "owner_key": None,
        },
        "reversal": {
            "fact": "reversal",
            "as_of": at(START_MS + 1000),
            "rank": 0,
            "reversal_id": "2000000000000001",
            "kind": "refund",
            "payment_id": "2000000000000001",
            "state": "inactive",
            "amount": None,
            "share_ppm": 0,
            "because": "",
        },
    }


def test_a_period_is_a_purchase_and_a_subscription() -> None:
    told = facts_of("SUBSCRIBED", "INITIAL_BUY", transaction=transaction(), renewal=renewal())
    assert told["purchase"]["period_start"] == at(START_MS)
    assert told["purchase"]["period_end"] == at(START_MS + 30 * DAY_MS)
    assert told["subscription"] == {
        "fact": "subscription",
        "as_of": at(START_MS + 1000),
        "rank": 1,
        "chain_id": "2000000000000001",
        "state": "active",
        "is_entitled": True,
        "product": "pro.monthly",
        "period_start": at(START_MS),
        "period_end": at(START_MS + 30 * DAY_MS),
        "will_renew": True,
        "next_product": None,
        "entitled_until": at(START_MS + 30 * DAY_MS),
        "is_family_shared": False,
        "account_id": None,
        "owner_key": None,
    }


def test_the_same_transaction_gives_the_same_purchase_by_whatever_way_it_comes() -> None:
    claims = transaction(appAccountToken=ACCOUNT)
    submitted = facts_of_transaction(claims)["purchase"]
    assert facts_of_transaction(claims, READ_TRANSACTION)["purchase"] == submitted
    told = facts_of("SUBSCRIBED", "INITIAL_BUY", transaction=claims, renewal=renewal())
    assert told["purchase"] == submitted


AFTER_MS = START_MS + 31 * DAY_MS
GRACE_MS = START_MS + 36 * DAY_MS
LATE = {"signedDate": AFTER_MS}
CANCELED = {"autoRenewStatus": 0}

# type, subtype, transaction, renewal, status → state, is_entitled, will_renew
STANDINGS: list[tuple[str, str | None, dict[str, Any], dict[str, Any], Any, str, bool, bool]] = [
    ("SUBSCRIBED", "INITIAL_BUY", {}, {}, 1, "active", True, True),
    ("SUBSCRIBED", "RESUBSCRIBE", {}, {}, 1, "active", True, True),
    ("DID_RENEW", None, {}, {}, 1, "active", True, True),
    ("DID_RENEW", "BILLING_RECOVERY", {}, {}, 1, "active", True, True),
    ("OFFER_REDEEMED", None, {"offerType": 3}, {}, 1, "active", True, True),
    ("OFFER_REDEEMED", "UPGRADE", {"offerType": 2}, {}, 1, "active", True, True),
    ("OFFER_REDEEMED", "DOWNGRADE", {}, {}, 1, "active", True, True),
    ("DID_CHANGE_RENEWAL_PREF", "UPGRADE", {}, {}, 1, "active", True, True),
    ("DID_CHANGE_RENEWAL_PREF", "DOWNGRADE", {}, {}, 1, "active", True, True),
    ("DID_CHANGE_RENEWAL_PREF", None, {}, {}, 1, "active", True, True),
    ("DID_CHANGE_RENEWAL_STATUS", "AUTO_RENEW_DISABLED", {}, CANCELED, 1, "active", True, False),
    ("DID_CHANGE_RENEWAL_STATUS", "AUTO_RENEW_ENABLED", {}, {}, 1, "active", True, True),
    ("DID_FAIL_TO_RENEW", "GRACE_PERIOD", LATE, {}, 4, "grace", True, True),
    ("DID_FAIL_TO_RENEW", None, LATE, {}, 3, "past_due", False, True),
    ("GRACE_PERIOD_EXPIRED", None, LATE, {}, 3, "past_due", False, True),
    ("EXPIRED", "VOLUNTARY", LATE, CANCELED, 2, "expired", False, False),
    ("EXPIRED", "BILLING_RETRY", LATE, {}, 2, "expired", False, False),
    ("EXPIRED", "PRICE_INCREASE", LATE, {}, 2, "expired", False, False),
    ("EXPIRED", "PRODUCT_NOT_FOR_SALE", LATE, {}, 2, "expired", False, False),
    ("PRICE_INCREASE", "PENDING", {}, {}, 1, "active", True, True),
    ("PRICE_INCREASE", "ACCEPTED", {}, {}, 1, "active", True, True),
    ("PRICE_CHANGE", None, {}, {}, 1, "active", True, True),
    ("METADATA_UPDATE", None, {}, {}, 1, "active", True, True),
    ("MIGRATION", None, {}, {}, 1, "active", True, True),
    ("RENEWAL_EXTENDED", None, {}, {}, 1, "active", True, True),
    ("RENEWAL_EXTENSION", "FAILURE", {}, {}, 1, "active", True, True),
    ("REVOKE", None, {"revocationDate": START_MS + 5}, {}, 5, "expired", False, False),
    ("REFUND", None, {"revocationDate": START_MS + 5}, {}, 5, "expired", False, False),
    ("REFUND_DECLINED", None, {}, {}, 1, "active", True, True),
    ("REFUND_REVERSED", None, {}, {}, 1, "active", True, True),
    ("CONSUMPTION_REQUEST", None, {}, {}, 1, "active", True, True),
    ("NEW_IN_2030", "LATER", {}, {}, 1, "active", True, True),
    ("NEW_IN_2030", None, LATE, {}, 9, "expired", False, False),
]


@pytest.mark.parametrize("with_status", [True, False], ids=["status", "no_status"])
@pytest.mark.parametrize(
    "row", STANDINGS, ids=lambda row: "-".join(str(part) for part in (row[0], row[1], row[4]))
)
def test_every_type_says_how_the_subscription_stands(row: Any, with_status: bool) -> None:
    type, subtype, bought, renews, status, state, is_entitled, will_renew = row
    told = facts_of(
        type,
        subtype,
        transaction=transaction(**bought),
        renewal=renewal(gracePeriodExpiresDate=GRACE_MS if state == "grace" else None, **renews),
        status=status if with_status else None,
    )
    stands = told["subscription"]
    assert (stands["state"], stands["is_entitled"]) == (state, is_entitled)
    assert stands["will_renew"] == will_renew
    until_ms = GRACE_MS if state == "grace" else START_MS + 30 * DAY_MS
    assert stands["entitled_until"] == at(until_ms)


@pytest.mark.parametrize(
    ("type", "subtype", "outer"),
    [
        ("TEST", None, {}),
        ("RENEWAL_EXTENSION", "SUMMARY", {"data": None, "summary": {"succeededCount": 5}}),
        ("EXTERNAL_PURCHASE_TOKEN", "UNREPORTED", {"data": None, "externalPurchaseToken": {}}),
        ("RESCIND_CONSENT", None, {"data": None, "appData": {"bundleId": "x"}}),
        ("NEW_IN_2030", None, {"data": None}),
        ("NEW_IN_2030", None, {"data": "text"}),
    ],
)
def test_what_carries_no_transaction_says_nothing(
    type: str, subtype: str | None, outer: dict[str, Any]
) -> None:
    assert facts_of(type, subtype, outer=outer) == {}


def test_a_downgrade_names_the_next_product() -> None:
    told = facts_of(
        "DID_CHANGE_RENEWAL_PREF",
        "DOWNGRADE",
        transaction=transaction(),
        renewal=renewal(autoRenewProductId="basic.monthly"),
        status=1,
    )
    assert told["subscription"]["product"] == "pro.monthly"
    assert told["subscription"]["next_product"] == "basic.monthly"


def test_an_upgraded_period_was_paid_and_says_nothing_of_the_subscription() -> None:
    told = facts_of_transaction(transaction(isUpgraded=True))
    assert told["purchase"]["state"] == "paid"
    assert "subscription" not in told


@pytest.mark.parametrize("offer", [1, 2, 3, 4])
def test_a_free_period_of_any_offer_is_a_trial(offer: int) -> None:
    claims = transaction(offerType=offer, offerDiscountType="FREE_TRIAL", price=0)
    told = facts_of("SUBSCRIBED", "INITIAL_BUY", transaction=claims, renewal=renewal(), status=1)
    assert told["purchase"]["is_trial"] is True
    assert (told["subscription"]["state"], told["subscription"]["is_entitled"]) == (
        "trialing",
        True,
    )
    assert facts_of_transaction(claims)["subscription"]["state"] == "trialing"
    paid = facts_of_transaction(transaction(offerType=offer, offerDiscountType="PAY_UP_FRONT"))
    assert paid["purchase"]["is_trial"] is False


def test_family_members_are_told_apart() -> None:
    claims = transaction(inAppOwnershipType="FAMILY_SHARED")
    told = facts_of("SUBSCRIBED", "INITIAL_BUY", transaction=claims, renewal=renewal())
    assert told["purchase"]["is_family_shared"] is True
    assert told["subscription"]["is_family_shared"] is True


@pytest.mark.parametrize(
    ("members", "kind", "share_ppm"),
    [
        ({"revocationType": "REFUND_FULL", "revocationPercentage": 100_000}, "refund", 1_000_000),
        ({"revocationType": "REFUND_PRORATED", "revocationPercentage": 33_333}, "refund", 333_330),
        ({"revocationType": "REFUND_PRORATED", "revocationPercentage": 100_001}, "refund", 10**6),
        ({"revocationType": "REFUND_PRORATED", "revocationPercentage": -1}, "refund", 0),
        ({"revocationType": "REFUND_PRORATED"}, "refund", 1_000_000),
        ({"revocationType": "FAMILY_REVOKE"}, "revocation", 1_000_000),
        ({"revocationType": "NEW_IN_2030", "revocationPercentage": 5}, "refund", 1_000_000),
        ({"revocationReason": 1}, "refund", 1_000_000),
    ],
)
def test_a_refund_takes_back_its_share(members: dict[str, Any], kind: str, share_ppm: int) -> None:
    claims = pack(revocationDate=START_MS + 5 * DAY_MS, **members)
    taken_back = facts_of("REFUND", transaction=claims)["reversal"]
    assert (taken_back["state"], taken_back["kind"]) == ("active", kind)
    assert taken_back["share_ppm"] == share_ppm
    assert facts_of_transaction(claims)["reversal"] == taken_back


def test_the_newest_signature_decides_whether_a_refund_stands() -> None:
    bought = pack(signedDate=START_MS + 1)
    refunded = pack(signedDate=START_MS + 2, revocationDate=START_MS + 2)
    reversed_ = pack(signedDate=START_MS + 3)
    told = [
        facts_of("ONE_TIME_CHARGE", transaction=bought)["reversal"],
        facts_of("REFUND", transaction=refunded)["reversal"],
        facts_of("REFUND_REVERSED", transaction=reversed_)["reversal"],
    ]
    for order in itertools.permutations(told):
        assert max(order, key=lambda fact: fact["as_of"])["state"] == "inactive"
    for order in itertools.permutations(told[:2]):
        assert max(order, key=lambda fact: fact["as_of"])["state"] == "active"


def test_a_refund_of_an_older_period_says_nothing_of_the_subscription() -> None:
    older = transaction(revocationDate=START_MS + 40 * DAY_MS, signedDate=START_MS + 40 * DAY_MS)
    for type in ("REFUND", "REFUND_REVERSED", "REFUND_DECLINED", "CONSUMPTION_REQUEST"):
        told = facts_of(type, transaction=older, renewal=renewal(**LATE), status=1)
        assert set(told) == {"purchase", "reversal"}


def test_old_transactions_read_today_do_not_speak_against_newer_ones() -> None:
    today = START_MS + 100 * DAY_MS
    first = transaction(signedDate=today)
    second = transaction(
        transactionId="2000000000000002",
        purchaseDate=START_MS + 30 * DAY_MS,
        expiresDate=START_MS + 60 * DAY_MS,
        productId="max.monthly",
        signedDate=today,
    )
    told = [facts_of_transaction(claims, READ_TRANSACTION) for claims in (second, first)]
    newest = max((facts["subscription"] for facts in told), key=lambda fact: fact["as_of"])
    assert newest["product"] == "max.monthly"
    # Nor against what was heard of it since.
    heard = facts_of(
        "DID_CHANGE_RENEWAL_STATUS",
        "AUTO_RENEW_DISABLED",
        transaction={**second, "signedDate": START_MS + 35 * DAY_MS},
        renewal=renewal(autoRenewStatus=0, signedDate=START_MS + 35 * DAY_MS),
        status=1,
    )["subscription"]
    assert heard["as_of"] > newest["as_of"]


def test_a_renewal_charged_before_its_period_begins_counts_as_of_its_signature() -> None:
    begins = START_MS + 30 * DAY_MS
    claims = transaction(
        transactionId="2000000000000002",
        purchaseDate=begins,
        expiresDate=begins + 30 * DAY_MS,
        signedDate=begins - DAY_MS,
    )
    assert facts_of_transaction(claims)["subscription"]["as_of"] == at(begins - DAY_MS)


def test_a_transaction_that_was_revoked_says_nothing_of_the_subscription() -> None:
    claims = transaction(revocationDate=START_MS + 10)
    assert set(facts_of_transaction(claims)) == {"purchase", "reversal"}


def test_a_status_read_from_apple_is_a_standing() -> None:
    item = {
        "originalTransactionId": "2000000000000001",
        "status": 4,
        "signedTransactionInfo": CHAIN.sign(transaction(**LATE)),
        "signedRenewalInfo": CHAIN.sign(renewal(gracePeriodExpiresDate=GRACE_MS, **LATE)),
    }
    told = translate(event(READ_SUBSCRIPTION, orjson.dumps(item).decode()))
    stands = next(fact for fact in told if fact["fact"] == "subscription")
    assert (stands["state"], stands["entitled_until"]) == ("grace", at(GRACE_MS))
    assert stands["as_of"] == at(AFTER_MS)


def test_an_extended_period_ends_later() -> None:
    later = START_MS + 44 * DAY_MS
    claims = transaction(expiresDate=later)
    told = facts_of("RENEWAL_EXTENDED", transaction=claims, renewal=renewal(), status=1)
    assert told["purchase"]["period_end"] == at(later)
    assert told["subscription"]["entitled_until"] == at(later)


def test_unlocks_and_periods_without_renewal_are_purchases_alone() -> None:
    for type in ("Non-Consumable", "Non-Renewing Subscription", "New in 2030"):
        told = facts_of_transaction(pack(type=type))
        assert set(told) == {"purchase", "reversal"}
        assert told["purchase"]["period_start"] is None


def test_a_token_that_is_no_uuid_is_no_hint() -> None:
    assert facts_of_transaction(pack(appAccountToken="mine"))["purchase"]["account_id"] is None
    told = facts_of_transaction(pack(appAccountToken=ACCOUNT.upper()))
    assert told["purchase"]["account_id"] == ACCOUNT


@pytest.mark.parametrize(
    "missing", ["transactionId", "originalTransactionId", "productId", "purchaseDate"]
)
def test_a_transaction_without_its_names_is_not_translated(missing: str) -> None:
    with pytest.raises(Untranslatable):
        facts_of_transaction(pack(**{missing: None}))
    with pytest.raises(Untranslatable):
        facts_of("ONE_TIME_CHARGE", transaction=pack(**{missing: None}))


@pytest.mark.parametrize(
    ("type", "payload"),
    [("TEST", ""), ("TEST", "a.b.c"), (SUBMITTED, "{}"), (READ_SUBSCRIPTION, "not json")],
)
def test_what_cannot_be_read_is_not_translated(type: str, payload: str) -> None:
    with pytest.raises(Untranslatable):
        translate(event(type, payload))


@pytest.mark.parametrize("value", ["soon", True, 1.5, 10**18, None])
def test_times_that_are_none_are_not_translated(value: Any) -> None:
    with pytest.raises(Untranslatable):
        facts_of_transaction(transaction(purchaseDate=value))


def test_translation_outlives_its_certificates() -> None:
    """Nothing is verified again: the chain may have expired, or be unknown by then."""
    stranger = Chain(leaf_days=(-800, -400))
    signed = stranger.sign(pack())
    assert len(translate(event(SUBMITTED, signed))) == 2


def test_translating_twice_gives_the_same() -> None:
    signed = notification(CHAIN, "DID_RENEW", transaction=transaction(), renewal=renewal())
    assert translate(event("DID_RENEW", signed)) == translate(event("DID_RENEW", signed))
