"""Why a reply ended, in one set of words.

Sources: Anthropic Messages `stop_reason`, OpenAI Chat Completions `finish_reason`, OpenAI
Responses `status` and `incomplete_details.reason`, and what compatible providers say instead.
"""

from __future__ import annotations

END_TURN = "end_turn"
MAX_TOKENS = "max_tokens"
STOP_SEQUENCE = "stop_sequence"
TOOL_USE = "tool_use"
PAUSE_TURN = "pause_turn"
REFUSAL = "refusal"
CONTENT_FILTER = "content_filter"
CREDITS_EXHAUSTED = "credits_exhausted"
CANCELED = "canceled"
OTHER = "other"

ALL = frozenset(
    {
        END_TURN,
        MAX_TOKENS,
        STOP_SEQUENCE,
        TOOL_USE,
        PAUSE_TURN,
        REFUSAL,
        CONTENT_FILTER,
        CREDITS_EXHAUSTED,
        CANCELED,
        OTHER,
    }
)

_NORMALISED = {
    # Anthropic
    "end_turn": END_TURN,
    "max_tokens": MAX_TOKENS,
    "stop_sequence": STOP_SEQUENCE,
    "tool_use": TOOL_USE,
    "pause_turn": PAUSE_TURN,
    "refusal": REFUSAL,
    # The reply was cut for want of room, as with max_tokens.
    "model_context_window_exceeded": MAX_TOKENS,
    # OpenAI and compatible
    "stop": END_TURN,
    "eos": END_TURN,
    "length": MAX_TOKENS,
    "model_length": MAX_TOKENS,
    "tool_calls": TOOL_USE,
    "function_call": TOOL_USE,
    "content_filter": CONTENT_FILTER,
    # Responses
    "completed": END_TURN,
    "max_output_tokens": MAX_TOKENS,
}


def normalise(provider_reason: str) -> str:
    """Our word for a provider's; `other` for one nobody has met yet."""
    return _NORMALISED.get(provider_reason, OTHER)
