"""Trying a model's routes in order until one answers, and what to say when none does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from functions_py.errors import FlorinError
from functions_py.upstream import Attempt, AttemptFailed, RequestRefused

T = TypeVar("T")

# Providers ask for anything from a second to a day; clients that wait long give up silently.
RETRY_AFTER_MIN_S = 1
RETRY_AFTER_MAX_S = 60
RETRY_AFTER_DEFAULT_S = 5


@dataclass(frozen=True, slots=True)
class Route:
    """One way to serve the model, as api.begin_generation lists them."""

    route_id: int
    provider: str
    api: str
    base_url: str | None
    key_env: str | None
    provider_model: str


async def first_answer(
    routes: Sequence[Route],
    attempts: list[Attempt],
    try_route: Callable[[Route, Attempt], Awaitable[T]],
) -> T:
    """What the first route that answers gives; every try is added to `attempts`.

    A kept connection that the provider had just closed says nothing about the provider: that
    route gets a second try. Raises RequestRefused as it comes, and FlorinError when no route is
    left: 502, 503, 504, or 400 where the request suits none.
    """
    failures: list[AttemptFailed] = []
    for route in routes:
        for _ in range(2):
            attempt = Attempt(route.route_id)
            attempts.append(attempt)
            try:
                return await try_route(route, attempt)
            except AttemptFailed as failure:
                attempt.end(failure.outcome)
                failures.append(failure)
                if failure.outcome != "disconnected":
                    break
            except RequestRefused:
                attempt.end("refused")
                raise
            except asyncio.CancelledError:
                attempt.end("canceled")
                raise
    raise exhausted(failures)


def exhausted(failures: Sequence[AttemptFailed]) -> FlorinError:
    """The refusal when every route failed. The kindest failure decides: one that passes by
    itself is worth a retry, one that only the operator can mend is not."""
    outcomes = {failure.outcome for failure in failures}
    refusals = [failure.refusal for failure in failures if failure.refusal is not None]
    if refusals and len(refusals) == len(failures):
        return refusals[-1]
    if outcomes & {"rate_limited", "overloaded"}:
        asked = [f.retry_after_s for f in failures if f.retry_after_s is not None]
        wait_s = min(asked, default=RETRY_AFTER_DEFAULT_S)
        return FlorinError(
            503,
            "provider_overloaded",
            "The model's providers are overloaded. Nothing was charged; try again later.",
            retry_after_s=min(max(wait_s, RETRY_AFTER_MIN_S), RETRY_AFTER_MAX_S),
        )
    if "timed_out" in outcomes:
        return FlorinError(
            504,
            "provider_timeout",
            "The model's provider did not answer in time. Nothing was charged; try again.",
        )
    if outcomes - {"auth_failed", "not_configured", "unsupported"}:
        return FlorinError(
            502,
            "provider_failed",
            "The model's provider failed before it began. Nothing was charged; try again.",
        )
    if "auth_failed" in outcomes:
        return FlorinError(
            502,
            "provider_auth_failed",
            "The provider refuses this service's own account. Nothing was charged; the operator"
            " has to see to it.",
        )
    return FlorinError(
        502,
        "provider_not_configured",
        "No provider of this model is set up here. Nothing was charged; the operator has to set"
        " its key and address.",
    )
