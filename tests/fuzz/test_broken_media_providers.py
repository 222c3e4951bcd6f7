"""What providers of pictures answer, broken: a job's step gets a verdict, or an error that says
what is known, and never anything else; and what it gets can be kept and told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from functions_py.errors import FlorinError
from functions_py.media import fal_webhook
from functions_py.media.fal import Fal
from functions_py.media.openai_images import OpenAIImages
from functions_py.media.provider import (
    Canceled,
    Failed,
    MediaError,
    MediaOrder,
    Pending,
    Refused,
    Succeeded,
    Unknown,
    outcome_of,
)
from functions_py.settings import Settings
from fuzz.answers import answers
from fuzz.breakage import breakages, broken, lookalikes
from fuzz.effort import effort
from fuzz.raw_provider import Plan, RawProvider, running_raw_provider
from hypothesis import given
from hypothesis import strategies as st

JSON = b"application/json"
ACCOUNT = UUID("00000000-0000-4000-8000-000000000001")
REQUEST = "0f9ab2c4-1c5e-4b1e-9d35-6c0a8f6f8e11"

_FILES = {"images": [{"url": "https://cdn.example/a.png", "content_type": "image/png", "width": 8}]}
_PAGE = {
    "items": [
        {
            "request_id": REQUEST,
            "sent_at": "2026-01-01T00:00:00Z",
            "status_code": 200,
            "json_input": {"prompt": "x"},
            "json_output": _FILES,
        }
    ],
    "has_more": False,
    "next_cursor": None,
}
BODIES = [
    json.dumps(body).encode()
    for body in (
        {"request_id": REQUEST, "status": "IN_QUEUE", "queue_position": 3},
        {"status": "IN_PROGRESS", "logs": [{"message": "diffusing: 40%"}]},
        {"status": "COMPLETED", "logs": []},
        {"status": "COMPLETED", "error": "no", "error_type": "internal_error"},
        {"status": "OK"},
        {"detail": [{"type": "value_error", "msg": "no", "loc": ["body"]}]},
        {"detail": "Path not found", "error_type": "client_cancelled"},
        _FILES,
        {"video": {"url": "https://cdn.example/v.mp4", "duration": 5.5}},
        _PAGE,
        {"created": 1, "data": [{"b64_json": "iVBORw0KGgo="}], "size": "1024x1024"},
        {"error": {"message": "no", "code": "moderation_blocked", "type": "x"}},
    )
]
WEBHOOKS = [
    json.dumps(body).encode()
    for body in (
        {"request_id": REQUEST, "status": "OK", "payload": _FILES},
        {"request_id": REQUEST, "status": "ERROR", "error": "no", "payload": {"detail": "no"}},
        {"request_id": REQUEST, "status": "OK", "payload": None, "payload_error": "too large"},
    )
]


@pytest.fixture(scope="module")
def raw() -> Iterator[RawProvider]:
    with running_raw_provider() as provider:
        yield provider


def told(value: Any) -> None:
    """What a step would record is a text of Postgres, and JSON."""
    match value:
        case Succeeded() | Failed() | Canceled():
            outcome, results, error = outcome_of(value)
            kept = orjson.dumps([outcome, [_bare(each) for each in results or []], error])
            assert b"\\u0000" not in kept
            assert not isinstance(value, Succeeded) or value.files
        case Pending(status, progress):
            assert status in ("submitted", "running")
            assert progress is None or 0 <= progress <= 100
        case Unknown() | None:
            pass
        case str():
            assert 0 < len(value) <= 100
            assert value.isascii()
        case Refused():
            kept = orjson.dumps([value.code, value.message, value.retry_after_s])
            assert b"\\u0000" not in kept
            assert value.retry_after_s is None or value.retry_after_s >= 0
        case MediaError():
            # It is logged.
            assert str(value).isascii()
            assert len(str(value)) < 100
        case _:
            raise AssertionError(value)


def _bare(result: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name != "content"}


def order(mark: str) -> MediaOrder:
    return MediaOrder(
        job_id=ACCOUNT,
        account_id=ACCOUNT,
        kind="image",
        upstream_model="fal-ai/demo-image",
        input={"prompt": mark},
        unit="image",
        quantity=1,
        resolution="",
        submitted_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def asked(raw: RawProvider, plan: Plan, which: str, timeout_s: float = 0.5) -> Any:
    """What one call of a provider's comes to: its answer, or the error it documents."""
    mark = raw.mark(plan)
    # What has no body carries the mark in its address.
    base = f"{raw.url}/{mark}"
    settings = Settings(
        fal_key="key:secret",
        fal_base_url=base,
        fal_api_url=base,
        media_timeout_s=timeout_s,
        media_submit_timeout_s=timeout_s,
        env={"OPENAI_API_KEY": "sk-of-nobody", "FLORIN_PROVIDER_OPENAI_BASE_URL": base},
    )
    fal, images = Fal(settings), OpenAIImages(settings)
    calls: dict[str, Callable[[], Awaitable[Any]]] = {
        "submit": lambda: fal.submit(order(mark)),
        "ask": lambda: fal.ask("fal-ai/demo-image", REQUEST),
        "cancel": lambda: fal.cancel("fal-ai/demo-image", REQUEST),
        "find": lambda: fal.find(order(mark)),
        "images": lambda: images.submit(order(mark)),
    }

    async def call() -> Any:
        try:
            return await calls[which]()
        except MediaError as error:
            return error
        finally:
            await fal.close()
            await images.close()

    return asyncio.run(call())


@pytest.mark.parametrize("which", ["submit", "ask", "cancel", "find", "images"])
@effort(12, long_share=0.1)
@given(data=st.data(), how=breakages)
def test_broken_answers_are_verdicts_or_known_errors(
    raw: RawProvider, which: str, data: st.DataObject, how: Any
) -> None:
    body = broken([data.draw(st.sampled_from(BODIES))], how)
    if data.draw(st.integers(0, 7)) == 0:
        body = data.draw(lookalikes)
    told(asked(raw, data.draw(answers(body, JSON)), which))


@effort(150)
@given(data=st.data(), how=breakages)
def test_broken_webhooks_are_verdicts_or_refused(data: st.DataObject, how: Any) -> None:
    body = broken([data.draw(st.sampled_from(WEBHOOKS))], how)
    if data.draw(st.integers(0, 7)) == 0:
        body = data.draw(lookalikes)
    try:
        found = fal_webhook.parse(body)
    except FlorinError as error:
        assert (error.status, error.code) == (400, "malformed_event")
        return
    told(found.request_id)
    told(found.verdict)


@pytest.mark.parametrize("body", BODIES)
def test_unbroken_answers_are_understood_by_somebody(raw: RawProvider, body: bytes) -> None:
    """Or all the others would prove nothing."""
    head = b"HTTP/1.1 %b\r\ncontent-length: %d\r\ncontent-type: application/json\r\n\r\n"
    found = [
        asked(raw, Plan([head % (status, len(body)) + body]), which, 20.0)
        for which in ("submit", "ask", "images")
        for status in (b"200 OK", b"422 No")
    ]
    assert any(not isinstance(each, MediaError) or isinstance(each, Refused) for each in found)
