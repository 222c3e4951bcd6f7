"""Answers whether a certificate of the chain is revoked (RFC 6960), as verifiers ask online."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from local.app_store.certificates import Chain, Identity

# Longer than any test; the library refuses what is older than its next update.
VALID_FOR = datetime.timedelta(days=1)


def answer(chain: Chain, request: bytes, *, is_revoked: bool = False) -> bytes:
    """The DER answer, signed by the issuer of the certificate in question. Raises ValueError when
    the request is unreadable; asks for a certificate of another chain are `unauthorized`."""
    asked = ocsp.load_der_ocsp_request(request)
    issued: list[tuple[Identity, Identity]] = [
        (chain.leaf, chain.intermediate),
        (chain.intermediate, chain.root),
    ]
    for subject, issuer in issued:
        if subject.certificate.serial_number == asked.serial_number:
            return _answer(subject, issuer, asked.hash_algorithm, is_revoked)
    refusal = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
    return _der(refusal)


def _answer(
    subject: Identity, issuer: Identity, algorithm: hashes.HashAlgorithm, is_revoked: bool
) -> bytes:
    now = datetime.datetime.now(datetime.UTC)
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=subject.certificate,
        issuer=issuer.certificate,
        algorithm=algorithm,
        cert_status=ocsp.OCSPCertStatus.REVOKED if is_revoked else ocsp.OCSPCertStatus.GOOD,
        this_update=now,
        next_update=now + VALID_FOR,
        revocation_time=now if is_revoked else None,
        revocation_reason=x509.ReasonFlags.key_compromise if is_revoked else None,
    )
    signed = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate)
    return _der(signed.sign(issuer.key, hashes.SHA256()))


def _der(response: ocsp.OCSPResponse) -> bytes:
    return response.public_bytes(Encoding.DER)
