"""Checkout sessions and their pages: paid, declined, slow, expired."""

import httpx
import pytest
import stripe

from local.stripe.control import ControlError
from local.testbed.stripe import Shop

ACCOUNT = {"florin_account_id": "7f0c"}


def page(url: str, **form: str) -> httpx.Response:
    return httpx.post(
        url, data=form, headers={"accept": "application/json"}, timeout=10, trust_env=False
    )


def test_one_time_payment_is_paid_on_its_page(shop: Shop) -> None:
    session = shop.session(
        "price_pack",
        "payment",
        metadata=ACCOUNT,
        client_reference_id="7f0c",
        payment_intent_data={"metadata": ACCOUNT},
    )
    assert (session.status, session.payment_status, session.payment_intent) == (
        "open",
        "unpaid",
        None,
    )
    assert (session.amount_total, session.currency) == (999, "usd")
    reply = page(session.url, method="succeeds", email="ann@example.com")
    assert reply.json()["redirect"] == f"https://app.example/done?session={session.id}"
    paid = shop.client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert (paid.customer, paid.customer_details.email) == (None, "ann@example.com")
    assert (paid.payment_intent.status, paid.payment_intent.amount_received) == ("succeeded", 999)
    assert paid.payment_intent.metadata.to_dict() == ACCOUNT
    assert shop.types()[-4:] == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_metadata_of_the_session_is_not_copied(shop: Shop) -> None:
    session = shop.buy(metadata=ACCOUNT)
    intent = shop.client.v1.payment_intents.retrieve(session.payment_intent)
    assert intent.metadata.to_dict() == {}
    subscription = shop.subscribe(metadata=ACCOUNT)
    assert subscription.metadata.to_dict() == {}


def test_page_for_people_has_its_buttons_and_leads_on(shop: Shop) -> None:
    session = shop.session("price_pack", "payment", cancel_url="https://app.example/back")
    shown = httpx.get(session.url, timeout=10, trust_env=False)
    assert shown.headers["content-type"].startswith("text/html")
    assert 'value="succeeds"' in shown.text
    assert "9.99 USD" in shown.text
    assert "https://app.example/back" in shown.text
    sent = httpx.post(session.url, data={"method": "succeeds"}, timeout=10, trust_env=False)
    assert sent.status_code == 303
    assert sent.headers["location"] == f"https://app.example/done?session={session.id}"


def test_declined_card_leaves_the_session_open(shop: Shop) -> None:
    for price, mode in (("price_pack", "payment"), ("price_pro", "subscription")):
        session = shop.session(price, mode)
        reply = page(session.url, method="declines")
        assert (reply.status_code, reply.json()["error"]["code"]) == (402, "card_declined")
        assert shop.client.v1.checkout.sessions.retrieve(session.id).status == "open"
        assert page(session.url, method="succeeds").status_code == 200
        paid = shop.client.v1.checkout.sessions.retrieve(session.id)
        assert (paid.status, paid.payment_status) == ("complete", "paid")
    assert shop.types().count("payment_intent.payment_failed") == 1


def test_session_is_paid_once(shop: Shop) -> None:
    session = shop.buy()
    with pytest.raises(ControlError):
        shop.control.pay(session.id)
    assert len(shop.client.v1.payment_intents.list().data) == 1


@pytest.mark.parametrize(("succeeded", "status"), [(True, "paid"), (False, "unpaid")])
def test_slow_payment_completes_unpaid_and_settles_later(
    shop: Shop, succeeded: bool, status: str
) -> None:
    session = shop.session("price_pack", "payment")
    pending = shop.control.pay(session.id, "processing")
    assert (pending["status"], pending["payment_status"]) == ("complete", "unpaid")
    assert shop.types()[-1] == "checkout.session.completed"
    shop.control.settle(session.id, succeeded=succeeded)
    assert shop.client.v1.checkout.sessions.retrieve(session.id).payment_status == status
    result = "succeeded" if succeeded else "failed"
    assert shop.types()[-1] == f"checkout.session.async_payment_{result}"


def test_slow_payment_of_a_subscription_is_active_meanwhile(shop: Shop) -> None:
    session = shop.session("price_pro", "subscription")
    pending = shop.control.pay(session.id, "processing")
    assert pending["payment_status"] == "unpaid"
    subscription = shop.subscription(pending["subscription"])
    assert subscription.status == "active"
    assert shop.newest_invoice(subscription.id).status == "open"
    shop.control.settle(session.id, succeeded=True)
    assert shop.newest_invoice(subscription.id).status == "paid"
    assert shop.types()[-1] == "checkout.session.async_payment_succeeded"


def test_card_that_asks_for_authentication_is_paid_at_the_second_try(shop: Shop) -> None:
    for price, mode in (("price_pack", "payment"), ("price_pro", "subscription")):
        session = shop.session(price, mode)
        assert shop.control.pay(session.id, "requires_action")["status"] == "open"
        assert shop.control.pay(session.id)["payment_status"] == "paid"
    assert shop.types().count("checkout.session.completed") == 2
    assert shop.types().count("charge.succeeded") == 2


def test_what_is_free_needs_no_payment_intent(shop: Shop) -> None:
    session = shop.buy("price_gift")
    assert (session.payment_status, session.payment_intent) == ("no_payment_required", None)


def test_subscription_session_makes_a_customer_and_a_subscription(shop: Shop) -> None:
    session = shop.session(
        "price_pro",
        "subscription",
        customer_email="bea@example.com",
        subscription_data={"metadata": ACCOUNT},
    )
    paid = shop.control.pay(session.id)
    customer = shop.client.v1.customers.retrieve(paid["customer"])
    assert customer.email == "bea@example.com"
    subscription = shop.subscription(paid["subscription"])
    assert (subscription.status, subscription.customer) == ("active", customer.id)
    assert subscription.metadata.to_dict() == ACCOUNT
    assert subscription.latest_invoice == paid["invoice"]
    assert shop.types()[-1] == "checkout.session.completed"


def test_session_with_a_trial_takes_nothing_today(shop: Shop) -> None:
    session = shop.session("price_pro", "subscription", subscription_data={"trial_period_days": 7})
    assert session.amount_total == 0
    paid = shop.control.pay(session.id)
    assert paid["payment_status"] == "no_payment_required"
    assert shop.subscription(paid["subscription"]).status == "trialing"


def test_session_expires_by_time_and_by_request(shop: Shop) -> None:
    by_time, by_request = (shop.session("price_pack", "payment") for _ in range(2))
    shop.client.v1.checkout.sessions.expire(by_request.id)
    shop.control.advance(hours=25)
    for session in (by_time, by_request):
        expired = shop.client.v1.checkout.sessions.retrieve(session.id)
        assert (expired.status, expired.url) == ("expired", None)
        assert page(session.url, method="succeeds").status_code == 400
    assert shop.types().count("checkout.session.expired") == 2
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.checkout.sessions.expire(by_request.id)


def test_mode_must_fit_the_prices(shop: Shop) -> None:
    for price, mode in (("price_pro", "payment"), ("price_pack", "subscription")):
        with pytest.raises(stripe.InvalidRequestError):
            shop.session(price, mode)
    with pytest.raises(stripe.InvalidRequestError):
        shop.session("price_pack", "payment", subscription_data={"metadata": ACCOUNT})


def test_one_time_price_beside_a_subscription_is_on_its_first_invoice(shop: Shop) -> None:
    session = shop.session(
        "price_pro",
        "subscription",
        line_items=[
            {"price": "price_pro", "quantity": 1},
            {"price": "price_pack", "quantity": 2},
        ],
    )
    paid = shop.control.pay(session.id)
    assert paid["amount_total"] == 2000 + 2 * 999
    invoice = shop.client.v1.invoices.retrieve(paid["invoice"])
    assert sorted(line.amount for line in invoice.lines.data) == [1998, 2000]
    assert [row.price.id for row in shop.subscription(paid["subscription"])["items"].data] == [
        "price_pro"
    ]


def test_invoice_shows_ten_lines_and_lists_the_rest(shop: Shop) -> None:
    session = shop.session(
        "price_pro",
        "subscription",
        line_items=[
            {"price": "price_pro", "quantity": 1},
            *({"price": "price_pack", "quantity": number} for number in range(1, 12)),
        ],
    )
    invoice = shop.client.v1.invoices.retrieve(shop.control.pay(session.id)["invoice"])
    assert (len(invoice.lines.data), invoice.lines.has_more) == (10, True)
    lines = shop.client.v1.invoices.line_items.list(invoice.id, {"limit": 5})
    found = list(lines.auto_paging_iter())
    assert len(found) == 12
    assert sum(line.amount for line in found) == invoice.total


def test_portal_cancels_keeps_and_switches(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer=customer)
    portal = shop.client.v1.billing_portal.sessions.create(
        {"customer": customer, "return_url": "https://app.example/account"}
    )
    shown = httpx.get(portal.url, timeout=10, trust_env=False)
    assert subscription.id in shown.text
    assert page(portal.url, subscription=subscription.id, action="cancel").status_code == 200
    assert shop.subscription(subscription.id).cancel_at_period_end
    page(portal.url, subscription=subscription.id, action="keep")
    assert not shop.subscription(subscription.id).cancel_at_period_end
    page(portal.url, subscription=subscription.id, action="switch", price="price_max")
    assert shop.subscription(subscription.id)["items"].data[0].price.id == "price_max"
    assert shop.newest_invoice(subscription.id).total == 6000
