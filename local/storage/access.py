"""Who asks: the service key may do everything, a signed URL reads one object until it ends."""

import hashlib
import time

import jwt
from starlette.requests import Request

from local.api_keys import ApiKeys
from local.auth.claims import AUDIENCE
from local.auth.keys import SigningKeys
from local.storage.errors import StorageError, invalid

ALGORITHM = "HS256"
MAX_LIFETIME_S = 10 * 365 * 86_400
SERVICE = "service_role"


class Access:
    def __init__(self, api_keys: ApiKeys, signing_keys: SigningKeys) -> None:
        self._api_keys = api_keys
        self._signing_keys = signing_keys
        # Signed URLs outlive a restart, as the keys do; the secret key itself signs nothing.
        self._secret = hashlib.sha256(f"signed urls {api_keys.secret}".encode()).hexdigest()

    def is_service(self, request: Request) -> bool:
        """By the secret key alone, or by a token of the service's role; a user's token counts
        before the key. Raises StorageError for a token that is none of this project's."""
        api_key = request.headers.get("apikey") or request.query_params.get("apikey", "")
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        if not bearer or bearer == api_key:
            return api_key == self._api_keys.secret
        if bearer == self._api_keys.secret:
            return True
        try:
            claims = self._signing_keys.decode(bearer.strip(), AUDIENCE)
        except jwt.PyJWTError:
            raise StorageError(403, "Unauthorized", "Invalid Compact JWS") from None
        return bool(claims.get("role") == SERVICE)

    def sign(self, bucket_id: str, name: str, lifetime_s: int) -> str:
        if not 0 < lifetime_s <= MAX_LIFETIME_S:
            raise invalid("expiresIn must be a positive number of seconds")
        issued = int(time.time())
        claims = {"url": f"{bucket_id}/{name}", "iat": issued, "exp": issued + lifetime_s}
        return jwt.encode(claims, self._secret, algorithm=ALGORITHM)

    def check_signed(self, bucket_id: str, name: str, token: str) -> None:
        """Raises StorageError."""
        try:
            claims = jwt.decode(token, self._secret, algorithms=[ALGORITHM])
        except jwt.ExpiredSignatureError:
            raise StorageError(400, "InvalidJWT", '"exp" claim timestamp check failed') from None
        except jwt.PyJWTError:
            raise StorageError(400, "InvalidJWT", "signature verification failed") from None
        if claims.get("url") != f"{bucket_id}/{name}":
            raise StorageError(400, "InvalidSignature", "The url does not match the signature")
