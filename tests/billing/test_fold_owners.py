"""Whose purchases are: restored, merged, told late. What is left moves, what was spent stays."""

import uuid

import pytest
from billing.steps import Billing, at, owner, period, purchase, refund, subscription
from generation.steps import Caller
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def new() -> str:
    return f"tx-{uuid.uuid4()}"


def bought(world: Billing, caller: Caller, credits: int = 1000) -> str:
    """A pack that this caller bought; its transaction."""
    tx = new()
    world.tell(purchase(tx, world.pack(credits), account_id=str(caller.account.id)))
    return tx


def test_known_owner_s_purchases_do_not_move_unless_told_to(world: Billing) -> None:
    mine, other = world.sign_in(), world.sign_in()
    tx = bought(world, mine)
    assert world.restore(other, tx) == "owned_by_another"
    assert (world.posted(mine), world.posted(other)) == (1000, 0)
    assert world.restore(other, tx, transfer=True) == "moved"
    assert (world.posted(mine), world.posted(other)) == (0, 1000)
    assert world.restore(other, tx) == "bound"


def test_stranger_cannot_restore_into_an_account(world: Billing) -> None:
    mine, other = world.sign_in(), world.sign_in()
    with refused("FLMEM"):
        world.service.execute(
            "select api.bind_chain(%s, %s, 'stripe', 'production', 'x')",
            [mine.account.id, other.user_id],
        )


def test_anonymous_purchase_moves_with_what_is_left(world: Billing) -> None:
    """Refunded later, what is there is taken first, and the rest where it was spent."""
    guest, caller = world.sign_in(is_anonymous=True), world.sign_in()
    world.empty(guest)
    world.empty(caller)
    tx = bought(world, guest)
    world.spend(guest, 300)
    assert world.restore(caller, tx) == "moved"
    assert world.buckets(guest) == {tx: (300, 0, 0)}
    assert world.buckets(caller) == {tx: (700, 700, 0)}
    world.spend(caller, 100)
    # Again: nothing more moves, and a renewed telling grants nothing.
    assert world.restore(caller, tx) == "bound"
    world.tell(refund(tx, share_ppm=650_000))
    assert (guest.account.money, caller.account.money) == ((0, 0, 0), (-50, 0, 50))
    world.tell(refund(tx, as_of=1))
    assert (guest.account.money, caller.account.money) == ((-300, 0, 300), (-100, 0, 100))
    assert world.buckets(guest) == {tx: (300, 0, 300)}
    assert world.buckets(caller) == {tx: (700, 0, 700)}
    world.tell(refund(tx, as_of=2, active=False))
    assert (guest.account.money, caller.account.money) == ((0, 0, 0), (600, 0, 0))


def test_purchase_refunded_in_part_moves_with_its_refund(world: Billing) -> None:
    guest, caller = world.sign_in(is_anonymous=True), world.sign_in()
    world.empty(guest)
    tx = bought(world, guest)
    world.spend(guest, 800)
    world.tell(refund(tx, share_ppm=500_000))
    assert guest.account.money == (-300, 0, 300)
    world.restore(caller, tx)
    assert world.buckets(guest) == {tx: (800, 0, 300)}
    assert world.buckets(caller) == {tx: (200, 0, 200)}
    world.tell(refund(tx, as_of=1, active=False))
    assert guest.account.money == (0, 0, 0)
    assert world.posted(caller) == 200


def test_subscription_and_unlock_move_when_restored(world: Billing) -> None:
    guest, caller = world.sign_in(is_anonymous=True), world.sign_in()
    chain, plan = f"sub-{uuid.uuid4()}", world.plan(100)
    product, hint = world.plan_product(plan), {"account_id": str(guest.account.id)}
    world.tell(
        period(f"a-{chain}", product, chain, -1, 29, **hint),
        subscription(chain, product, -1, 29, **hint),
    )
    assert world.plan_of(guest)["plan_id"] == plan
    assert world.restore(caller, chain) == "moved"
    assert world.plan_of(guest)["plan_id"] == "anonymous"
    assert world.plan_of(caller)["plan_id"] == plan
    assert (world.posted(guest), world.posted(caller)) == (0, 100)
    # A renewal is the restorer's, whatever it says.
    world.tell(period(f"b-{chain}", product, chain, 0, 30, **hint))
    assert (world.posted(guest), world.posted(caller)) == (0, 200)

    tx = new()
    world.tell(purchase(tx, world.unlock(world.model(tier="premium")), **hint))
    assert world.restore(caller, tx) == "moved"
    assert world.count("access.entitlements", guest) == 0
    assert world.count("access.entitlements", caller) == 1
    told = world.ledger.value(
        "select count(*) from audit.outbox where kind = 'model_purchase_completed' "
        "and account_id = any(%s)",
        [guest.account.id, caller.account.id],
    )
    assert told == 1


def test_customer_s_account_told_late_gets_all_that_waited(world: Billing) -> None:
    caller, customer = world.sign_in(), f"cus-{uuid.uuid4()}"
    chain, plan = f"sub-{uuid.uuid4()}", world.plan(100)
    product = world.plan_product(plan)
    world.tell(subscription(chain, product, -1, 29, owner_key=customer))
    world.tell(period(f"a-{chain}", product, chain, -1, 29))
    world.tell(purchase(new(), world.pack(50), owner_key=customer))
    assert world.posted(caller) == 0
    world.tell(owner(customer, caller))
    assert world.posted(caller) == 50
    # The period names nobody, and its subscription only the customer.
    world.tell(period(f"a-{chain}", product, chain, -1, 29, as_of=1, owner_key=customer))
    assert world.posted(caller) == 150
    assert world.plan_of(caller)["plan_id"] == plan


def test_chain_s_first_buyer_owns_what_names_nobody(world: Billing) -> None:
    caller, chain = world.sign_in(), f"sub-{uuid.uuid4()}"
    product = world.plan_product(world.plan(100))
    world.tell(period(f"b-{chain}", product, chain, -1, 29))
    assert world.posted(caller) == 0
    world.tell(period(f"a-{chain}", product, chain, -31, -1, account_id=str(caller.account.id)))
    assert world.posted(caller) == 100


def test_merged_account_s_purchases_follow(world: Billing) -> None:
    """Merged, then renewed, refunded, and restored: all in the account it went into."""
    guest, caller = world.sign_in(is_anonymous=True), world.sign_in()
    chain, plan = f"sub-{uuid.uuid4()}", world.plan(100, rollover_cap=60)
    product, hint = world.plan_product(plan), {"account_id": str(guest.account.id)}
    world.empty(guest)
    world.empty(caller)
    tx = bought(world, guest)
    world.tell(
        period(f"a-{chain}", product, chain, -31, -1, **hint),
        period(f"b-{chain}", product, chain, -1, 29, **hint),
        subscription(chain, product, -1, 29, **hint),
    )
    world.spend(guest, 500)
    world.merge(caller, guest)
    assert world.posted(caller) == 1000 + 160 - 500
    assert world.plan_of(caller)["plan_id"] == plan
    world.tell(
        period(f"c-{chain}", product, chain, 0, 30, **hint),
        subscription(chain, product, 0, 30, as_of=1, **hint),
    )
    assert world.plan_of(caller)["period_end"].isoformat() == at(30)
    assert world.posted(caller) == 1000 + 160 - 500 + 100
    world.tell(refund(tx))
    assert world.posted(caller) == 160 - 500 + 100
    assert world.restore(caller, chain) == "bound"
    assert world.restore(world.sign_in(), chain) == "owned_by_another"
    assert guest.account.money == (0, 0, 0)


def test_restored_purchase_merged_back_is_whole_again(world: Billing) -> None:
    """The part that was spent by the guest comes home when the guest is merged."""
    guest, caller = world.sign_in(is_anonymous=True), world.sign_in()
    world.empty(guest)
    world.empty(caller)
    tx = bought(world, guest)
    world.spend(guest, 300)
    world.restore(caller, tx)
    world.merge(caller, guest)
    world.tell(refund(tx))
    assert world.posted(caller) == -300


def test_closed_account_gets_nothing_and_gives_up_its_purchases(world: Billing) -> None:
    gone, caller = world.sign_in(), world.sign_in()
    tx = bought(world, gone)
    world.delete(gone)
    world.tell(purchase(new(), world.pack(), account_id=str(gone.account.id)))
    assert gone.account.money[0] == 0
    world.tell(refund(tx, share_ppm=100_000))
    assert gone.account.money[0] == 0
    assert world.restore(caller, tx) == "moved"
    assert world.posted(caller) == 0


def test_user_reads_own_purchases_and_subscriptions_only(world: Billing) -> None:
    guest, caller, other = world.sign_in(is_anonymous=True), world.sign_in(), world.sign_in()
    chain, product = f"sub-{uuid.uuid4()}", world.plan_product(world.plan(100))
    tx = bought(world, guest)
    bought(world, other)
    world.tell(subscription(chain, product, -1, 29, account_id=str(caller.account.id)))
    world.merge(caller, guest)
    mine = world.as_user(caller.user_id)
    purchases = mine.execute("select transaction_id from api.purchases").fetchall()
    assert purchases == [(tx,)]
    subscriptions = mine.execute("select chain_id, state from api.subscriptions").fetchall()
    assert subscriptions == [(chain, "active")]
