"""Who may reserve and charge credits for the app's own features."""

from __future__ import annotations

from functions_py.auth import Principal
from functions_py.errors import FlorinError
from functions_py.settings import Settings


def may_use_credits(principal: Principal, settings: Settings) -> bool:
    """API keys with the scope (which scopes.py has seen to), and users where the deployment says so
    (FLORIN_CREDITS_FOR_USERS): whoever settles a hold says what it cost, and a client would say
    nothing."""
    return principal.key_id is not None or settings.credits_for_users


def require_credits(principal: Principal, settings: Settings) -> None:
    """Raises FlorinError 403 `credits_not_permitted` for who may not."""
    if not may_use_credits(principal, settings):
        raise FlorinError(
            403,
            "credits_not_permitted",
            "These credentials may not hold and charge credits. That is for the app's server.",
        )
