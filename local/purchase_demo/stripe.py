"""scripts/demo --purchase stripe: credits, bought in a checkout and paid on the stand-in's page."""

import time
import uuid
from typing import Any

import httpx

from local.demo_steps import (
    TIMEOUT,
    DemoError,
    SignedIn,
    Write,
    credits_of,
    expect_ok,
    verify,
    write_entries,
)
from local.state import StackInfo

PRODUCT = "credits-1000-stripe"
# The webhook, the worker's next round and the fold take a second or two.
PATIENCE_S, POLL_S = 30.0, 0.1


def run(info: StackInfo, write: Write) -> dict[str, Any]:
    """What a buyer does: checks out, pays, waits for the credits. Raises DemoError."""
    if "stripe" not in info.stand_ins:
        raise DemoError("STRIPE_SECRET_KEY is set: the demo pays in the stand-in only. Unset it")
    with httpx.Client(timeout=TIMEOUT, trust_env=False) as http:
        user = SignedIn(info, http)
        write(f"Signed in anonymously as {user.claims['sub']}\n")
        before = user.available()
        write(f"Balance          {credits_of(before)}\n\n")

        checkout = open_checkout(user)
        write(f"Checkout         {PRODUCT}\nPay page         {checkout['url']}\n")
        session = pay(info, checkout["url"])
        paid = f"{session['amount_total'] / 100:.2f} {session['currency'].upper()}"
        write(f"Paid             {paid} on the stand-in's page; no money moved\n")

        waited_s = await_credits(user, before, write)
        purchase = user.purchases()[0]
        entries = user.ledger_entries()
        after = user.available()
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


def open_checkout(user: SignedIn) -> dict[str, Any]:
    """session_id and url of a session for PRODUCT."""
    reply = user.http.post(
        f"{user.info.service_url}/v1/billing/checkout",
        json={"product": PRODUCT, "success_url": "http://localhost/paid"},
        headers={"idempotency-key": str(uuid.uuid4())},
    )
    expect_ok(reply, 201)
    checkout: dict[str, Any] = reply.json()
    return checkout


def pay(info: StackInfo, url: str) -> dict[str, Any]:
    """The paid session. Another client: the user's token is none of the store's business."""
    with httpx.Client(timeout=TIMEOUT, trust_env=False) as http:
        reply = http.post(url, data={"method": "succeeds"}, headers={"accept": "application/json"})
    expect_ok(reply)
    session: dict[str, Any] = reply.json()["session"]
    return session


def await_credits(user: SignedIn, before: int, write: Write) -> float:
    """Until the balance has grown; how long that took, in seconds. Raises DemoError."""
    begun = time.monotonic()
    write("Waiting for the webhook to become credits ")
    while (waited_s := time.monotonic() - begun) < PATIENCE_S:
        if user.available() > before:
            write(f" {waited_s:.1f} s\n")
            return waited_s
        write(".")
        time.sleep(POLL_S)
    raise DemoError(f"no credits after {PATIENCE_S:.0f} s; see the logs of service and worker")
