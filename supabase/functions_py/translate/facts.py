"""What the hot path needs to know of a unified request."""

from __future__ import annotations

from functions_py.families.facts import RequestFacts
from functions_py.families.prompt_size import IMAGE_TOKENS
from functions_py.translate.request import GenerationRequest
from functions_py.usage import estimate_tokens

# A message's role and the marks around it, as OpenAI's cookbook counts them.
MESSAGE_TOKENS = 4


def facts_of(request: GenerationRequest) -> RequestFacts:
    """The facts; every image counts the same, since the provider alone knows how it scales it."""
    return RequestFacts(
        model=request.model,
        stream=request.stream,
        max_output_tokens=request.max_output_tokens,
        input_tokens=estimate_tokens(request.text_bytes)
        + request.images * IMAGE_TOKENS
        + len(request.messages) * MESSAGE_TOKENS,
    )
