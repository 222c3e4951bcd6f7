"""Apple's own root, and the data that Apple's own library tests with."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path

import pytest
from apple_verifying import every_changed_byte, reason, settings
from cryptography import x509
from functions_py.errors import FlorinError
from functions_py.stores.apple_settings import ROOT_FILE
from functions_py.stores.apple_verifier import AppleVerifier

# https://www.apple.com/certificateauthority/
APPLE_ROOT_SHA256 = "63343abfb89a6a03ebb57e9b3f5fa7be7c4f5c756f3017b3a8c488c3653e9179"


def test_the_shipped_root_is_apples() -> None:
    der = files("functions_py.stores").joinpath(ROOT_FILE).read_bytes()
    assert hashlib.sha256(der).hexdigest() == APPLE_ROOT_SHA256
    certificate = x509.load_der_x509_certificate(der)
    assert certificate.subject == certificate.issuer
    assert certificate.not_valid_after_utc.year == 2039


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
