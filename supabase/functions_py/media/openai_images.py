"""OpenAI's images: POST /images/generations, whose answer is the images themselves, in base64.

Source: https://developers.openai.com/api/reference/resources/images. Nothing can be asked for
later: there is no request to find, no list, no idempotency key. So the answer is stored before it
is told to anybody, and an answer that was lost was lost.

A route's model may end in `@` and a quality, `gpt-image-2.5-flare@low`: qualities cost differently,
so they are models of their own, and no user's option chooses one.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from yarl import URL

from functions_py.media.http import Answer, MediaHttp
from functions_py.media.provider import (
    Canceled,
    MediaFile,
    MediaOrder,
    Refused,
    Succeeded,
    Unclear,
    Unknown,
    Verdict,
)
from functions_py.media.words import code_of, line_of
from functions_py.settings import MIB, Settings
from functions_py.upstream import retry_after_s

BASE_URL = "https://api.openai.com/v1"
# Ten images of 4 MiB and the third that base64 adds, with room.
MAX_ANSWER_BYTES = 96 * MIB
MAX_IMAGES = 10

_OPTIONS = frozenset({"background", "output_compression", "output_format"})
_FORMATS = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}
_SIZE = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")
_OUR_ACCOUNT = (401, 402, 403)
# It says that it did nothing, or nothing that anybody will get.
_FAILED_THERE = (500, 503, 529)


class OpenAIImages:
    """The provider `openai`, for images."""

    name = "openai"
    can_find = False

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError without a key."""
        self._settings = settings
        self._url = URL(f"{settings.provider_base_url('openai', BASE_URL)}/images/generations")
        self._headers = {
            "authorization": f"Bearer {settings.provider_key('OPENAI_API_KEY')}",
            "user-agent": "Florin",
        }
        self._http = MediaHttp(settings)

    async def submit(self, order: MediaOrder) -> str | Succeeded:
        answer = await self._http.post_once(
            self._url,
            self._headers,
            body_of(order),
            MAX_ANSWER_BYTES,
            self._settings.media_submit_timeout_s,
        )
        if answer.status // 100 != 2:
            raise _refusal(answer)
        return Succeeded(_images(answer.object(), order))

    async def ask(self, upstream_model: str, request_id: str) -> Verdict:
        return Unknown()

    async def cancel(self, upstream_model: str, request_id: str) -> Canceled | None:
        return None

    async def find(self, order: MediaOrder) -> str | None:
        raise Unclear("there is nothing to ask")

    async def close(self) -> None:
        await self._http.close()


def body_of(order: MediaOrder) -> dict[str, Any]:
    """The request. Raises Refused for what these models do not do."""
    options = order.input.get("options") or {}
    refused = sorted(set(options) - _OPTIONS)
    if refused:
        raise Refused("option_not_allowed", f"`options` cannot set `{refused[0]}`.")
    if options.get("output_format", "png") not in _FORMATS:
        raise Refused("option_not_allowed", "`output_format` is png, jpeg or webp.")
    if order.kind != "image" or not 1 <= order.quantity <= MAX_IMAGES:
        raise Refused("order_not_possible", f"This model makes 1 to {MAX_IMAGES} images.")
    if order.input.get("image_url") is not None:
        raise Refused("order_not_possible", "This model takes no image.")
    model, _, quality = order.upstream_model.partition("@")
    return {
        **options,
        "model": model,
        "prompt": order.input["prompt"],
        "n": order.quantity,
        **({"size": order.resolution} if order.resolution else {}),
        **({"quality": quality} if quality else {}),
        # OpenAI asks for one per user, and for no name.
        "safety_identifier": hashlib.sha256(order.account_id.bytes).hexdigest(),
    }


def _images(told: Mapping[str, Any], order: MediaOrder) -> tuple[MediaFile, ...]:
    data = told.get("data")
    if not isinstance(data, list) or not 1 <= len(data) <= MAX_IMAGES:
        raise Unclear("an answer without images")
    kind = _FORMATS.get(str(told.get("output_format") or "png"), "image/png")
    size = _SIZE.fullmatch(str(told.get("size") or order.resolution))
    width, height = (int(size[1]), int(size[2])) if size else (None, None)
    return tuple(
        MediaFile(url=None, content=_content(each), content_type=kind, width=width, height=height)
        for each in data
    )


def _content(told: Any) -> bytes:
    encoded = told.get("b64_json") if isinstance(told, Mapping) else None
    if not isinstance(encoded, str) or not encoded:
        raise Unclear("an image without content")
    try:
        return b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise Unclear("an image that is no base64") from None


def _refusal(answer: Answer) -> Refused | Unclear:
    told = answer.value()
    error = told.get("error") if isinstance(told, Mapping) else None
    if not isinstance(error, Mapping):
        # Not OpenAI's own words: something on the way, and the request may have got through.
        error = {}
        if answer.status // 100 != 4:
            return Unclear(f"HTTP {answer.status}")
    if answer.status in _OUR_ACCOUNT or error.get("code") == "insufficient_quota":
        message = "The provider cannot be used at the moment."
        return Refused("provider_refused_us", message, is_temporary=True)
    if answer.status == 429 or answer.status in _FAILED_THERE:
        message = "The provider has too much to do."
        wait_s = retry_after_s(answer.headers)
        return Refused("provider_busy", message, is_temporary=True, retry_after_s=wait_s)
    if answer.status // 100 != 4 or answer.status == 408:
        return Unclear(f"HTTP {answer.status}")
    return Refused(
        code_of(error.get("code"), "provider_refused"),
        line_of(error.get("message"), "The provider refused this."),
    )
