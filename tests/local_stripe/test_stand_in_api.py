"""The stand-in's API as the real client meets it: errors, idempotency, pages, expansion."""

import email.utils

import httpx
import pytest
import stripe

from local.stripe.control import StripeControl
from local.testbed.stripe import SECRET_KEY, Shop, client_of


def test_unknown_object_is_refused_as_stripe_refuses_it(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.customers.retrieve("cus_nobody")
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")
    assert refusal.value.param == "id"
    assert refusal.value.request_id.startswith("req_")


def test_unknown_object_in_a_parameter_is_a_bad_request(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.session("price_none", "payment")
    assert (refusal.value.http_status, refusal.value.code) == (400, "resource_missing")
    assert refusal.value.param == "line_items[0][price]"


def test_misspelt_parameter_is_refused(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.customers.create({"emial": "ann@example.com"})
    assert (refusal.value.code, refusal.value.param) == ("parameter_unknown", "emial")


def test_parameter_that_left_the_api_is_refused(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.session("price_pack", "payment", payment_method_types=["card"])
    assert refusal.value.param == "payment_method_types"


def test_missing_parameter_is_named(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.create({"mode": "payment"})
    assert refusal.value.code == "parameter_missing"


@pytest.mark.parametrize("key", ["sk_test_other", "sk_live_tests"])
def test_other_key_is_refused(control: StripeControl, key: str) -> None:
    with pytest.raises(stripe.AuthenticationError) as refusal:
        client_of(control, key).v1.customers.list()
    assert key not in str(refusal.value)


def test_other_api_version_and_unknown_path_are_refused(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.list({}, {"stripe_version": "2024-06-20"})
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.coupons.list()
    assert refusal.value.http_status == 404


def test_same_idempotency_key_gives_the_same_answer(
    client: stripe.StripeClient, control: StripeControl
) -> None:
    first = client.v1.customers.create({"name": "Ann"}, {"idempotency_key": "one"})
    client.v1.customers.update(first.id, {"name": "Bea"})
    again = client.v1.customers.create({"name": "Ann"}, {"idempotency_key": "one"})
    assert (again.id, again.name) == (first.id, "Ann")
    assert again.last_response.headers["idempotent-replayed"] == "true"
    assert again.last_response.headers["original-request"] == first.last_response.request_id
    assert len(client.v1.customers.list().data) == 1


def test_same_idempotency_key_with_other_parameters_is_an_error(
    client: stripe.StripeClient,
) -> None:
    client.v1.customers.create({"name": "Ann"}, {"idempotency_key": "one"})
    for ask in (
        lambda: client.v1.customers.create({"name": "Bea"}, {"idempotency_key": "one"}),
        lambda: client.v1.products.create({"name": "Ann"}, {"idempotency_key": "one"}),
    ):
        with pytest.raises(stripe.IdempotencyError) as refusal:
            ask()
        assert refusal.value.http_status == 400


def test_refused_request_does_not_use_its_idempotency_key_up(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.products.create({}, {"idempotency_key": "one"})  # type: ignore[typeddict-item]
    assert client.v1.products.create({"name": "Pro"}, {"idempotency_key": "one"}).name == "Pro"


def test_idempotency_key_is_free_again_after_a_day(
    client: stripe.StripeClient, control: StripeControl
) -> None:
    first = client.v1.customers.create({"name": "Ann"}, {"idempotency_key": "one"})
    control.advance(hours=25)
    assert client.v1.customers.create({"name": "Ann"}, {"idempotency_key": "one"}).id != first.id


def test_lost_answer_is_found_again_by_the_clients_own_retry(control: StripeControl) -> None:
    client = stripe.StripeClient(
        SECRET_KEY, base_addresses={"api": control.url}, max_network_retries=1
    )
    control.fail("/v1/customers", when="after", status=500)
    made = client.v1.customers.create({"name": "Ann"})
    assert made.last_response.headers["idempotent-replayed"] == "true"
    assert [row.id for row in client.v1.customers.list().data] == [made.id]
    keys = [request["idempotency_key"] for request in control.requests("/v1/customers")[:2]]
    assert keys[0] is not None
    assert keys[0] == keys[1]


def test_fault_before_the_work_leaves_nothing(
    client: stripe.StripeClient, control: StripeControl
) -> None:
    control.fail("/v1/customers", method="POST", status=503)
    with pytest.raises(stripe.APIError):
        client.v1.customers.create({"name": "Ann"})
    assert client.v1.customers.list().data == []
    control.fail("/v1/customers", status=429)
    with pytest.raises(stripe.RateLimitError):
        client.v1.customers.create({"name": "Ann"})


def test_lists_have_pages_newest_first(client: stripe.StripeClient) -> None:
    made = [client.v1.customers.create({"name": str(number)}).id for number in range(5)]
    first = client.v1.customers.list({"limit": 2})
    assert [row.id for row in first.data] == made[:2:-1]
    assert first.has_more
    second = client.v1.customers.list({"limit": 3, "starting_after": first.data[-1].id})
    assert [row.id for row in second.data] == made[2::-1]
    assert not second.has_more
    back = client.v1.customers.list({"limit": 2, "ending_before": made[0]})
    assert [row.id for row in back.data] == [made[2], made[1]]
    assert [row.id for row in client.v1.customers.list({"limit": 2}).auto_paging_iter()] == made[
        ::-1
    ]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.list({"limit": 101})


def test_created_filters_by_time(client: stripe.StripeClient, control: StripeControl) -> None:
    client.v1.customers.create({"name": "early"})
    control.advance(hours=1)
    late = client.v1.customers.create({"name": "late"})
    found = client.v1.customers.list({"created": {"gte": late.created}})
    assert [row.id for row in found.data] == [late.id]


def test_only_what_is_asked_for_is_expanded(shop: Shop) -> None:
    subscription = shop.subscribe()
    plain = shop.client.v1.subscriptions.retrieve(subscription.id)
    assert plain.latest_invoice == subscription.latest_invoice
    whole = shop.client.v1.subscriptions.retrieve(
        subscription.id, {"expand": ["latest_invoice.payments", "customer"]}
    )
    assert whole.latest_invoice.id == subscription.latest_invoice
    assert whole.latest_invoice.payments.data[0].payment.type == "payment_intent"
    assert whole.customer.object == "customer"
    listed = shop.client.v1.subscriptions.list({"expand": ["data.latest_invoice"]})
    assert listed.data[0].latest_invoice.status == "paid"
    with pytest.raises(stripe.InvalidRequestError):
        shop.client.v1.subscriptions.list({"expand": ["data.nothing"]})


def test_line_items_come_when_asked_for(shop: Shop) -> None:
    session = shop.session("price_pack", "payment")
    assert "line_items" not in session
    whole = shop.client.v1.checkout.sessions.retrieve(session.id, {"expand": ["line_items"]})
    assert whole.line_items.data[0].price.id == "price_pack"
    alone = shop.client.v1.checkout.sessions.line_items.list(session.id)
    assert alone.data[0].amount_total == 999


def test_metadata_merges_and_an_empty_value_takes_a_key_away(client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create({"metadata": {"a": "1", "b": "2"}})
    changed = client.v1.customers.update(customer.id, {"metadata": {"b": "", "c": "3"}})
    assert changed.metadata.to_dict() == {"a": "1", "c": "3"}


def test_deleted_customer_says_so(client: stripe.StripeClient, shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer=customer)
    assert client.v1.customers.delete(customer).deleted
    assert client.v1.customers.retrieve(customer).deleted
    assert shop.subscription(subscription.id).status == "canceled"
    assert client.v1.customers.list().data == []
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.update(customer, {"name": "Ann"})


def test_date_header_is_the_stand_ins_time(
    client: stripe.StripeClient, control: StripeControl
) -> None:
    control.freeze()
    control.advance(days=3)
    headers = client.v1.customers.list().last_response.headers
    assert email.utils.parsedate_to_datetime(headers["date"]).timestamp() == control.now()
    assert headers["stripe-version"] == "2026-10-28.endive"


def test_oversized_body_is_refused(control: StripeControl) -> None:
    reply = httpx.post(
        f"{control.url}/v1/customers",
        content=b"name=" + b"a" * 1_000_001,
        headers={"authorization": f"Bearer {SECRET_KEY}"},
        trust_env=False,
    )
    assert reply.status_code == 413


def test_livemode_is_a_switch(control: StripeControl) -> None:
    control.set(livemode=True)
    try:
        reply = httpx.post(
            f"{control.url}/v1/customers",
            headers={"authorization": f"Bearer {SECRET_KEY}"},
            trust_env=False,
        )
        assert reply.json()["livemode"] is True
    finally:
        control.set(livemode=False)
