"""A webhook of Stripe's: is it theirs, and which event is it?

Signatures after https://docs.stripe.com/webhooks/signature, over the raw bytes. Both kinds of
event: v1 snapshots (`object: event`) and thin v2 notifications (`object: v2.core.event`).
"""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import Any

import orjson
import stripe

from functions_py.errors import FlorinError
from functions_py.stores import StoredEvent
from functions_py.stores.stripe_client import environment_of

# Stripe signs each delivery anew, retries included. Both ways: the library takes any future time.
TOLERANCE_S = 300
# One of ours has 100 characters for each secret in use at Stripe's end.
MAX_HEADER_CHARACTERS = 2048

_ID = re.compile(r"[A-Za-z0-9_]{1,255}")
_TYPE = re.compile(r"[a-z0-9_.\[\]]{1,255}")
_SECONDS = re.compile(r"[0-9]{1,12}")


def verify(body: bytes, header: str | None, secrets: list[str]) -> None:
    """Raises FlorinError 400 `invalid_signature` where no secret made the signature, or it was
    made more than 300 s before or after now. Several secrets: one is being changed for another,
    or there are endpoints for both kinds of event."""
    if header is None or len(header) > MAX_HEADER_CHARACTERS or not header.isascii():
        raise _not_stripes()
    signed_at = [part[2:] for part in header.split(",") if part.startswith("t=")]
    if len(signed_at) != 1 or _SECONDS.fullmatch(signed_at[0]) is None:
        raise _not_stripes()
    if int(signed_at[0]) > time.time() + TOLERANCE_S:
        raise _not_stripes()
    for secret in secrets:
        try:
            stripe.WebhookSignature.verify_header(body, header, secret, TOLERANCE_S)
        except (stripe.SignatureVerificationError, ValueError):
            continue
        return
    raise _not_stripes()


def parse(body: bytes) -> StoredEvent:
    """What is stored of a verified webhook: its body, to the byte. Raises FlorinError 400
    `malformed_event` for what is no event."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise _malformed("is not JSON") from None
    if not isinstance(value, dict):
        raise _malformed("is no object")
    livemode = value.get("livemode")
    if not isinstance(livemode, bool):
        raise _malformed("has no livemode")
    return StoredEvent(
        provider="stripe",
        environment=environment_of(livemode),
        event_id=_text(value, "id", _ID),
        type=_text(value, "type", _TYPE),
        occurred_at=_occurred_at(value),
        payload=body.decode(),
    )


def _occurred_at(value: dict[str, Any]) -> datetime:
    created = value.get("created")
    try:
        match value.get("object"):
            case "event" if isinstance(created, int) and not isinstance(created, bool):
                return datetime.fromtimestamp(created, UTC)
            case "v2.core.event" if isinstance(created, str):
                moment = datetime.fromisoformat(created)
                # The first and the last year have no room for a zone.
                if moment.tzinfo is not None and 1970 <= moment.year <= 9000:
                    return moment.astimezone(UTC)
            case "event" | "v2.core.event":
                pass
            case _:
                raise _malformed("is no event")
    except (ValueError, OverflowError, OSError):
        pass
    raise _malformed("has no created")


def _text(value: dict[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    text = value.get(name)
    if not isinstance(text, str) or pattern.fullmatch(text) is None:
        raise _malformed(f"has no {name}")
    return text


def _not_stripes() -> FlorinError:
    return FlorinError(
        400,
        "invalid_signature",
        "This was not signed with a secret that is configured here, or not within 300 s.",
    )


def _malformed(what: str) -> FlorinError:
    return FlorinError(400, "malformed_event", f"The body {what}.")
