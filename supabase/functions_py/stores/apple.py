"""The App Store as one part of the service: verifying what it signed, and asking it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from functions_py.errors import FlorinError
from functions_py.settings import Settings
from functions_py.stores.apple_client import AppleClient, open_client
from functions_py.stores.apple_settings import AppleSettings, not_configured
from functions_py.stores.apple_verifier import AppleVerifier


@dataclass(frozen=True)
class AppStore:
    """client: None where no API key is set; what needs it then answers 501."""

    settings: AppleSettings
    verifier: AppleVerifier
    client: AppleClient | None

    def require_client(self) -> AppleClient:
        """Raises FlorinError 501 `app_store_not_configured`."""
        if self.client is None:
            raise not_configured()
        return self.client


def require(store: AppStore | None) -> AppStore:
    """Raises FlorinError 501 `app_store_not_configured`."""
    if store is None:
        raise not_configured()
    return store


@asynccontextmanager
async def open_app_store(settings: Settings) -> AsyncIterator[AppStore | None]:
    """None where it is not set up. Raises SettingsError where it is set up wrongly."""
    apple = AppleSettings.read(settings)
    if apple is None:
        yield None
        return
    verifier = AppleVerifier(apple)
    try:
        async with open_client(apple) as client:
            yield AppStore(apple, verifier, client)
    finally:
        verifier.close()


def unreadable(reason: str) -> FlorinError:
    """400: signed by Apple, and lacking what a purchase is made of."""
    return FlorinError(
        400,
        "signed_data_unreadable",
        "This is signed by the App Store, but is no purchase; see `reason`.",
        extra={"reason": reason},
    )
