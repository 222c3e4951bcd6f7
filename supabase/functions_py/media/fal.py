"""fal.ai's queue: submit, ask, cancel; and its history, by which a lost request is found again.

Sources: https://fal.ai/docs/inference-api/queue, https://fal.ai/docs/platform-apis/v1/models. There
is no idempotency key: a request is posted once, and after that only asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from yarl import URL

from functions_py.media.fal_answers import (
    error_of,
    failure_of,
    is_fals_own,
    progress_of,
    result_of,
)
from functions_py.media.fal_input import endpoint_of, input_of
from functions_py.media.http import Answer, MediaHttp
from functions_py.media.provider import (
    Canceled,
    MediaOrder,
    Pending,
    Refused,
    Succeeded,
    Unclear,
    Unknown,
    Verdict,
)
from functions_py.settings import MIB, Settings
from functions_py.upstream import retry_after_s

# Outputs are links; logs are the largest part.
MAX_ANSWER_BYTES = 4 * MIB
MAX_HISTORY_BYTES = 16 * MIB
# 100 requests each; who makes more within the window looks it up in fal's dashboard.
MAX_PAGES, PAGE_SIZE = 20, 100
# Clocks differ, and the intent is recorded before the request is sent.
WINDOW_BEFORE, WINDOW_AFTER = timedelta(seconds=60), timedelta(seconds=300)

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
# Apps whose id has one more part in front (fal_client.client.APP_NAMESPACES).
_NAMESPACES = ("workflows", "comfy")
# They speak of our key or balance, not of the request: another try may do once that is mended.
_OUR_ACCOUNT = (401, 402, 403)


class Fal:
    """The provider `fal`."""

    name = "fal"
    can_find = True

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError without a key."""
        self._settings = settings.require("fal_key")
        self._http = MediaHttp(settings)
        self._headers = {"authorization": f"Key {settings.fal_key}", "user-agent": "Florin"}

    async def submit(self, order: MediaOrder) -> str | Succeeded:
        url = URL(f"{self._settings.fal_base_url}/{endpoint_of(order.upstream_model)}")
        if order.webhook_url is not None:
            url = url.with_query(fal_webhook=order.webhook_url)
        answer = await self._http.post_once(
            url, self._headers, input_of(order), MAX_ANSWER_BYTES, self._settings.media_timeout_s
        )
        if answer.status // 100 != 2:
            raise _not_taken(answer)
        return _request_id(answer.object())

    async def ask(self, upstream_model: str, request_id: str) -> Verdict:
        url = self._request_url(upstream_model, request_id)
        answer = await self._get(f"{url}/status", {"logs": "1"})
        if answer.status == 404:
            return await self._from_history(upstream_model, request_id)
        if answer.status // 100 != 2:
            raise _no_answer(answer)
        told = answer.object()
        match told.get("status"):
            case "IN_QUEUE":
                return Pending("submitted")
            case "IN_PROGRESS":
                return Pending("running", progress_of(told.get("logs")))
            case "COMPLETED" if told.get("error") or told.get("error_type"):
                return failure_of(None, told)
            case "COMPLETED":
                return await self._result(upstream_model, request_id)
            case "FAILED" | "ERROR":
                return failure_of(None, told)
            case "CANCELED" | "CANCELLED":
                return Canceled()
        raise Unclear("a status that is not known")

    async def cancel(self, upstream_model: str, request_id: str) -> Canceled | None:
        url = f"{self._request_url(upstream_model, request_id)}/cancel"
        answer = await self._http.put(url, self._headers, MAX_ANSWER_BYTES)
        # 202: the runner was told, and decides; 400: it is completed; 404: `ask` will tell.
        if answer.status in (202, 400, 404):
            return None
        if answer.status != 200:
            raise _no_answer(answer)
        told = answer.value()
        removed = isinstance(told, Mapping) and told.get("status") == "OK"
        return Canceled() if removed else None

    async def find(self, order: MediaOrder) -> str | None:
        """By what was sent, within minutes of when: requests carry no mark of ours."""
        if order.submitted_at is None:
            raise Unclear("not known when it was submitted")
        begin, end = order.submitted_at - WINDOW_BEFORE, order.submitted_at + WINDOW_AFTER
        sent = input_of(order)
        params = {
            "endpoint_id": endpoint_of(order.upstream_model),
            "start": _iso(begin),
            "expand": "payloads",
            "limit": str(PAGE_SIZE),
        }
        found: set[str] = set()
        for _ in range(MAX_PAGES):
            page = await self._history(params)
            found.update(_same(page, sent, begin, end))
            if not page.get("has_more"):
                break
            params = {**params, "cursor": str(page.get("next_cursor"))}
        else:
            raise Unclear("too many requests to look through")
        if len(found) > 1:
            # Two orders for the same thing: which is whose cannot be told.
            raise Unclear("several requests look like it")
        if found:
            return found.pop()
        age_s = (datetime.now(UTC) - order.submitted_at).total_seconds()
        if age_s < self._settings.fal_history_after_s:
            raise Unclear("not in the history yet")
        return None

    async def close(self) -> None:
        await self._http.close()

    async def _result(self, upstream_model: str, request_id: str) -> Verdict:
        """The answer of the model itself: its status, its body."""
        answer = await self._get(self._request_url(upstream_model, request_id), {})
        if answer.status == 200:
            return result_of(answer.object())
        if answer.status == 202:
            return Pending("running")
        if answer.status == 404 and not is_fals_own(answer):
            # Results are kept for an hour, or some minutes; the history keeps them longer.
            return await self._from_history(upstream_model, request_id)
        if answer.status in _OUR_ACCOUNT or answer.status in (408, 429):
            raise _no_answer(answer)
        if answer.status // 100 == 4 or is_fals_own(answer):
            return failure_of(answer.status, answer.value())
        raise Unclear(f"HTTP {answer.status}")

    async def _from_history(self, upstream_model: str, request_id: str) -> Verdict:
        params = {
            "endpoint_id": endpoint_of(upstream_model),
            "request_id": request_id,
            "expand": "payloads",
            "limit": "1",
        }
        items = _items(await self._history(params))
        item = next((each for each in items if each.get("request_id") == request_id), None)
        if item is None:
            return Unknown()
        status, output = item.get("status_code"), item.get("json_output")
        if not isinstance(status, int):
            return Pending("running")
        if status // 100 != 2:
            return failure_of(status, output)
        if output is None:
            raise Unclear("a success whose output is not kept")
        return result_of(output)

    async def _history(self, params: Mapping[str, str]) -> dict[str, Any]:
        url = f"{self._settings.fal_api_url}/models/requests/by-endpoint"
        answer = await self._http.get(url, self._headers, params, MAX_HISTORY_BYTES)
        if answer.status != 200:
            raise _no_answer(answer)
        return answer.object()

    async def _get(self, url: str, params: Mapping[str, str]) -> Answer:
        return await self._http.get(url, self._headers, params, MAX_ANSWER_BYTES)

    def _request_url(self, upstream_model: str, request_id: str) -> str:
        """Built here and never taken from an answer: the key is sent to it."""
        if _REQUEST_ID.fullmatch(request_id) is None:
            raise Unclear("a request id that is none")
        parts = endpoint_of(upstream_model).split("/")
        app = "/".join(parts[: 3 if parts[0] in _NAMESPACES else 2])
        return f"{self._settings.fal_base_url}/{app}/requests/{request_id}"


def _request_id(told: Mapping[str, Any]) -> str:
    request_id = told.get("request_id")
    if not isinstance(request_id, str) or _REQUEST_ID.fullmatch(request_id) is None:
        raise Unclear("taken, without a request id")
    return request_id


def _not_taken(answer: Answer) -> Refused | Unclear:
    """Of a submission: 4xx is a refusal; what a proxy or a broken server says is not."""
    if answer.status in _OUR_ACCOUNT:
        return _refused_us()
    if answer.status == 429:
        wait_s = retry_after_s(answer.headers)
        message = "The provider has too much to do."
        return Refused("provider_busy", message, is_temporary=True, retry_after_s=wait_s)
    if answer.status // 100 != 4 or answer.status == 408:
        return Unclear(f"HTTP {answer.status}")
    code, message = error_of(answer.value())
    return Refused("provider_refused" if code == "provider_failed" else code, message)


def _no_answer(answer: Answer) -> Refused | Unclear:
    return _refused_us() if answer.status in _OUR_ACCOUNT else Unclear(f"HTTP {answer.status}")


def _refused_us() -> Refused:
    message = "The provider cannot be used at the moment."
    return Refused("provider_refused_us", message, is_temporary=True)


def _items(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    items = page.get("items")
    if not isinstance(items, list):
        raise Unclear("a history without items")
    return [item for item in items if isinstance(item, Mapping)]


def _same(
    page: Mapping[str, Any], sent: Mapping[str, Any], begin: datetime, end: datetime
) -> list[str]:
    """The ids of requests with exactly this input, sent within the window."""
    found: list[str] = []
    for item in _items(page):
        request_id, sent_at = item.get("request_id"), _time(item.get("sent_at"))
        if not isinstance(request_id, str) or _REQUEST_ID.fullmatch(request_id) is None:
            continue
        if sent_at is not None and begin <= sent_at <= end and item.get("json_input") == sent:
            found.append(request_id)
    return found


def _time(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
