"""A customer's life at the stand-in: whatever the order of its events, they say the same."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from typing import Any

import pytest
from functions_py.stores.stripe_client import StripeApi
from functions_py.stores.stripe_facts import EVENTS, translate
from functions_py.stores.stripe_reads import read
from stripe_life import all_events, cancel, change_price, checkout, refund, subscribe
from stripe_objects import ACCOUNT

from local.stripe.control import StripeControl

KEYS = {
    "purchase": ("transaction_id", "product"),
    "subscription": ("chain_id",),
    "reversal": ("reversal_id",),
    "payment": ("payment_id",),
    "owner": ("owner_key",),
}

Told = tuple[str, dict[str, Any]]


async def live(api: StripeApi, world: StripeControl) -> list[dict[str, Any]]:
    """Subscribes, buys a pack, renews, upgrades, gets a refund, wins a dispute, cancels. The
    events of it that Florin asks for, oldest first."""
    subscription = await subscribe(api, world, "price_pro", ACCOUNT)
    world.advance(seconds=60)
    pack = world.pay((await checkout(api, "price_pack", ACCOUNT))["id"])
    world.advance(days=32)
    await change_price(api, await newest(api, subscription), "price_max")
    world.advance(days=1)
    await refund(api, pack["payment_intent"], 333)
    (invoice, *_) = reversed(await all_of(api, "invoice.paid"))
    dispute = world.dispute(invoice["id"])
    world.advance(days=1)
    world.close_dispute(dispute["id"], "won")
    world.advance(days=1)
    await cancel(api, subscription)
    return [event for event in await all_events(api) if event["type"] in EVENTS]


async def newest(api: StripeApi, subscription: dict[str, Any]) -> dict[str, Any]:
    return (await api.subscription(subscription["id"])).value


async def all_of(api: StripeApi, kind: str) -> list[dict[str, Any]]:
    return [event["data"]["object"] for event in await all_events(api) if event["type"] == kind]


async def told(api: StripeApi, events: Iterable[dict[str, Any]]) -> list[Told]:
    """(event id, fact), with what had to be read."""
    found: list[Told] = []
    for event in events:
        translation = translate(event["type"], json.dumps(event))
        found += [(event["id"], fact) for fact in translation.facts]
        for wanted in translation.reads:
            answer = await read(api, wanted)
            facts = translate(answer.type, answer.payload).facts
            found += [(answer.event_id, fact) for fact in facts]
    return found


def registers(facts: Iterable[Told]) -> dict[tuple[str, ...], dict[str, Any]]:
    """The last word on everything: what Postgres makes of facts, in a line."""
    kept: dict[tuple[str, ...], tuple[Any, dict[str, Any]]] = {}
    for event_id, fact in facts:
        key = (fact["fact"], *(fact[name] for name in KEYS[fact["fact"]]))
        said = ((fact["as_of"], fact["rank"], event_id), fact)
        if key not in kept or kept[key][0] < said[0]:
            kept[key] = said
    return {key: fact for key, (_, fact) in kept.items()}


@pytest.fixture
async def facts(stripe_api: StripeApi, stripe_world: StripeControl) -> list[Told]:
    return await told(stripe_api, await live(stripe_api, stripe_world))


async def test_a_life_is_told_in_any_order_and_any_number_of_times(facts: list[Told]) -> None:
    expected = registers(facts)
    chance = random.Random(7)
    for _ in range(200):
        shuffled = facts + chance.sample(facts, len(facts) // 3)
        chance.shuffle(shuffled)
        assert registers(shuffled) == expected


async def test_a_life_comes_to_what_was_paid_and_given_back(facts: list[Told]) -> None:
    last = list(registers(facts).values())
    (subscription,) = [fact for fact in last if fact["fact"] == "subscription"]
    assert (subscription["state"], subscription["is_entitled"]) == ("canceled", False)
    assert subscription["account_id"] == ACCOUNT
    bought = [fact for fact in last if fact["fact"] == "purchase"]
    bought.sort(key=lambda fact: (fact["purchased_at"], fact["product"]))
    assert [(fact["product"], fact["state"]) for fact in bought] == [
        ("price_pro", "paid"),
        ("price_pack", "paid"),
        ("price_pro", "paid"),
        ("price_max", "paid"),
    ]
    assert [fact["share_ppm"] == 1_000_000 for fact in bought] == [True, True, True, False]
    assert {fact["account_id"] for fact in bought} == {ACCOUNT}
    reversals = {fact["kind"]: fact for fact in last if fact["fact"] == "reversal"}
    assert (reversals["refund"]["state"], reversals["refund"]["amount"]) == ("active", 333)
    assert reversals["dispute"]["state"] == "inactive"
    payments = {fact["payment_id"]: fact for fact in last if fact["fact"] == "payment"}
    disputed = payments[reversals["dispute"]["payment_id"]]["transaction_id"]
    assert disputed == bought[-1]["transaction_id"]
