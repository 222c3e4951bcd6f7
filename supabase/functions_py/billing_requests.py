"""The bodies of /v1/billing: what is bought, and where the buyer is sent afterwards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from functions_py.families.request import invalid
from functions_py.settings import Settings
from functions_py.translate.check import a_text, only_members, optional

MAX_PRODUCT_CHARS = 128
MAX_URL_CHARS = 2048

# An app's own scheme is as good as https; what has no `//` (javascript:, data:) is no place to go.
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """product: catalog.products' own name of it."""

    product: str
    success_url: str
    cancel_url: str

    @classmethod
    def parse(cls, body: dict[str, Any], settings: Settings) -> CheckoutRequest:
        """Raises FlorinError 400 `invalid_request`, with `param`."""
        only_members(body, "", ("product", "success_url", "cancel_url"))
        product = a_text(body.get("product"), "product", MAX_PRODUCT_CHARS)
        success_url = _url(body, "success_url", settings.checkout_success_url)
        # Who gives up goes where who buys does, unless told otherwise.
        cancel_url = _url(body, "cancel_url", settings.checkout_cancel_url or success_url)
        return cls(product, success_url, cancel_url)


@dataclass(frozen=True, slots=True)
class PortalRequest:
    """return_url: where the portal's way back leads."""

    return_url: str

    @classmethod
    def parse(cls, body: dict[str, Any], settings: Settings) -> PortalRequest:
        """Raises FlorinError 400 `invalid_request`, with `param`."""
        only_members(body, "", ("return_url",))
        return cls(_url(body, "return_url", settings.portal_return_url))


def _url(body: dict[str, Any], name: str, default: str) -> str:
    given = optional(body, name, lambda value, param: a_text(value, param, MAX_URL_CHARS))
    url = given or default
    if not url:
        raise invalid(name, "is needed: this deployment has no default")
    if _URL.fullmatch(url) is None:
        raise invalid(name, "must be a URL")
    return url
