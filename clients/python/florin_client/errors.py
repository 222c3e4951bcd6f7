"""What can go wrong. Everything that this package raises of its own is a `FlorinError`.

A refusal of the service's is a `Problem`, made of its application/problem+json (RFC 9457). Its
`code` is the thing to program against; the classes below only save comparing statuses.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from florin_client.charges import Charge

# Of an answer that is no problem+json, as a proxy's: so much of it goes into the error's text.
_SHOWN_CHARACTERS = 300


class FlorinError(Exception):
    """Anything that this package raises of its own."""


class Unreachable(FlorinError):
    """No answer: the connection was refused, broke off or fell silent, and trying again did not
    help. A call with an Idempotency-Key may be repeated with the same one."""


class UnexpectedAnswer(FlorinError):
    """The answer is not what the interface promises, or larger than anything it promises."""


class AuthRefused(FlorinError):
    """Supabase Auth refused: the session is over, or anonymous sign-in is off.

    code: Auth's own, as `refresh_token_not_found`; "" where it gave none. A session that is over
    is not replaced by a new anonymous user, who would have none of the old one's credits.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}" if code else text)
        self.code = code


class Problem(FlorinError):
    """The service refused.

    status: HTTP status. code: stable snake_case name, "" where the answer came from something in
    between. limit_source: which limit, on 402 and 429. retry_after: seconds, on 429, 503 and some
    409. param: the member of the request that is wrong. members: all that the answer said.
    """

    def __init__(
        self, status: int, members: Mapping[str, Any], retry_after: float | None = None
    ) -> None:
        self.status = status
        self.members = members
        self.code = _text(members, "code") or ""
        self.title = _text(members, "title") or ""
        self.detail = _text(members, "detail") or ""
        self.limit_source = _text(members, "limit_source")
        self.generation_id = _text(members, "generation_id")
        self.param = _text(members, "param")
        self.retry_after = retry_after
        super().__init__(f"{status} {self.code or 'without a code'}: {self.detail}")


class BadRequest(Problem):
    """4xx without a class of its own: mend the request."""


class NotSignedIn(Problem):
    """401: the token is not accepted, and a fresh one was not either."""


class PaymentRequired(Problem):
    """402: too few credits, a locked model, a key's budget. `limit_source` says which."""


class Forbidden(Problem):
    """403."""


class NotFound(Problem):
    """404: there is no such thing, or it is another account's."""


class Conflict(Problem):
    """409: `code` says with what."""


class LimitReached(Problem):
    """429: `limit_source` says which limit, `retry_after` when to come again."""


class ServiceFailed(Problem):
    """5xx. 503 is worth another try after `retry_after`, which was tried already."""


class GenerationFailed(FlorinError):
    """A generation that had begun did not end well; raised after its last event.

    code, title, detail: as in a `Problem`. charge: what was charged for the part that came.
    """

    def __init__(
        self, generation_id: str, code: str, title: str, detail: str, charge: Charge
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.generation_id = generation_id
        self.code = code
        self.title = title
        self.detail = detail
        self.charge = charge


class StreamLost(FlorinError):
    """The rest of a stream is not to be had. The generation is charged by the published rules all
    the same: `Florin.generation(generation_id)` has its state and charge."""

    def __init__(self, generation_id: str, cause: FlorinError) -> None:
        super().__init__(f"the rest of generation {generation_id} is lost: {cause}")
        self.generation_id = generation_id
        self.cause = cause


_BY_STATUS: Mapping[int, type[Problem]] = {
    401: NotSignedIn,
    402: PaymentRequired,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    429: LimitReached,
}


def problem_of(status: int, headers: Mapping[str, str], body: bytes) -> Problem:
    """The error of an answer of 400 or more, whoever gave it. Header names in lower case."""
    made = _BY_STATUS.get(status, ServiceFailed if status >= 500 else BadRequest)
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        members = None
    if not isinstance(members, dict):
        members = {"detail": body[:_SHOWN_CHARACTERS].decode("utf-8", "replace")}
    return made(status, members, _seconds(headers.get("retry-after")))


def _text(members: Mapping[str, Any], name: str) -> str | None:
    value = members.get(name)
    return value if isinstance(value, str) else None


def _seconds(retry_after: str | None) -> float | None:
    """RFC 9110, 10.2.3: whole seconds, or the date of a proxy."""
    if not retry_after:
        return None
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except ValueError:
        return None
