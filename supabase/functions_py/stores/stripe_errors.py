"""What Stripe refuses or fails at, as FlorinError. Its own messages are neither shown nor logged:
they are written for the merchant, and may repeat what was sent.
"""

from __future__ import annotations

import logging
import re

import stripe

from functions_py.errors import FlorinError

log = logging.getLogger(__name__)

_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_PARAM = re.compile(r"[a-z0-9_.\[\]]{1,100}")

# Stripe's rate limit refills within a second; its outages take minutes.
RETRY_AFTER_S = 5

# Another request with the same idempotency key, or on the same object, is being served.
_CONFLICT = 409


def not_configured() -> FlorinError:
    """501: the deployment has no Stripe."""
    return FlorinError(
        501, "stripe_not_configured", "Payments by Stripe are not set up on this deployment."
    )


def unavailable() -> FlorinError:
    """503: Stripe cannot be reached, or what answers is not Stripe."""
    return FlorinError(
        503,
        "stripe_unavailable",
        "Stripe does not answer at the moment. Try again shortly.",
        retry_after_s=RETRY_AFTER_S,
    )


def from_stripe(error: stripe.StripeError) -> FlorinError:
    """503 for what passes (limits, time-outs, Stripe's own failures), 422 for an idempotency key
    used for something else, 502 with `stripe_code` for what Stripe will never do."""
    status, code = error.http_status or 0, _word(error.code)
    told: dict[str, object] = {"status": status, "code": code, "reason": type(error).__name__}
    if is_transient(error):
        log.warning("stripe failed", extra=told)
        return unavailable()
    if isinstance(error, stripe.IdempotencyError):
        return FlorinError(
            422,
            "idempotency_key_reused",
            "This Idempotency-Key was used with a different request. Use a new key for a new one.",
        )
    log.error("stripe refused", extra=told)
    return FlorinError(
        502,
        "stripe_refused",
        "Stripe refused this. If it persists, report it with `stripe_code`.",
        extra={"stripe_code": code or _name(error)} | _param(error),
    )


def _word(code: object) -> str | None:
    """A code of Stripe's; None for what is no such word: it is logged, and told to clients."""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else None


def is_missing(error: FlorinError) -> bool:
    """True where Stripe has not (any more) what was asked for."""
    return error.code == "stripe_refused" and error.extra.get("stripe_code") == "resource_missing"


def lacks_customer(error: FlorinError) -> bool:
    """True where Stripe refused because the customer is not there (any more)."""
    return is_missing(error) and error.extra.get("stripe_param") == "customer"


def is_transient(error: stripe.StripeError) -> bool:
    """True where the same request may succeed a little later."""
    status = error.http_status or 0
    return (
        isinstance(error, stripe.APIConnectionError | stripe.RateLimitError)
        or status >= 500
        or status == _CONFLICT
    )


def _param(error: stripe.StripeError) -> dict[str, str]:
    """Which parameter of ours Stripe did not like: a name, never what it held."""
    param = getattr(error, "param", None)
    is_name = isinstance(param, str) and _PARAM.fullmatch(param) is not None
    return {"stripe_param": str(param)} if is_name else {}


def _name(error: stripe.StripeError) -> str:
    """For errors without a code: `authentication_error` and the like."""
    match error:
        case stripe.AuthenticationError():
            return "authentication_error"
        case stripe.PermissionError():
            return "permission_error"
        case stripe.CardError():
            return "card_error"
        case stripe.InvalidRequestError():
            return "invalid_request_error"
    return "api_error"
