"""App Attest: what proves a device, and what does not. Never an exception but NotGenuine."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from devices.hardware import APP, NONCE_OID, Authority, Hardware, certificate
from functions_py.app_attest import (
    MAX_ASSERTION_BYTES,
    MAX_ATTESTATION_BYTES,
    App,
    AttestedKey,
    NotGenuine,
    load_root,
    verify_assertion,
    verify_attestation,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

CHALLENGE = "a challenge"
HASHES = [hashlib.sha256(b"another").digest(), hashlib.sha256(CHALLENGE.encode()).digest()]
PRODUCTION = App(APP.team_id, APP.bundle_id, "production")
# https://www.apple.com/certificateauthority/private/, Apple App Attestation Root CA.
APPLE_ROOT_SHA256 = "1cb9823ba28ba6ad2d33a006941de2ae4f513ef1d4e831b9f7e0fa7b6242c932"


def verify(
    authority: Authority,
    attestation: bytes,
    key_id: bytes,
    *,
    app: App = APP,
    hashes: list[bytes] = HASHES,
    root: x509.Certificate | None = None,
    now: datetime | None = None,
) -> AttestedKey:
    return verify_attestation(
        attestation, key_id, hashes, app, root or authority.root, now or datetime.now(UTC)
    )


def reason(*args: Any, **kwargs: Any) -> str:
    with pytest.raises(NotGenuine) as caught:
        verify(*args, **kwargs)
    return caught.value.reason


def test_apples_root_is_apples() -> None:
    root = load_root()
    assert root.fingerprint(SHA256()).hex() == APPLE_ROOT_SHA256
    assert root.not_valid_after_utc.year == 2045


# --- attestations ---------------------------------------------------------------------------------


def test_attested_key_is_known_with_its_receipt_and_challenge(authority: Authority) -> None:
    device = Hardware()
    key = verify(authority, device.attest(authority, CHALLENGE), device.key_id)
    assert key == AttestedKey(device.key_id, device.point, b"a receipt", HASHES[1])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"app": App("OTHERTEAM1", APP.bundle_id, "development")}, "rp_id"),
        ({"app": App(APP.team_id, "com.example.other", "development")}, "rp_id"),
        ({"app": PRODUCTION}, "environment"),
        ({"counter": 1}, "counter"),
        ({"credential_id": b"x" * 32}, "credential_id"),
        ({"credential_id": b"x" * 16}, "credential_id"),
        ({"nonce": bytes(38)}, "nonce"),
        ({"nonce": bytes(500)}, "nonce"),
        ({"with_nonce": False}, "nonce"),
        ({"lasts": timedelta(hours=1)}, "chain"),
    ],
)
def test_attestation_that_is_wrong_somewhere_is_refused(
    authority: Authority, wrong: dict[str, Any], said: str
) -> None:
    device = Hardware()
    attestation = device.attest(authority, CHALLENGE, **wrong)
    assert reason(authority, attestation, device.key_id) == said


def test_development_key_is_none_in_production(authority: Authority) -> None:
    device = Hardware()
    attestation = device.attest(authority, CHALLENGE)
    assert reason(authority, attestation, device.key_id, app=PRODUCTION) == "environment"
    customer = Hardware(PRODUCTION)
    attestation = customer.attest(authority, CHALLENGE)
    assert verify(authority, attestation, customer.key_id, app=PRODUCTION)


def test_answer_to_another_challenge_is_refused(authority: Authority) -> None:
    device = Hardware()
    attestation = device.attest(authority, "made up")
    assert reason(authority, attestation, device.key_id) == "nonce"
    assert reason(authority, attestation, device.key_id, hashes=[]) == "nonce"


def test_key_id_of_another_key_is_refused(authority: Authority) -> None:
    attestation = Hardware().attest(authority, CHALLENGE)
    assert reason(authority, attestation, Hardware().key_id) == "key_id"


def test_another_root_vouches_for_nothing(authority: Authority) -> None:
    device = Hardware()
    attestation = device.attest(Authority(), CHALLENGE)
    assert reason(authority, attestation, device.key_id) == "chain"
    assert reason(authority, attestation, device.key_id, root=load_root()) == "chain"


def test_only_authorities_vouch(authority: Authority) -> None:
    """A device's own certificate, which is genuine, signs for another key."""
    insider = Hardware()
    parent = certificate("a credential", insider.key, (authority.intermediate, authority.key))
    device = Hardware()
    statement = device.statement(authority, CHALLENGE, signer=(parent, insider.key))
    statement["attStmt"]["x5c"].append(authority.intermediate.public_bytes(Encoding.DER))
    assert reason(authority, cbor2.dumps(statement), device.key_id) == "chain"


def test_key_of_another_curve_is_refused(authority: Authority) -> None:
    device = Hardware(curve=ec.SECP384R1())
    attestation = device.attest(authority, CHALLENGE)
    assert reason(authority, attestation, device.key_id) == "key"


def test_certificates_are_judged_by_the_time_of_day(authority: Authority) -> None:
    device = Hardware()
    attestation = device.attest(authority, CHALLENGE)
    later = datetime.now(UTC) + timedelta(days=30)
    assert reason(authority, attestation, device.key_id, now=later) == "chain"


def test_what_is_too_large_is_not_even_read(authority: Authority) -> None:
    device = Hardware()
    statement = device.statement(authority, CHALLENGE)
    statement["attStmt"]["receipt"] = bytes(MAX_ATTESTATION_BYTES)
    assert reason(authority, cbor2.dumps(statement), device.key_id) == "size"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff",
        b"\x81" * 5000,
        b"\x9f" * 5000,
        cbor2.dumps([]),
        cbor2.dumps({"fmt": "packed"}),
        cbor2.dumps({"fmt": "apple-appattest", "attStmt": {"x5c": []}, "authData": b""}),
        cbor2.dumps(
            {
                "fmt": "apple-appattest",
                "attStmt": {"x5c": [b"x", 5], "receipt": b""},
                "authData": b"",
            }
        ),
        cbor2.dumps({"signature": b"", "authenticatorData": b""}),
        # Tags that decoders compute with: a ratio by zero, a huge exponent, a date.
        bytes.fromhex("d81e820100"),
        bytes.fromhex("c4821b7fffffffffffffff01"),
        bytes.fromhex("c11b7fffffffffffffff"),
        bytes.fromhex("c06161"),
        bytes.fromhex("d82361ff"),
        # One member twice.
        bytes.fromhex("a261610161610 2".replace(" ", "")),
    ],
)
def test_what_is_no_statement_is_refused(authority: Authority, raw: bytes) -> None:
    assert reason(authority, raw, bytes(32)) in ("format", "chain")
    with pytest.raises(NotGenuine):
        verify_assertion(raw, Hardware().point, b"", APP)


KEPT: dict[Authority, tuple[Hardware, bytes]] = {}


def kept(authority: Authority) -> tuple[Hardware, bytes]:
    """One device and its attestation for all examples."""
    if authority not in KEPT:
        device = Hardware()
        KEPT[authority] = (device, device.attest(authority, CHALLENGE))
    return KEPT[authority]


def unused_bits(attestation: bytes) -> set[int]:
    """Where it says how many bits of each certificate's signature are none of it: outside of what
    is signed, and the signature is the same whatever it says."""
    chain = cbor2.loads(attestation)["attStmt"]["x5c"]
    return {attestation.index(x509.load_der_x509_certificate(der).signature) - 1 for der in chain}


@settings(max_examples=500, deadline=None)
# A serial number below zero, of which cryptography warns.
@example(part=0.048828125, change=128)
@given(part=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
def test_changed_byte_is_refused_or_changes_nothing_but_the_receipt(
    authority: Authority, part: float, change: int
) -> None:
    """Of the receipt Apple vouches for itself, to whoever asks Apple."""
    device, attestation = kept(authority)
    at = int(part * len(attestation))
    broken = attestation[:at] + bytes([attestation[at] ^ change]) + attestation[at + 1 :]
    try:
        key = verify(authority, broken, device.key_id)
    except NotGenuine:
        return
    assert key.public_key == device.point
    assert key.receipt != b"a receipt" or at in unused_bits(attestation)


@settings(max_examples=300, deadline=None)
@given(raw=st.binary(max_size=200), key_id=st.binary(min_size=32, max_size=32))
def test_noise_is_refused_and_nothing_else_happens(
    authority: Authority, raw: bytes, key_id: bytes
) -> None:
    with pytest.raises(NotGenuine):
        verify(authority, raw, key_id)
    with pytest.raises(NotGenuine):
        verify_assertion(raw, POINT, b"data", APP)


POINT = Hardware().point
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(
    chain=VALUES | st.lists(st.binary(max_size=40), max_size=5),
    receipt=VALUES,
    data=VALUES,
    signature=VALUES,
)
def test_statements_with_anything_in_them_are_refused(
    authority: Authority, chain: Any, receipt: Any, data: Any, signature: Any
) -> None:
    statement = {"x5c": chain, "receipt": receipt}
    whole = {"fmt": "apple-appattest", "attStmt": statement, "authData": data}
    with pytest.raises(NotGenuine):
        verify(authority, cbor2.dumps(whole), bytes(32))
    assertion = {"signature": signature, "authenticatorData": data}
    with pytest.raises(NotGenuine):
        verify_assertion(cbor2.dumps(assertion), POINT, b"data", APP)


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=120))
def test_genuine_certificate_over_any_data_never_breaks_the_check(
    authority: Authority, data: bytes
) -> None:
    """Apple would sign for it; what follows must hold for short and long data alike."""
    device, _ = kept(authority)
    told = hashlib.sha256(data + HASHES[0]).digest()
    nonce = x509.UnrecognizedExtension(NONCE_OID, bytes.fromhex("3024a1220420") + told)
    leaf = certificate(
        "c", device.key, (authority.intermediate, authority.key), extensions=(nonce,)
    )
    chain = [link.public_bytes(Encoding.DER) for link in (leaf, authority.intermediate)]
    statement = {"x5c": chain, "receipt": b""}
    whole = {"fmt": "apple-appattest", "attStmt": statement, "authData": data}
    with pytest.raises(NotGenuine):
        verify(authority, cbor2.dumps(whole), device.key_id)


# --- assertions -----------------------------------------------------------------------------------


def test_assertion_tells_its_counter() -> None:
    device = Hardware()
    for counter in (1, 2):
        assert verify_assertion(device.sign(b"data"), device.point, b"data", APP) == counter
    highest = device.sign(b"data", counter=2**32 - 1)
    assert verify_assertion(highest, device.point, b"data", APP) == 2**32 - 1


@pytest.mark.parametrize(
    ("made", "checked", "said"),
    [
        ({"client_data": b"other"}, {}, "signature"),
        ({}, {"public_key": Hardware().point}, "signature"),
        ({"app": App("OTHERTEAM1", APP.bundle_id, "development")}, {}, "rp_id"),
    ],
)
def test_assertion_that_is_wrong_somewhere_is_refused(
    made: dict[str, Any], checked: dict[str, Any], said: str
) -> None:
    device = Hardware()
    assertion = device.sign(**{"client_data": b"data", **made})
    given = {"public_key": device.point, "client_data": b"data", **checked}
    with pytest.raises(NotGenuine) as caught:
        verify_assertion(assertion, app=APP, **given)
    assert caught.value.reason == said


def test_assertion_of_any_size_is_refused_for_it() -> None:
    device = Hardware()
    assertion = cbor2.loads(device.sign(b"data"))
    assertion["more"] = bytes(MAX_ASSERTION_BYTES)
    with pytest.raises(NotGenuine) as caught:
        verify_assertion(cbor2.dumps(assertion), device.point, b"data", APP)
    assert caught.value.reason == "size"


SIGNER = Hardware()
SIGNED = SIGNER.sign(b"data")


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, len(SIGNED) - 1), change=st.integers(1, 255))
def test_every_changed_byte_of_an_assertion_is_refused(at: int, change: int) -> None:
    broken = SIGNED[:at] + bytes([SIGNED[at] ^ change]) + SIGNED[at + 1 :]
    with pytest.raises(NotGenuine):
        verify_assertion(broken, SIGNER.point, b"data", APP)
