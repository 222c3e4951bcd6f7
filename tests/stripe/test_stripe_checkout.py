"""/v1/billing of a running service: checkout, portal, and one customer for each account."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from stripe_shop import TIMEOUT_S, post

from local.stripe.control import StripeControl
from local.testbed.databases import Database
from local.testbed.identity import User
from local.testbed.services import Service
from local.testbed.stripe import client_of

CHECKOUT, PORTAL = "/v1/billing/checkout", "/v1/billing/portal"


@pytest.fixture
def user(shop: Service) -> User:
    return shop.new_user(is_anonymous=False)


@pytest.fixture
def world(stripe_stand_in: StripeControl) -> Iterator[StripeControl]:
    yield stripe_stand_in
    stripe_stand_in.fail("/nowhere", times=0)


def account_of(shop: Service, user: User) -> str:
    with httpx.Client(base_url=shop.base_url, timeout=TIMEOUT_S, trust_env=False) as http:
        found: str = http.get("/v1/me", headers=user.headers).json()["account"]["account_id"]
        return found


def customers(world: StripeControl, account_id: str) -> list[dict[str, Any]]:
    return [
        request
        for request in world.requests("/v1/customers")
        if account_id in str(request["params"])
    ]


def asked(world: StripeControl, account_id: str) -> dict[str, Any]:
    """The newest session that was asked for on behalf of the account."""
    return [
        request["params"]
        for request in world.requests("/v1/checkout/sessions")
        if account_id in str(request["params"])
    ][-1]


def refused(reply: httpx.Response, status: int, code: str) -> None:
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("product", "price", "mode", "data"),
    [
        ("pro", "price_pro", "subscription", "subscription_data"),
        ("pack", "price_pack", "payment", "payment_intent_data"),
        ("unlock", "price_unlock", "payment", "payment_intent_data"),
    ],
)
def test_a_checkout_carries_account_product_and_price_on_everything(
    shop: Service, user: User, world: StripeControl, product: str, price: str, mode: str, data: str
) -> None:
    reply = post(shop, CHECKOUT, user, {"product": product, "cancel_url": "myapp://shop"})
    assert reply.status_code == 201, reply.text
    assert set(reply.json()) == {"session_id", "url", "expires_at"}
    assert reply.json()["url"].startswith("http")
    account_id = account_of(shop, user)
    session = asked(world, account_id)
    metadata = {
        "florin_account_id": account_id,
        "florin_product": product,
        "florin_price": price,
    }
    assert session["mode"] == mode
    for name, value in metadata.items():
        assert session[f"metadata[{name}]"] == session[f"{data}[metadata][{name}]"] == value
    assert session["client_reference_id"] == account_id
    assert session["success_url"] == "https://app.example/thanks"
    assert session["cancel_url"] == "myapp://shop"
    assert "payment_method_types" not in session


def test_a_plan_that_bills_overage_is_sold_with_its_metered_price(
    shop: Service, shop_database: Database, user: User, world: StripeControl
) -> None:
    client = client_of(world)
    meter = client.v1.billing.meters.create(
        {
            "display_name": "Overage",
            "event_name": "florin_overage",
            "default_aggregation": {"formula": "sum"},
        }
    )
    price = client.v1.prices.create(
        {
            "currency": "usd",
            "product_data": {"name": "Overage"},
            "unit_amount": 2,
            "recurring": {"interval": "month", "usage_type": "metered", "meter": meter.id},
        }
    )
    change = "update catalog.products set metered_price_id = %s where id = 'pro'"
    shop_database.kept_connection().execute(change, [price.id])
    try:
        reply = post(shop, CHECKOUT, user, {"product": "pro"})
    finally:
        shop_database.kept_connection().execute(change, [None])
    assert reply.status_code == 201, reply.text
    items = {
        name: value
        for name, value in asked(world, account_of(shop, user)).items()
        if name.startswith("line_items")
    }
    assert items == {
        "line_items[0][price]": "price_pro",
        "line_items[0][quantity]": "1",
        "line_items[1][price]": price.id,
    }


def test_the_same_key_is_answered_with_the_same_session(shop: Service, user: User) -> None:
    body = {"product": "pack"}
    first = post(shop, CHECKOUT, user, body, key="one")
    assert post(shop, CHECKOUT, user, body, key="one").json() == first.json()
    other = post(shop, CHECKOUT, user, body, key="two")
    assert other.json()["session_id"] != first.json()["session_id"]
    without = post(shop, CHECKOUT, user, body)
    assert without.json()["session_id"] != first.json()["session_id"]
    refused(
        post(shop, CHECKOUT, user, {"product": "unlock"}, key="one"), 422, "idempotency_key_reused"
    )
    # Another account's key of the same name is another key.
    assert post(shop, CHECKOUT, shop.new_user(), body, key="one").status_code == 201


def test_many_checkouts_at_once_make_one_customer(
    shop: Service, user: User, world: StripeControl
) -> None:
    with ThreadPoolExecutor(8) as pool:
        replies = list(
            pool.map(lambda _: post(shop, CHECKOUT, user, {"product": "pack"}), range(8))
        )
    assert [reply.status_code for reply in replies] == [201] * 8
    account_id = account_of(shop, user)
    made = customers(world, account_id)
    assert {request["idempotency_key"] for request in made} == {f"florin-customer-{account_id}"}
    used = {
        request["params"]["customer"]
        for request in world.requests("/v1/checkout/sessions")
        if account_id in str(request["params"])
    }
    row = shop.db.kept_connection().execute(
        "select customer_id from billing.customers where account_id = %s", [account_id]
    )
    assert used == {customer for (customer,) in row.fetchall()}
    assert len(used) == 1


def test_whose_the_customer_is_is_stored_as_an_event(shop: Service, user: User) -> None:
    post(shop, CHECKOUT, user, {"product": "pack"})
    account_id = account_of(shop, user)
    rows = shop.db.kept_connection().execute(
        "select payload from billing.provider_events where type = 'florin.read.customer' "
        "and payload like %s",
        [f"%{account_id}%"],
    )
    assert len(rows.fetchall()) == 1


def test_a_customer_that_stripe_has_lost_is_made_anew(
    shop: Service, user: User, world: StripeControl
) -> None:
    assert post(shop, CHECKOUT, user, {"product": "pack"}).status_code == 201
    account_id = account_of(shop, user)
    connection = shop.db.kept_connection()
    (lost,) = connection.execute(
        "update billing.customers set customer_id = 'cus_lost' where account_id = %s "
        "returning customer_id",
        [account_id],
    ).fetchone() or ("",)
    assert post(shop, CHECKOUT, user, {"product": "pack"}, key="k").status_code == 201
    (kept,) = connection.execute(
        "select customer_id from billing.customers where account_id = %s", [account_id]
    ).fetchone() or ("",)
    assert kept != lost
    assert asked(world, account_id)["customer"] == kept
    # A late racer with the same lost customer does not replace the new one.
    late = connection.execute(
        "select billing.save_customer(%s, %s, 'stripe', 'sandbox', 'cus_late', 'cus_lost')",
        [account_id, user.id],
    ).fetchone()
    assert late == (kept,)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"product": "none"}, 404, "product_not_found"),
        ({"product": "gone"}, 409, "product_not_offered"),
        ({"product": "fruit"}, 409, "product_not_offered"),
        ({}, 400, "invalid_request"),
        ({"product": ""}, 400, "invalid_request"),
        ({"product": 7}, 400, "invalid_request"),
        ({"product": "pack", "price": "price_1"}, 400, "invalid_request"),
        ({"product": "pack", "success_url": "javascript:alert(1)"}, 400, "invalid_request"),
        ({"product": "pack", "cancel_url": "https://a b"}, 400, "invalid_request"),
        ({"product": "pack", "success_url": "https://a/" + "x" * 2048}, 400, "invalid_request"),
    ],
)
def test_what_is_not_sold_is_refused(
    shop: Service, user: User, body: dict[str, Any], status: int, code: str
) -> None:
    refused(post(shop, CHECKOUT, user, body), status, code)


def test_an_unlocked_model_is_not_sold_again(shop: Service, user: User) -> None:
    account_id = account_of(shop, user)
    shop.db.kept_connection().execute(
        "insert into access.entitlements (account_id, kind, key, source, source_ref) "
        "values (%s, 'model', 'demo', 'purchase', 'test')",
        [account_id],
    )
    refused(post(shop, CHECKOUT, user, {"product": "unlock"}), 409, "already_owned")


def test_who_is_not_signed_in_or_comes_with_a_key_buys_nothing(shop: Service, user: User) -> None:
    refused(post(shop, CHECKOUT, None, {"product": "pack"}), 401, "credentials_missing")
    with httpx.Client(base_url=shop.base_url, timeout=TIMEOUT_S, trust_env=False) as http:
        made = http.post("/v1/api-keys", json={"name": "k"}, headers=user.headers).json()
        for path in (CHECKOUT, PORTAL):
            reply = http.post(path, json={"product": "pack"}, headers={"x-api-key": made["key"]})
            refused(reply, 403, "user_token_required")
        stranger = {**user.headers, "florin-account": str(uuid.uuid4())}
        reply = http.post(CHECKOUT, json={"product": "pack"}, headers=stranger)
        refused(reply, 403, "not_a_member")


def test_the_portal_is_for_customers(shop: Service, user: User) -> None:
    refused(post(shop, PORTAL, user, {}), 409, "no_customer")
    post(shop, CHECKOUT, user, {"product": "pack"})
    reply = post(shop, PORTAL, user)
    assert reply.status_code == 201, reply.text
    assert set(reply.json()) == {"url"}
    refused(post(shop, PORTAL, user, {"return_url": "nowhere"}), 400, "invalid_request")
    shop.db.kept_connection().execute(
        "update billing.customers set customer_id = 'cus_lost' where account_id = %s",
        [account_of(shop, user)],
    )
    refused(post(shop, PORTAL, user), 409, "no_customer")


def test_stripes_troubles_are_told_as_what_they_are(
    shop: Service, user: User, world: StripeControl
) -> None:
    assert post(shop, CHECKOUT, user, {"product": "pack"}).status_code == 201
    world.fail("/v1/checkout/sessions", method="POST", status=429, times=1)
    reply = post(shop, CHECKOUT, user, {"product": "pack"})
    refused(reply, 503, "stripe_unavailable")
    assert int(reply.headers["retry-after"]) >= 1
    shop.db.kept_connection().execute(
        "insert into catalog.products "
        "(id, kind, store, store_product_id, credits, price_minor_units) "
        "values ('unpriced', 'credit_pack', 'stripe', 'price_unknown', 5, 1)"
    )
    reply = post(shop, CHECKOUT, user, {"product": "unpriced"})
    refused(reply, 502, "stripe_refused")
    assert reply.json()["stripe_code"] == "resource_missing"


def test_a_lost_answer_is_asked_for_again_by_the_same_key(
    shop: Service, user: User, world: StripeControl
) -> None:
    world.fail("/v1/checkout/sessions", method="POST", status=500, times=3, when="after")
    refused(post(shop, CHECKOUT, user, {"product": "pack"}, key="k"), 503, "stripe_unavailable")
    reply = post(shop, CHECKOUT, user, {"product": "pack"}, key="k")
    assert reply.status_code == 201
    account_id = account_of(shop, user)
    keys = {
        request["idempotency_key"]
        for request in world.requests("/v1/checkout/sessions")
        if account_id in str(request["params"])
    }
    assert len(keys) == 1


def test_without_a_key_the_deployment_says_so(start_shop: Callable[..., Service]) -> None:
    service = start_shop(STRIPE_SECRET_KEY="")
    user = service.new_user()
    for path in (CHECKOUT, PORTAL):
        refused(post(service, path, user, {"product": "pack"}), 501, "stripe_not_configured")


def test_without_a_default_the_urls_are_asked_for(start_shop: Callable[..., Service]) -> None:
    service = start_shop(FLORIN_CHECKOUT_SUCCESS_URL="", FLORIN_PORTAL_RETURN_URL="")
    user = service.new_user()
    reply = post(service, CHECKOUT, user, {"product": "pack"})
    refused(reply, 400, "invalid_request")
    assert reply.json()["param"] == "success_url"
    assert post(service, PORTAL, user).json()["param"] == "return_url"
