"""Checks of the few request fields Florin relies on.

Every refusal is FlorinError 400 `invalid_request` whose extra member `param` names the place.
Values are never quoted back: they are the client's users' text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson

from functions_py.errors import FlorinError

# More than any model can generate, far below what could overflow a price computation.
MAX_OUTPUT_TOKENS = 10_000_000

# OpenAI's own bound on `n`.
MAX_CHOICES = 128

# The longest model names known have 80 characters.
MAX_MODEL_CHARS = 256


def invalid(param: str, detail: str, code: str = "invalid_request") -> FlorinError:
    """The refusal of the value at `param`."""
    return FlorinError(400, code, f"{param}: {detail}", extra={"param": param})


def model_of(body: Mapping[str, Any]) -> str | None:
    model = body.get("model")
    if model is None:
        return None
    if not isinstance(model, str) or not model:
        raise invalid("model", "must be a string of at least one character")
    if len(model) > MAX_MODEL_CHARS:
        raise invalid("model", f"is longer than {MAX_MODEL_CHARS} characters")
    return model


def stream_of(body: Mapping[str, Any]) -> bool:
    stream = body.get("stream")
    if stream is None:
        return False
    if not isinstance(stream, bool):
        raise invalid("stream", "must be true or false")
    return stream


def max_tokens_of(body: Mapping[str, Any], *names: str) -> int | None:
    """The client's bound on output tokens, under any of `names`: the largest, as providers differ
    in which of two they heed."""
    given = [
        integer(body[name], name, MAX_OUTPUT_TOKENS) for name in names if body.get(name) is not None
    ]
    return max(given, default=None)


def choices_of(body: Mapping[str, Any], *names: str) -> int:
    """How many replies the client asks for, under any of `names` (`n`, `best_of`)."""
    given = [integer(body[name], name, MAX_CHOICES) for name in names if body.get(name) is not None]
    return max(given, default=1)


def times(limit: int | None, choices: int) -> int | None:
    return None if limit is None else limit * choices


def integer(value: Any, param: str, maximum: int) -> int:
    """An integer from 1 to `maximum`; true, which is an int to Python, and 1.0 are refused."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise invalid(param, "must be an integer")
    if not 1 <= value <= maximum:
        raise invalid(param, f"must be from 1 to {maximum}")
    return value


def objects(value: Any, param: str, *, or_texts: bool = False) -> list[Any]:
    """A list of at least one object (or, where allowed, string)."""
    if not isinstance(value, list):
        raise invalid(param, "must be a list")
    if not value:
        raise invalid(param, "must not be empty")
    kinds = (dict, str) if or_texts else (dict,)
    for index, item in enumerate(value):
        if not isinstance(item, kinds):
            raise invalid(f"{param}[{index}]", "must be an object")
    return value


def messages_of(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The `messages` list, its roles strings and its contents text, parts or nothing."""
    messages: list[dict[str, Any]] = objects(body.get("messages"), "messages")
    for index, message in enumerate(messages):
        if not isinstance(message.get("role"), str):
            raise invalid(f"messages[{index}].role", "must be a string")
        content = message.get("content")
        param = f"messages[{index}].content"
        if isinstance(content, list):
            if content:
                objects(content, param, or_texts=True)
        elif content is not None and not isinstance(content, str):
            raise invalid(param, "must be a string or a list of parts")
    return messages


def to_json(body: Mapping[str, Any]) -> bytes:
    """The body as sent upstream.

    What orjson cannot write (integers beyond 64 bits, lone surrogates) goes the slower way.
    """
    try:
        return orjson.dumps(body)
    except TypeError:
        return json.dumps(body, separators=(",", ":")).encode()


def bearer_headers(key: str | None) -> dict[str, str]:
    """Headers of a request to an OpenAI-compatible provider. Nothing of the client's is passed
    on: its credentials are for Florin, its organisation and project are not ours."""
    headers = {"content-type": "application/json"}
    if key is not None:
        headers["authorization"] = f"Bearer {key}"
    return headers
