"""Which addresses a sink may have: `functions_py.addresses`, as failures of a delivery."""

from __future__ import annotations

from functions_py.addresses import AddressRefused, checked_url
from yarl import URL

from workers.sinks.sink import DeliveryFailed


def check_url(text: str, *, allow_private: bool) -> URL:
    """The URL, if it may be asked. Raises DeliveryFailed."""
    try:
        return checked_url(text, allow_private=allow_private)
    except AddressRefused as error:
        raise DeliveryFailed(str(error.strerror)) from None
