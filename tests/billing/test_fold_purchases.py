"""Purchases: granted once, in any order, with what takes them back; never more than the whole."""

import itertools
import uuid

import pytest
from billing.steps import Billing, owner, purchase, refund
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def new() -> str:
    return f"tx-{uuid.uuid4()}"


def test_pack_is_granted_once_however_often_it_is_told(world: Billing) -> None:
    caller, pack, tx = world.sign_in(), world.pack(1000), new()
    fact = purchase(tx, pack, account_id=str(caller.account.id), quantity=3)
    answer = world.tell(fact, event=f"evt-{tx}")
    assert answer == {
        "accounts": [str(caller.account.id)],
        "tied": [],
        "unowned": 0,
        "unmapped": [],
    }
    assert world.buckets(caller) == {tx: (3000, 3000, 0)}
    world.tell(fact, event=f"evt-{tx}")
    world.tell(fact)
    assert world.buckets(caller) == {tx: (3000, 3000, 0)}
    assert world.posted(caller) == 3000


def test_unpaid_purchase_gives_nothing(world: Billing) -> None:
    caller, pack, tx = world.sign_in(), world.pack(), new()
    fact = purchase(tx, pack, account_id=str(caller.account.id), state="pending")
    world.tell(fact)
    assert world.buckets(caller) == {}
    world.tell({**fact, "as_of": purchase(tx, pack, as_of=1)["as_of"], "state": "paid"})
    assert world.buckets(caller) == {tx: (1000, 1000, 0)}


def test_event_that_was_not_stored_is_refused(world: Billing) -> None:
    with refused("FLARG", argument="event_id"):
        world.worker.execute(
            "select api.fold_event('stripe', 'production', %s, '[]')", [str(uuid.uuid4())]
        )


def test_fact_of_an_unknown_kind_is_refused(world: Billing) -> None:
    with refused("FLARG", argument="facts"):
        world.tell({"fact": "gift", "as_of": "2026-01-01T00:00:00Z"})


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_any_order_of_purchase_refund_and_owner_ends_equal(
    world: Billing, order: tuple[int, ...]
) -> None:
    caller, pack, tx = world.sign_in(), world.pack(1000), new()
    customer = f"cus-{tx}"
    payment = {"fact": "payment", "as_of": purchase(tx, pack)["as_of"]}
    facts = [
        purchase(tx, pack, owner_key=customer),
        {**payment, "payment_id": f"pi-{tx}", "transaction_id": tx},
        refund(f"pi-{tx}", amount=400),
        owner(customer, caller),
    ]
    for number in order:
        world.tell(facts[number])
    assert world.buckets(caller) == {tx: (1000, 600, 400)}
    assert world.posted(caller) == 600


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_refund_that_was_reversed_leaves_all(world: Billing, order: tuple[int, ...]) -> None:
    caller, pack, tx = world.sign_in(), world.pack(1000), new()
    facts = [
        purchase(tx, pack, account_id=str(caller.account.id)),
        refund(tx),
        refund(tx, as_of=1, active=False),
    ]
    for number in order:
        world.tell(facts[number])
    assert world.buckets(caller) == {tx: (1000, 1000, 0)}
    assert world.posted(caller) == 1000


def test_refunds_and_a_dispute_take_the_whole_once(world: Billing) -> None:
    caller, pack, tx = world.sign_in(), world.pack(1000), new()
    world.tell(purchase(tx, pack, account_id=str(caller.account.id)))
    world.tell(refund(tx, id=f"re-1-{tx}", amount=700))
    assert world.buckets(caller) == {tx: (1000, 300, 700)}
    world.tell(refund(tx, id=f"re-2-{tx}", amount=700))
    world.tell(refund(tx, id=f"dp-{tx}", kind="dispute"))
    assert world.buckets(caller) == {tx: (1000, 0, 1000)}
    assert world.posted(caller) == 0
    world.tell(refund(tx, id=f"dp-{tx}", kind="dispute", active=False, as_of=1))
    world.tell(refund(tx, id=f"re-2-{tx}", amount=700, active=False, as_of=1))
    assert world.buckets(caller) == {tx: (1000, 300, 700)}


def test_what_was_spent_becomes_debt_and_comes_back(world: Billing) -> None:
    caller, pack, tx = world.sign_in(), world.pack(1000), new()
    world.empty(caller)
    world.tell(purchase(tx, pack, account_id=str(caller.account.id)))
    world.spend(caller, 600)
    world.tell(refund(tx))
    assert caller.account.money == (-600, 0, 600)
    world.tell(refund(tx, active=False, as_of=1))
    assert caller.account.money == (400, 0, 0)
    assert world.buckets(caller) == {tx: (1000, 400, 0)}


@pytest.mark.parametrize("void_is_first", [True, False])
def test_paid_purchase_that_is_void_after_all_gives_nothing(
    world: Billing, void_is_first: bool
) -> None:
    caller, pack, tx = world.sign_in(), world.pack(1000), new()
    facts = [
        purchase(tx, pack, account_id=str(caller.account.id)),
        purchase(tx, pack, as_of=1, state="void"),
    ]
    for fact in reversed(facts) if void_is_first else facts:
        world.tell(fact)
    assert world.buckets(caller) == {tx: (1000, 0, 1000)}
    assert world.posted(caller) == 0


def test_tie_between_contents_is_reported(world: Billing) -> None:
    caller, pack, tx = world.sign_in(), world.pack(1000), new()
    fact = purchase(tx, pack, account_id=str(caller.account.id))
    assert world.tell(fact, event=f"b-{tx}")["tied"] == []
    assert world.tell(fact, event=f"c-{tx}")["tied"] == []
    assert world.tell({**fact, "quantity": 2}, event=f"a-{tx}")["tied"] == [tx]
    assert world.buckets(caller) == {tx: (1000, 1000, 0)}
    assert world.tell({**fact, "quantity": 2}, event=f"d-{tx}")["tied"] == [tx]
    assert world.buckets(caller) == {tx: (2000, 2000, 0)}
    assert world.tell({**fact, "rank": 1}, event=f"a2-{tx}")["tied"] == []
    assert world.buckets(caller) == {tx: (1000, 1000, 0)}


def test_purchase_without_an_owner_waits_for_one(world: Billing) -> None:
    caller, pack, tx = world.sign_in(), world.pack(1000), new()
    assert world.tell(purchase(tx, pack, account_id=str(uuid.uuid4())))["unowned"] == 1
    assert world.restore(caller, tx) == "bound"
    assert world.buckets(caller) == {tx: (1000, 1000, 0)}
    assert world.restore(caller, tx) == "bound"
    assert world.posted(caller) == 1000


def test_several_products_of_one_transaction_share_its_refund(world: Billing) -> None:
    caller, tx = world.sign_in(), new()
    packs = [world.pack(1000), world.pack(500)]
    hint = {"account_id": str(caller.account.id)}
    world.tell(*(purchase(tx, pack, **hint) for pack in packs))
    world.tell(refund(tx, amount=500))
    assert world.posted(caller) == 750


def test_product_mapped_later_is_given_then(own_world: Billing) -> None:
    world, tx, name = own_world, new(), f"late-{uuid.uuid4()}"
    caller = world.sign_in()
    for _ in range(2):
        answer = world.tell(purchase(tx, name, account_id=str(caller.account.id)))
        assert answer["unmapped"] == [name]
    told = world.ledger.rows(
        "select payload from audit.outbox where kind = 'purchase_unmapped'",
    )
    assert [row["payload"]["product"] for row in told] == [name]
    fold_unmapped = "select api.fold_unmapped(10)"
    assert world.only(world.worker.execute(fold_unmapped)) == 0
    world.product("credit_pack", "stripe", name, credits=70)
    assert world.only(world.worker.execute(fold_unmapped)) == 1
    assert world.only(world.worker.execute(fold_unmapped)) == 0
    assert [world.apply_due(), world.apply_due()] == [1, 0]
    assert world.buckets(caller) == {tx: (70, 70, 0)}


def test_sandbox_gives_its_allowance_once(own_world: Billing) -> None:
    world = own_world
    world.ledger.connection.execute(
        "update billing.environments set policy = 'allowance', allowance = 50 "
        "where environment = 'sandbox'"
    )
    caller, model = world.sign_in(), world.model(tier="premium")
    pack, unlock = world.pack(1000, "apple"), world.unlock(model, "apple")
    hint = {"account_id": str(caller.account.id)}
    for product in (pack, pack, unlock):
        world.tell(purchase(new(), product, **hint), provider="apple", environment="sandbox")
    assert world.buckets(caller) == {}
    assert world.posted(caller) == 50
    assert world.count("access.entitlements", caller) == 1
    world.ledger.connection.execute(
        "update billing.environments set policy = 'ignore' where environment = 'sandbox'"
    )
    other = world.sign_in()
    hint = {"account_id": str(other.account.id)}
    for product in (pack, unlock):
        world.tell(purchase(new(), product, **hint), provider="apple", environment="sandbox")
    assert world.posted(other) == 0
    assert world.count("access.entitlements", other) == 0


def test_same_transaction_of_two_environments_is_two(world: Billing) -> None:
    caller, pack, tx = world.sign_in(), world.pack(1000), new()
    fact = purchase(tx, pack, account_id=str(caller.account.id))
    world.tell(fact)
    world.tell(fact, environment="sandbox")
    assert world.posted(caller) == 2000


@pytest.mark.parametrize("refund_is_first", [True, False])
def test_unlock_is_lost_by_a_whole_refund_only(world: Billing, refund_is_first: bool) -> None:
    caller, tx = world.sign_in(), new()
    product = world.unlock(world.model(tier="premium"))

    def is_revoked() -> bool:
        return bool(
            world.ledger.value(
                "select revoked_at is not null from access.entitlements where account_id = %s",
                caller.account.id,
            )
        )

    facts = [purchase(tx, product, account_id=str(caller.account.id)), refund(tx)]
    for fact in reversed(facts) if refund_is_first else facts:
        world.tell(fact)
    assert is_revoked()
    world.tell(refund(tx, as_of=1, share_ppm=400_000))
    assert not is_revoked()
    world.tell(refund(tx, as_of=2, kind="revocation"))
    assert is_revoked()


def test_app_store_credits_never_expire(world: Billing) -> None:
    caller, pack, tx = world.sign_in(), world.pack(1000, "apple"), new()
    world.tell(purchase(tx, pack, account_id=str(caller.account.id)), provider="apple")
    row = world.ledger.row(
        "select source_ref, expires_at from ledger.buckets where account_id = %s "
        "and source = 'purchase'",
        caller.account.id,
    )
    assert row == {"source_ref": f"apple:production:{tx}:{pack}", "expires_at": None}
