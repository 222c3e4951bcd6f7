"""What can go wrong, as one exception, and the only place that knows SQLSTATEs.

Everything the service refuses is a `FlorinError`: an HTTP status, a stable code, a sentence that
says what to do next. `shapes` renders it; `from_database` makes one of whatever Postgres, the
driver or the pool raised. The codes of class FL are registered in docs/error-codes.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg
import psycopg_pool

# A saturated pool clears in about a second, a Postgres restart takes a few: two seconds is soon
# enough for the first and not a stampede for the second.
DATABASE_RETRY_AFTER_S = 2

# Room for one short generation to end; SQL sends its own figure where it knows better.
OPEN_GENERATIONS_RETRY_AFTER_S = 5


class FlorinError(Exception):
    """A refusal or failure that a client is told about.

    status: HTTP status. code: stable snake_case name, the thing to program against. detail: one
    or two sentences for a person, saying what to do next; never a secret, never an internal.
    extra: further machine-readable members (`limit_source`, `available`, …).
    retry_after_s: whole seconds, sent as `Retry-After`; set on every 429 and 503.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        title: str | None = None,
        extra: dict[str, Any] | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.title = title or code.replace("_", " ").capitalize()
        self.detail = detail
        self.extra = extra or {}
        if retry_after_s is None and status in (429, 503):
            retry_after_s = DATABASE_RETRY_AFTER_S
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class _Refusal:
    """How one SQLSTATE of class FL reads over HTTP."""

    status: int
    code: str
    detail: str
    limit_source: str | None = None
    retry_after_s: int | None = None


_REFUSALS: dict[str, _Refusal] = {
    "FLKEY": _Refusal(
        422,
        "idempotency_key_reused",
        "This Idempotency-Key was used with a different request. Use a new key for a new request.",
    ),
    "FLMOD": _Refusal(
        404,
        "model_not_found",
        "No such model is served here. GET /v1/models lists those that are.",
    ),
    "FLDEF": _Refusal(
        400, "model_missing", "Name a model, or choose a default; GET /v1/models lists them."
    ),
    "FLAPI": _Refusal(
        400,
        "model_not_on_endpoint",
        "This model is not served on this endpoint. GET /v1/models lists each model's endpoints.",
    ),
    "FLARG": _Refusal(
        400, "invalid_argument", "An argument of this call is not what it must be; see `rule`."
    ),
    "FLLCK": _Refusal(
        402,
        "model_locked",
        "This model is locked. Unlock it, take a plan that includes it, or choose another.",
        limit_source="entitlement",
    ),
    "FLBAL": _Refusal(
        402,
        "insufficient_credits",
        "Not enough credits for this request. Add credits, or ask for fewer output tokens.",
        limit_source="credits",
    ),
    "FLOPN": _Refusal(
        429,
        "too_many_open_generations",
        "Too many generations are open on this account. Wait for one to finish, then try again.",
        limit_source="open_generations",
        retry_after_s=OPEN_GENERATIONS_RETRY_AFTER_S,
    ),
    "FLLIM": _Refusal(
        429, "limit_reached", "A limit on use is reached. Try again after the time in Retry-After."
    ),
    "FLBUD": _Refusal(
        402,
        "key_budget_spent",
        "This API key's budget does not cover the request. Use another key, or wait for its reset.",
        limit_source="key_budget",
    ),
    "FLKYU": _Refusal(
        401, "api_key_not_usable", "This API key is unknown, revoked or expired. Use another one."
    ),
    "FLSCO": _Refusal(403, "scope_missing", "This API key lacks the scope for this."),
    "FLKYF": _Refusal(404, "api_key_not_found", "There is no API key with this id."),
    "FLKYM": _Refusal(409, "too_many_api_keys", "Revoke an API key that is not needed any more."),
    "FLANO": _Refusal(403, "anonymous_user", "Anonymous users cannot do this. Sign up first."),
    "FLACC": _Refusal(403, "account_not_usable", "This account is unknown or closed."),
    "FLMEM": _Refusal(403, "not_a_member", "This user does not belong to this account."),
    "FLADM": _Refusal(403, "admins_only", "Only admins may do this."),
    "FLAMT": _Refusal(400, "invalid_amount", "An amount in this request is out of range."),
    "FLQRY": _Refusal(
        400, "invalid_query", "A span of at most 366 days, by day, model, day_model or none."
    ),
    "FLMRG": _Refusal(
        409,
        "merge_refused",
        "Only the account of an anonymous user can be merged, into that of a signed-in user, once.",
    ),
    "FLBSY": _Refusal(
        409,
        "account_busy",
        "Generations of the anonymous user are running. Wait until they have ended, and try again.",
        retry_after_s=OPEN_GENERATIONS_RETRY_AFTER_S,
    ),
    "FLPRD": _Refusal(404, "product_not_found", "There is no product of this name."),
    "FLOFR": _Refusal(409, "product_not_offered", "This product is not sold here at present."),
    "FLSUB": _Refusal(
        409,
        "already_subscribed",
        "This account is subscribed. Change or cancel it in the portal: POST /v1/billing/portal.",
    ),
    "FLOWN": _Refusal(409, "already_owned", "This account has unlocked this already."),
    "FLGEN": _Refusal(
        404, "generation_not_found", "There is no generation with this id on this account."
    ),
    "FLJOB": _Refusal(404, "job_not_found", "There is no job with this id on this account."),
    "FLJNE": _Refusal(409, "job_not_ended", "Cancel the job first, and delete it when it ended."),
    "FLHNF": _Refusal(404, "hold_not_found", "There is no hold with this id on this account."),
    "FLHLD": _Refusal(409, "hold_not_open", "The credits held for this are no longer held."),
    "FLCHA": _Refusal(
        400,
        "challenge_not_usable",
        "Ask for a new challenge, and attest a new key with it.",
    ),
    "FLCTR": _Refusal(409, "assertion_replayed", "Sign each request anew, one after the other."),
    "FLTRN": _Refusal(
        503,
        "device_check_busy",
        "Other devices are being checked. Try again with a new device token.",
    ),
}

# Trouble that passes: connection failures, out of resources, an operator or a time-out stepping
# in, deadlocks and serialization failures, a lock not available, a server that became a replica.
_TRANSIENT_CLASSES = ("08", "53", "57", "40")
_TRANSIENT_STATES = ("55P03", "25006")

# A function, column, table, type or schema that is not there: the service is newer than the
# migrations that were applied.
_OUTDATED_STATES = ("42883", "42703", "42P01", "42704", "3F000")

# Somebody has to apply them, which takes longer than a restart of Postgres.
OUTDATED_RETRY_AFTER_S = 10

# Values no column can hold: a number out of range, text that is not text.
_VALUE_STATES = ("22003", "22021", "22P05")


def is_transient(error: BaseException) -> bool:
    """True where the same call may succeed a moment later, or where nobody knows if it did."""
    if isinstance(error, TimeoutError | OSError):
        return True
    if not isinstance(error, psycopg.Error):
        return False
    state = error.sqlstate
    if state is None:
        # No SQLSTATE: the server never answered (refused, closed, pool timed out or full).
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    if state.startswith(_TRANSIENT_CLASSES) or state in _TRANSIENT_STATES:
        return True
    # Poolers report their own trouble as a fatal error of any class; the session is gone.
    return error.diag.severity_nonlocalized in ("FATAL", "PANIC")


def from_database(error: BaseException) -> FlorinError:
    """The FlorinError for anything raised by a database call.

    A refusal by a rule keeps its own status. A database that cannot be reached, is full or is
    restarting is 503 with Retry-After, never 401, never 500; one that lacks what we call, too. The
    rest is our own mistake.
    """
    if isinstance(error, FlorinError):
        return error
    if isinstance(error, psycopg.Error) and error.sqlstate in _REFUSALS:
        return _refused(_REFUSALS[error.sqlstate], error.diag)
    if isinstance(error, psycopg_pool.TooManyRequests | psycopg_pool.PoolTimeout):
        return FlorinError(
            503,
            "database_saturated",
            "The database did not take this request in time. Nothing was charged; try again.",
            retry_after_s=DATABASE_RETRY_AFTER_S,
        )
    if is_transient(error):
        return database_unavailable()
    if isinstance(error, psycopg.Error) and error.sqlstate in _OUTDATED_STATES:
        return database_outdated()
    if isinstance(error, psycopg.DataError) and error.sqlstate in (None, *_VALUE_STATES):
        # No SQLSTATE: the driver refused it, which it does for NUL characters.
        return FlorinError(
            400,
            "invalid_value",
            "A value in this request cannot be stored: a number out of range, or a NUL character.",
        )
    return internal()


def database_unavailable() -> FlorinError:
    """503: the database did not answer."""
    return FlorinError(
        503,
        "database_unavailable",
        "The database cannot be reached at the moment. Try again shortly.",
        retry_after_s=DATABASE_RETRY_AFTER_S,
    )


def database_outdated() -> FlorinError:
    """503: the database has not what this version of the service calls."""
    return FlorinError(
        503,
        "database_outdated",
        "The database is older than this service: apply the migrations. Nothing was charged.",
        retry_after_s=OUTDATED_RETRY_AFTER_S,
    )


def internal() -> FlorinError:
    """500 without a detail: what happened is in the log, not in the reply."""
    return FlorinError(
        500,
        "internal",
        "Something went wrong on our side. Try again; if it persists, report the generation id.",
    )


def _refused(refusal: _Refusal, diag: psycopg.errors.Diagnostic) -> FlorinError:
    extra = _machine_detail(diag.message_detail)
    retry_after_s = _whole_seconds(extra.pop("retry_after_s", None))
    if refusal.limit_source is not None:
        extra.setdefault("limit_source", refusal.limit_source)
    return FlorinError(
        refusal.status,
        refusal.code,
        diag.message_hint or refusal.detail,
        extra=extra,
        retry_after_s=refusal.retry_after_s if retry_after_s is None else retry_after_s,
    )


def _whole_seconds(value: Any) -> int | None:
    """Rounded up, as `Retry-After` wants it; None for what is no number of seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return max(0, math.ceil(value))


def _machine_detail(text: str | None) -> dict[str, Any]:
    """The JSON object our functions put into `detail`; {} where there is none."""
    if not text:
        return {}
    try:
        detail = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return detail if isinstance(detail, dict) else {}
