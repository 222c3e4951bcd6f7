"""Images in a unified request: inline as base64, or by an https URL that the provider fetches."""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from functions_py.families.request import invalid
from functions_py.translate import limits
from functions_py.translate.check import a_choice, a_text, an_object, only_members

# What Anthropic and OpenAI both take.
MEDIA_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")

_CODE = "invalid_image"


@dataclass(frozen=True)
class InlineImage:
    """`data` is base64, checked and left as it came."""

    media_type: str
    data: str

    @property
    def data_url(self) -> str:
        """RFC 2397, the form OpenAI wants."""
        return f"data:{self.media_type};base64,{self.data}"


@dataclass(frozen=True)
class LinkedImage:
    """An image the provider fetches itself; Florin never opens the URL."""

    url: str


Image = InlineImage | LinkedImage


def parse_source(value: Any, param: str, max_image_bytes: int) -> Image:
    """An image part's `source`. Raises FlorinError 400."""
    source = an_object(value, param)
    kind = a_choice(source.get("type"), f"{param}.type", ("base64", "url"))
    if kind == "url":
        only_members(source, param, ("type", "url"))
        return _linked(source.get("url"), f"{param}.url")
    only_members(source, param, ("type", "media_type", "data"))
    media_type = source.get("media_type")
    if media_type not in MEDIA_TYPES:
        allowed = ", ".join(MEDIA_TYPES)
        raise invalid(f"{param}.media_type", f"must be one of {allowed}", _CODE)
    return _inline(media_type, source.get("data"), f"{param}.data", max_image_bytes)


def _inline(media_type: str, value: Any, param: str, max_image_bytes: int) -> InlineImage:
    data = a_text(value, param)
    # Measured before it is decoded: base64 is four characters for three bytes.
    size = len(data) * 3 // 4 - data[-2:].count("=")
    if size > max_image_bytes:
        raise invalid(param, f"is larger than {max_image_bytes} bytes", _CODE)
    try:
        decoded = binascii.a2b_base64(data.encode("ascii"), strict_mode=True)
    except ValueError:
        decoded = b""
    # Python lets more padding pass than there should be.
    if not decoded or len(data) % 4:
        raise invalid(param, "is not base64 (RFC 4648, padded, no line breaks)", _CODE)
    return InlineImage(media_type, data)


def _linked(value: Any, param: str) -> LinkedImage:
    url = a_text(value, param, limits.MAX_URL_CHARS)
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # the port raises ValueError where it is no number
    except ValueError:
        raise invalid(param, "is not a URL", _CODE) from None
    if parts.scheme != "https" or not host:
        raise invalid(param, "must be an https URL", _CODE)
    if parts.username is not None or not url.isascii() or any(c.isspace() for c in url):
        raise invalid(param, "must have no credentials, blanks or unescaped characters", _CODE)
    return LinkedImage(url)
