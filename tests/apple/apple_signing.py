"""A certificate chain as Apple's, and what it signs: for tests without a running App Store."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

BUNDLE_ID = "app.florin.tests"
APP_ID = 1234567

_INTERMEDIATE = x509.ObjectIdentifier("1.2.840.113635.100.6.2.1")
_LEAF = x509.ObjectIdentifier("1.2.840.113635.100.6.11.1")
_NULL = b"\x05\x00"


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass
class _Issued:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def _issue(
    name: str,
    issuer: _Issued | None,
    *,
    marker: x509.ObjectIdentifier | None = None,
    is_leaf: bool = False,
    days: tuple[int, int] = (-3650, 3650),
    responder: str | None = None,
) -> _Issued:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer.key if issuer else key
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + dt.timedelta(days=days[0]))
        .not_valid_after(now + dt.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=not is_leaf, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=not is_leaf), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if marker is not None:
        builder = builder.add_extension(x509.UnrecognizedExtension(marker, _NULL), critical=False)
    if responder is not None:
        access = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(responder)
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    return _Issued(key, builder.sign(signer, hashes.SHA256()))


class Chain:
    """Root, intermediate and leaf. responder: an OCSP responder's URL in the certificates."""

    def __init__(
        self,
        *,
        responder: str | None = None,
        leaf_days: tuple[int, int] = (-3650, 3650),
        leaf_marker: x509.ObjectIdentifier = _LEAF,
    ) -> None:
        self.root = _issue("Test Root", None)
        self.intermediate = _issue(
            "Test Intermediate", self.root, marker=_INTERMEDIATE, responder=responder
        )
        self.leaf = _issue(
            "Test Leaf",
            self.intermediate,
            marker=leaf_marker,
            is_leaf=True,
            days=leaf_days,
            responder=responder,
        )

    @property
    def root_der(self) -> bytes:
        return self.root.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def x5c(self) -> list[str]:
        return [
            base64.b64encode(issued.certificate.public_bytes(serialization.Encoding.DER)).decode()
            for issued in (self.leaf, self.intermediate, self.root)
        ]

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """`claims` as Apple signs them. `header` overrides; None leaves a member out."""
        given = {"x5c": self.x5c, **header}
        return jwt.encode(
            claims,
            self.leaf.key,
            algorithm="ES256",
            headers={name: value for name, value in given.items() if value is not None},
        )


def api_key_pem() -> str:
    """A private key as App Store Connect gives one."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
