"""The keys that App Store Connect and the developer site would give out, and who calls by them."""

import secrets
import time
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ALGORITHM = "ES256"
STORE_AUDIENCE = "appstoreconnect-v1"
# Apple takes a store token that expires within an hour, and a DeviceCheck token of the last twenty
# minutes.
MAX_STORE_TOKEN_S = 3600
MAX_DEVICE_TOKEN_S = 20 * 60
CLOCK_SKEW_S = 60


class CallerRefused(Exception):
    """The token is not one of this key's; the text says why, for whoever debugs."""


@dataclass(frozen=True)
class CallerKey:
    """`issuer`: the issuer id of App Store Connect, or the team id of DeviceCheck."""

    key_id: str
    issuer: str
    private: ec.EllipticCurvePrivateKey

    @classmethod
    def create(cls, issuer: str) -> "CallerKey":
        return cls(secrets.token_hex(5).upper(), issuer, ec.generate_private_key(ec.SECP256R1()))

    @property
    def pem(self) -> str:
        """What the .p8 file holds."""
        return self.private.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ).decode()

    def check_store_caller(self, authorization: str, bundle_id: str) -> None:
        """Raises CallerRefused. Source: Generating JSON Web Tokens for API requests."""
        claims = self._claims(authorization, audience=STORE_AUDIENCE)
        if claims.get("bid") != bundle_id:
            raise CallerRefused("bid is another app")
        expires = claims.get("exp")
        if not isinstance(expires, int) or expires > time.time() + MAX_STORE_TOKEN_S:
            raise CallerRefused("exp is missing, or more than an hour away")

    def check_device_caller(self, authorization: str) -> None:
        """Raises CallerRefused. Source: Accessing and modifying per-device data."""
        issued = self._claims(authorization).get("iat")
        age_s = time.time() - issued if isinstance(issued, int) else -MAX_DEVICE_TOKEN_S
        if not -CLOCK_SKEW_S <= age_s <= MAX_DEVICE_TOKEN_S:
            raise CallerRefused("iat is missing, or too old")

    def _claims(self, authorization: str, audience: str | None = None) -> dict[str, Any]:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise CallerRefused("no bearer token")
        try:
            if jwt.get_unverified_header(token).get("kid") != self.key_id:
                raise CallerRefused("kid is another key")
            claims: dict[str, Any] = jwt.decode(
                token,
                self.private.public_key(),
                algorithms=[ALGORITHM],
                audience=audience,
                issuer=self.issuer,
            )
        except jwt.PyJWTError as error:
            raise CallerRefused(str(error)) from error
        return claims
