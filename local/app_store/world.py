"""Everything the stand-in holds: both environments of one app, its keys, the devices, the clock."""

from local.app_store import renewals
from local.app_store.claims import App
from local.app_store.clock import Clock
from local.app_store.delivery import Delivery
from local.app_store.devices import Devices
from local.app_store.keys import CallerKey
from local.app_store.notifications import Notification
from local.app_store.records import Subscription
from local.app_store.signing import Signer
from local.app_store.store import PRODUCTION, SANDBOX, Ids, Store, StoreError
from local.faults import Faults

# As App Store Connect shows them: an issuer id is a UUID, a team id ten characters.
ISSUER_ID = "57246542-96fe-1a63-e053-0824d011072a"
TEAM_ID = "FLORIN4APP"


class World:
    """One process's state; nothing is kept on disk. Needs a running event loop."""

    def __init__(self, app: App, ocsp_url: str | None = None) -> None:
        self.app = app
        self.signer = Signer.create(ocsp_url)
        self.store_key = CallerKey.create(ISSUER_ID)
        self.device_key = CallerKey.create(TEAM_ID)
        self.clock = Clock()
        self.faults = Faults()
        self.devices = Devices()
        self.delivery = Delivery(self.clock)
        self.never_set_answers = 0
        self.is_revoked = False
        ids = Ids()
        self.stores = {
            name: Store(name, app, self.clock, self.signer, ids, self.delivery.push)
            for name in (PRODUCTION, SANDBOX)
        }

    def store(self, environment: str) -> Store:
        """Raises StoreError."""
        try:
            return self.stores[environment]
        except KeyError:
            raise StoreError("environment is Production or Sandbox") from None

    async def advance(self, by_ms: int) -> None:
        """Moves the clock, and does everything that falls due on the way, at its own time and in
        its order: renewals, failures, expiry, retries of notifications."""
        target_ms = self.clock.now_ms() + max(0, by_ms)
        while True:
            # What a retry waits for is known once the first attempt is over.
            await self.delivery.idle()
            found = self._next_due(target_ms)
            if found is None:
                break
            due_ms, store, what = found
            self.clock.move_to(due_ms)
            if isinstance(what, Notification):
                self.delivery.push_again(what)
            else:
                renewals.settle(store, what)
        self.clock.move_to(target_ms)

    async def retry(self) -> int:
        """Sends at once what did not come through and would be tried again. How many."""
        await self.delivery.idle()
        failed = [
            notification
            for store in self.stores.values()
            for notification in store.notifications.values()
            if notification.retry_ms is not None
        ]
        for notification in failed:
            self.delivery.push_again(notification)
        return len(failed)

    def _next_due(self, until_ms: int) -> tuple[int, Store, Subscription | Notification] | None:
        due: list[tuple[int, Store, Subscription | Notification]] = []
        for store in self.stores.values():
            for subscription in store.subscriptions.values():
                if subscription.due_ms is not None:
                    due.append((subscription.due_ms, store, subscription))
            for notification in store.notifications.values():
                if notification.retry_ms is not None:
                    due.append((notification.retry_ms, store, notification))
        earliest = min(due, key=lambda item: item[0], default=None)
        return earliest if earliest is not None and earliest[0] <= until_ms else None
