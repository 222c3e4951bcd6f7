"""What moved Stripe's balance: a charge, a refund, a dispute."""

from local.stripe.operations import get
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

# A dispute costs this much, in cents, whatever its outcome.
DISPUTE_FEE = 1500


def new_balance_transaction(
    world: World, kind: str, source: Object, amount: int, fee: int = 0
) -> Object:
    """`amount` is negative when money leaves. In the smallest unit."""
    row = world.new(
        "balance_transaction",
        "txn",
        amount=amount,
        available_on=world.now(),
        balance_type="payments",
        currency=source["currency"],
        description=None,
        exchange_rate=None,
        fee=fee,
        fee_details=[],
        net=amount - fee,
        reporting_category=kind,
        source=source["id"],
        status="available",
        type={"dispute": "adjustment", "dispute_reversal": "adjustment"}.get(kind, kind),
    )
    # The one kind of object that does not say it.
    row.pop("livemode")
    return row


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("balance_transaction").get(call.ids["id"]))


OPERATIONS = [get("/v1/balance_transactions/{id}", retrieve)]
