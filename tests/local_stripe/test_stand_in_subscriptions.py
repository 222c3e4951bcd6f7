"""A subscription's life by the clock: renewals, trials, changes, pauses, failures, ends."""

from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from local.stripe.periods import boundary, period_at
from local.testbed.stripe import Shop

MONTH = {"interval": "month", "interval_count": 1}


def item(subscription: stripe.Subscription) -> Any:
    return subscription["items"].data[0]


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def test_periods_keep_the_anchors_day() -> None:
    anchor = seconds("2026-01-31T10:00:00")
    starts = [boundary(anchor, MONTH, number) for number in range(4)]
    assert starts == [
        anchor,
        seconds("2026-02-28T10:00:00"),
        seconds("2026-03-31T10:00:00"),
        seconds("2026-04-30T10:00:00"),
    ]
    assert period_at(anchor, MONTH, starts[2]) == (starts[2], starts[3])
    assert period_at(anchor, MONTH, starts[2] - 1) == (starts[1], starts[2])


def test_period_is_on_the_item_and_the_invoice_on_its_parent(shop: Shop) -> None:
    subscription = shop.subscribe()
    assert "current_period_end" not in subscription
    assert item(subscription).current_period_start == subscription.created
    invoice = shop.newest_invoice(subscription.id)
    assert "subscription" not in invoice
    assert invoice.parent.subscription_details.subscription == subscription.id
    line = invoice.lines.data[0]
    assert line.pricing.price_details.price == "price_pro"
    assert (line.period.start, line.period.end) == (
        item(subscription).current_period_start,
        item(subscription).current_period_end,
    )
    assert line.parent.subscription_item_details.proration is False
    assert (invoice.billing_reason, invoice.status) == ("subscription_create", "paid")


def test_renewal_moves_the_period_then_pays_an_hour_later(shop: Shop) -> None:
    subscription = shop.subscribe()
    end = item(subscription).current_period_end
    shop.control.advance_to(end)
    renewed = shop.subscription(subscription.id)
    assert item(renewed).current_period_start == end
    draft = shop.newest_invoice(subscription.id)
    assert (draft.status, draft.billing_reason) == ("draft", "subscription_cycle")
    shop.control.advance(hours=1)
    paid = shop.newest_invoice(subscription.id)
    assert (paid.id, paid.status, paid.amount_paid) == (draft.id, "paid", 2000)
    assert paid.lines.data[0].period.start == end
    # The invoice's own period is the one that ended.
    assert paid.period_end == end
    assert shop.types()[-1] == "invoice.payment_succeeded"


def test_a_year_of_renewals_is_twelve_invoices(shop: Shop) -> None:
    subscription = shop.subscribe()
    shop.control.advance(days=364)
    invoices = shop.client.v1.invoices.list({"subscription": subscription.id, "limit": 100})
    assert len(invoices.data) == 12
    assert {invoice.status for invoice in invoices.data} == {"paid"}
    starts = [invoice.lines.data[0].period.start for invoice in invoices.data]
    ends = [invoice.lines.data[0].period.end for invoice in invoices.data]
    assert starts[:-1] == ends[1:]


def test_trial_is_free_told_of_and_then_paid(shop: Shop) -> None:
    session = shop.session("price_pro", "subscription", subscription_data={"trial_period_days": 7})
    subscription = shop.subscription(shop.control.pay(session.id)["subscription"])
    first = shop.newest_invoice(subscription.id)
    assert (first.amount_paid, first.status) == (0, "paid")
    assert item(subscription).current_period_end == subscription.trial_end
    shop.control.advance(days=4, seconds=1)
    assert shop.types()[-1] == "customer.subscription.trial_will_end"
    shop.control.advance(days=3, hours=1)
    after = shop.subscription(subscription.id)
    assert after.status == "active"
    assert item(after).current_period_start == subscription.trial_end
    assert shop.newest_invoice(subscription.id).amount_paid == 2000


@pytest.mark.parametrize(
    ("behavior", "status"), [("cancel", "canceled"), ("pause", "paused"), ("create_invoice", None)]
)
def test_trial_without_a_card_ends_as_told(shop: Shop, behavior: str, status: str | None) -> None:
    subscription = shop.client.v1.subscriptions.create(
        {
            "customer": shop.customer(),
            "items": [{"price": "price_pro"}],
            "trial_period_days": 3,
            "trial_settings": {"end_behavior": {"missing_payment_method": behavior}},
        }
    )
    shop.control.advance(days=3, hours=2)
    assert shop.subscription(subscription.id).status == (status or "past_due")
    if status == "paused":
        assert shop.types()[-1] == "customer.subscription.paused"
        shop.control.set_card(subscription.customer, "succeeds")
        shop.client.v1.subscriptions.resume(subscription.id)
        assert shop.subscription(subscription.id).status == "active"
        assert shop.types()[-1] == "customer.subscription.resumed"


def test_upgrade_credits_the_unused_and_charges_the_rest(shop: Shop) -> None:
    subscription = shop.subscribe()
    start, end = item(subscription).current_period_start, item(subscription).current_period_end
    shop.control.freeze()
    shop.control.advance_to(start + (end - start) // 2)
    changed = shop.client.v1.subscriptions.update(
        subscription.id,
        {
            "items": [{"id": item(subscription).id, "price": "price_max"}],
            "proration_behavior": "always_invoice",
        },
    )
    assert item(changed).current_period_end == end
    invoice = shop.newest_invoice(subscription.id)
    assert (invoice.billing_reason, invoice.status) == ("subscription_update", "paid")
    lines = {line.pricing.price_details.price: line for line in invoice.lines.data}
    assert (lines["price_pro"].amount, lines["price_max"].amount) == (-1000, 4000)
    details = lines["price_pro"].parent.subscription_item_details
    assert details.proration
    credited = details.proration_details.credited_items
    assert credited.invoice == subscription.latest_invoice
    assert shop.types().count("invoice.paid") == 2


def test_downgrade_leaves_a_credit_that_the_next_invoice_spends(shop: Shop) -> None:
    subscription = shop.subscribe("price_max")
    start, end = item(subscription).current_period_start, item(subscription).current_period_end
    shop.control.freeze()
    shop.control.advance_to(start + (end - start) // 2)
    shop.client.v1.subscriptions.update(
        subscription.id,
        {
            "items": [{"id": item(subscription).id, "price": "price_pro"}],
            "proration_behavior": "always_invoice",
        },
    )
    invoice = shop.newest_invoice(subscription.id)
    assert (invoice.total, invoice.amount_due, invoice.status) == (-3000, 0, "paid")
    assert shop.client.v1.customers.retrieve(subscription.customer).balance == -3000
    shop.control.advance(days=20)
    renewal = shop.newest_invoice(subscription.id)
    assert (renewal.total, renewal.amount_due, renewal.status) == (2000, 0, "paid")
    assert shop.client.v1.customers.retrieve(subscription.customer).balance == -1000


def test_prorations_wait_for_the_next_invoice_unless_told(shop: Shop) -> None:
    subscription = shop.subscribe()
    start, end = item(subscription).current_period_start, item(subscription).current_period_end
    shop.control.freeze()
    shop.control.advance_to(start + (end - start) // 2)
    shop.client.v1.subscriptions.update(
        subscription.id, {"items": [{"id": item(subscription).id, "price": "price_max"}]}
    )
    assert shop.newest_invoice(subscription.id).id == subscription.latest_invoice
    shop.control.advance(days=20)
    renewal = shop.newest_invoice(subscription.id)
    assert sorted(line.amount for line in renewal.lines.data) == [-1000, 4000, 8000]


def test_other_interval_begins_a_new_period(shop: Shop) -> None:
    subscription = shop.subscribe()
    shop.control.freeze()
    shop.control.advance(days=10)
    changed = shop.client.v1.subscriptions.update(
        subscription.id, {"items": [{"id": item(subscription).id, "price": "price_year"}]}
    )
    now = shop.control.now()
    assert (item(changed).current_period_start, changed.billing_cycle_anchor) == (now, now)
    invoice = shop.newest_invoice(subscription.id)
    assert invoice.lines.data[-1].amount == 9600
    assert invoice.lines.data[-1].parent.subscription_item_details.proration is False


def test_proration_lines_may_name_their_invoice_item(shop: Shop) -> None:
    subscription = shop.subscribe()
    shop.control.set(proration_parent="invoice_item_details")
    shop.client.v1.subscriptions.update(
        subscription.id,
        {
            "items": [{"id": item(subscription).id, "price": "price_max"}],
            "proration_behavior": "always_invoice",
        },
    )
    for line in shop.newest_invoice(subscription.id).lines.data:
        assert line.parent.type == "invoice_item_details"
        assert line.parent.invoice_item_details.subscription == subscription.id


def test_cancel_at_period_end_can_be_taken_back(shop: Shop) -> None:
    subscription = shop.subscribe()
    update = shop.client.v1.subscriptions.update
    leaving = update(subscription.id, {"cancel_at_period_end": True})
    assert leaving.cancel_at == item(subscription).current_period_end
    assert leaving.cancellation_details.reason == "cancellation_requested"
    assert update(subscription.id, {"cancel_at_period_end": False}).cancel_at is None
    update(subscription.id, {"cancel_at_period_end": True})
    shop.control.advance_to(item(subscription).current_period_end)
    ended = shop.subscription(subscription.id)
    assert (ended.status, ended.ended_at) == ("canceled", item(subscription).current_period_end)
    assert shop.types()[-1] == "customer.subscription.deleted"


def test_cancel_now_ends_it_and_it_cannot_be_changed(shop: Shop) -> None:
    subscription = shop.subscribe()
    assert shop.client.v1.subscriptions.cancel(subscription.id).status == "canceled"
    assert shop.client.v1.subscriptions.list().data == []
    assert len(shop.client.v1.subscriptions.list({"status": "all"}).data) == 1
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    shop.control.advance(days=40)
    assert shop.newest_invoice(subscription.id).billing_reason == "subscription_create"


def test_end_stops_the_tries_of_an_open_invoice(shop: Shop) -> None:
    subscription = shop.subscribe()
    shop.control.set_card(subscription.customer, "declines")
    shop.control.advance_to(item(subscription).current_period_end + 3600)
    shop.client.v1.subscriptions.cancel(subscription.id)
    shop.control.set_card(subscription.customer, "succeeds")
    shop.control.advance(days=20)
    invoice = shop.newest_invoice(subscription.id)
    assert (invoice.status, invoice.auto_advance, invoice.attempt_count) == ("open", False, 1)


def test_cancel_can_credit_what_is_left(shop: Shop) -> None:
    subscription = shop.subscribe()
    start, end = item(subscription).current_period_start, item(subscription).current_period_end
    shop.control.freeze()
    shop.control.advance_to(start + (end - start) // 2)
    shop.client.v1.subscriptions.cancel(subscription.id, {"prorate": True, "invoice_now": True})
    assert shop.newest_invoice(subscription.id).total == -1000


@pytest.mark.parametrize(
    ("behavior", "status"),
    [("void", "void"), ("mark_uncollectible", "uncollectible"), ("keep_as_draft", "draft")],
)
def test_paused_collection_stays_active_and_is_not_paid(
    shop: Shop, behavior: str, status: str
) -> None:
    subscription = shop.subscribe()
    resumes_at = item(subscription).current_period_end + 10 * 86_400
    shop.client.v1.subscriptions.update(
        subscription.id, {"pause_collection": {"behavior": behavior, "resumes_at": resumes_at}}
    )
    shop.control.advance_to(item(subscription).current_period_end + 7200)
    paused = shop.subscription(subscription.id)
    assert (paused.status, paused.pause_collection.behavior) == ("active", behavior)
    assert item(paused).current_period_start == item(subscription).current_period_end
    assert shop.newest_invoice(subscription.id).status == status
    shop.control.advance_to(resumes_at)
    assert shop.subscription(subscription.id).pause_collection is None
    shop.control.advance(days=30)
    assert shop.newest_invoice(subscription.id).status == "paid"


def test_paused_subscription_is_not_billed_until_it_is_resumed(shop: Shop) -> None:
    subscription = shop.subscribe()
    assert shop.client.v1.subscriptions.pause(subscription.id).status == "paused"
    shop.control.advance(days=60)
    assert shop.newest_invoice(subscription.id).id == subscription.latest_invoice
    resumed = shop.client.v1.subscriptions.resume(subscription.id)
    assert item(resumed).current_period_start >= subscription.created + 60 * 86_400
    assert shop.subscription(subscription.id).status == "active"


@pytest.mark.parametrize(
    ("after", "status"), [("cancel", "canceled"), ("unpaid", "unpaid"), ("past_due", "past_due")]
)
def test_failed_renewal_is_tried_again_and_then_given_up(
    shop: Shop, after: str, status: str
) -> None:
    shop.control.set(after_retries=after)
    subscription = shop.subscribe()
    shop.control.set_card(subscription.customer, "declines")
    shop.control.advance_to(item(subscription).current_period_end + 3600)
    late = shop.newest_invoice(subscription.id)
    assert (late.status, late.attempt_count) == ("open", 1)
    # Its clock goes on meanwhile.
    assert 0 <= shop.control.now() + 3 * 86_400 - late.next_payment_attempt <= 60
    assert shop.subscription(subscription.id).status == "past_due"
    shop.control.advance(days=15)
    assert shop.subscription(subscription.id).status == status
    given_up = shop.client.v1.invoices.retrieve(late.id)
    assert (given_up.attempt_count, given_up.next_payment_attempt) == (4, None)
    assert shop.types().count("invoice.payment_failed") == 4
    if status == "canceled":
        ended = shop.subscription(subscription.id)
        assert ended.cancellation_details.reason == "payment_failed"


def test_retry_that_succeeds_makes_it_active_again(shop: Shop) -> None:
    subscription = shop.subscribe()
    shop.control.set_card(subscription.customer, "declines")
    shop.control.advance_to(item(subscription).current_period_end + 3600)
    shop.control.set_card(subscription.customer, "succeeds")
    shop.control.advance(days=3)
    assert shop.subscription(subscription.id).status == "active"
    assert shop.types()[-1] == "customer.subscription.updated"


def test_unpaid_one_is_active_again_when_its_invoice_is_paid(shop: Shop) -> None:
    shop.control.set(after_retries="unpaid")
    subscription = shop.subscribe()
    shop.control.set_card(subscription.customer, "declines")
    shop.control.advance(days=50)
    assert shop.subscription(subscription.id).status == "unpaid"
    with pytest.raises(stripe.CardError):
        shop.client.v1.invoices.pay(shop.newest_invoice(subscription.id).id)
    shop.control.set_card(subscription.customer, "succeeds")
    shop.client.v1.invoices.pay(shop.newest_invoice(subscription.id).id)
    assert shop.subscription(subscription.id).status == "active"


def test_renewal_that_asks_for_authentication_waits_for_it(shop: Shop) -> None:
    subscription = shop.subscribe()
    shop.control.set_card(subscription.customer, "requires_action")
    shop.control.advance_to(item(subscription).current_period_end + 3600)
    assert "invoice.payment_action_required" in shop.types()
    assert shop.subscription(subscription.id).status == "past_due"
    shop.control.settle(shop.newest_invoice(subscription.id).id, succeeded=True)
    assert shop.subscription(subscription.id).status == "active"


def test_first_payment_that_fails_is_incomplete_and_expires(shop: Shop) -> None:
    params: Any = {
        "customer": shop.customer(),
        "items": [{"price": "price_pro"}],
        "default_payment_method": "pm_card_chargeDeclined",
    }
    subscription = shop.client.v1.subscriptions.create(params)
    assert subscription.status == "incomplete"
    shop.control.advance(hours=23)
    assert shop.subscription(subscription.id).status == "incomplete_expired"
    assert shop.newest_invoice(subscription.id).status == "void"
    with pytest.raises(stripe.CardError) as refusal:
        shop.client.v1.subscriptions.create({**params, "payment_behavior": "error_if_incomplete"})
    assert refusal.value.code == "card_declined"
    assert len(shop.client.v1.subscriptions.list({"status": "all"}).data) == 1


def test_default_incomplete_waits_for_the_customer(shop: Shop) -> None:
    subscription = shop.client.v1.subscriptions.create(
        {
            "customer": shop.customer(),
            "items": [{"price": "price_pro"}],
            "payment_behavior": "default_incomplete",
            "expand": ["latest_invoice.payments"],
        }
    )
    assert subscription.status == "incomplete"
    intent = subscription.latest_invoice.payments.data[0].payment.payment_intent
    shop.client.v1.payment_intents.confirm(intent, {"payment_method": "pm_card_visa"})
    assert shop.subscription(subscription.id).status == "active"


def test_ending_a_trial_now_bills_at_once(shop: Shop) -> None:
    session = shop.session("price_pro", "subscription", subscription_data={"trial_period_days": 7})
    subscription = shop.subscription(shop.control.pay(session.id)["subscription"])
    shop.control.set(draft_s=0)
    shop.client.v1.subscriptions.update(subscription.id, {"trial_end": "now"})
    assert shop.subscription(subscription.id).status == "active"
    assert shop.newest_invoice(subscription.id).amount_paid == 2000


def test_events_carry_what_changed(shop: Shop) -> None:
    subscription = shop.subscribe()
    shop.client.v1.subscriptions.update(
        subscription.id,
        {"metadata": {"seen": "yes"}, "cancel_at_period_end": True},
        {"idempotency_key": "leave"},
    )
    event = shop.client.v1.events.list({"type": "customer.subscription.*", "limit": 1}).data[0]
    assert event.type == "customer.subscription.updated"
    assert event.api_version == "2026-10-28.endive"
    assert event.request.idempotency_key == "leave"
    before = event.data.previous_attributes.to_dict()
    assert before["cancel_at_period_end"] is False
    assert before["metadata"] == {}
    assert "status" not in before
    assert event.data.object.metadata.to_dict() == {"seen": "yes"}
