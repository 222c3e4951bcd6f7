"""A unified request as an Anthropic Messages body.

Source: docs.anthropic.com, "Create a message".
"""

from __future__ import annotations

from typing import Any

from functions_py.translate.cap import cap_of
from functions_py.translate.images import InlineImage
from functions_py.translate.request import GenerationRequest, Message, Part

# The API requires max_tokens; every model takes this much where nobody set a cap.
DEFAULT_MAX_TOKENS = 4096

# Anthropic's temperature ends where OpenAI's is half way.
MAX_TEMPERATURE = 1


def messages_body(request: GenerationRequest, max_output_tokens: int | None) -> dict[str, Any]:
    """All but the model's name. max_output_tokens: the cap of begin_generation."""
    body: dict[str, Any] = {
        "max_tokens": cap_of(request, max_output_tokens) or max_output_tokens or DEFAULT_MAX_TOKENS,
        "messages": [_message(m) for m in request.messages if m.role != "system"],
        "stream": request.stream,
    }
    if system := _system(request):
        body["system"] = system
    if request.temperature is not None:
        body["temperature"] = min(request.temperature, MAX_TEMPERATURE)
    if request.top_p is not None:
        body["top_p"] = request.top_p
    if request.stop:
        body["stop_sequences"] = list(request.stop)
    return body


def _system(request: GenerationRequest) -> str:
    """Anthropic has one system prompt, before the conversation: all of ours, in order."""
    prompts = [request.system or "", *(m.text for m in request.messages if m.role == "system")]
    return "\n\n".join(prompt for prompt in prompts if prompt)


def _message(message: Message) -> dict[str, Any]:
    match message.parts:
        case (str(text),):
            return {"role": message.role, "content": text}
    return {"role": message.role, "content": [_part(part) for part in message.parts]}


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    if isinstance(part, InlineImage):
        source = {"type": "base64", "media_type": part.media_type, "data": part.data}
    else:
        source = {"type": "url", "url": part.url}
    return {"type": "image", "source": source}
