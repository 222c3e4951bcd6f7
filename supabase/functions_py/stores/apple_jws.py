"""Apple's signed data as text: bounded, in its one canonical form, read without verifying.

What is read here decides which verifier is asked, and translates what was verified before it was
stored. Nothing else may believe it.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

import orjson

# A notification with its nested transaction and renewal has about 12,000 characters.
MAX_SIGNED_CHARS = 131_072
# The header holds three certificates of a kilobyte each.
MAX_HEADER_CHARS = 16_384

# RFC 7515 compact form; an ES256 signature is 64 bytes (RFC 7518 section 3.4).
_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})", re.ASCII)


class MalformedData(ValueError):
    """The text is no signed data of Apple's form."""


def read_header(signed: str) -> dict[str, Any]:
    """The header of `signed`, unverified. Raises MalformedData.

    One text for one content: a decoder that ignores the last character's unused bits would take
    sixteen spellings of the same signature.
    """
    header, _, signature = _segments(signed)
    if len(header) > MAX_HEADER_CHARS:
        raise MalformedData("header too large")
    raw = decode_segment(signature)
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != signature:
        raise MalformedData("signature not canonical")
    return _object(header)


def read_claims(signed: str) -> dict[str, Any]:
    """The content of `signed`, unverified. Raises MalformedData."""
    return _object(_segments(signed)[1])


def _segments(signed: str) -> tuple[str, str, str]:
    if len(signed) > MAX_SIGNED_CHARS:
        raise MalformedData("too large")
    match = _COMPACT.fullmatch(signed)
    if match is None:
        raise MalformedData("not in compact form")
    return match[1], match[2], match[3]


def decode_segment(segment: str) -> bytes:
    """The bytes of one base64url part. Raises MalformedData."""
    try:
        return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except binascii.Error:
        raise MalformedData("not base64url") from None


def _object(segment: str) -> dict[str, Any]:
    try:
        value = orjson.loads(decode_segment(segment))
    except orjson.JSONDecodeError:
        raise MalformedData("not JSON") from None
    if not isinstance(value, dict):
        raise MalformedData("not an object")
    return value
