"""A unified request as a Chat Completions body, for OpenAI and everything compatible with it.

Source: OpenAI API reference, "Create chat completion".
"""

from __future__ import annotations

from typing import Any

from functions_py.translate.cap import cap_of
from functions_py.translate.images import InlineImage
from functions_py.translate.request import GenerationRequest, Message, Part

# OpenAI's own reasoning models refuse max_tokens; most compatible servers know nothing else.
_NEW_LIMIT_PROVIDERS = ("openai", "azure")


def chat_completions_body(
    request: GenerationRequest, provider: str, max_output_tokens: int | None
) -> dict[str, Any]:
    """All but the model's name. provider: its name in the catalogue."""
    messages = [_message(message) for message in request.messages]
    if request.system:
        messages.insert(0, {"role": "system", "content": request.system})
    body: dict[str, Any] = {"messages": messages, "stream": request.stream}
    if request.stream:
        body["stream_options"] = {"include_usage": True}
    if (cap := cap_of(request, max_output_tokens)) is not None:
        body[_limit_name(provider)] = cap
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.top_p is not None:
        body["top_p"] = request.top_p
    if request.stop:
        body["stop"] = list(request.stop)
    return body


def _limit_name(provider: str) -> str:
    first_word = provider.lower().partition("-")[0]
    return "max_completion_tokens" if first_word in _NEW_LIMIT_PROVIDERS else "max_tokens"


def _message(message: Message) -> dict[str, Any]:
    # Plain text as a string: compatible servers do not all take parts for every role.
    if all(isinstance(part, str) for part in message.parts):
        return {"role": message.role, "content": message.text}
    return {"role": message.role, "content": [_part(part) for part in message.parts]}


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    url = part.data_url if isinstance(part, InlineImage) else part.url
    return {"type": "image_url", "image_url": {"url": url}}
