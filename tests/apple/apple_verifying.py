"""What the tests of the verifier share: its settings, and what it says of forgeries."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from typing import Any

import pytest
from apple_signing import APP_ID, BUNDLE_ID
from functions_py.errors import FlorinError
from functions_py.stores.apple_settings import AppleSettings

BASE64URL = string.ascii_letters + string.digits + "-_"


def settings(root: bytes, **changes: Any) -> AppleSettings:
    values: dict[str, Any] = {
        "bundle_id": BUNDLE_ID,
        "app_id": APP_ID,
        "environments": ("production", "sandbox"),
        "roots": (root,),
        "online_checks": False,
        "verify_timeout_s": 10.0,
        "key": None,
        "api_url": None,
        "api_timeout_s": 5.0,
        "may_transfer": False,
        "refund_preference": "",
    }
    return AppleSettings(**{**values, **changes})


async def reason(checking: Any) -> str:
    """Why it was refused, which it must be."""
    with pytest.raises(FlorinError) as refused:
        await checking
    assert (refused.value.status, refused.value.code) == (400, "signed_data_refused")
    return str(refused.value.extra["reason"])


def every_changed_byte(signed: str) -> Iterator[str]:
    """Each byte once by another of the alphabet (a random one), and by one with a bit flipped."""
    dice = random.Random(7)
    for place, character in enumerate(signed):
        other = dice.choice([letter for letter in BASE64URL if letter != character])
        yield signed[:place] + other + signed[place + 1 :]
        flipped = chr(ord(character) ^ (1 << dice.randrange(7)))
        yield signed[:place] + flipped + signed[place + 1 :]
