"""fal.ai's webhooks: are they fal's, which request are they about, and what do they say?

Source: https://fal.ai/docs/documentation/model-apis/inference/webhooks. fal signs the webhooks of
all its customers with the same keys, so a signature alone says nothing about whose request it was:
a request is known by its id, which fal chose and we recorded, or by the address it was posted to,
which carries the job and a seal that only fal and we have seen.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import jwt
import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from functions_py.errors import FlorinError
from functions_py.jwks import MAX_KEYS, KeySet
from functions_py.media.fal_answers import failure_of, result_of
from functions_py.media.provider import Canceled, Failed, Succeeded
from functions_py.settings import Settings

PATH = "/webhooks/fal"
# fal's own advice, both ways; each delivery is signed anew.
TOLERANCE_S = 300

_ID = re.compile(r"[A-Za-z0-9_|.@:-]{1,200}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_SECONDS = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"[0-9a-fA-F]{128}")


@dataclass(frozen=True, slots=True)
class Told:
    """What a webhook says. verdict None: it is over, but the answer did not fit into a webhook."""

    request_id: str
    verdict: Succeeded | Failed | Canceled | None


def webhook_url(settings: Settings, account_id: UUID, job_id: UUID) -> str | None:
    """Where fal is to post the verdict on a job; None where the service has no public address."""
    if not settings.public_url or not settings.fal_key:
        return None
    seal = _seal(settings, account_id, job_id)
    return f"{settings.public_url}{PATH}?account={account_id}&job={job_id}&seal={seal}"


def job_of(settings: Settings, query: Mapping[str, str]) -> tuple[UUID, UUID] | None:
    """(account, job) of an address that `webhook_url` made; None for any other."""
    try:
        account_id, job_id = UUID(query["account"]), UUID(query["job"])
    except (KeyError, ValueError):
        return None
    given = query.get("seal", "")
    right = _seal(settings, account_id, job_id)
    return (account_id, job_id) if hmac.compare_digest(given.encode(), right.encode()) else None


def _seal(settings: Settings, account_id: UUID, job_id: UUID) -> str:
    # Derived, so that what travels in an address says nothing about the key itself.
    key = hmac.digest(settings.fal_key.encode(), b"florin webhook address", "sha256")
    return hmac.digest(key, account_id.bytes + job_id.bytes, "sha256").hex()[:32]


def fal_keys(settings: Settings) -> KeySet | None:
    """The keys fal signs with, to be opened and closed; None where fal is not set up."""
    return KeySet(settings.fal_webhook_jwks_url, parse_fal_keys) if settings.fal_key else None


def parse_fal_keys(body: bytes) -> dict[str, jwt.PyJWK]:
    """Ed25519 keys (RFC 8037); fal gives them no ids, so they are known by themselves. Others are
    passed over. Raises ValueError where it is no key set."""
    document = orjson.loads(body)
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError("no member `keys`")
    keys: dict[str, jwt.PyJWK] = {}
    for entry in entries[:MAX_KEYS]:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("x"), str):
            continue
        try:
            key = jwt.PyJWK({"kty": "OKP", "crv": "Ed25519", "x": entry["x"]}, "EdDSA")
        except (jwt.PyJWTError, ValueError):
            continue
        keys[entry["x"]] = key
    return keys


async def verify(keys: KeySet, headers: Mapping[str, str], body: bytes) -> None:
    """Raises FlorinError 400 `invalid_signature` where no key of fal's made the signature, or it
    was made more than 300 s before or after now; 503 `keys_unavailable` while none are known."""
    request_id = headers.get("x-fal-webhook-request-id", "")
    user_id = headers.get("x-fal-webhook-user-id", "")
    timestamp = headers.get("x-fal-webhook-timestamp", "")
    signature = headers.get("x-fal-webhook-signature", "")
    well_formed = (
        _ID.fullmatch(request_id)
        and _ID.fullmatch(user_id)
        and _SECONDS.fullmatch(timestamp)
        and _SIGNATURE.fullmatch(signature)
    )
    if not well_formed or abs(time.time() - int(timestamp)) > TOLERANCE_S:
        raise _not_fals()
    digest = hashlib.sha256(body).hexdigest()
    message = "\n".join((request_id, user_id, timestamp, digest)).encode()
    signed = bytes.fromhex(signature)
    if _is_signed(await keys.every(), signed, message):
        return
    # It may be by a key that was published since.
    if not _is_signed(await keys.every(anew=True), signed, message):
        raise _not_fals()


def _is_signed(keys: list[jwt.PyJWK], signature: bytes, message: bytes) -> bool:
    for key in keys:
        public = key.key
        if not isinstance(public, Ed25519PublicKey):
            continue
        try:
            public.verify(signature, message)
        except InvalidSignature:
            continue
        return True
    return False


def parse(body: bytes) -> Told:
    """Raises FlorinError 400 `malformed_event` for what is no webhook of fal's."""
    try:
        value: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        raise _malformed("is no JSON object")
    request_id = value.get("request_id")
    if not isinstance(request_id, str) or _REQUEST_ID.fullmatch(request_id) is None:
        raise _malformed("has no request_id")
    payload = value.get("payload")
    match value.get("status"):
        case "OK":
            told = result_of(payload) if isinstance(payload, Mapping) else None
            return Told(request_id, told)
        case "ERROR":
            detail = payload if isinstance(payload, Mapping) and payload else value
            return Told(request_id, failure_of(None, {**value, **detail}))
    raise _malformed("has no status that is known")


def not_configured() -> FlorinError:
    """501: the deployment has no fal."""
    return FlorinError(501, "fal_not_configured", "fal.ai is not set up on this deployment.")


def _not_fals() -> FlorinError:
    return FlorinError(400, "invalid_signature", "The signature is not fal.ai's, or too old.")


def _malformed(why: str) -> FlorinError:
    return FlorinError(400, "malformed_event", f"The event {why}.")
