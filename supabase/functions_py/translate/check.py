"""Typed look-ups in a client's JSON, each refusing with the path of what is wrong.

Every refusal is FlorinError 400 `invalid_request` (`invalid_image` for images) whose extra member
`param` names the place: `messages[2].content[0].source.data`. Values are never quoted back: they
are the client's users' text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from functions_py.families.request import invalid

T = TypeVar("T")


def only_members(value: dict[str, Any], param: str, known: Collection[str]) -> None:
    """Refuses the first member that is not in `known`: a typo must not be ignored silently."""
    for name in value:
        if name not in known:
            # A stranger's name is cut: it may be as long as the body.
            path = f"{param}.{name[:64]}" if param else name[:64]
            raise invalid(path, f"is not known; known are {', '.join(sorted(known))}")


def optional(value: dict[str, Any], name: str, check: Callable[[Any, str], T]) -> T | None:
    """The checked member `name`; None where it is missing or null."""
    member = value.get(name)
    return None if member is None else check(member, name)


def an_object(value: Any, param: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise invalid(param, "must be an object")
    return value


def a_list(value: Any, param: str, maximum: int) -> list[Any]:
    """A list of 1 to `maximum` items."""
    if not isinstance(value, list):
        raise invalid(param, "must be a list")
    if not value:
        raise invalid(param, "must not be empty")
    if len(value) > maximum:
        raise invalid(param, f"has more than {maximum} items")
    return value


def a_text(value: Any, param: str, maximum: int | None = None) -> str:
    """A string of at least one character, at most `maximum`, that UTF-8 can carry."""
    if not isinstance(value, str):
        raise invalid(param, "must be a string")
    if not value:
        raise invalid(param, "must not be empty")
    if maximum is not None and len(value) > maximum:
        raise invalid(param, f"is longer than {maximum} characters")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise invalid(param, "holds half a surrogate pair") from None
    return value


def a_choice(value: Any, param: str, choices: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in choices:
        raise invalid(param, f"must be one of {', '.join(choices)}")
    return value


def a_bool(value: Any, param: str) -> bool:
    if not isinstance(value, bool):
        raise invalid(param, "must be true or false")
    return value


def an_integer(value: Any, param: str, minimum: int, maximum: int) -> int:
    # JSON's true is an int to Python.
    if not isinstance(value, int) or isinstance(value, bool):
        raise invalid(param, "must be an integer")
    if not minimum <= value <= maximum:
        raise invalid(param, f"must be from {minimum} to {maximum}")
    return value


def a_number(value: Any, param: str, minimum: float, maximum: float) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise invalid(param, "must be a number")
    if not minimum <= value <= maximum:
        raise invalid(param, f"must be from {minimum:g} to {maximum:g}")
    return value
