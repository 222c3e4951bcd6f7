"""Exchanges what a client sends for the token of /rest/v1's server: HS256, short-lived.

A user's token is ES256, signed by the local auth; an API key stands for a role. The server behind
knows only a secret of this run, and neither of them.
"""

import time
from typing import Any

import jwt

from local.api_keys import ApiKeys
from local.auth.claims import AUDIENCE
from local.auth.keys import SigningKeys

ALGORITHM = "HS256"
# The exchanged token makes one way, on this machine: the longest request, and no more.
LIFETIME_S = 60
# Those that the platform's authenticator may become.
ROLES = frozenset({"anon", "authenticated", "service_role"})


class TokenError(Exception):
    """Refused as PostgREST refuses it: `status`, `code` and the text as its message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Exchange:
    """`issuer` is what tokens of this project say in `iss`."""

    def __init__(
        self, api_keys: ApiKeys, signing_keys: SigningKeys, issuer: str, secret: str
    ) -> None:
        self.api_keys = api_keys
        self.signing_keys = signing_keys
        self.issuer = issuer
        self.secret = secret

    def token(self, api_key: str, authorization: str) -> str:
        """`api_key` is one of the project's; `authorization` the header, or "". Raises TokenError.

        A user's token counts before the key. Clients without a session send the key in both.
        """
        scheme, _, bearer = authorization.partition(" ")
        bearer = bearer.strip()
        if not authorization or bearer == api_key:
            role = "service_role" if api_key == self.api_keys.secret else "anon"
            return self._sign({"role": role})
        if scheme.lower() != "bearer" or not bearer:
            raise TokenError(401, "PGRST301", "Authorization is no bearer token")
        return self._sign(self._claims(bearer))

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            claims = self.signing_keys.decode(token, AUDIENCE)
        except jwt.ExpiredSignatureError:
            raise TokenError(401, "PGRST303", "JWT expired") from None
        except jwt.PyJWTError:
            raise TokenError(401, "PGRST301", "No suitable key or wrong key type") from None
        if claims.get("iss") != self.issuer:
            raise TokenError(401, "PGRST303", "JWT is of another issuer")
        if claims.get("role") not in ROLES:
            raise TokenError(403, "42501", "permission denied to set role")
        return claims

    def _sign(self, claims: dict[str, Any]) -> str:
        """The same claims; only the end is nearer."""
        end = int(time.time()) + LIFETIME_S
        given = {**claims, "exp": min(end, claims.get("exp", end))}
        return jwt.encode(given, self.secret, algorithm=ALGORITHM)
