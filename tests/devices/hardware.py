"""Devices with keys in their hardware, and the authority that vouches for them: a certificate
chain of the shape of Apple's."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from functions_py.app_attest import AAGUIDS, App

APP = App("TEAM123456", "com.example.chat", "development")
NONCE_OID = x509.ObjectIdentifier("1.2.840.113635.100.8.2")

PrivateKey = ec.EllipticCurvePrivateKey


class Authority:
    """A root, and an intermediate that signs for devices."""

    def __init__(self) -> None:
        self.root_key = ec.generate_private_key(ec.SECP384R1())
        self.root = certificate("Test Attestation Root", self.root_key, authority=True)
        self.key = ec.generate_private_key(ec.SECP384R1())
        self.intermediate = certificate(
            "Test Attestation CA 1", self.key, (self.root, self.root_key), authority=True
        )

    def root_file(self, folder: Path) -> str:
        file = folder / "root.pem"
        file.write_bytes(self.root.public_bytes(Encoding.PEM))
        return str(file)


def certificate(
    name: str,
    key: PrivateKey | Any,
    issuer: tuple[x509.Certificate, PrivateKey] | None = None,
    *,
    authority: bool = False,
    extensions: tuple[x509.UnrecognizedExtension, ...] = (),
    lasts: timedelta = timedelta(days=3),
) -> x509.Certificate:
    """Signed by `issuer`, by itself without one."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now - timedelta(days=1) + lasts)
        .add_extension(x509.BasicConstraints(authority, 0 if authority and issuer else None), True)
        .add_extension(key_usage(authority), True)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(issuer[1] if issuer else key, SHA384() if authority else SHA256())


def key_usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


class Hardware:
    """One key in one device. `attest` and `sign` take what is to be wrong with what they make."""

    def __init__(self, app: App = APP, curve: ec.EllipticCurve | None = None) -> None:
        self.app = app
        self.key = ec.generate_private_key(curve or ec.SECP256R1())
        self.counter = 0

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.point).digest()

    @property
    def key_text(self) -> str:
        return base64.b64encode(self.key_id).decode()

    def statement(
        self,
        authority: Authority,
        challenge: str,
        *,
        app: App | None = None,
        counter: int = 0,
        credential_id: bytes | None = None,
        nonce: bytes | None = None,
        lasts: timedelta = timedelta(days=3),
        signer: tuple[x509.Certificate, PrivateKey] | None = None,
        with_nonce: bool = True,
    ) -> dict[str, Any]:
        """What is encoded as an attestation."""
        app = app or self.app
        credential_id = credential_id or self.key_id
        data = (
            app.rp_id_hash
            + b"\x40"
            + counter.to_bytes(4)
            + AAGUIDS[app.environment]
            + len(credential_id).to_bytes(2)
            + credential_id
            + cbor2.dumps({1: 2, 3: -7, -1: 1, -2: self.point[1:33], -3: self.point[33:]})
        )
        told = hashlib.sha256(data + hashlib.sha256(challenge.encode()).digest()).digest()
        header = bytes.fromhex("3024a1220420")
        extension = x509.UnrecognizedExtension(NONCE_OID, nonce or header + told)
        leaf = certificate(
            "a credential",
            self.key,
            signer or (authority.intermediate, authority.key),
            extensions=(extension,) if with_nonce else (),
            lasts=lasts,
        )
        chain = [leaf, signer[0] if signer else authority.intermediate]
        return {
            "fmt": "apple-appattest",
            "attStmt": {
                "x5c": [link.public_bytes(Encoding.DER) for link in chain],
                "receipt": b"a receipt",
            },
            "authData": data,
        }

    def attest(self, authority: Authority, challenge: str, **wrong: Any) -> bytes:
        return cbor2.dumps(self.statement(authority, challenge, **wrong))

    def sign(
        self, client_data: bytes, *, counter: int | None = None, app: App | None = None
    ) -> bytes:
        """An assertion; its counter is the next one unless given."""
        self.counter += 1
        data = (
            (app or self.app).rp_id_hash
            + b"\x00"
            + (self.counter if counter is None else counter).to_bytes(4)
        )
        nonce = hashlib.sha256(data + hashlib.sha256(client_data).digest()).digest()
        signature = self.key.sign(nonce, ec.ECDSA(SHA256()))
        return cbor2.dumps({"signature": signature, "authenticatorData": data})
