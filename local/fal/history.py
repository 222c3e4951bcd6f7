"""The history of requests: https://fal.ai/docs/platform-apis/v1/models/requests/by-endpoint."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from local.fal.requests import FalRequest

MAX_LIMIT = 100


def page_of(requests: Iterable[FalRequest], given: dict[str, str]) -> dict[str, Any]:
    """Newest first; payloads only where `expand=payloads`. Raises ValueError."""
    endpoints = given.get("endpoint_id", "").split(",")
    if not endpoints[0]:
        raise ValueError("endpoint_id is required")
    limit = int(given.get("limit") or 50)
    if not 1 <= limit <= MAX_LIMIT:
        raise ValueError("limit is 1 to 100")
    skip = int(b64decode(given["cursor"])) if given.get("cursor") else 0
    days = 90 if given.get("request_id") else 1
    now = datetime.now(UTC)
    begin = _time(given["start"]) if given.get("start") else now - timedelta(days=days)
    end = _time(given["end"]) if given.get("end") else now + timedelta(days=1)
    found = [
        request
        for request in requests
        if request.plan.is_listed
        and request.endpoint in endpoints
        and request.id == (given.get("request_id") or request.id)
        and begin <= _time(request.sent_at) < end
    ]
    found.reverse()
    items = [request.as_item() for request in found[skip : skip + limit]]
    if given.get("expand") != "payloads":
        items = [{n: v for n, v in item.items() if not n.startswith("json_")} for item in items]
    has_more = skip + limit < len(found)
    cursor = b64encode(str(skip + limit).encode()).decode() if has_more else None
    return {"items": items, "has_more": has_more, "next_cursor": cursor}


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
