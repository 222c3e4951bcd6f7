"""A unified request as an OpenAI Responses body.

Source: OpenAI API reference, "Create a model response".
"""

from __future__ import annotations

from typing import Any

from functions_py.families.request import invalid
from functions_py.translate.cap import cap_of
from functions_py.translate.images import InlineImage
from functions_py.translate.request import GenerationRequest, Message, Part


def responses_body(request: GenerationRequest, max_output_tokens: int | None) -> dict[str, Any]:
    """All but the model's name.

    Raises FlorinError 400 where the request has stop sequences: the API has none, and a reply
    that runs past them would be wrong and paid for.
    """
    if request.stop:
        raise invalid("stop", "this model takes no stop sequences", "stop_not_supported")
    body: dict[str, Any] = {
        "input": [_message(message) for message in request.messages],
        "stream": request.stream,
        # Nothing is kept with the provider: the conversation is in the request.
        "store": False,
    }
    if request.system:
        body["instructions"] = request.system
    if (cap := cap_of(request, max_output_tokens)) is not None:
        body["max_output_tokens"] = cap
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.top_p is not None:
        body["top_p"] = request.top_p
    return body


def _message(message: Message) -> dict[str, Any]:
    # What the assistant said is output to this API, and input what it is told.
    text_type = "output_text" if message.role == "assistant" else "input_text"
    return {
        "type": "message",
        "role": message.role,
        "content": [_part(part, text_type) for part in message.parts],
    }


def _part(part: Part, text_type: str) -> dict[str, Any]:
    if isinstance(part, str):
        return {"type": text_type, "text": part}
    url = part.data_url if isinstance(part, InlineImage) else part.url
    return {"type": "input_image", "image_url": url}
