"""Request headers that decide which generation a request means.

`Idempotency-Key` after IETF draft-ietf-httpapi-idempotency-key-header-07, whose value is a
quoted structured-field string; bare values are what most clients send, and both are accepted.
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal

from starlette.datastructures import Headers

from functions_py.errors import FlorinError

# Keys are stored and indexed; a UUID has 36 characters, a hash 64.
MAX_KEY_CHARACTERS = 255
# As api.set_model_preferences has it.
MAX_PERSONA_CHARACTERS = 64

# RFC 9651 section 3.3.3: printable ASCII, with \" and \\ as the only escapes.
_QUOTED = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
_PRINTABLE = re.compile(r"[\x20-\x7e]+")
_BARE = re.compile(r"[\x21\x23-\x7e][\x20\x21\x23-\x7e]*")


def idempotency_key(headers: Headers) -> str | None:
    """The key without its quotes, or None where the header is absent.

    Raises FlorinError 400 `invalid_idempotency_key` where it is empty, longer than 255
    characters, not printable ASCII, badly quoted, or sent twice with different values.
    """
    values = headers.getlist("idempotency-key")
    if not values:
        return None
    keys = {_unquoted(value.strip()) for value in values}
    key = keys.pop()
    if keys or not 1 <= len(key) <= MAX_KEY_CHARACTERS:
        raise _invalid_key()
    return key


def on_disconnect(headers: Headers) -> Literal["continue", "cancel"] | None:
    """What `Florin-On-Disconnect` asks for; None leaves it to the plan.

    Raises FlorinError 400 `invalid_on_disconnect` for any other value.
    """
    value = headers.get("florin-on-disconnect")
    if value is None:
        return None
    match value.strip().lower():
        case "continue":
            return "continue"
        case "cancel":
            return "cancel"
    raise FlorinError(
        400,
        "invalid_on_disconnect",
        "Florin-On-Disconnect is either `continue` or `cancel`.",
    )


def last_event_id(headers: Headers) -> int | None:
    """The number in `Last-Event-ID`; None where the header is absent or empty.

    Raises FlorinError 400 `invalid_last_event_id` where it is no number of ours.
    """
    value = headers.get("last-event-id", "").strip()
    if not value:
        return None
    # isascii: str.isdecimal accepts digits of every script. 18 digits fit into a bigint.
    if value.isascii() and value.isdecimal() and len(value) <= 18:
        return int(value)
    raise FlorinError(
        400, "invalid_last_event_id", "Last-Event-ID is the number from the last `id:` line seen."
    )


def persona(headers: Headers) -> str | None:
    """The persona that `Florin-Persona` names, for the user's choice of its model.

    Raises FlorinError 400 `invalid_persona` where it is empty, longer than 64 characters or not
    printable ASCII.
    """
    value = headers.get("florin-persona")
    if value is None:
        return None
    value = value.strip()
    if not 1 <= len(value) <= MAX_PERSONA_CHARACTERS or not _PRINTABLE.fullmatch(value):
        raise FlorinError(
            400, "invalid_persona", "Florin-Persona is a name of 1 to 64 printable characters."
        )
    return value


def request_hash(api: str, body: bytes, persona: str | None = None) -> bytes:
    """Fingerprint of one request: the same key with another fingerprint is refused.

    The bytes as sent, not their meaning: clients retry with the very same body, and hashing
    what we parsed would make two requests equal that a provider may treat differently.
    """
    # Neither contains a NUL.
    digest = hashlib.sha256(f"{api}\0{persona or ''}\0".encode())
    digest.update(body)
    return digest.digest()


def _unquoted(value: str) -> str:
    quoted = _QUOTED.fullmatch(value)
    if quoted is not None:
        return re.sub(r"\\(.)", r"\1", quoted[1])
    if _BARE.fullmatch(value) is None:
        raise _invalid_key()
    return value


def _invalid_key() -> FlorinError:
    return FlorinError(
        400,
        "invalid_idempotency_key",
        f"Idempotency-Key is 1 to {MAX_KEY_CHARACTERS} printable ASCII characters.",
    )
