"""One customer at Stripe for each account, however many requests ask at once.

The account's id is the idempotency key of the customer: whoever asks first makes it, whoever asks
at the same time is answered with the same. Postgres keeps the first that is brought to it.
"""

from __future__ import annotations

from uuid import UUID

from functions_py.rpc import Rpc
from functions_py.stores.stripe_client import Answer, StripeApi
from functions_py.stores.stripe_reads import ReadEvent

PROVIDER = "stripe"


async def find_customer(rpc: Rpc, api: StripeApi, account_id: UUID, user_id: UUID) -> str | None:
    """The customer of an account; None where it never bought anything. Raises 403, 503."""
    return await rpc.find_customer(account_id, user_id, PROVIDER, api.environment)


async def make_customer(
    rpc: Rpc, api: StripeApi, account_id: UUID, user_id: UUID, *, instead_of: str | None = None
) -> str:
    """The account's customer, made now. instead_of: the one that Stripe no longer has.

    Raises FlorinError as Stripe and Postgres do.
    """
    key = f"florin-customer-{account_id}" + (f"-{instead_of}" if instead_of else "")
    answer = await api.create_customer(str(account_id), key)
    customer_id: str = answer.value["id"]
    # Before anything is bought, so that it is known whose this customer is whatever Stripe tells
    # of it: subscriptions that the merchant starts by hand carry no metadata of ours.
    await _store(rpc, api, answer, customer_id)
    return await rpc.save_customer(
        account_id, user_id, PROVIDER, api.environment, customer_id, instead_of
    )


async def _store(rpc: Rpc, api: StripeApi, answer: Answer, customer_id: str) -> None:
    event = ReadEvent.of("customer", customer_id, answer)
    await rpc.store_event(event.stored(api.environment))
