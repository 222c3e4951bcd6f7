"""Requests that every family takes, and how a refusal reads."""

from typing import Any

import pytest
from functions_py.errors import FlorinError
from functions_py.families import Family

HELLO = [{"role": "user", "content": "Hello"}]

VALID: dict[str, dict[str, Any]] = {
    "messages": {"model": "m", "messages": HELLO, "max_tokens": 100},
    "chat_completions": {"model": "m", "messages": HELLO},
    "completions": {"model": "m", "prompt": "Hello"},
    "responses": {"model": "m", "input": "Hello"},
    "embeddings": {"model": "m", "input": "Hello"},
}

every_family = pytest.mark.parametrize("api", VALID)


def refusal(family: Family, body: dict[str, Any]) -> tuple[int, str, str]:
    with pytest.raises(FlorinError) as caught:
        family.parse(body)
    error = caught.value
    return error.status, error.code, error.extra["param"]
