"""What `/_control/<name>` does: what customers, Apple and time do in the real one.

Each takes the world, the environment's store and the request's JSON members by name, and answers
with JSON. Raises StoreError, ValueError or TypeError for what cannot be.
"""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any

from local.app_store import purchases, refunds, renewals
from local.app_store.claims import App, app_transaction_claims, transaction_claims
from local.app_store.notifications import Notification
from local.app_store.products import Product
from local.app_store.records import Transaction
from local.app_store.store import Store
from local.app_store.world import World
from local.faults import Fault

Answer = dict[str, Any]
Operation = Callable[..., Answer | Awaitable[Answer]]


def _bought(store: Store, transaction: Transaction) -> Answer:
    """What a customer's device holds afterwards."""
    now_ms = store.clock.now_ms()
    return {
        "transaction_id": transaction.transaction_id,
        "original_transaction_id": transaction.original_transaction_id,
        "order_id": transaction.order_id,
        "signed_transaction": store.sign_transaction(transaction),
        "claims": transaction_claims(store.app, store.environment, transaction, now_ms),
    }


def save_products(world: World, store: Store, products: list[dict[str, Any]]) -> Answer:
    """In both environments: App Store Connect has one list."""
    parsed = [Product.parse(given) for given in products]
    for each in world.stores.values():
        each.products.update({product.product_id: product for product in parsed})
    return {"products": len(store.products)}


def list_products(world: World, store: Store) -> Answer:
    return {"products": [dataclasses.asdict(each) for each in store.products.values()]}


def buy(world: World, store: Store, customer: str, product_id: str, **more: Any) -> Answer:
    return _bought(store, purchases.buy(store, customer, product_id, **more))


def show_transaction(world: World, store: Store, transaction_id: str) -> Answer:
    return _bought(store, store.transaction(transaction_id))


def show_subscription(world: World, store: Store, chain_id: str) -> Answer:
    subscription = store.subscription(chain_id)
    return {
        **_bought(store, subscription.latest),
        "status": subscription.status,
        "auto_renews": subscription.auto_renews,
        "signed_renewal_info": store.sign_renewal(subscription),
    }


def sign_app_transaction(world: World, store: Store, customer: str) -> Answer:
    stamp = store.clock.stamp_ms()
    claims = app_transaction_claims(store.app, store.environment, customer, stamp)
    return {"signed": store.signer.sign(claims)}


def sign(world: World, store: Store, payload: dict[str, Any]) -> Answer:
    """Anything: what a forger without our key could not."""
    return {"signed": store.signer.sign(payload)}


def change_product(world: World, store: Store, chain_id: str, product_id: str) -> Answer:
    return _bought(store, purchases.change_product(store, chain_id, product_id))


def set_auto_renew(world: World, store: Store, chain_id: str, is_on: bool) -> Answer:
    purchases.set_auto_renew(store, chain_id, is_on)
    return {}


def redeem_offer(world: World, store: Store, chain_id: str, code: str) -> Answer:
    purchases.redeem_offer(store, chain_id, code)
    return {}


def share(world: World, store: Store, transaction_id: str, member: str) -> Answer:
    return _bought(store, purchases.share(store, transaction_id, member))


def fail_billing(world: World, store: Store, chain_id: str) -> Answer:
    """From the next renewal on, until `recover_billing`."""
    store.subscription(chain_id).billing_fails = True
    return {}


def recover_billing(world: World, store: Store, chain_id: str) -> Answer:
    renewals.recover(store, chain_id)
    return {}


def stop_selling(world: World, store: Store, chain_id: str) -> Answer:
    store.subscription(chain_id).is_for_sale = False
    return {}


def set_grace_period(world: World, store: Store, days: int | None) -> Answer:
    store.grace_period_days = days
    return {}


def raise_price(
    world: World, store: Store, chain_id: str, price: int, needs_consent: bool = True
) -> Answer:
    renewals.raise_price(store, chain_id, price, needs_consent)
    return {}


def consent_to_price(world: World, store: Store, chain_id: str) -> Answer:
    renewals.consent(store, chain_id)
    return {}


def extend_renewal(world: World, store: Store, chain_id: str, days: int) -> Answer:
    renewals.extend(store, chain_id, days)
    return {}


def extend_all(world: World, store: Store, product_id: str, days: int) -> Answer:
    renewals.extend_all(store, product_id, days)
    return {}


def request_refund(
    world: World, store: Store, transaction_id: str, reason: str = "UNINTENDED_PURCHASE"
) -> Answer:
    refunds.request_refund(store, transaction_id, reason)
    return {}


def decline_refund(world: World, store: Store, transaction_id: str) -> Answer:
    refunds.decline_refund(store, transaction_id)
    return {}


def refund(world: World, store: Store, transaction_id: str, **more: Any) -> Answer:
    return _bought(store, refunds.refund(store, transaction_id, **more))


def reverse_refund(world: World, store: Store, transaction_id: str) -> Answer:
    return _bought(store, refunds.reverse_refund(store, transaction_id))


def revoke_family(world: World, store: Store, transaction_id: str) -> Answer:
    return _bought(store, refunds.revoke_family(store, transaction_id))


def list_consumption(world: World, store: Store) -> Answer:
    return {"consumption": store.consumption}


def tell(
    world: World,
    store: Store,
    type: str,
    subtype: str | None = None,
    transaction_id: str | None = None,
    body: dict[str, Any] | None = None,
) -> Answer:
    """A notification of any type, known or not. `body` replaces `data`: one of summary,
    externalPurchaseToken, appData, as it is."""
    about = store.transaction(transaction_id) if transaction_id else None
    if body is not None:
        return {"notification": store.send(type, subtype, body, about).describe()}
    return {"notification": store.tell(type, subtype, about).describe()}


def list_notifications(world: World, store: Store) -> Answer:
    return {"notifications": [each.describe() for each in store.notifications.values()]}


def resend(world: World, store: Store, notification_uuid: str) -> Answer:
    """The same again, though it came through before."""
    world.delivery.push_again(_notification(store, notification_uuid))
    return {}


async def retry(world: World, store: Store) -> Answer:
    return {"retried": await world.retry()}


async def configure_delivery(world: World, store: Store, **settings: Any) -> Answer:
    """Any of url, copies, delay_s, drop, is_holding, senders (see delivery.Delivery)."""
    senders = settings.pop("senders", None)
    for name, value in settings.items():
        if name not in ("url", "copies", "delay_s", "drop", "is_holding"):
            raise ValueError(f"delivery has no {name}")
        setattr(world.delivery, name, value)
    if senders is not None:
        await world.delivery.idle()
        await world.delivery.start(senders)
    return {}


def release(world: World, store: Store, order: str = "as_made", seed: int = 0) -> Answer:
    return {"released": world.delivery.release(order, seed)}


async def await_delivery(world: World, store: Store) -> Answer:
    await world.delivery.idle()
    return {}


async def advance(world: World, store: Store, by_ms: int) -> Answer:
    await world.advance(by_ms)
    return {"now_ms": world.clock.now_ms()}


def read_clock(world: World, store: Store) -> Answer:
    return {"now_ms": world.clock.now_ms()}


def add_fault(world: World, store: Store, **fault: Any) -> Answer:
    world.faults.add(Fault(**fault))
    return {}


def clear_faults(world: World, store: Store) -> Answer:
    world.faults.clear()
    return {}


def revoke_certificates(world: World, store: Store, is_revoked: bool = True) -> Answer:
    """What the OCSP responder says from now on."""
    world.is_revoked = is_revoked
    return {}


def mint_device_token(
    world: World,
    store: Store,
    device: str,
    device_environment: str = "production",
    **more: Any,
) -> Answer:
    return {"token": world.devices.mint(device, device_environment, **more)}


def read_bits(
    world: World, store: Store, device: str, device_environment: str = "production"
) -> Answer:
    """`bits` is null for a device that was never set."""
    bits = world.devices.bits(device, device_environment)
    return {"bits": None if bits is None else {"bit0": bits.bit0, "bit1": bits.bit1}}


def set_bits(
    world: World,
    store: Store,
    device: str,
    bit0: bool,
    bit1: bool,
    device_environment: str = "production",
) -> Answer:
    """As if the app's server had, some time ago."""
    world.devices.set_bits(device, device_environment, bit0, bit1)
    return {}


def read_settings(world: World, store: Store) -> Answer:
    """What App Store Connect shows to an app's owner, and the root of what is signed here."""
    app: App = world.app
    return {
        "bundle_id": app.bundle_id,
        "app_id": app.app_id,
        "root_pem": world.signer.root_pem,
        "store_key_id": world.store_key.key_id,
        "store_issuer_id": world.store_key.issuer,
        "store_private_key": world.store_key.pem,
        "device_key_id": world.device_key.key_id,
        "team_id": world.device_key.issuer,
        "device_private_key": world.device_key.pem,
    }


def _notification(store: Store, notification_uuid: str) -> Notification:
    try:
        return store.notifications[notification_uuid]
    except KeyError:
        raise ValueError(f"there is no notification {notification_uuid}") from None


OPERATIONS: dict[str, Operation] = {
    operation.__name__: operation
    for operation in (
        *(save_products, list_products, buy, show_transaction, show_subscription),
        *(sign_app_transaction, sign, change_product, set_auto_renew, redeem_offer, share),
        *(fail_billing, recover_billing, stop_selling, set_grace_period),
        *(raise_price, consent_to_price, extend_renewal, extend_all),
        *(request_refund, decline_refund, refund, reverse_refund, revoke_family),
        *(list_consumption, tell, list_notifications, resend, retry),
        *(configure_delivery, release, await_delivery, advance, read_clock),
        *(add_fault, clear_faults, revoke_certificates),
        *(mint_device_token, read_bits, set_bits, read_settings),
    )
}
