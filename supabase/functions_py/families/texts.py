"""Prompts and embedding inputs: a text, texts, tokens, or lists of tokens."""

from __future__ import annotations

from typing import Any

from functions_py.families.prompt_size import PromptSize
from functions_py.families.request import invalid

# OpenAI's bound on the inputs of one embeddings request.
MAX_TEXTS = 2048


def add_texts(size: PromptSize, value: Any, param: str) -> int:
    """Counts `value` into `size`; how many texts it holds. Raises FlorinError 400."""
    if isinstance(value, str):
        size.add(value, param)
        return 1
    if not isinstance(value, list):
        raise invalid(param, "must be a string or a list")
    if not value:
        raise invalid(param, "must not be empty")
    if all(_is_token(item) for item in value):
        size.add_tokens(len(value))
        return 1
    if len(value) > MAX_TEXTS:
        raise invalid(param, f"has more than {MAX_TEXTS} items")
    for index, item in enumerate(value):
        _add_text(size, item, f"{param}[{index}]")
    return len(value)


def _add_text(size: PromptSize, item: Any, param: str) -> None:
    if isinstance(item, list) and item and all(_is_token(token) for token in item):
        size.add_tokens(len(item))
    elif isinstance(item, str | dict):
        size.add(item, param)  # an object is some providers' multimodal input
    else:
        raise invalid(param, "must be a string or a list of tokens")


def _is_token(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
