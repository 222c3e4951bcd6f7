"""Lives of purchases, as their notifications tell them: each verified as PRODUCTION."""

import json
import uuid
from typing import Any

import pytest
from shop import BASIC, PACK, PRO, UNLOCK, YEARLY, StoreClient, payload_of

from local.app_store.control import AppStore
from local.app_store.store import StoreError
from local.testbed.receiver import Receiver

DAY_MS = 86_400_000
ACTIVE, EXPIRED, RETRYING, IN_GRACE, REVOKED = 1, 2, 3, 4, 5


def told(store: AppStore, webhook: Receiver) -> list[str]:
    """TYPE or TYPE/SUBTYPE of everything that arrived, after verifying it."""
    store.await_delivery()
    client = StoreClient(store)
    names = []
    for request in webhook.requests:
        payload = client.notification(json.loads(request.body)["signedPayload"])
        if payload.data is not None and payload.data.signedTransactionInfo is not None:
            client.transaction(payload.data.signedTransactionInfo)
        if payload.data is not None and payload.data.signedRenewalInfo is not None:
            client.renewal(payload.data.signedRenewalInfo)
        subtype = f"/{payload.rawSubtype}" if payload.rawSubtype else ""
        names.append(f"{payload.rawNotificationType}{subtype}")
    return names


def last(webhook: Receiver) -> dict[str, Any]:
    """`data` of the newest notification, decoded."""
    data: dict[str, Any] = payload_of(webhook.requests[-1])["data"]
    return data


def test_pack_is_bought_and_refunded_and_the_refund_taken_back(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    pack = own_store.buy(customer, PACK, account_token=str(uuid.uuid4()), quantity=2)
    own_store.request_refund(pack.transaction_id, "FULFILLMENT_ISSUE")
    own_store.await_delivery()
    assert last(webhook)["consumptionRequestReason"] == "FULFILLMENT_ISSUE"
    own_store.refund(pack.transaction_id)
    own_store.await_delivery()
    refunded = last(webhook)["signedTransactionInfo"]
    assert refunded["revocationType"] == "REFUND_FULL" and refunded["revocationDate"]
    assert "revocationPercentage" not in refunded
    own_store.reverse_refund(pack.transaction_id)
    assert told(own_store, webhook) == [
        "ONE_TIME_CHARGE",
        "CONSUMPTION_REQUEST",
        "REFUND",
        "REFUND_REVERSED",
    ]
    restored = last(webhook)["signedTransactionInfo"]
    assert restored["transactionId"] == pack.transaction_id and restored["quantity"] == 2
    assert "revocationDate" not in restored


def test_subscription_renews_with_a_transaction_each_month(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    first = own_store.buy(customer, PRO, account_token=str(uuid.uuid4()))
    own_store.advance(days=62)
    assert told(own_store, webhook) == ["SUBSCRIBED/INITIAL_BUY", "DID_RENEW", "DID_RENEW"]
    infos = [payload_of(request)["data"]["signedTransactionInfo"] for request in webhook.requests]
    assert len({info["transactionId"] for info in infos}) == 3
    assert {info["originalTransactionId"] for info in infos} == {first.transaction_id}
    assert infos[1]["purchaseDate"] == infos[0]["expiresDate"]
    assert [info["transactionReason"] for info in infos] == ["PURCHASE", "RENEWAL", "RENEWAL"]
    signed = [payload_of(request)["signedDate"] for request in webhook.requests]
    assert signed == sorted(set(signed))
    # Told at its time, not at the end of the jump.
    assert abs(signed[1] - infos[0]["expiresDate"]) < DAY_MS


def test_cancelled_subscription_lasts_to_its_end_and_comes_back(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    first = own_store.buy(customer, BASIC)
    own_store.set_auto_renew(first.transaction_id, False)
    own_store.advance(days=20)
    assert own_store.subscription(first.transaction_id)["status"] == ACTIVE
    own_store.advance(days=20)
    assert own_store.subscription(first.transaction_id)["status"] == EXPIRED
    again = own_store.buy(customer, BASIC)
    assert again.original_transaction_id == first.transaction_id
    assert told(own_store, webhook) == [
        "SUBSCRIBED/INITIAL_BUY",
        "DID_CHANGE_RENEWAL_STATUS/AUTO_RENEW_DISABLED",
        "EXPIRED/VOLUNTARY",
        "SUBSCRIBED/RESUBSCRIBE",
    ]


def test_upgrade_is_at_once_and_downgrade_at_the_renewal(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    basic = own_store.buy(customer, BASIC)
    pro = own_store.change_product(basic.transaction_id, PRO)
    assert pro.claims["productId"] == PRO and pro.transaction_id != basic.transaction_id
    assert own_store.transaction(basic.transaction_id).claims["isUpgraded"] is True
    own_store.change_product(basic.transaction_id, BASIC)
    own_store.await_delivery()
    assert last(webhook)["signedRenewalInfo"]["autoRenewProductId"] == BASIC
    assert last(webhook)["signedTransactionInfo"]["productId"] == PRO
    # Thought better of it, and then not.
    own_store.change_product(basic.transaction_id, PRO)
    own_store.change_product(basic.transaction_id, BASIC)
    own_store.advance(days=32)
    assert last(webhook)["signedTransactionInfo"]["productId"] == BASIC
    assert told(own_store, webhook) == [
        "SUBSCRIBED/INITIAL_BUY",
        "DID_CHANGE_RENEWAL_PREF/UPGRADE",
        "DID_CHANGE_RENEWAL_PREF/DOWNGRADE",
        "DID_CHANGE_RENEWAL_PREF",
        "DID_CHANGE_RENEWAL_PREF/DOWNGRADE",
        "DID_RENEW",
    ]


def test_failed_payment_goes_through_grace_and_retry_to_the_end(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    first = own_store.buy(customer, PRO)
    own_store.call("fail_billing", chain_id=first.transaction_id)
    own_store.advance(days=32)
    grace = last(webhook)
    assert grace["status"] == IN_GRACE
    expires = grace["signedTransactionInfo"]["expiresDate"]
    assert grace["signedRenewalInfo"]["gracePeriodExpiresDate"] == expires + 16 * DAY_MS
    own_store.advance(days=16)
    assert last(webhook)["status"] == RETRYING
    own_store.advance(days=60)
    assert last(webhook)["status"] == EXPIRED
    assert last(webhook)["signedRenewalInfo"]["expirationIntent"] == 2
    assert told(own_store, webhook) == [
        "SUBSCRIBED/INITIAL_BUY",
        "DID_FAIL_TO_RENEW/GRACE_PERIOD",
        "GRACE_PERIOD_EXPIRED",
        "EXPIRED/BILLING_RETRY",
    ]


@pytest.mark.parametrize("grace_days", [16, None])
def test_payment_that_recovers_renews(
    own_store: AppStore, webhook: Receiver, customer: str, grace_days: int | None
) -> None:
    own_store.call("set_grace_period", days=grace_days)
    first = own_store.buy(customer, PRO)
    own_store.call("fail_billing", chain_id=first.transaction_id)
    own_store.advance(days=35)
    own_store.call("recover_billing", chain_id=first.transaction_id)
    own_store.await_delivery()
    info = last(webhook)["signedTransactionInfo"]
    # Within the grace period no day is lost; after it the period starts with the payment.
    assert (info["purchaseDate"] == first.claims["expiresDate"]) is (grace_days is not None)
    subtype = "/GRACE_PERIOD" if grace_days else ""
    assert told(own_store, webhook) == [
        "SUBSCRIBED/INITIAL_BUY",
        f"DID_FAIL_TO_RENEW{subtype}",
        "DID_RENEW/BILLING_RECOVERY",
    ]
    assert own_store.subscription(first.transaction_id)["status"] == ACTIVE


def test_free_trial_costs_nothing_and_then_the_price(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    trial = own_store.buy(customer, YEARLY)
    assert (trial.claims["offerType"], trial.claims["offerDiscountType"]) == (1, "FREE_TRIAL")
    assert trial.claims["price"] == 0
    assert trial.claims["expiresDate"] - trial.claims["purchaseDate"] == 7 * DAY_MS
    own_store.advance(days=8)
    paid = last(webhook)["signedTransactionInfo"]
    assert paid["price"] == 199_990 and "offerType" not in paid


def test_offer_code_carries_no_account_and_a_running_subscription_takes_one_too(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    first = own_store.buy(customer, BASIC, offer_code="SPRING")
    assert "appAccountToken" not in first.claims
    assert (first.claims["offerType"], first.claims["offerIdentifier"]) == (3, "SPRING")
    own_store.advance(days=32)
    own_store.call("redeem_offer", chain_id=first.transaction_id, code="SUMMER")
    own_store.advance(days=31)
    assert last(webhook)["signedTransactionInfo"]["offerIdentifier"] == "SUMMER"
    assert "OFFER_REDEEMED" in told(own_store, webhook)


def test_family_follows_its_owner_and_loses_it_with_the_refund(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    owned = own_store.buy(customer, PRO, account_token=str(uuid.uuid4()))
    shared = own_store.share(owned.transaction_id, f"{customer}-child")
    assert shared.claims["inAppOwnershipType"] == "FAMILY_SHARED"
    assert "appAccountToken" not in shared.claims
    own_store.advance(days=32)
    renewed = own_store.subscription(owned.transaction_id)["transaction_id"]
    own_store.refund(renewed)
    own_store.await_delivery()
    lost = last(webhook)
    assert lost["signedTransactionInfo"]["revocationType"] == "FAMILY_REVOKE"
    assert lost["status"] == REVOKED
    assert told(own_store, webhook) == [
        "SUBSCRIBED/INITIAL_BUY",
        "SUBSCRIBED/INITIAL_BUY",
        "DID_RENEW",
        "DID_RENEW",
        "REFUND",
        "REVOKE",
    ]
    own_store.advance(days=62)
    assert len(webhook.requests) == 6


def test_owned_unlock_is_handed_out_again_and_shared_until_refunded(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    bought = own_store.buy(customer, UNLOCK)
    assert own_store.buy(customer, UNLOCK).transaction_id == bought.transaction_id
    shared = own_store.share(bought.transaction_id, f"{customer}-child")
    assert shared.claims["inAppOwnershipType"] == "FAMILY_SHARED"
    own_store.refund(bought.transaction_id)
    assert told(own_store, webhook) == ["ONE_TIME_CHARGE", "ONE_TIME_CHARGE", "REFUND", "REVOKE"]
    assert last(webhook)["signedTransactionInfo"]["transactionId"] == shared.transaction_id
    again = own_store.buy(customer, UNLOCK)
    assert again.transaction_id != bought.transaction_id


def test_price_increase_ends_a_subscription_that_does_not_consent(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    stays, goes = own_store.buy(customer, PRO), own_store.buy(f"{customer}-2", PRO)
    for each in (stays, goes):
        own_store.call("raise_price", chain_id=each.transaction_id, price=24_990)
    own_store.call("consent_to_price", chain_id=stays.transaction_id)
    own_store.advance(days=32)
    assert own_store.subscription(goes.transaction_id)["status"] == EXPIRED
    renewed = own_store.subscription(stays.transaction_id)
    assert (renewed["status"], renewed["claims"]["price"]) == (ACTIVE, 24_990)
    names = told(own_store, webhook)
    assert names.count("PRICE_INCREASE/PENDING") == 2
    assert {"PRICE_INCREASE/ACCEPTED", "EXPIRED/PRICE_INCREASE", "DID_RENEW"} <= set(names)


def test_product_that_is_sold_no_more_ends(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    first = own_store.buy(customer, PRO)
    own_store.call("stop_selling", chain_id=first.transaction_id)
    own_store.advance(days=32)
    assert told(own_store, webhook)[-1] == "EXPIRED/PRODUCT_NOT_FOR_SALE"


def test_extension_moves_the_end_and_its_summary_has_no_data(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    first = own_store.buy(customer, PRO)
    own_store.call("extend_all", product_id=PRO, days=10)
    names = told(own_store, webhook)
    assert names[1:] == ["RENEWAL_EXTENDED", "RENEWAL_EXTENSION/SUMMARY"]
    extended = payload_of(webhook.requests[1])["data"]["signedTransactionInfo"]
    assert extended["expiresDate"] == first.claims["expiresDate"] + 10 * DAY_MS
    summary = payload_of(webhook.requests[2])
    assert "data" not in summary and summary["summary"]["succeededCount"] == 1


def test_prorated_refund_says_its_part_and_ends_the_period(
    own_store: AppStore, webhook: Receiver, customer: str
) -> None:
    first = own_store.buy(customer, PRO)
    own_store.refund(first.transaction_id, percentage=60_000)
    own_store.await_delivery()
    info = last(webhook)["signedTransactionInfo"]
    assert (info["revocationType"], info["revocationPercentage"]) == ("REFUND_PRORATED", 60_000)
    assert last(webhook)["status"] == REVOKED
    own_store.reverse_refund(first.transaction_id)
    own_store.await_delivery()
    assert last(webhook)["status"] == ACTIVE


def test_any_type_can_be_told(own_store: AppStore, webhook: Receiver, customer: str) -> None:
    bought = own_store.buy(customer, PRO)
    for type in ("METADATA_UPDATE", "MIGRATION", "PRICE_CHANGE", "NOT_KNOWN_YET"):
        own_store.tell(type, transaction_id=bought.transaction_id)
    app = {"appAppleId": own_store.settings["app_id"], "bundleId": own_store.settings["bundle_id"]}
    token = {**app, "externalPurchaseId": str(uuid.uuid4()), "tokenCreationDate": 1}
    own_store.tell("EXTERNAL_PURCHASE_TOKEN", "UNREPORTED", body={"externalPurchaseToken": token})
    data = {**app, "environment": "Production"}
    own_store.tell("RESCIND_CONSENT", body={"appData": data})
    assert told(own_store, webhook)[1:] == [
        "METADATA_UPDATE",
        "MIGRATION",
        "PRICE_CHANGE",
        "NOT_KNOWN_YET",
        "EXTERNAL_PURCHASE_TOKEN/UNREPORTED",
        "RESCIND_CONSENT",
    ]


def test_sandbox_tells_no_apple_id(own_store: AppStore, webhook: Receiver, customer: str) -> None:
    own_store.sandbox.buy(customer, PACK)
    own_store.await_delivery()
    data = last(webhook)
    assert data["environment"] == data["signedTransactionInfo"]["environment"] == "Sandbox"
    assert "appAppleId" not in data
    StoreClient(own_store.sandbox).notification(
        json.loads(webhook.requests[0].body)["signedPayload"]
    )


def test_what_cannot_be_is_refused(own_store: AppStore, customer: str) -> None:
    pack = own_store.buy(customer, PACK)
    own_store.refund(pack.transaction_id)
    for attempt in (
        lambda: own_store.buy(customer, "app.nothing"),
        lambda: own_store.buy(customer, PACK, quantity=11),
        lambda: own_store.refund(pack.transaction_id),
        lambda: own_store.refund("42"),
        lambda: own_store.share(pack.transaction_id, "child"),
        lambda: own_store.subscription(pack.transaction_id),
        lambda: own_store.call("no_such_operation"),
        lambda: own_store.call("buy", nonsense=True),
    ):
        with pytest.raises(StoreError):
            attempt()
