"""A shop without HTTP: events are stored as the webhook does, and folded as the worker does."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

from functions_py.rpc import WorkerRpc
from stripe_objects import ACCOUNT
from stripe_shop import PRODUCTS, stripe_settings

from local.stripe.control import StripeControl
from local.testbed.databases import Database
from workers.fold_events import fold_batch
from workers.stripe_reads import reading_stripe

# What a life comes to. A rollover that another order of events has taken back leaves an empty
# bucket behind, which says nothing.
STATE = {
    "purchases": "select product, state, quantity, share_ppm, amount, account_id is not null "
    "from billing.purchases order by purchased_at, product, transaction_id",
    "subscriptions": "select chain_id, state, is_entitled, product, will_renew, entitled_until "
    "from billing.subscriptions order by chain_id",
    "reversals": "select kind, state, amount from billing.reversals order by kind, reversal_id",
    "grants": "select product, granted, clawed from billing.grants order by transaction_id",
    "buckets": "select source::text, source_ref, granted, remaining, expires_at "
    "from ledger.bucket_rests where source_ref like '%%stripe%%' and granted > 0 "
    "order by source_ref",
    "entitlements": "select kind, key, source, revoked_at is null from access.entitlements "
    "order by kind, key, source",
    "plan": "select v.plan_id, p.source from access.account_plans as p "
    "join catalog.plan_versions as v on v.id = p.plan_version_id where p.account_id = %(account)s",
    "posted": "select posted from ledger.accounts where id = %(account)s",
    "failed": "select type, problem from billing.provider_events where status = 'failed'",
}


class Shop:
    """A database of its own, with products, one account, and what folds."""

    def __init__(self, database: Database, world: StripeControl) -> None:
        self.db = database
        self.connection = database.kept_connection()
        self.connection.execute(PRODUCTS)
        # What test mode sells is worth its price here, as on a local stack.
        self.connection.execute(
            "update billing.environments set policy = 'full' where environment = 'sandbox'"
        )
        self.user_id = database.add_user(is_anonymous=False)
        row = self.connection.execute(
            "select api.open_account(%s, false)", [self.user_id]
        ).fetchone()
        self.account = str(row[0] if row else "")
        self.settings = stripe_settings(world, worker_database_url=database.dsn("florin_worker"))

    def store(self, told: dict[str, Any]) -> None:
        """As the webhook does; whoever it was told of is this shop's account."""
        self.connection.execute(
            "select api.store_event('stripe', 'sandbox', %s, %s, %s, %s)",
            [
                told["id"],
                told["type"],
                datetime.fromtimestamp(told["created"], UTC),
                json.dumps(told).replace(ACCOUNT, self.account),
            ],
        )

    async def fold(self, workers: int = 1) -> None:
        """Until nothing is left, also of what was read meanwhile."""
        async with reading_stripe(self.settings):
            await asyncio.gather(*(self._work() for _ in range(workers)))

    async def _work(self) -> None:
        rpc = await WorkerRpc.connect(self.settings)
        try:
            while await fold_batch(rpc, 5):
                pass
        finally:
            await rpc.close()

    def state(self) -> dict[str, Any]:
        return {
            name: self.connection.execute(query, {"account": self.account}).fetchall()
            for name, query in STATE.items()
        }
