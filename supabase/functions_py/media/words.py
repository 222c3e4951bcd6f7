"""What a provider wrote, made fit to be shown to the user who asked: one line, bounded."""

from __future__ import annotations

import re
from typing import Any

MAX_MESSAGE_CHARACTERS = 300

_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")


def line_of(text: Any, otherwise: str) -> str:
    """One line of bounded length; `otherwise` where it is no text."""
    if not isinstance(text, str):
        return otherwise
    line = _UNPRINTABLE.sub(" ", text[: MAX_MESSAGE_CHARACTERS * 2]).strip()
    return line[:MAX_MESSAGE_CHARACTERS] or otherwise


def code_of(code: Any, otherwise: str) -> str:
    """A provider's code, where it looks like one of ours."""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else otherwise
