"""Whether signed data is Apple's, about our app, from an environment that is accepted.

Apple's library verifies chain, app and environment; here are the bounds around it. It blocks (with
online checks for up to a minute), so it runs in a few threads, and who waits too long or finds them
busy is told to come back. Environments that are not signed (Xcode, LocalTesting) cannot be chosen:
the library would believe anything in them.
"""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import jwt
from appstoreserverlibrary.models.Environment import Environment
from appstoreserverlibrary.signed_data_verifier import (
    SignedDataVerifier,
    VerificationException,
    VerificationStatus,
)
from cattrs.errors import BaseValidationError
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from functions_py.errors import FlorinError
from functions_py.stores.apple_jws import (
    MalformedData,
    decode_segment,
    read_claims,
    read_header,
)
from functions_py.stores.apple_settings import AppleSettings

T = TypeVar("T")

# Verifying takes 2 ms of processor time; more threads help only while Apple's OCSP responder hangs.
THREADS = 4
# Half a second of work. Threads that hang in an online check count until they return.
MAX_PENDING = 256
# Apple's responder recovers in minutes, and Apple sends notifications again for days.
RETRY_AFTER_S = 60

# Leaf, intermediate, root: what the library demands as well.
CHAIN_LENGTH = 3
# Apple has one, a stand-in one.
MAX_KNOWN_ROOTS = 8

_ES256 = jwt.get_algorithm_by_name("ES256")

_NAMES = {Environment.PRODUCTION.value: "production", Environment.SANDBOX.value: "sandbox"}
_LIBRARY = {"production": Environment.PRODUCTION, "sandbox": Environment.SANDBOX}

_REASONS = {
    VerificationStatus.INVALID_APP_IDENTIFIER: "app",
    VerificationStatus.INVALID_ENVIRONMENT: "environment",
    VerificationStatus.INVALID_CERTIFICATE: "certificate",
    VerificationStatus.INVALID_CHAIN_LENGTH: "chain",
    VerificationStatus.INVALID_CHAIN: "chain",
}

# What reading a stranger's certificate may raise.
_UNREADABLE = (
    ValueError,
    TypeError,
    x509.InvalidVersion,
    InvalidSignature,
    UnsupportedAlgorithm,
)


@dataclass(frozen=True)
class Verified:
    """environment: production or sandbox. claims: the content as Apple has it, unknown members
    and values included, which the library's own models drop."""

    environment: str
    claims: dict[str, Any]


class _Verifier(SignedDataVerifier):
    """The library's, decoding each text once instead of three times: most of the time a
    notification takes. What is not signed is never believed, whatever the environment."""

    def _decode_signed_object(self, signed_obj: str) -> dict[str, Any]:
        """Raises VerificationException, and MalformedData."""
        header, claims = read_header(signed_obj), read_claims(signed_obj)
        try:
            is_good = self._is_signed(signed_obj, header, claims)
        except VerificationException:
            raise
        except Exception as error:
            # As the library has it: whatever a certificate or a responder makes its parts raise,
            # nothing was verified.
            raise VerificationException(VerificationStatus.VERIFICATION_FAILURE) from error
        if not is_good:
            raise VerificationException(VerificationStatus.VERIFICATION_FAILURE)
        return claims

    def _is_signed(self, signed: str, header: dict[str, Any], claims: dict[str, Any]) -> bool:
        # Offline a chain is judged when it signed; online now, when it was asked about.
        as_of_s = int(time.time())
        if not self._enable_online_checks and "signedDate" in claims:
            as_of_s = int(claims["signedDate"]) // 1000
        chain = self._chain_verifier
        pem = chain.verify_chain(header["x5c"], self._enable_online_checks, as_of_s)
        signing_input, _, signature = signed.rpartition(".")
        key = _ES256.prepare_key(pem)
        return _ES256.verify(signing_input.encode(), key, decode_segment(signature))


class AppleVerifier:
    """One verifier per accepted environment, over a bounded number of threads."""

    def __init__(self, settings: AppleSettings) -> None:
        self._timeout_s = settings.verify_timeout_s
        self._root_keys = [
            x509.load_der_x509_certificate(root).public_key() for root in settings.roots
        ]
        self._known_roots: set[str] = set()
        self._verifiers = {
            name: _Verifier(
                list(settings.roots),
                settings.online_checks,
                _LIBRARY[name],
                settings.bundle_id,
                settings.app_id,
            )
            for name in settings.environments
        }
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="apple-verify")
        self._pending = 0

    def close(self) -> None:
        """Waits for nobody: a thread in an online check ends by its own time-out."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def notification(self, signed: str) -> Verified:
        """A notification with what is nested in it, each signature verified.

        Raises FlorinError 400 `signed_data_refused` with `reason`, 503 `app_store_check_pending`.
        """
        return await self._in_thread(self._check_notification, signed)

    async def transaction(self, signed: str) -> Verified:
        """One transaction. Raises as `notification`."""
        return await self._in_thread(self._check_transaction, signed)

    async def renewal(self, signed: str) -> Verified:
        """One subscription's renewal info. It names no app: only for what Apple's own API
        answered. Raises as `notification`."""
        return await self._in_thread(self._check_renewal, signed)

    async def _in_thread(self, check: Callable[[str], T], signed: str) -> T:
        if self._pending >= MAX_PENDING:
            raise _come_back()
        self._pending += 1
        future = asyncio.get_running_loop().run_in_executor(self._threads, check, signed)
        # When the thread is done, not when its waiter is.
        future.add_done_callback(self._done)
        try:
            return await asyncio.wait_for(asyncio.shield(future), self._timeout_s)
        except TimeoutError:
            raise _come_back() from None

    def _done(self, future: asyncio.Future[Any]) -> None:
        self._pending -= 1
        if not future.cancelled():
            # Looked at, or asyncio complains of one whose waiter has gone.
            future.exception()

    def _check_notification(self, signed: str) -> Verified:
        claims = self._claims(signed)
        name = _environment_of_notification(claims)
        verifier = self._verifier(name)
        _verify(verifier.verify_and_decode_notification, signed)
        self._check_nested(claims.get("data"), name)
        return Verified(name, claims)

    def _check_nested(self, data: Any, environment: str) -> None:
        """The inner parts have signatures of their own. They must be of the same environment and
        of one subscription: renewal info names no app, so what it comes with vouches for it."""
        if not isinstance(data, dict):
            return
        chains = set()
        for member, check in (
            ("signedTransactionInfo", self._check_transaction),
            ("signedRenewalInfo", self._check_renewal),
        ):
            signed = data.get(member)
            if signed is None:
                continue
            if not isinstance(signed, str):
                raise refused("malformed")
            inner = check(signed)
            if inner.environment != environment:
                raise refused("environment")
            chains.add(inner.claims.get("originalTransactionId"))
        if len(chains) > 1:
            raise refused("mismatch")

    def _check_transaction(self, signed: str) -> Verified:
        claims = self._claims(signed)
        name = _known(claims.get("environment"))
        _verify(self._verifier(name).verify_and_decode_signed_transaction, signed)
        return Verified(name, claims)

    def _check_renewal(self, signed: str) -> Verified:
        claims = self._claims(signed)
        name = _known(claims.get("environment"))
        _verify(self._verifier(name).verify_and_decode_renewal_info, signed)
        return Verified(name, claims)

    def _verifier(self, environment: str) -> SignedDataVerifier:
        verifier = self._verifiers.get(environment)
        if verifier is None:
            raise refused("environment")
        return verifier

    def _claims(self, signed: str) -> dict[str, Any]:
        """The content, after the header was looked at; not verified yet."""
        try:
            header = read_header(signed)
            claims = read_claims(signed)
        except MalformedData:
            raise refused("malformed") from None
        # Nothing else is ever used to verify with.
        if header.get("alg") != "ES256" or "jwk" in header or "jku" in header:
            raise refused("algorithm")
        self._check_chain(header.get("x5c"))
        return claims

    def _check_chain(self, chain: Any) -> None:
        """The library trusts its own root and never looks at the one that was sent, but remembers
        chains by all three: a stranger who varied the third could fill its memory and have Apple's
        responder asked each time. So there is one spelling, and the third is a trusted root's."""
        if not isinstance(chain, list) or len(chain) != CHAIN_LENGTH:
            raise refused("chain")
        try:
            *_, der = (_certificate_bytes(text) for text in chain)
            if chain[-1] in self._known_roots:
                return
            root = x509.load_der_x509_certificate(der)
            root.verify_directly_issued_by(root)
            is_trusted = root.public_key() in self._root_keys
        except _UNREADABLE:
            raise refused("certificate") from None
        if not is_trusted:
            raise refused("chain")
        # Few: each is signed by the root itself.
        if len(self._known_roots) < MAX_KNOWN_ROOTS:
            self._known_roots.add(chain[-1])


def refused(reason: str) -> FlorinError:
    """400: not Apple's, not about this app, or not readable. Apple never sends such."""
    return FlorinError(
        400,
        "signed_data_refused",
        "This is no data signed by the App Store for this app; see `reason`.",
        extra={"reason": reason},
    )


def _come_back() -> FlorinError:
    return FlorinError(
        503,
        "app_store_check_pending",
        "The App Store's certificates could not be checked right now. Try again.",
        retry_after_s=RETRY_AFTER_S,
    )


def _verify(check: Callable[[str], Any], signed: str) -> None:
    try:
        check(signed)
    except VerificationException as error:
        if error.status == VerificationStatus.RETRYABLE_VERIFICATION_FAILURE:
            raise _come_back() from error
        raise refused(_REASONS.get(error.status, "signature")) from error
    except BaseValidationError as error:
        # Signed, and of a shape that Apple's own library does not know.
        raise refused("malformed") from error


def _certificate_bytes(text: str) -> bytes:
    der = base64.b64decode(text, validate=True)
    if base64.b64encode(der).decode() != text:
        raise ValueError("not canonical")
    return der


def _environment_of_notification(claims: dict[str, Any]) -> str:
    """Where a notification says it is from; the library verifies it by the same members."""
    for member in ("data", "summary", "appData"):
        part = claims.get(member)
        if isinstance(part, dict):
            return _known(part.get("environment"))
    token = claims.get("externalPurchaseToken")
    if isinstance(token, dict):
        is_sandbox = str(token.get("externalPurchaseId", "")).startswith("SANDBOX")
        return "sandbox" if is_sandbox else "production"
    raise refused("app")


def _known(environment: Any) -> str:
    name = _NAMES.get(environment) if isinstance(environment, str) else None
    if name is None:
        raise refused("environment")
    return name
