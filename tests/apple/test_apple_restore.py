"""POST /v1/iap/apple/restore: whose a purchase is from then on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from apple_steps import MONTHLY, PACK, PACK_CREDITS, RESTORE_BODY_CASES, UNLOCK, App, refused


@pytest.fixture
def app(shared_app: App) -> App:
    return shared_app


def one(bought: Any, product: str, environment: str = "production") -> list[dict[str, str]]:
    return [
        {
            "original_transaction_id": bought.original_transaction_id,
            "product_id": product,
            "environment": environment,
        }
    ]


def lists(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: entries for name, entries in answer.items() if entries != []}


def test_what_names_the_account_is_already_its_own(app: App) -> None:
    customer = app.new_customer()
    before = customer.posted
    bought = customer.buy(PACK)
    for answer in (
        customer.restored(bought.signed_transaction),
        customer.restored(number=bought.transaction_id),
    ):
        assert lists(answer) == {"already_yours": one(bought, PACK), "is_complete": True}
    assert customer.posted == before + PACK_CREDITS


def test_what_names_no_account_goes_to_whoever_shows_it(app: App) -> None:
    customer = app.new_customer()
    before = customer.posted
    bought = customer.buy(PACK, names_account=False)
    answer = customer.restored(bought.signed_transaction)
    assert lists(answer) == {"restored": one(bought, PACK), "is_complete": True}
    assert customer.posted == before + PACK_CREDITS
    # Apple was told, so that renewals name the account.
    assert app.store.transaction(bought.transaction_id).claims["appAccountToken"] == (
        customer.account_id
    )
    again = customer.restored(bought.signed_transaction)
    assert lists(again) == {"already_yours": one(bought, PACK), "is_complete": True}
    assert customer.posted == before + PACK_CREDITS


def test_a_number_alone_proves_nothing(app: App) -> None:
    customer, thief = app.new_customer(), app.new_customer()
    before = thief.posted
    bought = customer.buy(PACK, names_account=False)
    answer = thief.restored(number=bought.transaction_id)
    assert lists(answer) == {"proof_needed": one(bought, PACK), "is_complete": True}
    assert thief.posted == before
    assert lists(customer.restored(bought.signed_transaction)) == {
        "restored": one(bought, PACK),
        "is_complete": True,
    }


def test_a_known_users_purchase_stays_theirs(app: App) -> None:
    owner, other = app.new_customer(), app.new_customer()
    bought = owner.buy(PACK)
    owner.submitted(bought.signed_transaction)
    before = owner.posted, other.posted
    answer = other.restored(bought.signed_transaction)
    assert lists(answer) == {"owned_by_another": one(bought, PACK), "is_complete": True}
    assert (owner.posted, other.posted) == before


def test_an_anonymous_users_purchase_moves(app: App) -> None:
    anonymous, known = app.new_customer(is_anonymous=True), app.new_customer()
    bought = anonymous.buy(PACK)
    anonymous.submitted(bought.signed_transaction)
    before = anonymous.posted, known.posted
    answer = known.restored(bought.signed_transaction)
    assert lists(answer) == {"restored": one(bought, PACK), "is_complete": True}
    assert (anonymous.posted, known.posted) == (before[0] - PACK_CREDITS, before[1] + PACK_CREDITS)


def test_a_deployment_may_let_known_users_purchases_move(start_app: Callable[..., App]) -> None:
    app = start_app(FLORIN_APPLE_TRANSFER_PURCHASES="on")
    owner, other = app.new_customer(), app.new_customer()
    bought = owner.buy(MONTHLY)
    owner.submitted(bought.signed_transaction)
    assert (owner.plan, other.plan) == ("pro", "free")
    assert lists(other.restored(bought.signed_transaction)) == {
        "restored": one(bought, MONTHLY),
        "is_complete": True,
    }
    assert (owner.plan, other.plan) == ("free", "pro")


def test_the_whole_history_is_read_from_one_transaction(app: App) -> None:
    customer = app.new_customer()
    before = customer.posted
    unlocked = customer.buy(UNLOCK, names_account=False)
    packs = [customer.buy(PACK, names_account=False) for _ in range(45)]
    answer = customer.restored(unlocked.signed_transaction)
    assert len(answer["restored"]) == 46
    assert answer["is_complete"] is True
    assert customer.posted == before + len(packs) * PACK_CREDITS


def test_a_subscription_comes_back_as_it_stands_at_apple(app: App) -> None:
    customer = app.new_customer()
    bought = customer.buy(MONTHLY)
    app.store.set_auto_renew(bought.original_transaction_id, False)
    customer.restored(bought.signed_transaction)
    assert customer.plan == "pro"
    assert app.rows(
        "select state, will_renew from billing.subscriptions where chain_id = %s",
        bought.original_transaction_id,
    ) == [("active", False)]


def test_sandbox_purchases_are_found_by_number(app: App) -> None:
    customer = app.new_customer()
    bought = customer.buy(PACK, store=app.store.sandbox)
    answer = customer.restored(number=bought.transaction_id)
    assert answer["already_yours"] == one(bought, PACK, "sandbox")


def test_an_unknown_number_is_not_found(app: App) -> None:
    customer = app.new_customer()
    refused(customer.restore(number="1"), 404, "transaction_not_found")


@pytest.mark.parametrize(
    "fault",
    [
        {"endpoint": "history", "code": 5000001},
        {"endpoint": "history", "code": 4290000},
        {"endpoint": "history", "status": 503},
        {"endpoint": "statuses", "code": 4040006},
    ],
)
def test_an_app_store_that_is_away_means_try_again(app: App, fault: dict[str, Any]) -> None:
    customer = app.new_customer()
    bought = customer.buy(PACK, names_account=False)
    app.store.call("add_fault", **fault)
    reply = customer.restore(bought.signed_transaction)
    refused(reply, 503, "app_store_unavailable")
    assert int(reply.headers["retry-after"]) > 0
    assert len(customer.restored(bought.signed_transaction)["restored"]) == 1


def test_a_purchase_is_bound_though_apple_does_not_take_the_account(app: App) -> None:
    customer = app.new_customer()
    bought = customer.buy(PACK, names_account=False)
    app.store.call("add_fault", endpoint="account_token", code=4000185)
    assert len(customer.restored(bought.signed_transaction)["restored"]) == 1
    assert len(customer.restored(bought.signed_transaction)["already_yours"]) == 1


def test_what_is_shared_in_a_family_entitles_the_member(app: App) -> None:
    owner, member = app.new_customer(), app.new_customer()
    bought = owner.buy(MONTHLY)
    shared = app.store.share(bought.transaction_id, member.name)
    before = member.posted
    answer = member.restored(shared.signed_transaction)
    assert [entry["product_id"] for entry in answer["restored"]] == [MONTHLY]
    assert member.plan == "pro"
    ((granted,),) = app.rows(
        "select coalesce(sum(granted), 0) from billing.grants where account_id = %s",
        member.account_id,
    )
    assert granted == 0
    assert member.posted <= before


@pytest.mark.parametrize(("body", "param"), RESTORE_BODY_CASES)
def test_other_bodies_are_refused(app: App, body: Any, param: str) -> None:
    customer = app.new_customer()
    reply = app.post("/v1/iap/apple/restore", body, customer.user.headers)
    refused(reply, 400, "invalid_request", param=param)
