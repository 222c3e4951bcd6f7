"""Signs as the App Store does: compact ES256 JWS with the certificate chain in `x5c`."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import Encoding

from local.app_store.certificates import Chain

ALGORITHM = "ES256"


@dataclass(frozen=True)
class Signer:
    """Transactions, renewal infos, notifications and app transactions are all signed the same way.

    `SignedDataVerifier([signer.root_der], False, Environment.PRODUCTION, …)` accepts what it signs.
    """

    chain: Chain

    @classmethod
    def create(cls, ocsp_url: str | None = None) -> "Signer":
        """With keys of its own. `ocsp_url`: see `ocsp.answer`."""
        return cls(Chain.create(ocsp_url))

    @property
    def root_der(self) -> bytes:
        """The root certificate, as verifiers take it."""
        return self.chain.root.der

    @property
    def root_pem(self) -> str:
        """The same as text, for a file of trusted roots."""
        return self.chain.root.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def x5c(self) -> list[str]:
        """Leaf first, base64 of DER (RFC 7515, 4.1.6)."""
        identities = (self.chain.leaf, self.chain.intermediate, self.chain.root)
        return [base64.b64encode(identity.der).decode() for identity in identities]

    def sign(self, payload: Mapping[str, Any]) -> str:
        """The payload as it stands; `signedDate` (ms) is up to the caller, and needed: the chain is
        judged at that time."""
        return jwt.encode(
            dict(payload), self.chain.leaf.key, algorithm=ALGORITHM, headers={"x5c": self.x5c}
        )
