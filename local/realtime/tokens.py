"""Whom a token or an API key stands for, refused in the platform's words.

Source: lib/realtime_web/channels/auth/ of supabase/realtime.
"""

import time
from typing import Any

import jwt

from local.api_keys import ApiKeys
from local.auth.claims import AUDIENCE
from local.auth.keys import SigningKeys

Claims = dict[str, Any]

# Keys are no JWTs. Sent as a token, they mean the connection's own key.
KEY_PREFIX = "sb_"


class Refusal(Exception):
    """`code` goes before the text in the reply to a join; alone, the text closes a channel."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


class Tokens:
    def __init__(self, api_keys: ApiKeys, signing_keys: SigningKeys) -> None:
        self.api_keys = api_keys
        self.signing_keys = signing_keys

    def of_key(self, api_key: str) -> Claims:
        """The claims for which the platform's gateway exchanges a key; they do not expire."""
        return {"role": "service_role" if api_key == self.api_keys.secret else "anon"}

    def claims(self, token: str | None, api_key: str) -> Claims:
        """Without a token, or with a key instead of one: those of the connection's key. Raises
        Refusal."""
        if not token or token.startswith(KEY_PREFIX):
            return self.of_key(api_key)
        try:
            claims = self.signing_keys.decode(token, AUDIENCE)
        except jwt.ExpiredSignatureError:
            raise Refusal("InvalidJWTToken", _how_long_ago(token)) from None
        except (jwt.InvalidSignatureError, jwt.InvalidAudienceError):
            raise Refusal("JwtSignatureError", "Failed to validate JWT signature") from None
        except jwt.DecodeError:
            raise Refusal("MalformedJWT", "The token provided is not a valid JWT") from None
        except jwt.PyJWTError:
            raise Refusal(
                "JwtSignerError",
                "Failed to generate JWT signer, check your JWT secret or JWKS configuration",
            ) from None
        if "role" not in claims or "exp" not in claims:
            raise Refusal("InvalidJWTToken", "Fields `role` and `exp` are required in JWT")
        return claims


def lifetime_s(claims: Claims) -> float | None:
    """Seconds until they end; None: never."""
    return float(claims["exp"]) - time.time() if "exp" in claims else None


def _how_long_ago(token: str) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    return f"Token has expired {max(0, int(time.time()) - int(claims['exp']))} seconds ago"
