"""What the workers ask Apple: doubts, gaps, and what was consumed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from apple_steps import CREDIT, MONTHLY, PACK, PACK_CREDITS, UNLOCK, App, Customer

from workers.apple import answer_consumption, fill_gap, read_subscriptions

# --- what was consumed ----------------------------------------------------------------------------


def consent(customer: Customer, is_given: bool = True) -> None:
    """As the app has it, through the Data API."""
    claims = {"sub": str(customer.user.id), "is_anonymous": False}
    connection = customer.app.db.connect("authenticated", claims=claims)
    connection.execute("select api.set_consumption_consent(%s)", [is_given])


def asked_for_refund(app: App, customer: Customer, product: str = PACK) -> str:
    """A purchase whose customer wants the money back; Apple asks us."""
    app.deliver()
    bought = customer.buy(product)
    app.store.request_refund(bought.transaction_id)
    app.delivered()
    app.fold()
    return bought.transaction_id


def answers(app: App, transaction_id: str) -> list[dict[str, Any]]:
    return [each for each in app.store.consumption if each["transaction_id"] == transaction_id]


def spend(app: App, customer: Customer, credits: int) -> None:
    """Work that is charged, from whatever burns first."""
    app.sql.execute(
        "select ledger.adjust_balance(%s, %s, 'spent')", [customer.account_id, -credits * CREDIT]
    )


def test_what_was_used_is_told_with_consent(app: App) -> None:
    customer = app.new_customer()
    consent(customer)
    transaction_id = asked_for_refund(app, customer)
    ((before,),) = app.rows(
        "select coalesce(sum(remaining), 0) from ledger.bucket_rests "
        "where account_id = %s and source <> 'purchase'",
        customer.account_id,
    )
    spend(app, customer, int(before) // CREDIT + 25)
    app.work(answer_consumption.work)
    assert answers(app, transaction_id) == [
        {
            "transaction_id": transaction_id,
            "customerConsented": True,
            "sampleContentProvided": True,
            "deliveryStatus": "DELIVERED",
            "consumptionPercentage": 25_000,
        }
    ]
    assert app.rows("select outcome, attempts from billing.consumption_requests") == [
        ("answered", 1)
    ]
    app.work(answer_consumption.work)
    assert len(answers(app, transaction_id)) == 1


@pytest.mark.parametrize("withdrawn", [False, True])
def test_without_consent_nothing_is_told(app: App, withdrawn: bool) -> None:
    customer = app.new_customer()
    if withdrawn:
        consent(customer)
        consent(customer, False)
    transaction_id = asked_for_refund(app, customer)
    app.work(answer_consumption.work)
    assert answers(app, transaction_id) == []
    assert app.rows("select outcome, detail from billing.consumption_requests") == [
        ("waiting", "no_consent")
    ]
    # Given within the time that Apple takes answers, it counts.
    consent(customer)
    app.sql.execute("update billing.consumption_requests set due_at = now()")
    app.work(answer_consumption.work)
    assert len(answers(app, transaction_id)) == 1


def test_after_twelve_hours_nothing_is_told(app: App) -> None:
    customer = app.new_customer()
    transaction_id = asked_for_refund(app, customer)
    app.work(answer_consumption.work)
    app.sql.execute(
        "update billing.consumption_requests "
        "set requested_at = requested_at - interval '12 hours', due_at = now()"
    )
    consent(customer)
    app.work(answer_consumption.work)
    assert answers(app, transaction_id) == []
    assert app.rows("select outcome from billing.consumption_requests") == [("expired",)]


@pytest.mark.parametrize("product", [UNLOCK, MONTHLY])
def test_unlocks_and_subscriptions_are_told_as_delivered(app: App, product: str) -> None:
    customer = app.new_customer()
    consent(customer)
    transaction_id = asked_for_refund(app, customer, product)
    app.work(answer_consumption.work)
    (answer,) = answers(app, transaction_id)
    assert answer["deliveryStatus"] == "DELIVERED"
    assert "consumptionPercentage" not in answer


def test_the_deployments_wish_is_told(start_app: Callable[..., App]) -> None:
    app = start_app(FLORIN_APPLE_REFUND_PREFERENCE="decline")
    customer = app.new_customer()
    consent(customer)
    transaction_id = asked_for_refund(app, customer)
    app.work(answer_consumption.work)
    (answer,) = answers(app, transaction_id)
    assert answer["refundPreference"] == "DECLINE"


def test_an_answer_that_failed_is_tried_again_and_a_refusal_is_not(app: App) -> None:
    customer = app.new_customer()
    consent(customer)
    transaction_id = asked_for_refund(app, customer)
    app.store.fail("consumption", code=5000001)
    app.work(answer_consumption.work)
    ((outcome, waits),) = app.rows(
        "select outcome, due_at > now() + interval '4 minutes' from billing.consumption_requests"
    )
    assert (outcome, waits) == ("waiting", True)
    app.sql.execute("update billing.consumption_requests set due_at = now()")
    app.store.fail("consumption", code=4000047)
    app.work(answer_consumption.work)
    assert app.rows("select outcome from billing.consumption_requests") == [("refused",)]
    assert answers(app, transaction_id) == []


def test_two_workers_answer_once(app: App) -> None:
    customer = app.new_customer()
    consent(customer)
    transaction_id = asked_for_refund(app, customer)
    app.sql.execute("select api.claim_consumption_requests(10, 60)")
    app.work(answer_consumption.work)
    assert answers(app, transaction_id) == []
    # The first one died; its lease is over.
    app.sql.execute("update billing.consumption_requests set due_at = now()")
    app.work(answer_consumption.work)
    assert len(answers(app, transaction_id)) == 1


# --- doubts ---------------------------------------------------------------------------------------


def overdue(app: App, days: int = 40) -> None:
    """As if the clock stood where the period is over."""
    app.sql.execute(
        "update billing.subscriptions set entitled_until = now() - interval '1 hour', "
        "as_of = as_of - make_interval(days => %s), "
        "fact = fact || jsonb_build_object('as_of', as_of - make_interval(days => %s))",
        [days, days],
    )


def test_a_subscription_that_is_overdue_is_read_from_apple(app: App) -> None:
    customer = app.new_customer()
    bought = customer.buy(MONTHLY)
    customer.submitted(bought.signed_transaction)
    app.store.set_auto_renew(bought.original_transaction_id, False)
    overdue(app)
    app.work(read_subscriptions.work)
    assert app.rows(
        "select state, will_renew, entitled_until > now() from billing.subscriptions"
    ) == [("active", False, True)]
    assert app.events("florin.read.subscription") == 1
    # Settled: it is not asked about again.
    app.sql.execute("update billing.doubts set due_at = now()")
    app.work(read_subscriptions.work)
    assert app.events("florin.read.subscription") == 1
    assert app.rows("select * from billing.doubts") == []


def test_a_doubt_that_apple_does_not_settle_is_asked_about_less_and_less(app: App) -> None:
    customer = app.new_customer()
    bought = customer.buy(MONTHLY)
    customer.submitted(bought.signed_transaction)
    overdue(app)
    waits = []
    for _ in range(3):
        app.store.fail("statuses", code=4040010)
        app.work(read_subscriptions.work)
        ((wait_s,),) = app.rows("select extract(epoch from due_at - now()) from billing.doubts")
        waits.append(round(float(wait_s) / 60))
        app.sql.execute("update billing.doubts set due_at = now()")
    assert waits == [10, 20, 40]


def test_while_apple_is_away_doubts_wait(app: App) -> None:
    customer = app.new_customer()
    customer.submitted(customer.buy(MONTHLY).signed_transaction)
    overdue(app)
    app.store.fail("statuses", code=5000001)
    app.work(read_subscriptions.work)
    assert app.events("florin.read.subscription") == 0
    app.sql.execute("update billing.doubts set due_at = now()")
    app.work(read_subscriptions.work)
    assert app.events("florin.read.subscription") == 1


def test_tied_facts_are_read_from_apple_once(app: App) -> None:
    customer = app.new_customer()
    bought = customer.buy(MONTHLY)
    customer.submitted(bought.signed_transaction)
    chain_id = bought.original_transaction_id
    app.sql.execute("select api.note_doubts('apple', 'production', %s)", [[chain_id, chain_id]])
    assert app.rows("select because from billing.doubts") == [("tied",)]
    app.work(read_subscriptions.work)
    assert app.events("florin.read.subscription") == 1
    assert app.rows("select * from billing.doubts") == []


# --- gaps -----------------------------------------------------------------------------------------


def sent_to_nobody(app: App, count: int) -> list[str]:
    """Purchases whose notifications never arrive."""
    app.store.deliver_to("http://127.0.0.1:1/")
    customer = app.new_customer()
    bought = [customer.buy(PACK).transaction_id for _ in range(count)]
    app.delivered()
    # The store's stamps rise by a millisecond at least, and may have got ahead of the clock.
    time.sleep(0.5)
    app.sql.execute("update billing.notification_reads set due_at = now()")
    return bought


def test_what_was_missed_while_down_is_read_from_apples_history(own_app: App) -> None:
    app = own_app
    app.work(fill_gap.work)
    bought = sent_to_nobody(app, 45)
    assert app.events() == 0
    app.work(fill_gap.work)
    app.fold()
    assert sorted(bought) == [
        row[0]
        for row in app.rows("select transaction_id from billing.purchases order by transaction_id")
    ]
    assert app.rows("select sum(granted) from billing.grants") == [(45 * PACK_CREDITS,)]
    # Read again, an hour overlapping: nothing more.
    app.sql.execute("update billing.notification_reads set due_at = now()")
    app.work(fill_gap.work)
    assert app.events() == 45


def test_a_reading_that_breaks_off_goes_on_at_its_page(own_app: App) -> None:
    app = own_app
    app.work(fill_gap.work)
    sent_to_nobody(app, 45)
    app.store.fail("notifications", is_only_slow=True)
    app.store.fail("notifications", code=5000001)
    app.work(fill_gap.work)
    assert app.events() == 20
    assert app.rows(
        "select page_token is not null, last_problem is not null from billing.notification_reads "
        "where environment = 'production'"
    ) == [(True, True)]
    app.sql.execute("update billing.notification_reads set due_at = now()")
    app.work(fill_gap.work)
    assert app.events() == 45
    assert app.rows(
        "select page_token, window_end, last_problem from billing.notification_reads "
        "where environment = 'production'"
    ) == [(None, None, None)]


@pytest.mark.parametrize("code", [4000014, 4000017, 4000012])
def test_a_window_that_apple_refuses_is_read_anew(own_app: App, code: int) -> None:
    app = own_app
    app.work(fill_gap.work)
    app.sql.execute(
        "update billing.notification_reads "
        "set due_at = now(), window_end = now(), page_token = 'old'"
    )
    app.store.fail("notifications", code=code)
    app.work(fill_gap.work)
    assert app.rows(
        "select page_token, window_end from billing.notification_reads "
        "where environment = 'production'"
    ) == [(None, None)]


def test_a_reading_is_not_due_for_an_hour_nor_twice_at_once(own_app: App) -> None:
    app = own_app
    app.work(fill_gap.work)
    claim = "select api.claim_notification_read('apple', 'production', 60)"
    assert app.rows(claim) == [(None,)]
    app.sql.execute("update billing.notification_reads set due_at = now()")
    ((part,),) = app.rows(claim)
    assert app.rows(claim) == [(None,)]
    record = "select api.record_notification_read('apple', 'production', %s, null, null, 0)"
    assert app.rows(record, "7c9e6679-7425-40de-944b-e07fc1f90ae7") == [(False,)]
    assert app.rows(record, part["lease"]) == [(True,)]


def test_history_is_read_no_further_back_than_apple_keeps_it(own_app: App) -> None:
    app = own_app
    app.work(fill_gap.work)
    app.sql.execute(
        "update billing.notification_reads "
        "set due_at = now(), read_up_to = now() - interval '2 years', only_failures = false"
    )
    for environment, days in (("production", 179), ("sandbox", 29)):
        ((span,),) = app.rows(
            "select round(extract(epoch from (r ->> 'to')::timestamptz "
            "- (r ->> 'from')::timestamptz) / 86400) "
            "from api.claim_notification_read('apple', %s, 60) as r",
            environment,
        )
        assert span == days
