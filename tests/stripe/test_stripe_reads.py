"""What events do not tell is read from Stripe, and translated as an event of its own."""

from __future__ import annotations

import json
from typing import Any

from functions_py.stores.stripe_client import StripeApi
from functions_py.stores.stripe_event import Read
from functions_py.stores.stripe_facts import EVENTS, translate
from functions_py.stores.stripe_reads import read
from stripe_life import all_events, change_price, checkout, refund, subscribe
from stripe_objects import ACCOUNT

from local.stripe.control import StripeControl


async def translations(api: StripeApi) -> list[tuple[str, Any]]:
    """Of everything that happened."""
    return [
        (event["type"], translate(event["type"], json.dumps(event)))
        for event in await all_events(api)
        if event["type"] in EVENTS
    ]


async def test_a_foreign_session_is_known_by_its_lines(
    stripe_api: StripeApi, stripe_world: StripeControl
) -> None:
    session = await checkout(stripe_api, "price_pack", None, quantity=3)
    paid = stripe_world.pay(session["id"])
    ((kind, found),) = await translations(stripe_api)
    assert (kind, found.facts) == ("checkout.session.completed", [])
    event = await read(stripe_api, found.reads[0])
    assert event.event_id == f"{event.type}:{session['id']}:{int(event.occurred_at.timestamp())}"
    (purchase,) = translate(event.type, event.payload).facts
    assert (purchase["product"], purchase["quantity"]) == ("price_pack", 3)
    assert (purchase["transaction_id"], purchase["amount"]) == (paid["payment_intent"], 2997)


async def test_a_part_of_a_price_is_judged_by_the_price(
    stripe_api: StripeApi, stripe_world: StripeControl
) -> None:
    stripe_world.freeze()
    subscription = await subscribe(stripe_api, stripe_world, "price_pro", ACCOUNT)
    stripe_world.advance(days=15)
    await change_price(stripe_api, subscription, "price_max")
    (upgrade, whole) = [
        event["data"]["object"]
        for event in reversed(await all_events(stripe_api))
        if event["type"] == "invoice.paid"
    ]
    event = await read(stripe_api, Read("invoice_lines", upgrade["id"], upgrade))
    (bought,) = [
        fact for fact in translate(event.type, event.payload).facts if fact["fact"] == "purchase"
    ]
    assert (bought["product"], bought["share_ppm"]) == ("price_max", 500_000)
    assert bought["account_id"] == ACCOUNT
    event = await read(stripe_api, Read("invoice_lines", whole["id"], whole))
    assert [fact["product"] for fact in translate(event.type, event.payload).facts] == ["price_pro"]


async def test_a_refunded_payment_leads_to_its_invoice(
    stripe_api: StripeApi, stripe_world: StripeControl
) -> None:
    await subscribe(stripe_api, stripe_world, "price_pro", ACCOUNT)
    facts = [fact for _, found in await translations(stripe_api) for fact in found.facts]
    (payment,) = [fact for fact in facts if fact["fact"] == "payment"]
    await refund(stripe_api, payment["payment_id"], 500)
    reads = [wanted for _, found in await translations(stripe_api) for wanted in found.reads]
    assert set(reads) == {Read("invoice_payments", payment["payment_id"])}
    event = await read(stripe_api, reads[0])
    (told,) = translate(event.type, event.payload).facts
    assert told["transaction_id"] == payment["transaction_id"]


async def test_a_subscription_is_as_it_is_by_now(
    stripe_api: StripeApi, stripe_world: StripeControl
) -> None:
    subscription = await subscribe(stripe_api, stripe_world, "price_pro", ACCOUNT)
    moment = stripe_world.advance(seconds=100)
    event = await read(stripe_api, Read("subscription", subscription["id"]))
    assert event.occurred_at.timestamp() >= moment
    (fact,) = translate(event.type, event.payload).facts
    # Of equal rank with a change in the same second: then neither counts before it is read again.
    assert (fact["chain_id"], fact["state"], fact["rank"]) == (subscription["id"], "active", 1)
