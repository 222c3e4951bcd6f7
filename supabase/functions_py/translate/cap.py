"""How many output tokens a provider is told to stop at."""

from __future__ import annotations

from functions_py.translate.request import GenerationRequest


def cap_of(request: GenerationRequest, max_output_tokens: int | None) -> int | None:
    """What the client asked for, within the generation's cap; None leaves it to the model.

    A cap nobody asked for is not sent: several servers refuse a request whose cap and prompt
    together exceed the model's context, where without one they answer.
    """
    if request.max_output_tokens is None or max_output_tokens is None:
        return request.max_output_tokens
    return min(request.max_output_tokens, max_output_tokens)
