"""Apple's App Attest, verified here: a key in a device's hardware, and what it signs.

Source: https://developer.apple.com/documentation/devicecheck/validating-apps-that-connect-to-your-server
Pure functions over bytes; who may use a challenge or a counter is decided in Postgres.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import cbor2
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509 import verification

from functions_py.settings import KIB

ROOT_FILE = Path(__file__).parent / "stores" / "apple_app_attestation_root_ca.pem"

# Real ones have 5 to 6 KiB, most of it the receipt and two certificates.
MAX_ATTESTATION_BYTES = 16 * KIB
# Real ones have 140 bytes.
MAX_ASSERTION_BYTES = KIB
# A map of a map of a list: no more is needed.
_MAX_DEPTH = 4
# Credential and intermediate; Apple sends two.
_MAX_CERTIFICATES = 3

AAGUIDS = {"production": b"appattest" + bytes(7), "development": b"appattestdevelop"}

_NONCE_OID = x509.ObjectIdentifier("1.2.840.113635.100.8.2")
# DER of SEQUENCE { [1] OCTET STRING of 32 bytes }, which is all that the extension may hold.
_NONCE_HEADER = bytes.fromhex("3024a1220420")

# What reading a certificate that somebody made up may raise.
_BROKEN = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    verification.VerificationError,
    # An exception where warnings are, and of later versions.
    CryptographyDeprecationWarning,
)

# Offsets in WebAuthn's authenticator data: rp id hash, flags, counter, then the credential.
_COUNTER = slice(33, 37)
_AAGUID = slice(37, 53)
_CREDENTIAL = slice(55, 87)
_HEAD_BYTES = 37


class NotGenuine(Exception):
    """What was sent proves nothing. `reason` names the first check that failed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class App:
    """Whose app it must be. environment: production or development."""

    team_id: str
    bundle_id: str
    environment: str

    @property
    def rp_id_hash(self) -> bytes:
        return hashlib.sha256(f"{self.team_id}.{self.bundle_id}".encode()).digest()


@dataclass(frozen=True, slots=True)
class AttestedKey:
    """public_key: the P-256 point, uncompressed, 65 bytes. receipt: Apple's, as it came.
    challenge_hash: which of the challenges was answered."""

    key_id: bytes
    public_key: bytes
    receipt: bytes
    challenge_hash: bytes


def load_root(path: Path = ROOT_FILE) -> x509.Certificate:
    """The certificate that attestations must go back to."""
    return x509.load_pem_x509_certificate(path.read_bytes())


def verify_attestation(
    attestation: bytes,
    key_id: bytes,
    challenge_hashes: Iterable[bytes],
    app: App,
    root: x509.Certificate,
    now: datetime,
) -> AttestedKey:
    """The key that `attestation` (CBOR) proves to lie in the hardware of a device running `app`.

    challenge_hashes: SHA-256 of each challenge that may have been answered. Raises NotGenuine.
    """
    statement = _decode(attestation, MAX_ATTESTATION_BYTES)
    match statement:
        case {
            "fmt": "apple-appattest",
            "attStmt": {"x5c": [bytes(), *_] as chain, "receipt": bytes(receipt)},
            "authData": bytes(data),
        }:
            pass
        case _:
            raise NotGenuine("format")
    leaf, public_key = _verified_leaf(chain, root, now)
    if not isinstance(public_key, ec.EllipticCurvePublicKey) or not isinstance(
        public_key.curve, ec.SECP256R1
    ):
        raise NotGenuine("key")
    point = public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    challenge_hash = _answered(_nonce(leaf), data, challenge_hashes)
    if hashlib.sha256(point).digest() != key_id:
        raise NotGenuine("key_id")
    if data[:32] != app.rp_id_hash:
        raise NotGenuine("rp_id")
    if data[_COUNTER] != bytes(4):
        raise NotGenuine("counter")
    if data[_AAGUID] != AAGUIDS[app.environment]:
        raise NotGenuine("environment")
    if data[53:55] != b"\x00\x20" or data[_CREDENTIAL] != key_id:
        raise NotGenuine("credential_id")
    return AttestedKey(key_id, point, receipt, challenge_hash)


def verify_assertion(assertion: bytes, public_key: bytes, client_data: bytes, app: App) -> int:
    """The counter of an assertion (CBOR) over `client_data`; whether it has risen, Postgres says.

    public_key: as in AttestedKey. Raises NotGenuine.
    """
    statement = _decode(assertion, MAX_ASSERTION_BYTES)
    match statement:
        case {"signature": bytes(signature), "authenticatorData": bytes(data)}:
            pass
        case _:
            raise NotGenuine("format")
    if len(data) < _HEAD_BYTES:
        raise NotGenuine("format")
    if data[:32] != app.rp_id_hash:
        raise NotGenuine("rp_id")
    nonce = hashlib.sha256(data + hashlib.sha256(client_data).digest()).digest()
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    try:
        key.verify(signature, nonce, ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise NotGenuine("signature") from None
    return int.from_bytes(data[_COUNTER])


def _decode(raw: bytes, limit_bytes: int) -> Any:
    if len(raw) > limit_bytes:
        raise NotGenuine("size")
    try:
        return cbor2.loads(
            raw,
            max_depth=_MAX_DEPTH,
            allow_duplicate_keys=False,
            strict_hashable_types=True,
        )
    except (cbor2.CBORDecodeError, ValueError, TypeError, ArithmeticError):
        raise NotGenuine("format") from None


def _verified_leaf(
    chain: list[bytes], root: x509.Certificate, now: datetime
) -> tuple[x509.Certificate, CertificatePublicKeyTypes]:
    if len(chain) > _MAX_CERTIFICATES or not all(isinstance(der, bytes) for der in chain):
        raise NotGenuine("chain")
    anything = verification.ExtensionPolicy.permit_all()
    authorities = anything.require_present(
        x509.BasicConstraints, verification.Criticality.AGNOSTIC, _is_authority
    )
    try:
        leaf, *others = (x509.load_der_x509_certificate(der) for der in chain)
        (
            verification.PolicyBuilder()
            .store(verification.Store([root]))
            .time(now)
            .max_chain_depth(1)
            .extension_policies(ca_policy=authorities, ee_policy=anything)
            .build_client_verifier()
            .verify(leaf, others)
        )
        return leaf, leaf.public_key()
    except _BROKEN:
        raise NotGenuine("chain") from None


def _is_authority(
    policy: verification.Policy,
    certificate: x509.Certificate,
    constraints: x509.BasicConstraints,
) -> None:
    if not constraints.ca:
        raise ValueError("not an authority")


def _nonce(leaf: x509.Certificate) -> bytes:
    try:
        extension = leaf.extensions.get_extension_for_oid(_NONCE_OID).value
    except (x509.ExtensionNotFound, *_BROKEN):
        raise NotGenuine("nonce") from None
    if not isinstance(extension, x509.UnrecognizedExtension):
        raise NotGenuine("nonce")
    return extension.value


def _answered(nonce: bytes, data: bytes, challenge_hashes: Iterable[bytes]) -> bytes:
    for challenge_hash in challenge_hashes:
        if nonce == _NONCE_HEADER + hashlib.sha256(data + challenge_hash).digest():
            return challenge_hash
    raise NotGenuine("nonce")
