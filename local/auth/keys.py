"""The signing keys of the local project: ES256, in one file only its owner may read.

The first key signs; the others are published so that tokens they signed stay valid. The file may
change while servers run: `python -m local.auth.keys FILE` rotates, and the next token shows it.
"""

import argparse
import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

# Tokens live an hour: two rotations later the first key has nothing left to verify.
MAX_KEYS = 3
ALGORITHM = "ES256"


@dataclass(frozen=True)
class SigningKey:
    """One private key as a JWK with its `kid`."""

    jwk: dict[str, Any]

    @classmethod
    def generate(cls) -> "SigningKey":
        private = ec.generate_private_key(ec.SECP256R1())
        jwk = json.loads(ECAlgorithm.to_jwk(private))
        return cls({**jwk, "kid": str(uuid.uuid4()), "alg": ALGORITHM})

    @property
    def kid(self) -> str:
        return str(self.jwk["kid"])

    def public(self) -> dict[str, Any]:
        """As a project's key set shows it."""
        shown = {name: self.jwk[name] for name in ("kty", "crv", "x", "y", "kid", "alg")}
        return {**shown, "use": "sig", "key_ops": ["verify"], "ext": True}

    def sign(self, claims: dict[str, Any]) -> str:
        key = jwt.PyJWK(self.jwk).key
        return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": self.kid})


class SigningKeys:
    """Reads the file again when it has changed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._keys: list[SigningKey] = []
        self._read_at: int | None = None
        if not file.exists():
            self.rotate()

    def current(self) -> SigningKey:
        return self._load()[0]

    def key_set(self) -> dict[str, Any]:
        return {"keys": [key.public() for key in self._load()]}

    def decode(self, token: str, audience: str) -> dict[str, Any]:
        """The claims of a token of ours. Raises jwt.PyJWTError."""
        kid = jwt.get_unverified_header(token).get("kid")
        for key in self._load():
            if key.kid == kid:
                public = jwt.PyJWK(key.public()).key
                claims: dict[str, Any] = jwt.decode(
                    token, public, algorithms=[ALGORITHM], audience=audience
                )
                return claims
        raise jwt.InvalidKeyError("signed by no key of this project")

    def rotate(self, *, keep_old: bool = True) -> None:
        """A new key signs from now on. Without the old ones, every token so far is void."""
        with self._locked():
            old = self._load() if keep_old and self.file.exists() else []
            keys = [SigningKey.generate(), *old][:MAX_KEYS]
            fresh = self.file.with_suffix(".new")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as out:
                json.dump([key.jwk for key in keys], out)
            fresh.replace(self.file)

    def _load(self) -> list[SigningKey]:
        changed_at = self.file.stat().st_mtime_ns
        if changed_at != self._read_at:
            self._keys = [SigningKey(jwk) for jwk in json.loads(self.file.read_text())]
            self._read_at = changed_at
        return self._keys

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def main() -> None:
    parser = argparse.ArgumentParser(description="Rotate the signing keys of the local project.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--drop-old", action="store_true", help="void every token so far")
    arguments = parser.parse_args()
    SigningKeys(arguments.file).rotate(keep_old=not arguments.drop_old)


if __name__ == "__main__":
    main()
