"""How the App Store is set up: read from the settings once, and refused where it makes no sense."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from functions_py.errors import FlorinError
from functions_py.settings import Settings, SettingsError

ENVIRONMENTS = ("production", "sandbox")
REFUND_PREFERENCES = ("", "decline", "grant_full", "grant_prorated")

# https://www.apple.com/certificateauthority/: Apple Root CA - G3, valid until 2039-04-30.
ROOT_FILE = "apple_root_ca_g3.der"


@dataclass(frozen=True, kw_only=True)
class ApiKey:
    """An in-app purchase key of App Store Connect. pem: its .p8 file."""

    key_id: str
    issuer_id: str
    pem: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AppleSettings:
    """The app, whose signatures count, and how the App Store Server API is reached.

    app_id: None where production is not accepted. roots: DER. key: None where no API key is set.
    api_url: None for Apple's own.
    """

    bundle_id: str
    app_id: int | None
    environments: tuple[str, ...]
    roots: tuple[bytes, ...] = field(repr=False)
    online_checks: bool
    verify_timeout_s: float
    key: ApiKey | None
    api_url: str | None
    api_timeout_s: float
    may_transfer: bool
    refund_preference: str

    @classmethod
    def read(cls, settings: Settings) -> AppleSettings | None:
        """None where the App Store is not set up. Raises SettingsError naming the variable."""
        if not settings.apple_bundle_id:
            if settings.apple_app_id or settings.apple_key_id or settings.apple_root_certificates:
                raise SettingsError("FLORIN_APPLE_BUNDLE_ID is not set")
            return None
        environments = _environments(settings.apple_environments)
        if "production" in environments and not settings.apple_app_id:
            if not settings.apple_key_id and not settings.apple_root_certificates:
                # The bundle id alone is for devices that attest keys.
                return None
            raise SettingsError("FLORIN_APPLE_APP_ID is not set; production cannot do without")
        if settings.apple_refund_preference not in REFUND_PREFERENCES:
            raise SettingsError("FLORIN_APPLE_REFUND_PREFERENCE is none of those there are")
        _check_stand_in(settings)
        return cls(
            bundle_id=settings.apple_bundle_id,
            app_id=settings.apple_app_id or None,
            environments=environments,
            roots=_roots(settings.apple_root_certificates),
            online_checks=settings.apple_online_checks,
            verify_timeout_s=settings.apple_verify_timeout_s,
            key=_key(settings),
            api_url=settings.apple_api_url.rstrip("/") or None,
            api_timeout_s=settings.apple_api_timeout_s,
            may_transfer=settings.apple_transfer_purchases,
            refund_preference=settings.apple_refund_preference,
        )


def not_configured() -> FlorinError:
    """501: the deployment has not set the App Store up. Never a grant."""
    return FlorinError(
        501,
        "app_store_not_configured",
        "This deployment has no App Store set up. Its operator finds how in docs/operations.md.",
    )


def _environments(text: str) -> tuple[str, ...]:
    given = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if not given or any(name not in ENVIRONMENTS for name in given):
        # Xcode and LocalTesting are not signed at all: there is no way to choose them.
        raise SettingsError("FLORIN_APPLE_ENVIRONMENTS is production, sandbox, or both")
    return given


def _check_stand_in(settings: Settings) -> None:
    """A root of one's own decides what counts as paid. It goes with a stand-in that signs by it
    and answers itself, or not at all; and a stand-in's address is never Apple's, so that neither
    Apple's API is asked about made-up purchases nor its tokens are sent elsewhere."""
    if bool(settings.apple_root_certificates) != bool(settings.apple_api_url):
        raise SettingsError("FLORIN_APPLE_ROOT_CERTIFICATES and FLORIN_APPLE_API_URL go together")
    if not settings.apple_api_url:
        return
    url = urlsplit(settings.apple_api_url)
    host = (url.hostname or "").rstrip(".").lower()
    if url.scheme not in ("http", "https") or not host:
        raise SettingsError("FLORIN_APPLE_API_URL must be an http or https address")
    if host == "apple.com" or host.endswith(".apple.com"):
        raise SettingsError("FLORIN_APPLE_API_URL is for a stand-in; leave it out for Apple's own")


def _roots(path: str) -> tuple[bytes, ...]:
    """DER of the trusted roots: Apple's, or those in a file (PEM or DER) of a stand-in."""
    if not path:
        return (files("functions_py.stores").joinpath(ROOT_FILE).read_bytes(),)
    try:
        content = Path(path).read_bytes()
        if content.lstrip().startswith(b"-----BEGIN"):
            found = x509.load_pem_x509_certificates(content)
        else:
            found = [x509.load_der_x509_certificate(content)]
    except (OSError, ValueError):
        raise SettingsError("FLORIN_APPLE_ROOT_CERTIFICATES is no file of certificates") from None
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in found)


def _key(settings: Settings) -> ApiKey | None:
    given = (settings.apple_key_id, settings.apple_issuer_id, settings.apple_private_key)
    if not any(given):
        return None
    settings.require("apple_key_id", "apple_issuer_id", "apple_private_key")
    # Many hosts keep variables on one line.
    pem = settings.apple_private_key.replace("\\n", "\n").encode()
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        raise SettingsError("FLORIN_APPLE_PRIVATE_KEY is no private key in PEM") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise SettingsError("FLORIN_APPLE_PRIVATE_KEY is no key for ES256")
    return ApiKey(key_id=settings.apple_key_id, issuer_id=settings.apple_issuer_id, pem=pem)
