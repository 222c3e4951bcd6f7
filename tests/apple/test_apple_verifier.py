"""What is believed to be Apple's, and what is not."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import jwt
import pytest
from apple_payloads import notification, pack, renewal, transaction
from apple_signing import APP_ID, BUNDLE_ID, Chain
from apple_verifying import every_changed_byte, reason, settings
from cryptography import x509
from functions_py.errors import FlorinError
from functions_py.stores.apple_jws import MAX_SIGNED_CHARS
from functions_py.stores.apple_verifier import AppleVerifier


@pytest.fixture(scope="module")
def chain() -> Chain:
    return Chain()


@pytest.fixture
async def verifier(chain: Chain) -> AsyncIterator[AppleVerifier]:
    made = AppleVerifier(settings(chain.root_der))
    yield made
    made.close()


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
