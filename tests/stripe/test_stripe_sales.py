"""What is sold to whom, and under which customer: decided in Postgres."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from stripe_books import Shop
from stripe_objects import START, event, subscription

OpenShop = Callable[[], Shop]


def find_sale(shop: Shop, product: str = "pro") -> dict[str, Any]:
    row = shop.connection.execute(
        "select api.find_sale(%s, %s, 'stripe', 'sandbox', %s)",
        [shop.account, shop.user_id, product],
    ).fetchone()
    assert row is not None
    sale: dict[str, Any] = row[0]
    return sale


def find_customer(shop: Shop) -> Any:
    row = shop.connection.execute(
        "select api.find_customer(%s, %s, 'stripe', 'sandbox')", [shop.account, shop.user_id]
    ).fetchone()
    return row and row[0]


async def tell(shop: Shop, created: int, **members: Any) -> None:
    """Of the shop's account, under the period's years to come."""
    far = 4_000_000_000
    value = subscription(**members)
    for item in value["items"]["data"]:
        item["current_period_end"] = far
    shop.store(event("customer.subscription.updated", value, created))
    await shop.fold()


@pytest.mark.parametrize(
    ("status", "is_sold"),
    [
        ("trialing", False),
        ("active", False),
        ("past_due", False),
        ("paused", False),
        ("unpaid", True),
        ("incomplete", True),
        ("incomplete_expired", True),
        ("canceled", True),
    ],
)
async def test_who_is_subscribed_is_not_sold_another(
    open_shop: OpenShop, status: str, is_sold: bool
) -> None:
    shop = open_shop()
    await tell(shop, START, status=status)
    assert find_sale(shop, "pack")["kind"] == "credit_pack"
    if is_sold:
        assert find_sale(shop)["store_product_id"] == "price_pro"
        return
    with pytest.raises(psycopg.Error) as caught:
        find_sale(shop)
    assert caught.value.sqlstate == "FLSUB"


@pytest.mark.parametrize(
    ("product", "state"), [("none", "FLPRD"), ("gone", "FLOFR"), ("fruit", "FLOFR")]
)
def test_what_is_not_offered_is_not_sold(open_shop: OpenShop, product: str, state: str) -> None:
    with pytest.raises(psycopg.Error) as caught:
        find_sale(open_shop(), product)
    assert caught.value.sqlstate == state


def test_who_does_not_belong_to_the_account_is_told_nothing(open_shop: OpenShop) -> None:
    shop = open_shop()
    shop.user_id = shop.db.add_user()
    for ask in (find_sale, find_customer):
        with pytest.raises(psycopg.Error) as caught:
            ask(shop)
        assert caught.value.sqlstate == "FLMEM"


async def test_the_customer_is_the_one_whose_subscription_runs(open_shop: OpenShop) -> None:
    shop = open_shop()
    assert find_customer(shop) is None
    await tell(shop, START, status="canceled", customer="cus_old")
    assert find_customer(shop) == "cus_old"
    shop.connection.execute(
        "select api.save_customer(%s, %s, 'stripe', 'sandbox', 'cus_made', null)",
        [shop.account, shop.user_id],
    )
    assert find_customer(shop) == "cus_made"
    await tell(shop, START + 1, id="sub_2", customer="cus_running")
    assert find_customer(shop) == "cus_running"
    assert find_sale(shop, "pack")["customer_id"] == "cus_running"


async def test_a_merged_accounts_customer_and_subscription_come_along(
    open_shop: OpenShop,
) -> None:
    shop = open_shop()
    anonymous_id = shop.db.add_user(is_anonymous=True)
    row = shop.connection.execute("select api.open_account(%s, true)", [anonymous_id]).fetchone()
    assert row is not None
    signed_in, shop.account = shop.account, str(row[0])
    await tell(shop, START, customer="cus_anonymous")
    merged, shop.account = shop.account, signed_in
    assert find_customer(shop) is None
    shop.connection.execute(
        "select api.merge_accounts(%s, %s, %s, %s)",
        [shop.account, shop.user_id, merged, anonymous_id],
    )
    assert find_customer(shop) == "cus_anonymous"
    with pytest.raises(psycopg.Error) as caught:
        find_sale(shop)
    assert caught.value.sqlstate == "FLSUB"
