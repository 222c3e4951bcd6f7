"""Which scope an API key needs for which request: the one place that says so.

What is not named here no key may do, whatever its scopes: a new route is closed to keys until
somebody decides about it. A user's own token has no scopes and may do everything.
"""

from __future__ import annotations

from functions_py.errors import FlorinError

# Keys are made and ended by people: one that leaked must not make itself another. People buy.
# A device is its user's.
_USERS_ONLY = ("/v1/api-keys", "/v1/billing", "/v1/devices", "/v1/iap")

# Scope → path with everything below it, whatever the method.
_AREAS = {"/v1/credits": "credits", "/v1/jobs": "jobs"}

_GENERATING = frozenset(
    {
        "/v1/chat/completions",
        "/v1/completions",
        "/v1/embeddings",
        "/v1/generations",
        "/v1/messages",
        "/v1/responses",
    }
)


def scope_for(method: str, path: str) -> str | None:
    """The scope that a request needs; None where no key will do."""
    if any(_is_within(path, area) for area in _USERS_ONLY):
        return None
    for area, scope in _AREAS.items():
        if _is_within(path, area):
            return scope
    if method == "POST" and path in _GENERATING:
        return "generate"
    if method in ("GET", "HEAD"):
        return "read"
    return None


def check_scope(scopes: frozenset[str], method: str, path: str) -> None:
    """Raises FlorinError 403 `user_token_required`, or `scope_missing` with `scope`."""
    needed = scope_for(method, path)
    if needed is None:
        raise FlorinError(
            403, "user_token_required", "No API key may do this. Send a user's access token."
        )
    if needed not in scopes:
        raise FlorinError(
            403,
            "scope_missing",
            f"This API key lacks the scope `{needed}`. Use one that has it.",
            extra={"scope": needed},
        )


def _is_within(path: str, area: str) -> bool:
    return path == area or path.startswith(area + "/")
