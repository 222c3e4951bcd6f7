"""Password hashes for the local stack: scrypt, from the standard library.

The platform uses bcrypt; hashes made here are of no use there, and the other way round.
"""

import base64
import hashlib
import hmac
import secrets

# OWASP's minimum for scrypt: 16 MiB, some 50 ms.
COST, BLOCK, PARALLEL = 2**14, 8, 1
PREFIX = "$scrypt$"


def hash_password(password: str) -> str:
    salt = secrets.token_bytes(16)
    return f"{PREFIX}{_text(salt)}${_text(_derive(password, salt))}"


def check_password(password: str, stored: str | None) -> bool:
    """False for an unknown form too; takes the same time when nothing is stored."""
    if not stored or not stored.startswith(PREFIX):
        _derive(password, b"nobody")
        return False
    salt, expected = stored.removeprefix(PREFIX).split("$")
    derived = _derive(password, base64.b64decode(salt))
    return hmac.compare_digest(derived, base64.b64decode(expected))


def _derive(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
