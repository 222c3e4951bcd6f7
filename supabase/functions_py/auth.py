"""Who is asking: Supabase access tokens, verified here and remembered for a few minutes, and API
keys (see api_keys.py), which act for the user who made them.

Either comes as `Authorization: Bearer` or `x-api-key` (where Anthropic's SDK puts it). ES256 and
RS256 are verified by the project's key set; HS256 only where the legacy secret is configured.
The 401 says in its code what was wrong with the token, and nothing else.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import jwt
from starlette.requests import HTTPConnection

from functions_py.accounts import Accounts
from functions_py.api_keys import ApiKeys, is_api_key
from functions_py.errors import FlorinError
from functions_py.jwks import KeySet
from functions_py.lru import Lru
from functions_py.scopes import check_scope
from functions_py.settings import Settings

# Supabase's tokens have about 800 characters; large app_metadata makes a few thousand.
MAX_TOKEN_CHARACTERS = 8192
# Clocks of two machines on the internet differ by less.
LEEWAY_S = 10
# How long a verified token is believed without another look: a withdrawn key counts no longer.
CACHE_S = 300.0
# About 400 bytes each.
CACHE_CAPACITY = 20_000

# Algorithm → where its key comes from. Anything else is refused before a key is looked for, so
# that no token chooses how it is verified.
_ASYMMETRIC = ("ES256", "RS256")
_SYMMETRIC = "HS256"

_CLAIM_CODES = {
    "sub": "token_without_subject",
    "aud": "token_wrong_audience",
    "iss": "token_wrong_issuer",
    "exp": "token_without_expiry",
}


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a request acts for. key_id: the API key it came with; None for the user's own token,
    to which scopes do not apply."""

    user_id: UUID
    account_id: UUID
    is_anonymous: bool
    key_id: UUID | None = None
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Verified:
    user_id: UUID
    is_anonymous: bool
    believed_until: float  # Unix time


class Authenticator:
    """Verifies tokens and finds their accounts; looks up API keys and checks their scopes."""

    def __init__(
        self, settings: Settings, keys: KeySet, accounts: Accounts, api_keys: ApiKeys
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._accounts = accounts
        self._api_keys = api_keys
        self._cache: Lru[bytes, _Verified] = Lru(CACHE_CAPACITY)
        self._cache_version = keys.version

    async def authenticate(self, request: HTTPConnection) -> Principal:
        """The principal of a request, also left in `request.scope["florin.principal"]`.

        Raises FlorinError 401 with the reason as its code; 403 where an API key may not do this;
        503 where keys or database are away.
        """
        credentials = _credentials(request)
        if is_api_key(credentials):
            return await self._key_holder(request, credentials)
        if len(credentials) > MAX_TOKEN_CHARACTERS:
            raise unauthorized("token_too_long")
        verified = await self._verified(credentials)
        # Membership of a chosen account is checked by every function that gets it.
        account_id = _chosen_account(request) or await self._accounts.account_of(
            verified.user_id, verified.is_anonymous
        )
        principal = Principal(verified.user_id, account_id, verified.is_anonymous)
        request.scope["florin.principal"] = principal
        return principal

    async def _key_holder(self, request: HTTPConnection, text: str) -> Principal:
        key = await self._api_keys.find(text)
        # Anonymous users make no keys.
        principal = Principal(key.user_id, key.account_id, False, key.id, key.scopes)
        # Before the scope is checked, so that a refusal is logged with the key's id.
        request.scope["florin.principal"] = principal
        check_scope(key.scopes, request.scope["method"], request.scope["path"])
        return principal

    async def principal_of(self, token: str) -> Principal:
        """Whom another token than the request's own stands for, in their personal account.

        Raises as `authenticate`.
        """
        if not token.isascii():
            raise unauthorized("token_malformed")
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise unauthorized("token_too_long")
        verified = await self._verified(token)
        account_id = await self._accounts.account_of(verified.user_id, verified.is_anonymous)
        return Principal(verified.user_id, account_id, verified.is_anonymous)

    async def _verified(self, token: str) -> _Verified:
        # The hash, so that no token lies in memory longer than its request.
        fingerprint = hashlib.sha256(token.encode("latin-1")).digest()
        self._drop_what_old_keys_verified()
        verified = self._cache.get(fingerprint)
        if verified is not None and time.time() < verified.believed_until:
            return verified
        verified = await self._verify(token)
        self._drop_what_old_keys_verified()
        self._cache.put(fingerprint, verified)
        return verified

    def _drop_what_old_keys_verified(self) -> None:
        if self._cache_version != self._keys.version:
            self._cache_version = self._keys.version
            self._cache.clear()

    async def _verify(self, token: str) -> _Verified:
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            raise unauthorized("token_malformed") from None
        algorithm = header.get("alg")
        if not isinstance(algorithm, str):
            raise unauthorized("token_malformed")
        key = await self._key(algorithm, header.get("kid"))
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=self._settings.jwt_audience,
                issuer=self._settings.jwt_issuer,
                leeway=LEEWAY_S,
                options={"require": ["exp", "sub", "aud", "iss"]},
            )
        except (jwt.PyJWTError, OverflowError) as error:
            raise unauthorized(_reason(error)) from None
        return _Verified(
            user_id=_subject(claims["sub"]),
            is_anonymous=claims.get("is_anonymous") is True,
            believed_until=min(float(claims["exp"]), time.time() + CACHE_S),
        )

    async def _key(self, algorithm: str, key_id: Any) -> jwt.PyJWK | str:
        if algorithm.lower() == "none":
            raise unauthorized("token_unsigned")
        if algorithm == _SYMMETRIC and self._settings.jwt_secret:
            return self._settings.jwt_secret
        if algorithm not in _ASYMMETRIC:
            raise unauthorized("token_wrong_algorithm")
        key = await self._keys.key(key_id) if isinstance(key_id, str) else None
        if key is None:
            raise unauthorized("token_unknown_key")
        if key.algorithm_name != algorithm:
            raise unauthorized("token_wrong_algorithm")
        return key


def unauthorized(code: str) -> FlorinError:
    """401 whose code is the reason."""
    return FlorinError(
        401, code, "Not signed in. Send a current access token.", title="Not signed in"
    )


def _credentials(request: HTTPConnection) -> str:
    """The token or key of a request. Raises 401 where there is none."""
    headers = request.headers
    authorization = headers.get("authorization", "")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        token = headers.get("x-api-key", "")
        if not token and authorization:
            raise unauthorized("credentials_malformed")
    token = token.strip()
    if not token:
        raise unauthorized("credentials_missing")
    return token


def _chosen_account(request: HTTPConnection) -> UUID | None:
    """The account named by `Florin-Account`; None: the user's own. Raises 400 for no UUID."""
    value = request.headers.get("florin-account")
    if value is None:
        return None
    try:
        return UUID(value)
    except ValueError:
        raise FlorinError(
            400, "invalid_account", "Florin-Account is the id of an account you belong to."
        ) from None


def _subject(value: Any) -> UUID:
    try:
        # The canonical form only: UUID() also takes braces and URNs, which Supabase never sends.
        if len(value) == 36:
            return UUID(value)
    except ValueError:
        pass
    raise unauthorized("token_without_subject")


def _reason(error: Exception) -> str:
    """The code for what PyJWT found wrong."""
    match error:
        case jwt.MissingRequiredClaimError():
            return _CLAIM_CODES.get(error.claim, "token_malformed")
        case jwt.ExpiredSignatureError():
            return "token_expired"
        case jwt.ImmatureSignatureError():
            return "token_not_yet_valid"
        case jwt.InvalidAudienceError():
            return "token_wrong_audience"
        case jwt.InvalidIssuerError():
            return "token_wrong_issuer"
        case jwt.exceptions.InvalidSubjectError():
            return "token_without_subject"
        case jwt.InvalidAlgorithmError():
            return "token_wrong_algorithm"
        case jwt.InvalidSignatureError():
            return "token_bad_signature"
    return "token_malformed"
