"""The stand-in as a part of the local stack: its keys, its products, and who hears of sales."""

import os
from pathlib import Path
from typing import Any

from local.app_store.control import AppStore
from local.child import Child
from local.parts import start_app_store
from local.supabase_database import connect

# What a catalogue's kinds are called in App Store Connect.
KINDS = {
    "credit_pack": "consumable",
    "model_unlock": "non_consumable",
    "subscription": "auto_renewable",
}
# Plans exclude each other, so they are one group; the seed's are monthly.
GROUP, PERIOD = "plans", "P1M"
# The catalogue counts cents, Apple thousandths.
MILLIUNITS_PER_CENT = 10


# Each of them is a real app's, or each the stand-in's.
IDENTITY = (
    "FLORIN_APPLE_BUNDLE_ID",
    "FLORIN_APPLE_APP_ID",
    "FLORIN_APPLE_KEY_ID",
    "FLORIN_APPLE_ISSUER_ID",
    "FLORIN_APPLE_PRIVATE_KEY",
    "FLORIN_APPLE_ROOT_CERTIFICATES",
    "FLORIN_APPLE_API_URL",
    "FLORIN_APPLE_TEAM_ID",
    "FLORIN_DEVICECHECK_KEY_ID",
    "FLORIN_DEVICECHECK_PRIVATE_KEY",
    "FLORIN_DEVICECHECK_URL",
)


class AppStorePart:
    """Keys and root are made anew with every start, since the stand-in forgets everything with its
    end; its transactions' ids never come again."""

    title = "the App Store and DeviceCheck"
    port = 8790
    health_path = "/health"

    def __init__(self) -> None:
        self.url = ""

    def has_real_keys(self) -> bool:
        """Whether anything is set that says which app it is, or whom to ask: real and made-up
        settings are never mixed."""
        return any(os.environ.get(name) for name in IDENTITY)

    def start(self, log_file: Path, port: int) -> tuple[Child, str]:
        return start_app_store(log_file, port)

    def environment(self, folder: Path) -> dict[str, str]:
        """What makes service and worker take it for Apple; the root is written into `folder`."""
        with AppStore(self.url) as store:
            settings = store.settings
            api_url, devicecheck_url = store.url, store.devicecheck_url
        root = folder / "app-store-root.pem"
        root.write_text(settings["root_pem"])
        return {
            "FLORIN_APPLE_BUNDLE_ID": settings["bundle_id"],
            "FLORIN_APPLE_APP_ID": str(settings["app_id"]),
            "FLORIN_APPLE_KEY_ID": settings["store_key_id"],
            "FLORIN_APPLE_ISSUER_ID": settings["store_issuer_id"],
            "FLORIN_APPLE_PRIVATE_KEY": settings["store_private_key"],
            "FLORIN_APPLE_ROOT_CERTIFICATES": str(root),
            "FLORIN_APPLE_API_URL": api_url,
            # Apple's library would ask the responder through a proxy of the environment.
            "FLORIN_APPLE_ONLINE_CHECKS": "off",
            "FLORIN_APPLE_TEAM_ID": settings["team_id"],
            "FLORIN_DEVICECHECK_KEY_ID": settings["device_key_id"],
            "FLORIN_DEVICECHECK_PRIVATE_KEY": settings["device_private_key"],
            "FLORIN_DEVICECHECK_URL": devicecheck_url,
        }

    def open_shop(self, database_url: str, service_url: str) -> None:
        """Sells what the catalogue offers in the App Store, and tells the service of each sale."""
        with AppStore(self.url) as store:
            store.save_products(*products_of(database_url))
            store.deliver_to(f"{service_url}/webhooks/apple")


def products_of(database_url: str) -> list[dict[str, Any]]:
    """The catalogue's products of store apple. The dearest plan is the best level."""
    with connect(database_url) as connection:
        rows = connection.execute(
            "select store_product_id, kind, price_minor_units, currency "
            "from catalog.products where store = 'apple' order by price_minor_units desc, id"
        ).fetchall()
    products: list[dict[str, Any]] = []
    level = 0
    for product_id, kind, cents, currency in rows:
        product = {
            "product_id": product_id,
            "kind": KINDS[kind],
            "price": cents * MILLIUNITS_PER_CENT,
            "currency": currency,
        }
        if kind == "subscription":
            level += 1
            product |= {"group": GROUP, "level": level, "period": PERIOD}
        products.append(product)
    return products
