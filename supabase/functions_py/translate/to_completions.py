"""A unified request as a legacy Completions body: the conversation written out as one prompt.

Source: OpenAI API reference, "Create completion".
"""

from __future__ import annotations

from typing import Any

from functions_py.families.request import invalid
from functions_py.translate.cap import cap_of
from functions_py.translate.request import GenerationRequest

_SPEAKERS = {"user": "User", "assistant": "Assistant", "system": "System"}


def completions_body(request: GenerationRequest, max_output_tokens: int | None) -> dict[str, Any]:
    """All but the model's name. Raises FlorinError 400 where the request holds images."""
    if request.images:
        raise invalid("messages", "this model takes no images", "images_not_supported")
    body: dict[str, Any] = {"prompt": _prompt(request), "stream": request.stream}
    if request.stream:
        body["stream_options"] = {"include_usage": True}
    # The API's own default is 16 tokens, which nobody wants who left the cap out.
    if (cap := cap_of(request, max_output_tokens) or max_output_tokens) is not None:
        body["max_tokens"] = cap
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.top_p is not None:
        body["top_p"] = request.top_p
    if request.stop:
        body["stop"] = list(request.stop)
    return body


def _prompt(request: GenerationRequest) -> str:
    """A single message as it is; a conversation as turns, with the assistant's next."""
    turns = [(_SPEAKERS[message.role], message.text) for message in request.messages]
    if request.system:
        turns.insert(0, ("System", request.system))
    if len(turns) == 1:
        return turns[0][1]
    written = [f"{speaker}: {text}" for speaker, text in turns]
    return "\n\n".join([*written, "Assistant:"])
