"""The events clients of /v1/generations see, as SSE bytes. Ids are added by the transcript.

A good stream is message_start, then per block content_block_start, content_block_delta…,
content_block_stop, then message_stop and at last usage. Every payload repeats its event's name as
`type`, for clients whose SSE parser hands over the data alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from functions_py.errors import FlorinError


def encode(name: str, /, **members: Any) -> bytes:
    """One complete SSE event named `name`."""
    return b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps({"type": name, **members}))


def message_start(generation_id: str, model: str, created_at: datetime) -> bytes:
    """`model` is the catalogue's name, not the provider's; the time is UTC, ISO 8601."""
    return encode(
        "message_start",
        generation_id=generation_id,
        model=model,
        created_at=created_at.isoformat(timespec="milliseconds"),
    )


def message_stop(stop_reason: str, provider_stop_reason: str | None) -> bytes:
    """`stop_reason` is one of stop_reasons.ALL; the provider's own word stands beside it."""
    return encode(
        "message_stop", stop_reason=stop_reason, provider_stop_reason=provider_stop_reason
    )


def error(failure: FlorinError, settlement: Mapping[str, Any] | None) -> bytes:
    """The stream failed after its first byte; what was relayed is charged."""
    members = {
        **failure.extra,
        "code": failure.code,
        "title": failure.title,
        "detail": failure.detail,
        **charge(settlement),
    }
    return encode("error", **members)


def usage(generation_id: str, settlement: Mapping[str, Any] | None) -> bytes:
    """The last event: what was charged, and what is left."""
    return encode("usage", generation_id=generation_id, **charge(settlement))


def charge(settlement: Mapping[str, Any] | None) -> dict[str, Any]:
    """The money part of a reply: disjoint usage slices in tokens, amounts in microcredits.

    `pending` where the database was away: the charge follows, and GET /v1/generations/{id} has it.
    """
    if not settlement:
        return {"pending": True}
    members = {
        "usage": settlement.get("usage"),
        "charged_microcredits": settlement.get("charged"),
        "available_microcredits": settlement.get("available"),
        "usage_source": settlement.get("usage_source"),
    }
    if settlement.get("iterations"):
        members["iterations"] = settlement["iterations"]
    return members
