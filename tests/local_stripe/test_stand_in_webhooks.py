"""Webhooks: signed as Stripe signs, and as unreliable as told."""

import json
import time

import pytest
import stripe

from local.stripe.control import StripeControl
from local.testbed.receiver import Received, Receiver
from local.testbed.stripe import WEBHOOK_SECRET, Shop


def ids(receiver: Receiver) -> list[str]:
    return [json.loads(request.body)["id"] for request in receiver.requests]


def types(receiver: Receiver) -> list[str]:
    return [json.loads(request.body)["type"] for request in receiver.requests]


def test_signature_is_verified_by_stripes_own_library(
    shop: Shop, receiver: Receiver, endpoint: str
) -> None:
    shop.buy()
    shop.control.await_idle()
    for request in receiver.requests:
        event = shop.client.construct_event(
            request.body, request.headers["stripe-signature"], WEBHOOK_SECRET
        )
        assert event.object == "event"
        with pytest.raises(stripe.SignatureVerificationError):
            shop.client.construct_event(
                request.body + b" ", request.headers["stripe-signature"], WEBHOOK_SECRET
            )
    assert types(receiver)[-1] == "checkout.session.completed"
    made = [event.id for event in shop.client.v1.events.list({"limit": 4}).data]
    assert ids(receiver) == made[::-1]


def test_signature_is_of_now_even_when_the_clock_is_not(
    shop: Shop, receiver: Receiver, endpoint: str
) -> None:
    shop.control.advance(days=100)
    shop.customer()
    shop.control.await_idle()
    signature = receiver.requests[-1].headers["stripe-signature"]
    assert stripe.WebhookSignature.verify_header(
        receiver.requests[-1].body, signature, WEBHOOK_SECRET, 300
    )
    assert abs(int(signature.split(",")[0].removeprefix("t=")) - time.time()) < 30


def test_every_secret_signs_while_it_is_rolled_over(
    shop: Shop, receiver: Receiver, endpoint: str
) -> None:
    shop.control.set_rules(endpoint, secrets=["whsec_new", WEBHOOK_SECRET])
    shop.customer()
    shop.control.await_idle()
    request = receiver.requests[-1]
    for secret in ("whsec_new", WEBHOOK_SECRET):
        assert stripe.WebhookSignature.verify_header(
            request.body, request.headers["stripe-signature"], secret, 300
        )


def test_refused_event_is_sent_again_until_it_is_taken(
    shop: Shop, receiver: Receiver, endpoint: str
) -> None:
    seen: list[str] = []

    def third_time_lucky(request: Received) -> tuple[int, dict[str, str], bytes]:
        seen.append(json.loads(request.body)["id"])
        return (200 if seen.count(seen[-1]) == 3 else 500), {}, b""

    receiver.answer = third_time_lucky
    shop.customer()
    shop.control.await_idle()
    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert [delivery["status"] for delivery in shop.control.deliveries()] == [500, 500, 200]
    assert shop.client.v1.events.list({"delivery_success": False}).data == []


def test_event_that_nobody_takes_stays_undelivered(
    shop: Shop, receiver: Receiver, endpoint: str
) -> None:
    receiver.always(500)
    shop.customer()
    shop.control.await_idle()
    assert len(receiver.requests) == 6
    missed = shop.client.v1.events.list({"delivery_success": False}).data
    assert [event.type for event in missed] == ["customer.created"]


def test_copies_have_the_same_id(shop: Shop, receiver: Receiver, endpoint: str) -> None:
    shop.control.set_rules(endpoint, copies=3)
    shop.customer()
    shop.control.await_idle()
    assert len(receiver.requests) == 3
    assert len(set(ids(receiver))) == 1


def test_held_events_go_in_another_order(shop: Shop, receiver: Receiver, endpoint: str) -> None:
    shop.control.hold(endpoint)
    shop.buy()
    assert receiver.requests == []
    released = shop.control.release(endpoint, "reversed")
    shop.control.await_idle()
    made = [event.id for event in shop.client.v1.events.list().data]
    assert ids(receiver) == made[:released]
    orders = []
    for seed in (1, 2):
        shop.control.hold(endpoint)
        receiver.requests.clear()
        for event in made:
            shop.control.send(event)
        shop.control.release(endpoint, "shuffled", seed)
        shop.control.await_idle()
        orders.append(ids(receiver))
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])


def test_dropped_events_are_lost_and_can_be_found(
    shop: Shop, receiver: Receiver, endpoint: str
) -> None:
    shop.control.set_rules(endpoint, drop_types="checkout.*")
    session = shop.buy()
    shop.control.await_idle()
    assert "checkout.session.completed" not in types(receiver)
    missed = shop.client.v1.events.list({"delivery_success": False}).data
    assert [event.data.object.id for event in missed] == [session.id]
    shop.control.set_rules(endpoint, drop_types=None, drop_next=1)
    receiver.requests.clear()
    shop.customer()
    shop.customer()
    shop.control.await_idle()
    assert len(receiver.requests) == 1


def test_delayed_events_come_late(shop: Shop, receiver: Receiver, endpoint: str) -> None:
    shop.control.set_rules(endpoint, delay_s=0.3)
    begun = time.monotonic()
    shop.customer()
    shop.control.await_idle()
    assert len(receiver.requests) == 1
    assert time.monotonic() - begun >= 0.3


def test_frozen_clock_gives_all_events_one_second(shop: Shop) -> None:
    shop.control.freeze()
    shop.subscribe()
    newest = shop.client.v1.events.list({"limit": 15}).data
    assert {event.created for event in newest} == {shop.control.now()}


def test_old_api_version_has_the_old_shapes(shop: Shop, receiver: Receiver, endpoint: str) -> None:
    shop.control.set_rules(endpoint, api_version="2024-06-20")
    subscription = shop.subscribe()
    shop.control.await_idle()
    events = [json.loads(request.body) for request in receiver.requests]
    assert {event["api_version"] for event in events} == {"2024-06-20"}
    by_type = {event["type"]: event["data"]["object"] for event in events}
    old = by_type["customer.subscription.created"]
    assert old["current_period_end"] == subscription["items"].data[0].current_period_end
    assert "current_period_end" not in old["items"]["data"][0]
    invoice = by_type["invoice.paid"]
    assert (invoice["subscription"], invoice["paid"]) == (subscription.id, True)
    line = invoice["lines"]["data"][0]
    assert (line["price"]["id"], line["proration"]) == ("price_pro", False)
    assert "parent" not in invoice


def test_endpoint_takes_what_it_asked_for(shop: Shop, receiver: Receiver) -> None:
    shop.control.add_endpoint(receiver.url, [WEBHOOK_SECRET], ["checkout.session.completed"])
    shop.buy()
    shop.control.await_idle()
    assert types(receiver) == ["checkout.session.completed"]


def test_two_thousand_events_arrive(control: StripeControl, receiver: Receiver) -> None:
    endpoint = control.add_endpoint(receiver.url, [WEBHOOK_SECRET], held=True, concurrency=16)
    control.seed(
        [
            {"id": f"price_{number}", "name": "x", "unit_amount": 1, "currency": "usd"}
            for number in range(1000)
        ]
    )
    assert control.release(endpoint, "shuffled", 7) == 2000
    control.await_idle(60)
    assert len(set(ids(receiver))) == 2000
