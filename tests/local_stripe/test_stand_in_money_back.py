"""Refunds, disputes and warnings: what happens to money that was paid."""

import pytest
import stripe

from local.testbed.stripe import Shop


def test_refund_in_parts_never_exceeds_the_charge(shop: Shop) -> None:
    session = shop.buy()
    create = shop.client.v1.refunds.create
    first = create({"payment_intent": session.payment_intent, "amount": 400})
    assert (first.status, first.amount) == ("succeeded", 400)
    rest = create({"payment_intent": session.payment_intent, "metadata": {"why": "all"}})
    assert rest.amount == 599
    charge = shop.client.v1.charges.retrieve(rest.charge)
    assert (charge.amount_refunded, charge.refunded) == (999, True)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        create({"payment_intent": session.payment_intent})
    assert refusal.value.code == "charge_already_refunded"
    assert shop.types().count("refund.created") == 2
    assert shop.types().count("charge.refunded") == 2
    listed = shop.client.v1.refunds.list({"payment_intent": session.payment_intent})
    assert [refund.id for refund in listed.data] == [rest.id, first.id]


def test_refund_larger_than_what_is_left_is_refused(shop: Shop) -> None:
    session = shop.buy()
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.client.v1.refunds.create({"payment_intent": session.payment_intent, "amount": 1000})
    assert refusal.value.param == "amount"


def test_pending_refund_fails_and_the_charge_is_whole_again(shop: Shop) -> None:
    shop.control.set(refund_status="pending")
    session = shop.buy()
    refund = shop.client.v1.refunds.create({"payment_intent": session.payment_intent})
    assert refund.status == "pending"
    shop.control.settle_refund(refund.id, "failed")
    failed = shop.client.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "lost_or_stolen_card")
    charge = shop.client.v1.charges.retrieve(refund.charge)
    assert (charge.amount_refunded, charge.refunded) == (0, False)
    assert shop.types()[-1] == "refund.failed"
    assert "refund.updated" in shop.types()


def test_pending_refund_succeeds_or_is_canceled(shop: Shop) -> None:
    shop.control.set(refund_status="pending")
    first, second = (shop.buy().payment_intent for _ in range(2))
    settled = shop.client.v1.refunds.create({"payment_intent": first})
    shop.control.settle_refund(settled.id, "succeeded")
    assert shop.client.v1.refunds.retrieve(settled.id).status == "succeeded"
    canceled = shop.client.v1.refunds.create({"payment_intent": second})
    assert shop.client.v1.refunds.cancel(canceled.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.refunds.cancel(settled.id)


def test_refund_of_an_invoice_leads_to_it_by_its_payment(shop: Shop) -> None:
    subscription = shop.subscribe()
    invoice = shop.client.v1.invoices.retrieve(
        subscription.latest_invoice, {"expand": ["payments"]}
    )
    assert "charge" not in invoice
    intent = invoice.payments.data[0].payment.payment_intent
    shop.client.v1.refunds.create({"payment_intent": intent})
    found = shop.client.v1.invoice_payments.list(
        {"payment": {"type": "payment_intent", "payment_intent": intent}}
    )
    assert [(row.invoice, row.status) for row in found.data] == [(invoice.id, "paid")]
    nothing = shop.client.v1.invoice_payments.list(
        {"payment": {"type": "payment_intent", "payment_intent": "pi_none"}}
    )
    assert nothing.data == []


@pytest.mark.parametrize(("outcome", "moved"), [("won", 2), ("lost", 1)])
def test_dispute_takes_the_money_and_gives_it_back_when_won(
    shop: Shop, outcome: str, moved: int
) -> None:
    session = shop.buy()
    opened = shop.control.dispute(session.id)
    assert (opened["status"], opened["amount"]) == ("needs_response", 999)
    assert shop.types()[-2:] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    shop.client.v1.disputes.update(opened["id"], {"evidence": {"product_description": "Credits"}})
    assert shop.client.v1.disputes.retrieve(opened["id"]).status == "under_review"
    shop.control.close_dispute(opened["id"], outcome)
    closed = shop.client.v1.disputes.retrieve(opened["id"])
    assert (closed.status, len(closed.balance_transactions)) == (outcome, moved)
    assert closed.balance_transactions[0].amount == -999
    assert shop.types()[-1] == "charge.dispute.closed"
    assert ("charge.dispute.funds_reinstated" in shop.types()) == (outcome == "won")
    assert closed.payment_intent == session.payment_intent


def test_inquiry_takes_no_money(shop: Shop) -> None:
    opened = shop.control.dispute(shop.buy().id, is_inquiry=True)
    assert opened["status"] == "warning_needs_response"
    shop.control.close_dispute(opened["id"], "won")
    closed = shop.client.v1.disputes.retrieve(opened["id"])
    assert (closed.status, closed.balance_transactions) == ("warning_closed", [])
    assert "charge.dispute.funds_withdrawn" not in shop.types()


def test_dispute_of_a_part_is_accepted_and_the_money_comes_back_later(shop: Shop) -> None:
    opened = shop.control.dispute(shop.buy().id, 300)
    assert shop.client.v1.disputes.close(opened["id"]).status == "lost"
    shop.control.reinstate(opened["id"])
    amounts = [
        row.amount for row in shop.client.v1.disputes.retrieve(opened["id"]).balance_transactions
    ]
    assert amounts == [-300, 300]
    assert shop.types()[-1] == "charge.dispute.funds_reinstated"


def test_renewal_can_be_disputed_by_its_invoice(shop: Shop) -> None:
    subscription = shop.subscribe()
    opened = shop.control.dispute(subscription.latest_invoice)
    assert opened["amount"] == 2000


def test_early_fraud_warning_names_the_charge(shop: Shop) -> None:
    session = shop.buy()
    warning = shop.control.warn(session.id)
    found = shop.client.v1.radar.early_fraud_warnings.retrieve(warning["id"])
    assert (found.payment_intent, found.actionable) == (session.payment_intent, True)
    assert shop.types()[-1] == "radar.early_fraud_warning.created"
    listed = shop.client.v1.radar.early_fraud_warnings.list({"charge": found.charge})
    assert [row.id for row in listed.data] == [found.id]
