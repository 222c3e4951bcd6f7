"""The provider `openai` against the demo provider, and what OpenAI's SDK makes of the same."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from functions_py.media.openai_images import OpenAIImages
from functions_py.media.provider import Refused, Succeeded, Unclear, Unknown, Unreachable
from functions_py.settings import Settings
from media_orders import order
from openai import AsyncOpenAI

from local.testbed.provider import ProviderControl


@pytest.fixture
def environment(provider: ProviderControl) -> dict[str, str]:
    return {
        "OPENAI_API_KEY": "sk-test",
        "FLORIN_PROVIDER_OPENAI_BASE_URL": f"{provider.url}/v1",
        "FLORIN_MEDIA_SUBMIT_TIMEOUT_S": "0.5",
    }


@pytest.fixture
async def openai(environment: dict[str, str]) -> AsyncIterator[OpenAIImages]:
    made = OpenAIImages(Settings.from_env(environment))
    yield made
    await made.close()


def images(prompt: str, count: int = 1, **more: Any) -> Any:
    upstream = more.pop("upstream_model", "gpt-image-2@low")
    return order("image", prompt, "image", count, "64x32", upstream_model=upstream, **more)


async def test_images_come_with_the_answer(openai: OpenAIImages) -> None:
    told = await openai.submit(images("a lighthouse", 2))
    assert isinstance(told, Succeeded) and len(told.files) == 2
    for file in told.files:
        assert (file.url, file.content_type, file.width, file.height) == (
            *(None, "image/png"),
            *(64, 32),
        )
        assert file.content is not None and file.content.startswith(b"\x89PNG\r\n\x1a\n")
        assert file.content not in repr(file).encode()


async def test_request_is_what_openai_documents(
    openai: OpenAIImages, provider: ProviderControl
) -> None:
    mark = provider.script({})
    wanted = images(f"a lighthouse {mark}", 3, input={"options": {"background": "opaque"}})
    await openai.submit(wanted)
    seen = provider.seen(mark)["requests"][0]
    assert seen["path"] == "/v1/images/generations"
    assert seen["headers"]["authorization"] == "Bearer sk-test"
    body = json.loads(seen["body"])
    assert len(body.pop("safety_identifier")) == 64
    assert str(wanted.account_id) not in seen["body"]
    assert body == {
        "background": "opaque",
        "model": "gpt-image-2",
        "prompt": wanted.input["prompt"],
        "n": 3,
        "size": "64x32",
        "quality": "low",
    }


@pytest.mark.parametrize(
    "more",
    [
        {"input": {"options": {"quality": "high"}}},
        {"input": {"options": {"n": 10}}},
        {"input": {"options": {"output_format": "svg"}}},
        {"input": {"image_url": "https://example.com/a.png"}},
        {"count": 11},
    ],
)
async def test_what_was_not_priced_is_not_asked_for(
    openai: OpenAIImages, provider: ProviderControl, more: dict[str, Any]
) -> None:
    before = provider.stats()["requests"]
    with pytest.raises(Refused) as refused:
        await openai.submit(images("a lighthouse", **more))
    assert not refused.value.is_temporary
    assert provider.stats()["requests"] == before


def refusal(status: int, code: str | None, **more: Any) -> dict[str, Any]:
    error = {"message": "Your request was\nrejected.", "type": "x", "param": None, "code": code}
    return {"status": status, "body": json.dumps({"error": error}), **more}


@pytest.mark.parametrize(
    ("answer", "code", "is_temporary"),
    [
        (refusal(400, "moderation_blocked"), "moderation_blocked", False),
        (refusal(400, None), "provider_refused", False),
        (refusal(404, "model_not_found"), "model_not_found", False),
        (refusal(401, "invalid_api_key"), "provider_refused_us", True),
        (refusal(429, "insufficient_quota"), "provider_refused_us", True),
        (refusal(429, "rate_limit_exceeded"), "provider_busy", True),
        (refusal(500, None), "provider_busy", True),
        (refusal(503, None, headers={"retry-after": "9"}), "provider_busy", True),
    ],
)
async def test_refusal_says_that_nothing_was_made(
    openai: OpenAIImages,
    provider: ProviderControl,
    answer: dict[str, Any],
    code: str,
    is_temporary: bool,
) -> None:
    mark = provider.script(answer)
    with pytest.raises(Refused) as refused:
        await openai.submit(images(mark))
    assert (refused.value.code, refused.value.is_temporary) == (code, is_temporary)
    assert refused.value.retry_after_s == (9 if answer["status"] == 503 else None)
    assert "\n" not in refused.value.message
    assert provider.seen(mark)["count"] == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 502, "body": "<html>"},
        {"status": 500, "body": "<html>"},
        {"status": 504, "body": '{"error": {"code": null}}'},
        {"close_before_headers": True},
        {"hang_after_events": 0},
        {"status": 200, "body": "{}"},
        {"status": 200, "body": '{"data": []}'},
        {"status": 200, "body": '{"data": [{}]}'},
        {"status": 200, "body": '{"data": [{"b64_json": "%%%"}]}'},
        {"status": 200, "body": "<html>"},
    ],
)
async def test_answer_that_cannot_be_understood_is_unclear(
    openai: OpenAIImages, provider: ProviderControl, answer: dict[str, Any]
) -> None:
    mark = provider.script(answer)
    with pytest.raises(Unclear):
        await openai.submit(images(mark))
    assert provider.seen(mark)["count"] == 1


async def test_nobody_listening_is_certain(environment: dict[str, str]) -> None:
    gone = {**environment, "FLORIN_PROVIDER_OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    made = OpenAIImages(Settings.from_env(gone))
    with pytest.raises(Unreachable):
        await made.submit(images("x"))
    await made.close()


async def test_nothing_can_be_asked_for_later(openai: OpenAIImages) -> None:
    assert openai.can_find is False
    assert await openai.ask("gpt-image-2", "id") == Unknown()
    assert await openai.cancel("gpt-image-2", "id") is None
    with pytest.raises(Unclear):
        await openai.find(images("x"))


async def test_openais_sdk_reads_the_demo_provider(provider: ProviderControl) -> None:
    async with AsyncOpenAI(api_key="sk-test", base_url=f"{provider.url}/v1") as sdk:
        made = await sdk.images.generate(
            model="gpt-image-2", prompt="a boat", n=2, size="1024x1024"
        )
    assert made.data is not None and len(made.data) == 2
    assert made.size == "1024x1024" and made.output_format == "png"
    content = base64.b64decode(str(made.data[0].b64_json))
    assert int.from_bytes(content[16:20], "big") == 1024
