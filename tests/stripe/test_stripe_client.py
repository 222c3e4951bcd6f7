"""The client of Stripe's API: time-outs, retries, and what becomes of Stripe's errors."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from functions_py.errors import FlorinError
from functions_py.settings import Settings
from functions_py.stores.stripe_client import (
    StripeApi,
    environment_of_key,
    open_stripe,
    require_stripe,
)
from stripe_life import URL, checkout
from stripe_shop import stripe_settings

from local.stripe.control import StripeControl


async def refused(call: Any) -> FlorinError:
    with pytest.raises(FlorinError) as caught:
        await call
    return caught.value


def test_without_a_key_there_is_no_stripe() -> None:
    with pytest.raises(FlorinError) as caught:
        require_stripe(open_stripe(Settings()))
    assert (caught.value.status, caught.value.code) == (501, "stripe_not_configured")


@pytest.mark.parametrize(
    ("key", "environment"),
    [
        ("sk_live_1", "production"),
        ("rk_live_1", "production"),
        ("sk_test_live_", "sandbox"),
        ("rk_test_1", "sandbox"),
        ("sk_1", "sandbox"),
    ],
)
def test_the_environment_is_that_of_the_key(key: str, environment: str) -> None:
    assert environment_of_key(key) == environment


async def test_a_failure_that_passes_is_tried_again_with_the_same_key(
    stripe_api: StripeApi, stripe_world: StripeControl
) -> None:
    stripe_world.fail("/v1/customers", method="POST", status=500, times=1, when="after")
    stripe_world.fail("/v1/customers", method="POST", status=503, times=1)
    made = await stripe_api.create_customer("a", "one key")
    asked = stripe_world.requests("/v1/customers")
    assert [request["idempotency_key"] for request in asked] == ["one key"] * 3
    again = await stripe_api.create_customer("a", "one key")
    assert again.value["id"] == made.value["id"]


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_what_does_not_pass_in_time_is_unavailable(
    stripe_api: StripeApi, stripe_world: StripeControl, status: int
) -> None:
    stripe_world.fail("/v1/subscriptions/*", status=status, times=3)
    error = await refused(stripe_api.subscription("sub_1"))
    assert (error.status, error.code, error.retry_after_s) == (503, "stripe_unavailable", 5)


async def test_silence_and_a_closed_door_are_unavailable(stripe_world: StripeControl) -> None:
    silent = StripeApi(stripe_settings(stripe_world, stripe_timeout_s=0.1))
    stripe_world.fail("/v1/subscriptions/*", status=0, delay_s=0.5, times=3)
    closed = StripeApi(stripe_settings(stripe_world, stripe_api_base="http://127.0.0.1:1"))
    for api in (silent, closed):
        error = await refused(api.subscription("sub_1"))
        assert (error.status, error.code) == (503, "stripe_unavailable")
        await api.close()
    await asyncio.sleep(0.5)


async def test_what_stripe_refuses_is_told_by_its_code(stripe_api: StripeApi) -> None:
    error = await refused(stripe_api.subscription("sub_missing"))
    assert (error.status, error.code) == (502, "stripe_refused")
    assert error.extra == {"stripe_code": "resource_missing", "stripe_param": "id"}


async def test_a_wrong_key_is_our_affair_and_is_not_told() -> None:
    from local.testbed.stripe import running_stripe

    with running_stripe("sk_test_right") as world:
        api = StripeApi(stripe_settings(world, stripe_secret_key="sk_test_wrong_secret"))
        error = await refused(api.subscription("sub_1"))
        await api.close()
    assert (error.status, error.code) == (502, "stripe_refused")
    assert error.extra["stripe_code"] == "authentication_error"
    assert "wrong_secret" not in str(error) + error.detail


async def test_a_key_for_another_request_is_refused(stripe_api: StripeApi) -> None:
    await stripe_api.create_customer("a", "key")
    error = await refused(stripe_api.create_customer("b", "key"))
    assert (error.status, error.code) == (422, "idempotency_key_reused")


async def test_a_list_is_read_to_its_end(
    stripe_api: StripeApi, stripe_world: StripeControl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions_py.stores.stripe_client.PAGE", 1)
    answer = await stripe_api.create_checkout(
        {
            "mode": "payment",
            "success_url": URL,
            "line_items": [
                {"price": price, "quantity": 1} for price in ("price_pack", "price_unlock")
            ],
        },
        None,
    )
    lines = await stripe_api.session_lines(answer.value["id"])
    assert [row["price"]["id"] for row in lines.value["data"]] == ["price_pack", "price_unlock"]
    assert len(stripe_world.requests(f"/v1/checkout/sessions/{answer.value['id']}/line_items")) == 2


async def test_the_time_of_an_answer_is_stripes(
    stripe_api: StripeApi, stripe_world: StripeControl
) -> None:
    stripe_world.freeze()
    now = stripe_world.advance(days=400)
    session = await checkout(stripe_api, "price_pack", None)
    assert (await stripe_api.session_lines(session["id"])).at == now
