"""scripts/demo --purchase apple: credits, bought in an app and submitted by it.

The App Store's notification of the same transaction is held back until the credits are there, so
that it can be seen to change nothing.
"""

import asyncio
import time
from typing import Any

from florin_client import Florin, StorePurchase

from local.app_store.control import AppStore, Bought
from local.demo_steps import DemoError, Write, credits_of, signed_in, verify, write_entries
from local.state import StackInfo
from local.supabase_database import connect

PRODUCT = "com.example.florin.credits.1000"
# The webhook stores, the worker's next round folds.
PATIENCE_S, POLL_S = 30.0, 0.1


async def run(info: StackInfo, write: Write) -> dict[str, Any]:
    """What a customer, their app and Apple do. Raises DemoError."""
    if "apple" not in info.stand_ins:
        raise DemoError(
            "FLORIN_APPLE_… or FLORIN_DEVICECHECK_… is set: the demo buys in the stand-in only"
        )
    async with signed_in(info, write) as (florin, own):
        with AppStore(info.stand_ins["apple"]) as store:
            before = (await florin.balance()).available
            write(f"Balance          {credits_of(before)}\n\n")
            store.configure_delivery(is_holding=True)
            try:
                bought, answer, at_once = await buy_and_submit(florin, store, write)
            finally:
                # A stack that stays goes on telling.
                store.release()
            notification_id = notification_of(store, bought)
        waited_s = await await_fold(info, notification_id)
        write(f"Notification     {notification_id} folded after {waited_s:.1f} s\n")
        after, entries = (await florin.balance()).available, own.ledger_entries()
    if after != at_once:
        raise DemoError(f"the notification changed the balance from {at_once} to {after}")
    write(f"Balance          {credits_of(after)}, unchanged\n\nLedger\n")
    write_entries(write, entries)
    violations = verify(info)
    write(f"\nledger.verify()  {violations or 'sound'}\n")
    return {
        "store": "apple",
        "product": PRODUCT,
        "transaction_id": bought.transaction_id,
        "notification_id": notification_id,
        "granted_microcredits": answer.granted_microcredits,
        "waited_s": round(waited_s, 2),
        "balance_before": before,
        "balance_at_once": at_once,
        "entries": entries,
        "balance_after": after,
        "verify": violations,
    }


async def buy_and_submit(
    florin: Florin, store: AppStore, write: Write
) -> tuple[Bought, StorePurchase, int]:
    """(the purchase, the service's answer, what the user may spend at once)."""
    account_id = await florin.account_id()
    bought = store.buy(f"demo of {account_id}", PRODUCT, account_token=account_id)
    price = f"{bought.claims['price'] / 1000:.2f} {bought.claims['currency']}"
    write(f"Bought           {PRODUCT} for {price} in the stand-in; no money moved\n")
    write(f"Transaction      {bought.transaction_id}, signed by the store\n")
    # What an app does once StoreKit has handed it the transaction.
    answer = await florin.purchases.submit_apple(bought.signed_transaction)
    at_once = (await florin.balance()).available
    write(f"Submitted        {credits_of(answer.granted_microcredits)} granted\n")
    write(f"Balance          {credits_of(at_once)}, at once\n\n")
    return bought, answer, at_once


def notification_of(store: AppStore, bought: Bought) -> str:
    """The UUID of the notification of a purchase. Raises DemoError."""
    for notification in reversed(store.notifications):
        if notification["transaction_id"] == bought.transaction_id:
            return str(notification["notification_uuid"])
    raise DemoError("the store has no notification of the purchase")


async def await_fold(info: StackInfo, notification_id: str) -> float:
    """Until the notification is folded; how long that took, in seconds. Raises DemoError."""
    begun = time.monotonic()
    with connect(info.superuser_url, autocommit=True) as connection:
        while (waited_s := time.monotonic() - begun) < PATIENCE_S:
            found = connection.execute(
                "select 1 from billing.provider_events where provider = 'apple' "
                "and event_id = %s and status = 'folded'",
                [notification_id],
            ).fetchone()
            if found:
                return waited_s
            await asyncio.sleep(POLL_S)
    raise DemoError(f"no notification after {PATIENCE_S:.0f} s; see the logs of service and worker")
