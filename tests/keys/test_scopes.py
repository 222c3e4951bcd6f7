"""Every route has decided what a key needs for it, and what is not decided is closed to keys."""

from itertools import chain

import pytest
from functions_py.app import ROUTES
from functions_py.errors import FlorinError
from functions_py.scopes import check_scope, scope_for
from starlette.routing import Route

EVERY_SCOPE = frozenset({"generate", "read", "credits", "jobs"})

# Served without credentials, or with those of operations.
WITHOUT_USERS = ("/health/", "/metrics", "/webhooks")


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/v1/chat/completions", "generate"),
        ("POST", "/v1/completions", "generate"),
        ("POST", "/v1/embeddings", "generate"),
        ("POST", "/v1/responses", "generate"),
        ("POST", "/v1/messages", "generate"),
        ("POST", "/v1/generations", "generate"),
        ("GET", "/v1/generations/7", "read"),
        ("GET", "/v1/generations/7/stream", "read"),
        ("GET", "/v1/models", "read"),
        ("HEAD", "/v1/models/a/b", "read"),
        ("GET", "/v1/me", "read"),
        ("GET", "/v1/usage/current", "read"),
        ("POST", "/v1/credits/holds", "credits"),
        ("GET", "/v1/credits/holds/7", "credits"),
        ("POST", "/v1/jobs", "jobs"),
        ("GET", "/v1/jobs/7", "jobs"),
        ("POST", "/v1/api-keys", None),
        ("GET", "/v1/api-keys", None),
        ("DELETE", "/v1/api-keys/7", None),
        ("PATCH", "/v1/me", None),
        ("POST", "/v1/devices/check", None),
        ("POST", "/v1/creditsx", None),
        ("POST", "/v1/anything/new", None),
        ("DELETE", "/v1/generations/7", None),
    ],
)
def test_a_route_needs_its_scope(method: str, path: str, scope: str | None) -> None:
    assert scope_for(method, path) == scope


def test_every_route_that_generates_is_named() -> None:
    """What a key may not do although it has every scope is listed here on purpose."""
    served = chain.from_iterable(
        [(method, route.path) for method in route.methods or ()]
        for route in ROUTES
        if isinstance(route, Route) and not route.path.startswith(WITHOUT_USERS)
    )
    closed = {f"{method} {path}" for method, path in served if scope_for(method, path) is None}
    assert closed == {
        "POST /v1/api-keys",
        "GET /v1/api-keys",
        "HEAD /v1/api-keys",
        "DELETE /v1/api-keys/{id}",
        # A user's own, and not an account's.
        "PATCH /v1/me",
        "DELETE /v1/me",
        "POST /v1/me/merge",
        # People buy.
        "POST /v1/billing/checkout",
        "POST /v1/billing/portal",
        "POST /v1/iap/apple/transactions",
        "POST /v1/iap/apple/restore",
        # A device is its user's.
        "POST /v1/devices/check",
        "POST /v1/devices/challenge",
        "POST /v1/devices/attest",
    }


@pytest.mark.parametrize("scope", sorted(EVERY_SCOPE))
def test_the_other_scopes_do_not_help(scope: str) -> None:
    path = {"credits": "/v1/credits/holds", "jobs": "/v1/jobs"}.get(scope, "/v1/generations")
    method = "GET" if scope == "read" else "POST"
    check_scope(frozenset({scope}), method, path)
    with pytest.raises(FlorinError) as refused:
        check_scope(EVERY_SCOPE - {scope}, method, path)
    assert (refused.value.status, refused.value.code) == (403, "scope_missing")
    assert refused.value.extra == {"scope": scope}


def test_no_scope_makes_keys() -> None:
    with pytest.raises(FlorinError) as refused:
        check_scope(EVERY_SCOPE, "POST", "/v1/api-keys")
    assert (refused.value.status, refused.value.code) == (403, "user_token_required")
