"""scripts/demo --purchase stripe: credits, bought in a checkout and paid on the stand-in's page."""

import asyncio
import time
from typing import Any

import httpx
from florin_client import Florin

from local.demo_steps import (
    TIMEOUT,
    DemoError,
    Write,
    credits_of,
    signed_in,
    verify,
    write_entries,
)
from local.state import StackInfo

PRODUCT = "credits-1000-stripe"
# The webhook, the worker's next round and the fold take a second or two.
PATIENCE_S, POLL_S = 30.0, 0.1


async def run(info: StackInfo, write: Write) -> dict[str, Any]:
    """What a buyer does: checks out, pays, waits for the credits. Raises DemoError."""
    if "stripe" not in info.stand_ins:
        raise DemoError("STRIPE_SECRET_KEY is set: the demo pays in the stand-in only. Unset it")
    async with signed_in(info, write) as (florin, own):
        before = (await florin.balance()).available
        write(f"Balance          {credits_of(before)}\n\n")

        checkout = await florin.purchases.checkout(PRODUCT, success_url="http://localhost/paid")
        write(f"Checkout         {PRODUCT}\nPay page         {checkout.url}\n")
        session = await pay(checkout.url)
        paid = f"{session['amount_total'] / 100:.2f} {session['currency'].upper()}"
        write(f"Paid             {paid} on the stand-in's page; no money moved\n")

        waited_s = await await_credits(florin, before, write)
        purchase = own.purchases()[0]
        entries = own.ledger_entries()
        after = (await florin.balance()).available
    write(f"\nPurchase         {purchase['transaction_id']}: {purchase['state']}\n\nLedger\n")
    write_entries(write, entries)
    violations = verify(info)
    write(f"\nBalance          {credits_of(after)}\n")
    write(f"ledger.verify()  {violations or 'sound'}\n")
    return {
        "store": "stripe",
        "product": PRODUCT,
        "transaction_id": purchase["transaction_id"],
        "purchase": purchase,
        "waited_s": round(waited_s, 2),
        "balance_before": before,
        "entries": entries,
        "balance_after": after,
        "verify": violations,
    }


async def pay(url: str) -> dict[str, Any]:
    """The paid session. Another client: the user's token is none of the store's business."""
    async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as http:
        headers = {"accept": "application/json"}
        reply = await http.post(url, data={"method": "succeeds"}, headers=headers)
    if reply.status_code != 200:
        raise DemoError(f"{url} answered {reply.status_code}: {reply.text[:2000]}")
    session: dict[str, Any] = reply.json()["session"]
    return session


async def await_credits(florin: Florin, before: int, write: Write) -> float:
    """Until the balance has grown; how long that took, in seconds. Raises DemoError."""
    begun = time.monotonic()
    write("Waiting for the webhook to become credits ")
    while (waited_s := time.monotonic() - begun) < PATIENCE_S:
        if (await florin.balance()).available > before:
            write(f" {waited_s:.1f} s\n")
            return waited_s
        write(".")
        await asyncio.sleep(POLL_S)
    raise DemoError(f"no credits after {PATIENCE_S:.0f} s; see the logs of service and worker")
