"""What is believed to be Apple's, and what is not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import string
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

import jwt
import pytest
from apple_payloads import notification, pack, renewal, transaction
from apple_signing import APP_ID, BUNDLE_ID, Chain
from cryptography import x509
from functions_py.errors import FlorinError
from functions_py.stores import apple_verifier
from functions_py.stores.apple_jws import MAX_SIGNED_CHARS
from functions_py.stores.apple_settings import ROOT_FILE, AppleSettings
from functions_py.stores.apple_verifier import AppleVerifier

from local.postgres import HOST

# https://www.apple.com/certificateauthority/
APPLE_ROOT_SHA256 = "63343abfb89a6a03ebb57e9b3f5fa7be7c4f5c756f3017b3a8c488c3653e9179"

BASE64URL = string.ascii_letters + string.digits + "-_"


def settings(root: bytes, **changes: Any) -> AppleSettings:
    values: dict[str, Any] = {
        "bundle_id": BUNDLE_ID,
        "app_id": APP_ID,
        "environments": ("production", "sandbox"),
        "roots": (root,),
        "online_checks": False,
        "verify_timeout_s": 10.0,
        "key": None,
        "api_url": None,
        "api_timeout_s": 5.0,
        "may_transfer": False,
        "refund_preference": "",
    }
    return AppleSettings(**{**values, **changes})


@pytest.fixture(scope="module")
def chain() -> Chain:
    return Chain()


@pytest.fixture
async def verifier(chain: Chain) -> AsyncIterator[AppleVerifier]:
    made = AppleVerifier(settings(chain.root_der))
    yield made
    made.close()


async def reason(checking: Any) -> str:
    with pytest.raises(FlorinError) as refused:
        await checking
    assert (refused.value.status, refused.value.code) == (400, "signed_data_refused")
    return str(refused.value.extra["reason"])


def test_the_shipped_root_is_apples() -> None:
    der = files("functions_py.stores").joinpath(ROOT_FILE).read_bytes()
    assert hashlib.sha256(der).hexdigest() == APPLE_ROOT_SHA256
    certificate = x509.load_der_x509_certificate(der)
    assert certificate.subject == certificate.issuer
    assert certificate.not_valid_after_utc.year == 2039


# --- what Apple's own library tests with ----------------------------------------------------------


@pytest.fixture
async def apples(vectors: Path) -> AsyncIterator[AppleVerifier]:
    """A verifier for the recorded data. Its root lacks an authority key identifier, which strict
    checks demand: they are off here, and nowhere else."""
    root = (vectors / "apple" / "testCA.der").read_bytes()
    made = AppleVerifier(
        settings(root, bundle_id="com.example", app_id=1234, environments=("sandbox",))
    )
    made._verifiers["sandbox"]._chain_verifier.enable_strict_checks = False
    yield made
    made.close()


def recorded(vectors: Path, name: str) -> str:
    return (vectors / "apple" / name).read_text(encoding="ascii").strip()


async def test_recorded_data_is_accepted(apples: AppleVerifier, vectors: Path) -> None:
    told = await apples.notification(recorded(vectors, "testNotification"))
    assert (told.environment, told.claims["notificationType"]) == ("sandbox", "TEST")
    assert (await apples.transaction(recorded(vectors, "transactionInfo"))).environment == "sandbox"
    assert (await apples.renewal(recorded(vectors, "renewalInfo"))).environment == "sandbox"


async def test_recorded_data_of_another_app_or_without_a_chain_is_refused(
    apples: AppleVerifier, vectors: Path
) -> None:
    # Neither says its environment, which is looked at first.
    for name in ("wrongBundleId", "missingX5CHeaderClaim"):
        assert await reason(apples.notification(recorded(vectors, name))) in (
            "environment",
            "chain",
        )


async def test_recorded_data_is_refused_by_strict_checks(vectors: Path) -> None:
    root = (vectors / "apple" / "testCA.der").read_bytes()
    strict = AppleVerifier(settings(root, bundle_id="com.example", environments=("sandbox",)))
    assert await reason(strict.notification(recorded(vectors, "testNotification"))) == "signature"
    strict.close()


# A changed certificate may have a serial number that cryptography warns of.
@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@pytest.mark.parametrize("name", ["testNotification", "transactionInfo", "renewalInfo"])
async def test_every_changed_byte_of_recorded_data_is_refused(
    apples: AppleVerifier, vectors: Path, name: str
) -> None:
    signed = recorded(vectors, name)
    check = {
        "testNotification": apples._check_notification,
        "transactionInfo": apples._check_transaction,
        "renewalInfo": apples._check_renewal,
    }[name]
    for changed in every_changed_byte(signed):
        with pytest.raises(FlorinError) as refused:
            check(changed)
        assert refused.value.status == 400


def every_changed_byte(signed: str) -> Iterator[str]:
    """Each byte once by another of the alphabet (a random one), and by one with a bit flipped."""
    dice = random.Random(7)
    for place, character in enumerate(signed):
        other = dice.choice([letter for letter in BASE64URL if letter != character])
        yield signed[:place] + other + signed[place + 1 :]
        flipped = chr(ord(character) ^ (1 << dice.randrange(7)))
        yield signed[:place] + flipped + signed[place + 1 :]


# --- a chain of our own ---------------------------------------------------------------------------


async def test_a_notification_is_verified_with_what_is_nested_in_it(
    verifier: AppleVerifier, chain: Chain
) -> None:
    signed = notification(chain, "DID_RENEW", transaction=transaction(), renewal=renewal())
    told = await verifier.notification(signed)
    assert (told.environment, told.claims["notificationType"]) == ("production", "DID_RENEW")


async def test_unknown_types_and_members_are_accepted(
    verifier: AppleVerifier, chain: Chain
) -> None:
    signed = notification(
        chain, "NEW_IN_2030", "LATER", transaction=transaction(newMember={"a": [1]}), more=1
    )
    told = await verifier.notification(signed)
    assert told.claims["notificationType"] == "NEW_IN_2030"


@pytest.mark.parametrize(
    ("part", "environment"),
    [
        ({"summary": {"requestIdentifier": "r", "productId": "p"}}, "production"),
        ({"externalPurchaseToken": {"externalPurchaseId": "SANDBOX_1"}}, "sandbox"),
        ({"externalPurchaseToken": {"externalPurchaseId": "1"}}, "production"),
        ({"appData": {"signedAppTransactionInfo": "x"}}, "production"),
    ],
)
async def test_parts_other_than_data_name_app_and_environment(
    verifier: AppleVerifier, chain: Chain, part: dict[str, Any], environment: str
) -> None:
    ((name, members),) = part.items()
    app = {"bundleId": BUNDLE_ID, "appAppleId": APP_ID}
    if name != "externalPurchaseToken":
        app["environment"] = "Production"
    outer = {"data": None, name: {**app, **members}}
    told = await verifier.notification(notification(chain, "OTHER", outer=outer))
    assert told.environment == environment
    for wrong in ({"bundleId": "com.other"}, {"bundleId": None}):
        outer[name] = {**app, **members, **wrong}
        signed = notification(chain, "OTHER", outer=outer)
        assert await reason(verifier.notification(signed)) == "app"


async def test_another_app_is_refused(verifier: AppleVerifier, chain: Chain) -> None:
    for wrong in ({"bundleId": "com.other"}, {"appAppleId": APP_ID + 1}, {"appAppleId": None}):
        signed = notification(chain, "TEST", **wrong)
        assert await reason(verifier.notification(signed)) == "app"
    signed = chain.sign(transaction(bundleId="com.other"))
    assert await reason(verifier.transaction(signed)) == "app"
    outer = {"data": None}
    assert await reason(verifier.notification(notification(chain, "TEST", outer=outer))) == "app"


@pytest.mark.parametrize("environment", ["Xcode", "LocalTesting", "Staging", "production", None, 1])
async def test_environments_that_are_not_signed_are_refused(
    verifier: AppleVerifier, chain: Chain, environment: Any
) -> None:
    signed = notification(chain, "TEST", environment=environment)
    assert await reason(verifier.notification(signed)) == "environment"
    claims = transaction(environment=environment)
    assert await reason(verifier.transaction(chain.sign(claims))) == "environment"
    unsigned = jwt.encode(claims, key=None, algorithm="none")
    assert await reason(verifier.transaction(unsigned)) == "malformed"


async def test_an_environment_that_is_not_accepted_is_refused(chain: Chain) -> None:
    only = AppleVerifier(settings(chain.root_der, environments=("production",)))
    signed = chain.sign(transaction(environment="Sandbox"))
    assert await reason(only.transaction(signed)) == "environment"
    only.close()


async def test_nested_data_of_another_environment_or_chain_is_refused(
    verifier: AppleVerifier, chain: Chain
) -> None:
    sandbox = transaction(environment="Sandbox")
    signed = notification(chain, "DID_RENEW", transaction=sandbox, environment="Production")
    assert await reason(verifier.notification(signed)) == "environment"
    other = renewal(originalTransactionId="2000000000000009")
    signed = notification(chain, "DID_RENEW", transaction=transaction(), renewal=other)
    assert await reason(verifier.notification(signed)) == "mismatch"


async def test_nested_data_is_verified_by_itself(verifier: AppleVerifier, chain: Chain) -> None:
    forged = Chain().sign(transaction())
    for member in ("signedTransactionInfo", "signedRenewalInfo"):
        signed = notification(chain, "DID_RENEW", **{member: forged})
        assert await reason(verifier.notification(signed)) == "chain"
        for malformed in ("", "a.b.c", 5, {}):
            signed = notification(chain, "DID_RENEW", **{member: malformed})
            assert await reason(verifier.notification(signed)) == "malformed"
    other = chain.sign(transaction(bundleId="com.other"))
    signed = notification(chain, "DID_RENEW", signedTransactionInfo=other)
    assert await reason(verifier.notification(signed)) == "app"


def forged_headers(chain: Chain) -> Iterator[tuple[str, dict[str, Any]]]:
    mine = Chain()
    yield "chain", {"x5c": None}
    yield "chain", {"x5c": []}
    yield "chain", {"x5c": chain.x5c[:2]}
    yield "chain", {"x5c": [*chain.x5c, chain.x5c[2]]}
    yield "chain", {"x5c": "x"}
    yield "chain", {"x5c": mine.x5c}
    yield "certificate", {"x5c": [1, 2, 3]}
    yield "certificate", {"x5c": ["", "", ""]}
    yield "certificate", {"x5c": [*chain.x5c[:2], chain.x5c[0]]}
    yield "certificate", {"x5c": [*chain.x5c[:2], chain.x5c[2] + "\n"]}
    yield "signature", {"x5c": [*mine.x5c[:2], chain.x5c[2]]}
    yield "signature", {"x5c": [chain.x5c[0], mine.x5c[1], chain.x5c[2]]}
    yield "signature", {"x5c": [chain.x5c[1], chain.x5c[0], chain.x5c[2]]}
    yield "signature", {"x5c": [mine.x5c[0], *chain.x5c[1:]]}
    yield "algorithm", {"jwk": {"kty": "EC"}}
    yield "algorithm", {"jku": "https://attacker.example"}


async def test_forged_headers_are_refused(verifier: AppleVerifier, chain: Chain) -> None:
    for expected, header in forged_headers(chain):
        signed = chain.sign(transaction(), **header)
        assert (await reason(verifier.transaction(signed)), header) == (expected, header)


async def test_other_algorithms_are_refused(verifier: AppleVerifier, chain: Chain) -> None:
    header, claims, signature = chain.sign(transaction()).split(".")
    assert await reason(verifier.transaction(f"{header}.{claims}.")) == "malformed"
    for algorithm in ("none", "HS256", "ES384", "es256", "RS256", None):
        other = base64url(json.dumps({"alg": algorithm, "x5c": chain.x5c}).encode())
        signed = f"{other}.{claims}.{signature}"
        assert await reason(verifier.transaction(signed)) == "algorithm"


@pytest.mark.parametrize("digest", ["sha256", "sha512"])
async def test_a_certificate_is_no_secret_to_sign_with(
    verifier: AppleVerifier, chain: Chain, digest: str
) -> None:
    algorithm = {"sha256": "HS256", "sha512": "HS512"}[digest]
    header = base64url(json.dumps({"alg": algorithm, "x5c": chain.x5c}).encode())
    claims = base64url(json.dumps(transaction()).encode())
    for secret in (chain.x5c[0].encode(), base64.b64decode(chain.x5c[0])):
        mac = hmac.digest(secret, f"{header}.{claims}".encode(), digest)
        signed = f"{header}.{claims}.{base64url(mac)}"
        # 32 bytes are not even the form of ES256's signature; 64 are.
        expected = "malformed" if digest == "sha256" else "algorithm"
        assert await reason(verifier.transaction(signed)) == expected


def base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


async def test_a_leaf_without_apples_mark_is_refused() -> None:
    chain = Chain(leaf_marker=x509.ObjectIdentifier("1.2.840.113635.100.6.11.2"))
    verifier = AppleVerifier(settings(chain.root_der))
    assert await reason(verifier.transaction(chain.sign(transaction()))) == "signature"
    verifier.close()


async def test_a_certificate_expired_at_signing_is_refused() -> None:
    chain = Chain(leaf_days=(-800, -400))
    verifier = AppleVerifier(settings(chain.root_der))
    now_ms = int(time.time() * 1000)
    recent = chain.sign(transaction(signedDate=now_ms))
    assert await reason(verifier.transaction(recent)) == "signature"
    long_ago = chain.sign(transaction(signedDate=now_ms - 500 * 86_400_000))
    assert (await verifier.transaction(long_ago)).environment == "production"
    verifier.close()


async def test_data_that_is_no_signed_data_is_refused(
    verifier: AppleVerifier, chain: Chain
) -> None:
    signed = chain.sign(transaction())
    for text in (
        "",
        "x",
        "..",
        "a.b.c",
        "a.b.c.d",
        signed + "\n",
        signed + "=",
        signed.replace(".", ". ", 1),
        signed + "é",
        "A" * (MAX_SIGNED_CHARS + 1),
        signed + "." + signed,
    ):
        assert await reason(verifier.transaction(text)) == "malformed"


async def test_contents_of_other_shapes_are_refused(verifier: AppleVerifier, chain: Chain) -> None:
    undated = chain.sign(transaction(signedDate="today"))
    assert await reason(verifier.transaction(undated)) == "signature"
    unreadable = chain.sign(transaction(advancedCommerceInfo=5))
    assert await reason(verifier.transaction(unreadable)) == "malformed"


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
async def test_every_changed_byte_is_refused(verifier: AppleVerifier, chain: Chain) -> None:
    signed = chain.sign(pack())
    assert verifier._check_transaction(signed).environment == "production"
    for changed in every_changed_byte(signed):
        with pytest.raises(FlorinError) as refused:
            verifier._check_transaction(changed)
        assert refused.value.status == 400


# --- online checks --------------------------------------------------------------------------------


@contextmanager
def running_responder(status: int, delay_s: float = 0.0) -> Iterator[tuple[str, list[str]]]:
    """An OCSP responder that answers with `status` and nothing to read."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            time.sleep(delay_s)
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Silence."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}/", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


async def pending(checking: Any) -> None:
    with pytest.raises(FlorinError) as refused:
        await checking
    assert (refused.value.status, refused.value.code) == (503, "app_store_check_pending")
    assert (refused.value.retry_after_s or 0) > 0


@pytest.mark.parametrize("status", [500, 503, 404])
async def test_a_responder_that_fails_means_come_back(status: int) -> None:
    with running_responder(status) as (url, asked):
        chain = Chain(responder=url)
        verifier = AppleVerifier(settings(chain.root_der, online_checks=True))
        await pending(verifier.transaction(chain.sign(transaction())))
        assert asked
        # What is forged is known without asking.
        asked.clear()
        forged = Chain(responder=url).sign(transaction())
        assert await reason(verifier.transaction(forged)) == "chain"
        assert asked == []
        verifier.close()


async def test_a_responder_that_is_away_means_come_back() -> None:
    chain = Chain(responder=f"http://{HOST}:1/")
    verifier = AppleVerifier(settings(chain.root_der, online_checks=True))
    await pending(verifier.notification(notification(chain, "TEST")))
    verifier.close()


@pytest.mark.alone
async def test_a_responder_that_hangs_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with running_responder(500, delay_s=1.0) as (url, _):
        chain = Chain(responder=url)
        slow = replace(settings(chain.root_der, online_checks=True), verify_timeout_s=0.2)
        verifier = AppleVerifier(slow)
        monkeypatch.setattr(apple_verifier, "MAX_PENDING", 2)
        started = time.monotonic()
        for _ in range(4):
            await pending(verifier.transaction(chain.sign(transaction())))
        # Two waited for their time-out, two found the threads busy.
        assert time.monotonic() - started < 0.9
        verifier._threads.shutdown(wait=True)


async def test_a_responder_that_talks_nonsense_is_not_believed() -> None:
    with running_responder(200) as (url, _):
        chain = Chain(responder=url)
        verifier = AppleVerifier(settings(chain.root_der, online_checks=True))
        assert await reason(verifier.transaction(chain.sign(transaction()))) == "signature"
        verifier.close()
