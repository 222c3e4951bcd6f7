"""How the App Store may be set up, and how not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from apple_signing import APP_ID, BUNDLE_ID, Chain, api_key_pem
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from functions_py.settings import Settings, SettingsError
from functions_py.stores.apple_settings import AppleSettings

from local.parts import bare_environment

APP = {"FLORIN_APPLE_BUNDLE_ID": BUNDLE_ID, "FLORIN_APPLE_APP_ID": str(APP_ID)}
STAND_IN = "http://127.0.0.1:1"


def read(**environment: str) -> AppleSettings | None:
    return AppleSettings.read(Settings.from_env(environment))


def refused(variable: str, **environment: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(**environment)
    assert variable in str(error.value)


def test_without_a_bundle_id_there_is_no_app_store() -> None:
    assert read() is None
    refused("FLORIN_APPLE_BUNDLE_ID", FLORIN_APPLE_APP_ID="1")
    refused("FLORIN_APPLE_BUNDLE_ID", FLORIN_APPLE_KEY_ID="1")


def test_apples_root_is_trusted_and_checked_online_unless_told_otherwise() -> None:
    apple = read(**APP)
    assert apple is not None
    assert apple.online_checks
    assert [len(root) for root in apple.roots] == [583]
    assert apple.environments == ("production", "sandbox")
    assert (apple.key, apple.api_url) == (None, None)


def test_production_needs_the_apps_number() -> None:
    refused("FLORIN_APPLE_APP_ID", FLORIN_APPLE_BUNDLE_ID=BUNDLE_ID, FLORIN_APPLE_KEY_ID="K")
    # Without a key either: the bundle id is there for devices that attest keys.
    assert read(FLORIN_APPLE_BUNDLE_ID=BUNDLE_ID) is None
    only = read(FLORIN_APPLE_BUNDLE_ID=BUNDLE_ID, FLORIN_APPLE_ENVIRONMENTS="sandbox")
    assert only is not None
    assert (only.environments, only.app_id) == (("sandbox",), None)


@pytest.mark.parametrize(
    "environments", ["Xcode", "LocalTesting", "production,xcode", "Production", ",", "sandbox,"]
)
def test_unsigned_environments_cannot_be_chosen(environments: str) -> None:
    refused("FLORIN_APPLE_ENVIRONMENTS", **APP, FLORIN_APPLE_ENVIRONMENTS=environments)


def test_a_root_of_ones_own_goes_with_a_stand_in_only(tmp_path: Path) -> None:
    chain = Chain()
    der, pem = tmp_path / "root.der", tmp_path / "root.pem"
    der.write_bytes(chain.root_der)
    pem.write_bytes(chain.root.certificate.public_bytes(serialization.Encoding.PEM))
    for path in (der, pem):
        root = {"FLORIN_APPLE_ROOT_CERTIFICATES": str(path)}
        refused("FLORIN_APPLE_API_URL", **APP, **root)
        for host in (
            "https://api.storekit.apple.com",
            "https://api.storekit-sandbox.apple.com/",
            "https://API.storekit.itunes.Apple.COM.",
            "https://apple.com",
        ):
            refused("FLORIN_APPLE_API_URL", **APP, **root, FLORIN_APPLE_API_URL=host)
        stand_in = read(**APP, **root, FLORIN_APPLE_API_URL=STAND_IN)
        assert stand_in is not None
        assert stand_in.roots == (chain.root_der,)
    refused("FLORIN_APPLE_ROOT_CERTIFICATES", **APP, FLORIN_APPLE_API_URL=STAND_IN)


def test_what_is_no_certificate_is_refused(tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense"
    for content in (b"", b"x", b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"):
        nonsense.write_bytes(content)
        for path in (nonsense, tmp_path / "missing"):
            refused(
                "FLORIN_APPLE_ROOT_CERTIFICATES",
                **APP,
                FLORIN_APPLE_ROOT_CERTIFICATES=str(path),
                FLORIN_APPLE_API_URL=STAND_IN,
            )


def key(**changes: Any) -> dict[str, str]:
    return {
        "FLORIN_APPLE_KEY_ID": "ABC123",
        "FLORIN_APPLE_ISSUER_ID": "57246542-96fe-1a63-e053-0824d011072a",
        "FLORIN_APPLE_PRIVATE_KEY": api_key_pem(),
        **changes,
    }


def test_a_key_is_whole_or_not_there() -> None:
    apple = read(**APP, **key())
    assert apple is not None and apple.key is not None
    assert "PRIVATE" not in repr(apple)
    one_line = read(**APP, **key(FLORIN_APPLE_PRIVATE_KEY=api_key_pem().replace("\n", "\\n")))
    assert one_line is not None and one_line.key is not None
    for variable in key():
        refused(variable, **APP, **key(**{variable: ""}))


def test_a_key_must_be_for_es256() -> None:
    for private in (
        ec.generate_private_key(ec.SECP384R1()),
        rsa.generate_private_key(65537, 2048),
    ):
        pem = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        refused("FLORIN_APPLE_PRIVATE_KEY", **APP, **key(FLORIN_APPLE_PRIVATE_KEY=pem))
    refused("FLORIN_APPLE_PRIVATE_KEY", **APP, **key(FLORIN_APPLE_PRIVATE_KEY="nonsense"))


def test_a_refund_preference_is_one_of_apples() -> None:
    refused("FLORIN_APPLE_REFUND_PREFERENCE", **APP, FLORIN_APPLE_REFUND_PREFERENCE="never")
    apple = read(**APP, FLORIN_APPLE_REFUND_PREFERENCE="grant_prorated")
    assert apple is not None and apple.refund_preference == "grant_prorated"


@pytest.mark.parametrize("module", ["functions_py", "workers"])
def test_a_process_set_up_wrongly_does_not_start(module: str) -> None:
    environment = {
        **bare_environment(),
        "FLORIN_DATABASE_URL": "postgresql://127.0.0.1:1/none",
        "FLORIN_WORKER_DATABASE_URL": "postgresql://127.0.0.1:1/none",
        "SUPABASE_URL": "http://127.0.0.1:1",
        **APP,
        "FLORIN_APPLE_ENVIRONMENTS": "xcode",
    }
    ended = subprocess.run(
        [sys.executable, "-m", module], env=environment, capture_output=True, timeout=30
    )
    assert ended.returncode == 2
    assert b"FLORIN_APPLE_ENVIRONMENTS" in ended.stderr
