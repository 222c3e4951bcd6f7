"""What a checkout needs: the product, whether it is sold to this account, and the customer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from functions_py.rpc.calls import Calls


class CustomerCalls(Calls):
    """provider: `stripe`; environment: `production` or `sandbox`."""

    async def find_sale(
        self, account_id: UUID, user_id: UUID, provider: str, environment: str, product: str
    ) -> dict[str, Any]:
        """`kind`, `store_product_id`, `metered_price_id` (null: none) and `customer_id`
        (null: none yet). Raises 403, 404 `product_not_found`, 409 (`product_not_offered`,
        `already_subscribed`, `already_owned`), 503."""
        sale: dict[str, Any] = await self._value(
            "select api.find_sale($1, $2, $3, $4, $5)",
            (account_id, user_id, provider, environment, product),
            retry=True,
        )
        return sale

    async def find_customer(
        self, account_id: UUID, user_id: UUID, provider: str, environment: str
    ) -> str | None:
        """The store's customer of an account; None: it has none. Raises 403, 503."""
        customer_id: str | None = await self._value(
            "select api.find_customer($1, $2, $3, $4)",
            (account_id, user_id, provider, environment),
            retry=True,
        )
        return customer_id

    async def save_customer(
        self,
        account_id: UUID,
        user_id: UUID,
        provider: str,
        environment: str,
        customer_id: str,
        instead_of: str | None,
    ) -> str:
        """The customer that holds: the first that was saved. instead_of: one that the store no
        longer has, to be replaced. Raises 403, 503."""
        kept: str = await self._value(
            "select api.save_customer($1, $2, $3, $4, $5, $6)",
            (account_id, user_id, provider, environment, customer_id, instead_of),
            retry=True,
        )
        return kept
