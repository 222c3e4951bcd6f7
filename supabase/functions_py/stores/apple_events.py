"""What is stored of Apple: names, ids and times of events, so that each is stored once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson

from functions_py.stores import StoredEvent
from functions_py.stores.apple_facts import READ_SUBSCRIPTION
from functions_py.stores.apple_verifier import Verified, refused

PROVIDER = "apple"

# Apple's ids are UUIDs and numbers; types are short names.
MAX_NAME_CHARS = 200


def notification_event(signed: str, told: Verified) -> StoredEvent:
    """A notification. Apple sends one again under the same UUID. Raises FlorinError 400."""
    name = told.claims.get("notificationUUID")
    type_ = told.claims.get("notificationType")
    return StoredEvent(
        PROVIDER,
        told.environment,
        _name(name),
        _name(type_),
        _moment(told.claims.get("signedDate")),
        signed,
    )


def transaction_event(signed: str, told: Verified, type: str) -> StoredEvent:
    """A transaction as it was signed at one moment. Raises FlorinError 400."""
    signed_ms = told.claims.get("signedDate")
    transaction_id = _name(told.claims.get("transactionId"))
    return StoredEvent(
        PROVIDER,
        told.environment,
        f"transaction:{transaction_id}:{signed_ms}",
        type,
        _moment(signed_ms),
        signed,
    )


def subscription_event(
    status: int | None, transaction: str, renewal: str, told: Verified
) -> StoredEvent:
    """How a subscription stood when Apple was asked. told: its renewal info. Raises FlorinError
    400."""
    signed_ms = told.claims.get("signedDate")
    chain_id = _name(told.claims.get("originalTransactionId"))
    item = {
        "originalTransactionId": chain_id,
        "status": status,
        "signedTransactionInfo": transaction,
        "signedRenewalInfo": renewal,
    }
    return StoredEvent(
        PROVIDER,
        told.environment,
        f"subscription:{chain_id}:{signed_ms}",
        READ_SUBSCRIPTION,
        _moment(signed_ms),
        orjson.dumps(item).decode(),
    )


def _name(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_NAME_CHARS:
        raise refused("content")
    return value


def _moment(milliseconds: Any) -> datetime:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int):
        raise refused("content")
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        raise refused("content") from None
