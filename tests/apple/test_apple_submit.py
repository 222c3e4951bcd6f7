"""POST /v1/iap/apple/transactions: credits at once, once, for whom they are."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from apple_steps import (
    MONTHLY,
    PACK,
    PACK_CREDITS,
    UNLOCK,
    App,
    refused,
)
from functions_py import scopes

SUBMIT = "/v1/iap/apple/transactions"
RESTORE = "/v1/iap/apple/restore"


@pytest.fixture
def app(shared_app: App) -> App:
    return shared_app


def test_a_pack_is_credited_at_once_and_its_notification_changes_nothing(app: App) -> None:
    customer = app.new_customer()
    before = customer.posted
    app.deliver(is_holding=True)
    bought = customer.buy(PACK, quantity=2)
    answer = customer.submitted(bought.signed_transaction)
    assert answer == {
        "owner": "you",
        "provider": "apple",
        "environment": "production",
        "transaction_id": bought.transaction_id,
        "original_transaction_id": bought.original_transaction_id,
        "product_id": PACK,
        "kind": "credit_pack",
        "is_mapped": True,
        "is_reversed": False,
        "granted_microcredits": 2 * PACK_CREDITS,
        "clawed_microcredits": 0,
        "available_microcredits": before + 2 * PACK_CREDITS,
    }
    app.store.call("release")
    app.delivered()
    app.fold()
    assert app.events("ONE_TIME_CHARGE") == 1
    assert customer.posted == before + 2 * PACK_CREDITS


def test_a_notification_that_comes_first_leaves_nothing_to_credit(app: App) -> None:
    customer = app.new_customer()
    before = customer.posted
    app.deliver()
    bought = customer.buy(PACK)
    app.delivered()
    app.fold()
    assert customer.posted == before + PACK_CREDITS
    answer = customer.submitted(bought.signed_transaction)
    assert answer["granted_microcredits"] == PACK_CREDITS
    assert customer.posted == before + PACK_CREDITS


def test_submitting_again_gives_the_same_answer_and_nothing_more(app: App) -> None:
    customer = app.new_customer()
    bought = customer.buy(PACK)
    first = customer.submitted(bought.signed_transaction)
    assert customer.submitted(bought.signed_transaction) == first
    # Signed anew, as StoreKit does when the app starts again.
    again = app.store.transaction(bought.transaction_id)
    assert again.signed_transaction != bought.signed_transaction
    assert customer.submitted(again.signed_transaction) == first


def test_racing_submissions_and_notifications_credit_once(app: App) -> None:
    customer = app.new_customer()
    before = customer.posted
    bought = customer.buy(PACK)
    told = app.store.call("tell", type="ONE_TIME_CHARGE", transaction_id=bought.transaction_id)
    notification = told["notification"]["signed_payload"]
    with ThreadPoolExecutor(9) as pool:
        replies = [
            *(pool.submit(customer.submit, bought.signed_transaction) for _ in range(4)),
            *(pool.submit(app.notify, notification) for _ in range(4)),
        ]
        folding = pool.submit(app.fold)
        assert [reply.result().status_code for reply in replies] == [200] * 8
        folding.result()
    app.fold()
    assert customer.posted == before + PACK_CREDITS


def test_a_subscription_entitles_at_once(app: App) -> None:
    customer = app.new_customer()
    assert customer.plan == "free"
    answer = customer.submitted(customer.buy(MONTHLY).signed_transaction)
    assert (answer["kind"], answer["is_mapped"]) == ("subscription", True)
    assert customer.plan == "pro"


def test_an_unlock_entitles_at_once(app: App) -> None:
    customer = app.new_customer()
    answer = customer.submitted(customer.buy(UNLOCK).signed_transaction)
    assert (answer["kind"], answer["granted_microcredits"]) == ("model_unlock", 0)
    assert app.rows(
        "select key from access.entitlements where account_id = %s and kind = 'model'",
        customer.account_id,
    ) == [("claude-opus-4-5",)]


def test_a_purchase_that_names_another_account_is_credited_to_it(app: App) -> None:
    owner, other = app.new_customer(), app.new_customer()
    before = owner.posted, other.posted
    bought = owner.buy(PACK)
    refused(other.submit(bought.signed_transaction), 409, "purchase_of_another_account")
    assert (owner.posted, other.posted) == (before[0] + PACK_CREDITS, before[1])
    assert owner.submitted(bought.signed_transaction)["granted_microcredits"] == PACK_CREDITS


def test_what_an_anonymous_user_bought_stays_theirs_after_a_merge(app: App) -> None:
    anonymous, known = app.new_customer(is_anonymous=True), app.new_customer()
    bought = anonymous.buy(PACK)
    anonymous.submitted(bought.signed_transaction)
    before = known.posted
    merged = app.post("/v1/me/merge", {"anonymous_token": anonymous.user.token}, known.user.headers)
    assert merged.status_code == 200
    answer = known.submitted(bought.signed_transaction)
    assert (answer["owner"], answer["transaction_id"]) == ("you", bought.transaction_id)
    assert known.posted == before + PACK_CREDITS
    # The purchase goes on naming the account that is no more.
    second = anonymous.buy(PACK)
    known.submitted(second.signed_transaction)
    assert known.posted == before + 2 * PACK_CREDITS


@pytest.mark.parametrize("token", [None, str(uuid.uuid4())], ids=["none", "a stranger's"])
def test_a_purchase_that_names_none_of_ours_is_bound_to_the_first(
    app: App, token: str | None
) -> None:
    first, second = app.new_customer(), app.new_customer()
    before = first.posted
    bought = app.store.buy(first.name, PACK, account_token=token)
    first.submitted(bought.signed_transaction)
    refused(second.submit(bought.signed_transaction), 409, "purchase_of_another_account")
    first.submitted(bought.signed_transaction)
    assert first.posted == before + PACK_CREDITS


def test_racing_customers_bind_a_purchase_once(app: App) -> None:
    customers = [app.new_customer() for _ in range(4)]
    before = sum(customer.posted for customer in customers)
    bought = app.store.buy(customers[0].name, PACK)
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda c: c.submit(bought.signed_transaction), customers))
    assert sorted(reply.status_code for reply in replies) == [200, 409, 409, 409]
    assert sum(customer.posted for customer in customers) == before + PACK_CREDITS


def test_a_refunded_purchase_is_answered_as_such(app: App) -> None:
    customer = app.new_customer()
    before = customer.posted
    bought = customer.buy(PACK)
    customer.submitted(bought.signed_transaction)
    refunded = app.store.refund(bought.transaction_id)
    answer = customer.submitted(refunded.signed_transaction)
    assert (answer["is_reversed"], answer["clawed_microcredits"]) == (True, PACK_CREDITS)
    assert customer.posted == before
    # What was signed before the refund changes nothing.
    assert customer.submitted(bought.signed_transaction)["is_reversed"] is True
    assert customer.posted == before


def test_an_unknown_product_is_kept_until_it_is_mapped(app: App) -> None:
    customer = app.new_customer()
    before = customer.posted
    app.store.save_products({"product_id": "test.new", "kind": "consumable", "price": 1})
    bought = customer.buy("test.new")
    answer = customer.submitted(bought.signed_transaction)
    assert (answer["is_mapped"], answer["kind"], answer["granted_microcredits"]) == (False, None, 0)
    assert customer.posted == before


def test_the_sandbox_mints_nothing(start_app: Callable[..., App]) -> None:
    app = start_app()
    app.sql.execute(
        "update billing.environments set policy = 'allowance' "
        "where provider = 'apple' and environment = 'sandbox'"
    )
    ((allowance,),) = app.rows(
        "select allowance from billing.environments "
        "where provider = 'apple' and environment = 'sandbox'"
    )
    customer = app.new_customer()
    before = customer.posted
    for _ in range(3):
        bought = customer.buy(PACK, quantity=5, store=app.store.sandbox)
        answer = customer.submitted(bought.signed_transaction)
        assert answer["environment"] == "sandbox"
    # Once per account, whatever was bought.
    assert customer.posted == before + allowance
    assert allowance < 15 * PACK_CREDITS


def test_forged_transactions_are_refused(app: App) -> None:
    customer = app.new_customer()
    before, events = customer.posted, app.events()
    signed = customer.buy(PACK).signed_transaction
    header, _, signature = signed.split(".")
    other = customer.buy(PACK, quantity=9).signed_transaction.split(".")[1]
    forged = f"{header}.{other}.{signature}"
    refused(customer.submit(forged), 400, "signed_data_refused", reason="signature")
    foreign = app.store.call("sign", payload={"bundleId": "com.other", "environment": "Production"})
    refused(customer.submit(foreign["signed"]), 400, "signed_data_refused", reason="app")
    assert (customer.posted, app.events()) == (before, events)


def test_what_apple_signed_and_is_no_purchase_is_refused(app: App) -> None:
    shown = app.store.settings
    named = {"bundleId": shown["bundle_id"], "environment": "Production"}
    customer, events = app.new_customer(), app.events()
    unsigned_date = app.store.call("sign", payload=named)["signed"]
    refused(customer.submit(unsigned_date), 400, "signed_data_refused", reason="content")
    no_product = app.store.call(
        "sign", payload={**named, "transactionId": "1", "signedDate": 1_790_000_000_000}
    )["signed"]
    refused(customer.submit(no_product), 400, "signed_data_unreadable")
    assert app.events() == events


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "signed_transaction"),
        ({"signed_transaction": 1}, "signed_transaction"),
        ({"signed_transaction": ""}, "signed_transaction"),
        ({"signed_transaction": "x" * 131_073}, "signed_transaction"),
        ({"signed_transaction": "x", "more": 1}, "more"),
    ],
)
def test_other_bodies_are_refused(app: App, body: Any, param: str) -> None:
    customer = app.new_customer()
    refused(app.post(SUBMIT, body, customer.user.headers), 400, "invalid_request", param=param)


def test_without_a_user_nothing_is_taken(app: App) -> None:
    refused(app.post(SUBMIT, {"signed_transaction": "x"}), 401, "credentials_missing")
    refused(app.post(RESTORE, {"transaction_id": "1"}), 401, "credentials_missing")


def test_no_api_key_may_buy() -> None:
    assert scopes.scope_for("POST", SUBMIT) is None
    assert scopes.scope_for("POST", RESTORE) is None


def test_without_an_app_everything_is_not_configured(start_app: Callable[..., App]) -> None:
    empty = dict.fromkeys(
        (
            "FLORIN_APPLE_BUNDLE_ID",
            "FLORIN_APPLE_APP_ID",
            "FLORIN_APPLE_KEY_ID",
            "FLORIN_APPLE_ISSUER_ID",
            "FLORIN_APPLE_PRIVATE_KEY",
            "FLORIN_APPLE_ROOT_CERTIFICATES",
            "FLORIN_APPLE_API_URL",
        ),
        "",
    )
    app = start_app(**empty)
    customer = app.new_customer()
    before = customer.posted
    bought = customer.buy(PACK)
    refused(customer.submit(bought.signed_transaction), 501, "app_store_not_configured")
    refused(customer.restore(bought.signed_transaction), 501, "app_store_not_configured")
    refused(app.notify(bought.signed_transaction), 501, "app_store_not_configured")
    assert customer.posted == before


def test_without_a_key_only_what_asks_apple_is_not_configured(
    start_app: Callable[..., App],
) -> None:
    app = start_app(FLORIN_APPLE_KEY_ID="", FLORIN_APPLE_ISSUER_ID="", FLORIN_APPLE_PRIVATE_KEY="")
    customer = app.new_customer()
    bought = customer.buy(PACK)
    assert customer.submitted(bought.signed_transaction)["granted_microcredits"] == PACK_CREDITS
    refused(customer.restore(bought.signed_transaction), 501, "app_store_not_configured")
