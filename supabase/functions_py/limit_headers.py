"""How far an account's limits are used, in response headers.

`RateLimit` and `RateLimit-Policy` after draft-ietf-httpapi-ratelimit-headers-10: one item per
limit, named as its `limit_source`, with quota q, window w (seconds), remaining r and seconds until
more is available t. Clients of OpenAI's family also get its `x-ratelimit-*-requests`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions_py.errors import FlorinError

if TYPE_CHECKING:
    # Both render refusals, whose headers are made here.
    from functions_py.order import Begun
    from functions_py.shapes import Shape

MINUTE_S = 60
DAY_S = 86_400

PER_MINUTE = "requests_per_minute"
PER_DAY = "messages_per_day"

# limit_source → its window in seconds; other limits have none, and no headers.
_WINDOWS_S = {PER_MINUTE: MINUTE_S, "key_requests_per_minute": MINUTE_S, PER_DAY: DAY_S}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: quota per window, what is left of it, seconds until there is more (None: not
    known here)."""

    source: str
    quota: int
    remaining: int
    resets_s: int | None


def limits_of(begun: Begun) -> list[Limit]:
    """The limits of a generation that was let in."""
    limits = []
    if begun.requests_per_minute is not None:
        quota = begun.requests_per_minute
        used_s = max(begun.paced_s or 0.0, 0.0)
        # A full minute's quota may come at once; each request takes its share of the minute. The
        # remainder is a float a hair below a whole number as often as above it.
        remaining = math.floor((MINUTE_S - used_s) * quota / MINUTE_S + 1e-6)
        limits.append(Limit(PER_MINUTE, quota, max(remaining, 0), math.ceil(used_s)))
    if begun.messages_per_day is not None:
        left = max(begun.messages_per_day - (begun.messages_today or 0), 0)
        limits.append(Limit(PER_DAY, begun.messages_per_day, left, None))
    return limits


def limits_of_refusal(error: FlorinError) -> list[Limit]:
    """The limit that refused a request, where it is one with a window."""
    source, quota = error.extra.get("limit_source"), error.extra.get("limit")
    if source not in _WINDOWS_S or not isinstance(quota, int):
        return []
    return [Limit(source, quota, 0, error.retry_after_s)]


def limit_headers(limits: Iterable[Limit], shape: Shape) -> dict[str, str]:
    """The headers of a response in this shape; none where there is no limit."""
    limits = list(limits)
    if not limits:
        return {}
    headers = {
        "ratelimit-policy": ", ".join(
            f'"{limit.source}";q={limit.quota};w={_WINDOWS_S[limit.source]}' for limit in limits
        ),
        "ratelimit": ", ".join(
            f'"{limit.source}";r={limit.remaining}'
            + ("" if limit.resets_s is None else f";t={limit.resets_s}")
            for limit in limits
        ),
    }
    if shape == "openai":
        tightest = min(limits, key=lambda limit: limit.remaining / limit.quota)
        headers["x-ratelimit-limit-requests"] = str(tightest.quota)
        headers["x-ratelimit-remaining-requests"] = str(tightest.remaining)
        if tightest.resets_s is not None:
            headers["x-ratelimit-reset-requests"] = f"{tightest.resets_s}s"
    return headers
