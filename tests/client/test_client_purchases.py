"""What is bought through the client arrives, once."""

import asyncio
import time

import httpx
import pytest
from client_shop import Shop
from florin_client import Conflict, Florin, NotFound

PACK = 1_000_000_000
STRIPE_PACK, APPLE_PACK = "credits-1000-stripe", "com.example.florin.credits.1000"
DEADLINE_S = 20.0


async def balance_reaches(florin: Florin, available: int) -> None:
    end = time.monotonic() + DEADLINE_S
    while (await florin.balance()).available != available:
        assert time.monotonic() < end
        await asyncio.sleep(0.1)


async def test_checkout_is_paid_and_the_portal_is_there_afterwards(shop: Shop) -> None:
    async with shop.project.connect() as florin:
        with pytest.raises(Conflict) as early:
            await florin.purchases.portal(return_url="https://app.example/")
        assert early.value.code == "no_customer"
        before = (await florin.balance()).available
        checkouts = [
            await florin.purchases.checkout(
                STRIPE_PACK, success_url="https://app.example/paid", idempotency_key="buy-1"
            )
            for _ in range(2)
        ]
        assert checkouts[0] == checkouts[1]
        shop.stripe.pay(checkouts[0].session_id)
        await balance_reaches(florin, before + PACK)
        portal = await florin.purchases.portal(return_url="https://app.example/")
        assert httpx.URL(portal).host == httpx.URL(checkouts[0].url).host


async def test_product_that_is_not_sold_is_refused(shop: Shop) -> None:
    async with shop.project.connect() as florin:
        with pytest.raises(NotFound) as unknown:
            await florin.purchases.checkout("nothing", success_url="https://app.example/")
        assert unknown.value.code == "product_not_found"


async def test_transaction_submitted_twice_is_credited_once_and_restored(shop: Shop) -> None:
    async with shop.project.connect() as florin:
        account_id = await florin.account_id()
        before = (await florin.balance()).available
        bought = shop.apple.buy("ann", APPLE_PACK, account_token=account_id)
        answers = [await florin.purchases.submit_apple(bought.signed_transaction) for _ in range(2)]
        assert answers[0] == answers[1]
        answer = answers[0]
        assert (answer.transaction_id, answer.kind) == (bought.transaction_id, "credit_pack")
        assert answer.granted_microcredits == PACK and answer.is_mapped
        assert answer.available_microcredits == before + PACK
        restored = await florin.purchases.restore_apple([bought.signed_transaction])
        assert [each.product_id for each in restored.already_yours] == [APPLE_PACK]
        assert restored.restored == () and restored.is_complete
        by_number = await florin.purchases.restore_apple(transaction_id=bought.transaction_id)
        assert by_number == restored
        assert (await florin.balance()).available == before + PACK


async def test_purchase_of_another_account_is_told_so(shop: Shop) -> None:
    async with shop.project.connect() as florin, shop.project.connect() as stranger:
        bought = shop.apple.buy("bob", APPLE_PACK, account_token=await florin.account_id())
        with pytest.raises(Conflict) as refused:
            await stranger.purchases.submit_apple(bought.signed_transaction)
        assert refused.value.code == "purchase_of_another_account"
        await balance_reaches(florin, 20_000_000 + PACK)
