"""What Apple's events say, as facts that every store's events are folded by.

Pure: the same event gives the same facts on any day. An event was verified before it was stored,
so it is decoded here and not verified again: certificates expire and responders go away, and a
rebuild years later must still read what was true when it came.

Facts are read from what is signed, not guessed from a notification's type: a transaction with a
revocation date is refunded, one without is not, whichever notification brings it and in whatever
order. The type decides only where Apple leaves the status out. So types that are not known yet
are folded too, by what they carry.

The table of types: https://developer.apple.com/documentation/appstoreservernotifications
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from functions_py.stores import StoredEvent
from functions_py.stores.apple_jws import MalformedData, read_claims

Fact = dict[str, Any]
Claims = dict[str, Any]

# Our own names for what is stored beside notifications; those have Apple's.
# payload: a signed transaction, as the app or Apple's API gave it.
SUBMITTED = "florin.transaction"
READ_TRANSACTION = "florin.read.transaction"
# payload: JSON, an item of `lastTransactions` of Get All Subscription Statuses.
READ_SUBSCRIPTION = "florin.read.subscription"

# The whole of a purchase, in millionths.
WHOLE_PPM = 1_000_000
# Apple's percentages are in thousandths of a percent: 100,000 is the whole.
PPM_PER_MILLI_PERCENT = 10

AUTO_RENEWABLE = "Auto-Renewable Subscription"

# These are about one transaction, which need not be the subscription's newest.
_ABOUT_ONE = ("REFUND", "REFUND_REVERSED", "REFUND_DECLINED", "CONSUMPTION_REQUEST")

# `status`: https://developer.apple.com/documentation/appstoreserverapi/status
_BY_STATUS = {1: "active", 2: "expired", 3: "past_due", 4: "grace", 5: "expired"}

# What a type says whatever else there is. DID_FAIL_TO_RENEW goes by its subtype.
_BY_TYPE = {
    "EXPIRED": "expired",
    "GRACE_PERIOD_EXPIRED": "past_due",
    "REVOKE": "expired",
}

# Breaks a tie within one signing: renewal info tells more than a transaction alone.
_ALONE, _WITH_RENEWAL = 0, 1


class Untranslatable(ValueError):
    """The event lacks what its facts are made of; the message says what, and never a value."""


@dataclass(frozen=True)
class _Parts:
    """What one event carries. status: of the subscription, None where it is not said."""

    type: str
    subtype: str | None
    signed_ms: int
    transaction: Claims | None
    renewal: Claims | None
    status: int | None


def translate(event: StoredEvent) -> list[Fact]:
    """The facts of one stored event; none for what only is recorded (TEST, summaries, external
    purchases). Raises Untranslatable."""
    try:
        parts = _parts(event)
    except (MalformedData, orjson.JSONDecodeError) as error:
        raise Untranslatable(f"{event.type}: {error}") from error
    transaction = parts.transaction
    if transaction is None:
        return []
    as_of = _time(_number(transaction, "signedDate") or parts.signed_ms)
    facts = [_purchase(transaction, as_of), _reversal(transaction, as_of)]
    subscription = _subscription(parts, transaction)
    if subscription is not None:
        facts.append(subscription)
    return facts


def _parts(event: StoredEvent) -> _Parts:
    if event.type in (SUBMITTED, READ_TRANSACTION):
        return _Parts(event.type, None, _stamp(event), read_claims(event.payload), None, None)
    if event.type == READ_SUBSCRIPTION:
        data = orjson.loads(event.payload)
        return _nested(event, None, _stamp(event), data)
    claims = read_claims(event.payload)
    subtype = claims.get("subtype")
    return _nested(
        event,
        subtype if isinstance(subtype, str) else None,
        _number(claims, "signedDate") or _stamp(event),
        claims.get("data"),
    )


def _nested(event: StoredEvent, subtype: str | None, signed_ms: int, data: Any) -> _Parts:
    data = data if isinstance(data, dict) else {}
    inner = {
        member: read_claims(data[member])
        for member in ("signedTransactionInfo", "signedRenewalInfo")
        if isinstance(data.get(member), str)
    }
    return _Parts(
        event.type,
        subtype,
        signed_ms,
        inner.get("signedTransactionInfo"),
        inner.get("signedRenewalInfo"),
        _number(data, "status"),
    )


def _stamp(event: StoredEvent) -> int:
    return int(event.occurred_at.timestamp() * 1000)


def _purchase(transaction: Claims, as_of: str) -> Fact:
    """StoreKit makes a transaction only when it is paid. amount: thousandths of the currency's
    unit, as Apple has it."""
    is_renewable = _is_renewable(transaction)
    purchased_ms = _need_number(transaction, "purchaseDate")
    purchased_at = _time(purchased_ms)
    expires_ms = _number(transaction, "expiresDate")
    if expires_ms is not None:
        # A period is a span, also where an upgrade ended it as it began.
        expires_ms = max(expires_ms, purchased_ms + 1)
    return {
        "fact": "purchase",
        "as_of": as_of,
        "rank": 0,
        "transaction_id": _need_text(transaction, "transactionId"),
        "chain_id": _need_text(transaction, "originalTransactionId"),
        "product": _need_text(transaction, "productId"),
        "quantity": max(1, _number(transaction, "quantity") or 1),
        "state": "paid",
        "purchased_at": purchased_at,
        "period_start": purchased_at if is_renewable else None,
        "period_end": None if expires_ms is None else _time(expires_ms),
        "share_ppm": WHOLE_PPM,
        "is_trial": _is_trial(transaction),
        "is_family_shared": _is_family_shared(transaction),
        "amount": _number(transaction, "price"),
        "currency": _text(transaction, "currency"),
        "account_id": account_hint(transaction),
        "owner_key": None,
    }


def _reversal(transaction: Claims, as_of: str) -> Fact:
    """Whether the purchase is taken back, told by every transaction: the absence of a revocation
    is how a reversed refund looks."""
    kind = _text(transaction, "revocationType")
    is_active = _number(transaction, "revocationDate") is not None
    return {
        "fact": "reversal",
        "as_of": as_of,
        "rank": 0,
        "reversal_id": _need_text(transaction, "transactionId"),
        "kind": "revocation" if kind == "FAMILY_REVOKE" else "refund",
        "payment_id": _need_text(transaction, "transactionId"),
        "state": "active" if is_active else "inactive",
        "amount": None,
        "share_ppm": _revoked_share(transaction, kind) if is_active else 0,
        "because": kind or "",
    }


def _revoked_share(transaction: Claims, kind: str | None) -> int:
    """The part that was taken back. Without a percentage the whole: more than was refunded is
    put right by a later event, less would stay spent."""
    percentage = _number(transaction, "revocationPercentage")
    if kind != "REFUND_PRORATED" or percentage is None:
        return WHOLE_PPM
    return min(WHOLE_PPM, max(0, percentage * PPM_PER_MILLI_PERCENT))


def _subscription(parts: _Parts, transaction: Claims) -> Fact | None:
    """How the subscription stands, None where the event does not say."""
    if not _is_renewable(transaction) or transaction.get("isUpgraded") is True:
        return None
    expires_ms = _need_number(transaction, "expiresDate")
    if parts.renewal is None and parts.status is None and parts.type not in _BY_TYPE:
        return _subscription_of_transaction(transaction, expires_ms)
    renewal = parts.renewal or {}
    signed_ms = max(
        (
            ms
            for ms in (_number(transaction, "signedDate"), _number(renewal, "signedDate"))
            if ms is not None
        ),
        default=parts.signed_ms,
    )
    if parts.type in _ABOUT_ONE and expires_ms <= signed_ms:
        return None
    state = _state(parts, transaction, signed_ms)
    if state == "grace":
        expires_ms = _number(renewal, "gracePeriodExpiresDate") or expires_ms
    will_renew = state != "expired" and _number(renewal, "autoRenewStatus") != 0
    product = _need_text(transaction, "productId")
    next_product = _text(renewal, "autoRenewProductId") if will_renew else None
    return _stands(
        transaction,
        as_of=_time(signed_ms),
        rank=_WITH_RENEWAL,
        state=state,
        will_renew=will_renew,
        next_product=None if next_product == product else next_product,
        entitled_until=_time(expires_ms),
    )


def _subscription_of_transaction(transaction: Claims, expires_ms: int) -> Fact | None:
    """What a transaction without its renewal info says: that its period was bought. As of when
    that was, not of when it was signed again: a list of old transactions read today must not
    speak against what was heard since. (A renewal is charged up to a day before its period.)"""
    if _number(transaction, "revocationDate") is not None:
        return None
    purchased_ms = _need_number(transaction, "purchaseDate")
    as_of_ms = min(purchased_ms, _number(transaction, "signedDate") or purchased_ms)
    return _stands(
        transaction,
        as_of=_time(as_of_ms),
        rank=_ALONE,
        state="trialing" if _is_trial(transaction) else "active",
        will_renew=True,
        next_product=None,
        entitled_until=_time(expires_ms),
    )


def _stands(transaction: Claims, *, state: str, **told: Any) -> Fact:
    return {
        "fact": "subscription",
        "chain_id": _need_text(transaction, "originalTransactionId"),
        "state": state,
        "is_entitled": state in ("active", "trialing", "grace"),
        "product": _need_text(transaction, "productId"),
        "period_start": _time(_need_number(transaction, "purchaseDate")),
        "period_end": _time(_need_number(transaction, "expiresDate")),
        "is_family_shared": _is_family_shared(transaction),
        "account_id": account_hint(transaction),
        "owner_key": None,
        **told,
    }


def _state(parts: _Parts, transaction: Claims, signed_ms: int) -> str:
    """What the type says by itself, else the status, else the dates."""
    state = _BY_TYPE.get(parts.type)
    if parts.type == "DID_FAIL_TO_RENEW":
        state = "grace" if parts.subtype == "GRACE_PERIOD" else "past_due"
    if state is None and parts.status is not None:
        state = _BY_STATUS.get(parts.status)
    if state is None:
        state = _state_by_dates(transaction, parts.renewal or {}, signed_ms)
    return "trialing" if state == "active" and _is_trial(transaction) else state


def _state_by_dates(transaction: Claims, renewal: Claims, signed_ms: int) -> str:
    if _number(transaction, "revocationDate") is not None:
        return "expired"
    if _need_number(transaction, "expiresDate") > signed_ms:
        return "active"
    if (_number(renewal, "gracePeriodExpiresDate") or 0) > signed_ms:
        return "grace"
    return "past_due" if renewal.get("isInBillingRetryPeriod") is True else "expired"


def account_hint(transaction: Claims) -> str | None:
    """The account that the app named when it bought: a UUID in canonical form, or None."""
    token = _text(transaction, "appAccountToken")
    try:
        return None if token is None else str(UUID(token))
    except ValueError:
        return None


def _is_renewable(transaction: Claims) -> bool:
    return transaction.get("type") == AUTO_RENEWABLE


def _is_trial(transaction: Claims) -> bool:
    """A free period of any offer: introductory, promotional, by code or to win back."""
    return transaction.get("offerDiscountType") == "FREE_TRIAL"


def _is_family_shared(transaction: Claims) -> bool:
    return transaction.get("inAppOwnershipType") == "FAMILY_SHARED"


def _number(claims: Claims, name: str) -> int | None:
    value = claims.get(name)
    # JSON's true is an int to Python; whole floats come from encoders that know no integers.
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if value == value // 1 else None


def _need_number(claims: Claims, name: str) -> int:
    value = _number(claims, name)
    if value is None:
        raise Untranslatable(f"the transaction has no {name}")
    return value


def _text(claims: Claims, name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) and value else None


def _need_text(claims: Claims, name: str) -> str:
    value = _text(claims, name)
    if value is None:
        raise Untranslatable(f"the transaction has no {name}")
    return value


def _time(milliseconds: int) -> str:
    """ISO 8601 in UTC, of milliseconds since 1970."""
    try:
        moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        raise Untranslatable("a time is out of range") from None
    return moment.isoformat(timespec="milliseconds")
