"""A certificate chain of the shape of Apple's: root, intermediate, leaf, all on P-256.

What Apple's library demands beyond X.509's strict rules is one marker extension on the
intermediate (Apple Worldwide Developer Relations) and one on the leaf (App Store receipt signing).
"""

import datetime
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

INTERMEDIATE_MARK = x509.ObjectIdentifier("1.2.840.113635.100.6.2.1")
LEAF_MARK = x509.ObjectIdentifier("1.2.840.113635.100.6.11.1")
# The markers' content is never read: ASN.1 NULL, as Apple has it.
NULL = b"\x05\x00"

# Offline, a chain is judged at the time of signing, and a test's clock may stand far from ours.
NOT_BEFORE = datetime.datetime(2015, 1, 1, tzinfo=datetime.UTC)
NOT_AFTER = datetime.datetime(2049, 12, 31, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Identity:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True)
class Chain:
    """Made fresh: nobody else can sign for this root."""

    root: Identity
    intermediate: Identity
    leaf: Identity

    @classmethod
    def create(cls, ocsp_url: str | None = None) -> "Chain":
        """`ocsp_url` is written into the certificates, for checks online."""
        root = _issue("Stand-in Root CA", None, None, None, path_length=1)
        intermediate = _issue(
            "Stand-in Developer Relations CA", root, INTERMEDIATE_MARK, ocsp_url, path_length=0
        )
        leaf = _issue("Stand-in App Store Signing", intermediate, LEAF_MARK, ocsp_url)
        return cls(root, intermediate, leaf)


def _issue(
    name: str,
    issuer: Identity | None,
    mark: x509.ObjectIdentifier | None,
    ocsp_url: str | None,
    path_length: int | None = None,
) -> Identity:
    """A CA when `path_length` is given; signed by itself without an issuer."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Florin"),
        ]
    )
    is_ca = path_length is not None
    issuer_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_AFTER)
        .add_extension(x509.BasicConstraints(is_ca, path_length), critical=True)
        .add_extension(_key_usage(is_ca), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if mark is not None:
        builder = builder.add_extension(x509.UnrecognizedExtension(mark, NULL), critical=False)
    if ocsp_url is not None:
        builder = builder.add_extension(_ocsp_at(ocsp_url), critical=False)
    return Identity(builder.sign(issuer_key, hashes.SHA256()), key)


def _key_usage(is_ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        encipher_only=False,
        decipher_only=False,
    )


def _ocsp_at(url: str) -> x509.AuthorityInformationAccess:
    where = x509.UniformResourceIdentifier(url)
    access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, where)
    return x509.AuthorityInformationAccess([access])
