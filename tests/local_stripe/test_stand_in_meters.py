"""Meters: usage is counted once per identifier, within the window, and billed after the period."""

import json
from typing import Any

import pytest
import stripe

from local.testbed.receiver import Receiver
from local.testbed.stripe import WEBHOOK_SECRET, Shop


@pytest.fixture
def meter(client: stripe.StripeClient) -> stripe.billing.Meter:
    return client.v1.billing.meters.create(
        {
            "display_name": "Overage",
            "event_name": "florin_overage",
            "default_aggregation": {"formula": "sum"},
        }
    )


def report(shop: Shop, customer: str, value: str, **more: Any) -> stripe.billing.MeterEvent:
    params: Any = {
        "event_name": "florin_overage",
        "payload": {"stripe_customer_id": customer, "value": value},
        **more,
    }
    return shop.client.v1.billing.meter_events.create(params)


def total(shop: Shop, meter: stripe.billing.Meter, customer: str) -> float:
    now = shop.control.now()
    found = shop.client.v1.billing.meters.event_summaries.list(
        meter.id,
        {
            "customer": customer,
            "start_time": (now // 60 - 60 * 24 * 40) * 60,
            "end_time": (now // 60 + 10) * 60,
        },
    )
    return found.data[0].aggregated_value


def test_identifier_counts_once(shop: Shop, meter: stripe.billing.Meter) -> None:
    customer = shop.customer()
    event = report(shop, customer, "25", identifier="slice-1")
    assert (event.identifier, event.object) == ("slice-1", "billing.meter_event")
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        report(shop, customer, "25", identifier="slice-1")
    assert refusal.value.http_status == 400
    assert "slice-1" in refusal.value.user_message
    assert refusal.value.headers["stripe-should-retry"] == "false"
    report(shop, customer, "5", identifier="slice-2")
    assert total(shop, meter, customer) == 30


def test_identifier_is_free_again_after_a_day(shop: Shop, meter: stripe.billing.Meter) -> None:
    customer = shop.customer()
    report(shop, customer, "1", identifier="slice-1")
    shop.control.advance(hours=25)
    report(shop, customer, "1", identifier="slice-1")


@pytest.mark.parametrize(
    ("shift_s", "code"),
    [(-35 * 86_400 - 60, "timestamp_too_far_in_past"), (360, "timestamp_in_future")],
)
def test_timestamp_outside_the_window_is_refused(
    shop: Shop, meter: stripe.billing.Meter, shift_s: int, code: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        report(shop, shop.customer(), "1", timestamp=shop.control.now() + shift_s)
    assert refusal.value.code == code


def test_summaries_by_hour_show_where_usage_is(shop: Shop, meter: stripe.billing.Meter) -> None:
    customer = shop.customer()
    hour = shop.control.now() // 3600 * 3600
    report(shop, customer, "2", timestamp=hour - 3600)
    report(shop, customer, "3", timestamp=hour - 2 * 3600)
    found = shop.client.v1.billing.meters.event_summaries.list(
        meter.id,
        {
            "customer": customer,
            "start_time": hour - 6 * 3600,
            "end_time": hour + 3600,
            "value_grouping_window": "hour",
        },
    )
    assert [(row.start_time, row.aggregated_value) for row in found.data] == [
        (hour - 3600, 2),
        (hour - 2 * 3600, 3),
    ]
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.billing.meters.event_summaries.list(
            meter.id, {"customer": customer, "start_time": hour + 1, "end_time": hour + 3600}
        )


def test_event_can_be_taken_back(shop: Shop, meter: stripe.billing.Meter) -> None:
    customer = shop.customer()
    report(shop, customer, "25", identifier="slice-1")
    shop.client.v1.billing.meter_event_adjustments.create(
        {
            "event_name": "florin_overage",
            "type": "cancel",
            "cancel": {"identifier": "slice-1"},
        }
    )
    assert total(shop, meter, customer) == 0


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"stripe_customer_id": "cus_nobody", "value": "1"}, "meter_event_customer_not_found"),
        ({"value": "1"}, "meter_event_no_customer_defined"),
        ({"stripe_customer_id": "cus_nobody", "value": "many"}, "meter_event_invalid_value"),
    ],
)
def test_error_comes_afterwards_as_a_thin_event(
    shop: Shop,
    meter: stripe.billing.Meter,
    receiver: Receiver,
    endpoint: str,
    payload: dict[str, str],
    code: str,
) -> None:
    shop.client.v1.billing.meter_events.create(
        {"event_name": "florin_overage", "payload": payload, "identifier": "slice-1"}
    )
    shop.control.await_idle()
    request = receiver.requests[-1]
    assert "data" not in json.loads(request.body)
    notification: Any = shop.client.parse_event_notification(
        request.body, request.headers["stripe-signature"], WEBHOOK_SECRET
    )
    assert notification.type == "v1.billing.meter.error_report_triggered"
    assert notification.related_object.id == meter.id
    assert notification.fetch_related_object().event_name == "florin_overage"
    reason = notification.fetch_event().data.reason
    assert reason.error_types[0].code == code
    assert reason.error_types[0].sample_errors[0].request.identifier == "slice-1"


def test_event_without_a_meter_is_told_of(shop: Shop, receiver: Receiver, endpoint: str) -> None:
    report(shop, shop.customer(), "1")
    shop.control.await_idle()
    request = receiver.requests[-1]
    notification = shop.client.parse_event_notification(
        request.body, request.headers["stripe-signature"], WEBHOOK_SECRET
    )
    assert notification.type == "v1.billing.meter.no_meter_found"
    with pytest.raises(ValueError):
        shop.client.construct_event(
            request.body, request.headers["stripe-signature"], WEBHOOK_SECRET
        )
    found = shop.client.v2.core.events.list()
    assert [event.id for event in found.data] == [notification.id]


def test_usage_is_billed_when_its_period_has_ended(shop: Shop, meter: stripe.billing.Meter) -> None:
    product = shop.client.v1.products.create({"name": "Overage"})
    price = shop.client.v1.prices.create(
        {
            "currency": "usd",
            "product": product.id,
            "unit_amount": 2,
            "recurring": {"interval": "month", "usage_type": "metered", "meter": meter.id},
        }
    )
    session = shop.session(
        "price_pro",
        "subscription",
        line_items=[{"price": "price_pro", "quantity": 1}, {"price": price.id}],
    )
    paid = shop.control.pay(session.id)
    assert paid["amount_total"] == 2000
    shop.control.advance(days=3)
    report(shop, paid["customer"], "150")
    shop.control.advance(days=30)
    renewal = shop.newest_invoice(paid["subscription"])
    lines = {line.pricing.price_details.price: line for line in renewal.lines.data}
    assert (lines[price.id].quantity, lines[price.id].amount) == (150, 300)
    assert (renewal.status, renewal.total) == ("paid", 2300)
    # Usage is of the period that ended, the plan of the one that began.
    assert lines[price.id].period.end == lines["price_pro"].period.start


def test_event_name_has_one_active_meter(shop: Shop, meter: stripe.billing.Meter) -> None:
    params: Any = {
        "display_name": "Again",
        "event_name": "florin_overage",
        "default_aggregation": {"formula": "sum"},
    }
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.billing.meters.create(params)
    shop.client.v1.billing.meters.deactivate(meter.id)
    assert shop.client.v1.billing.meters.create(params).status == "active"
    listed = shop.client.v1.billing.meters.list({"status": "inactive"})
    assert [row.id for row in listed.data] == [meter.id]
