"""The body of POST /v1/generations, checked.

Strict on purpose: a request that is accepted works on every model, and a member that is not known
is refused rather than ignored. The shape is documented in docs/api.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from functions_py.families.request import MAX_MODEL_CHARS, MAX_OUTPUT_TOKENS, invalid
from functions_py.translate import limits
from functions_py.translate.check import (
    a_bool,
    a_choice,
    a_list,
    a_number,
    a_text,
    an_integer,
    an_object,
    only_members,
    optional,
)
from functions_py.translate.images import Image, parse_source
from functions_py.translate.limits import RequestLimits

ROLES = ("user", "assistant", "system")
ON_DISCONNECT = ("continue", "cancel")

_MEMBERS = frozenset(
    {
        "model",
        "messages",
        "system",
        "max_output_tokens",
        "temperature",
        "top_p",
        "stop",
        "stream",
        "on_disconnect",
        "metadata",
    }
)

# A part of a message: text, or an image.
Part = str | Image


@dataclass(frozen=True)
class Message:
    """One turn. Parts are never empty; only a user's may be images."""

    role: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The text parts, one paragraph each."""
        return "\n\n".join(part for part in self.parts if isinstance(part, str))


@dataclass(frozen=True)
class GenerationRequest:
    """What a client asked for, in no provider's words. None: left to the model."""

    model: str | None
    messages: tuple[Message, ...]
    system: str | None = None
    max_output_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    stop: tuple[str, ...] = ()
    stream: bool = True
    on_disconnect: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, value: Any, request_limits: RequestLimits | None = None) -> GenerationRequest:
        """The request in a JSON value. Raises FlorinError 400 with the path of what is wrong.

        An optional member that is null counts as left out.
        """
        if not isinstance(value, dict):
            raise invalid("body", "must be a JSON object")
        only_members(value, "", _MEMBERS)
        stream = optional(value, "stream", a_bool)
        return cls(
            model=optional(value, "model", partial(a_text, maximum=MAX_MODEL_CHARS)),
            messages=_messages(value.get("messages"), request_limits or RequestLimits()),
            system=optional(value, "system", a_text),
            max_output_tokens=optional(value, "max_output_tokens", _output_tokens),
            temperature=optional(value, "temperature", partial(a_number, minimum=0, maximum=2)),
            top_p=optional(value, "top_p", partial(a_number, minimum=0, maximum=1)),
            stop=optional(value, "stop", _stop) or (),
            stream=True if stream is None else stream,
            on_disconnect=optional(value, "on_disconnect", _on_disconnect),
            metadata=optional(value, "metadata", _metadata) or {},
        )

    @property
    def images(self) -> int:
        """How many images the messages hold."""
        return sum(not isinstance(part, str) for m in self.messages for part in m.parts)

    @property
    def text_bytes(self) -> int:
        """UTF-8 bytes of all text the model will read."""
        texts = [part for m in self.messages for part in m.parts if isinstance(part, str)]
        return sum(len(text.encode()) for text in [*texts, self.system or ""])


def _messages(value: Any, request_limits: RequestLimits) -> tuple[Message, ...]:
    items = a_list(value, "messages", request_limits.max_messages)
    messages = tuple(
        _message(item, f"messages[{number}]", request_limits) for number, item in enumerate(items)
    )
    images = sum(not isinstance(part, str) for message in messages for part in message.parts)
    if images > request_limits.max_images:
        raise invalid("messages", f"hold more than {request_limits.max_images} images")
    # Anthropic takes no conversation without one, and a request must work whoever serves it.
    if not any(message.role == "user" for message in messages):
        raise invalid("messages", "must hold at least one message of role user")
    return messages


def _message(value: Any, param: str, request_limits: RequestLimits) -> Message:
    message = an_object(value, param)
    only_members(message, param, ("role", "content"))
    role = a_choice(message.get("role"), f"{param}.role", ROLES)
    content = message.get("content")
    if isinstance(content, str):
        return Message(role, (a_text(content, f"{param}.content"),))
    if not isinstance(content, list):
        raise invalid(f"{param}.content", "must be a string or a list of parts")
    parts = a_list(content, f"{param}.content", request_limits.max_parts)
    return Message(
        role,
        tuple(
            _part(part, role, f"{param}.content[{number}]", request_limits)
            for number, part in enumerate(parts)
        ),
    )


def _part(value: Any, role: str, param: str, request_limits: RequestLimits) -> Part:
    part = an_object(value, param)
    if a_choice(part.get("type"), f"{param}.type", ("text", "image")) == "text":
        only_members(part, param, ("type", "text"))
        return a_text(part.get("text"), f"{param}.text")
    only_members(part, param, ("type", "source"))
    if role != "user":
        raise invalid(param, "only messages of role user may hold images")
    return parse_source(part.get("source"), f"{param}.source", request_limits.max_image_bytes)


def _output_tokens(value: Any, param: str) -> int:
    return an_integer(value, param, 1, MAX_OUTPUT_TOKENS)


def _on_disconnect(value: Any, param: str) -> str:
    return a_choice(value, param, ON_DISCONNECT)


def _stop(value: Any, param: str) -> tuple[str, ...]:
    """A list of strings; an empty list means none."""
    if value == []:
        return ()
    return tuple(
        a_text(item, f"{param}[{number}]", limits.MAX_STOP_SEQUENCE_CHARS)
        for number, item in enumerate(a_list(value, param, limits.MAX_STOP_SEQUENCES))
    )


def _metadata(value: Any, param: str) -> dict[str, str]:
    """The client's own notes: checked, kept nowhere."""
    metadata = an_object(value, param)
    if len(metadata) > limits.MAX_METADATA_PAIRS:
        raise invalid(param, f"has more than {limits.MAX_METADATA_PAIRS} members")
    for name, note in metadata.items():
        if len(name) > limits.MAX_METADATA_KEY_CHARS:
            raise invalid(param, f"has a name over {limits.MAX_METADATA_KEY_CHARS} characters")
        if not isinstance(note, str) or len(note) > limits.MAX_METADATA_VALUE_CHARS:
            most = limits.MAX_METADATA_VALUE_CHARS
            raise invalid(f"{param}.{name}", f"must be a string of at most {most} characters")
    return metadata
