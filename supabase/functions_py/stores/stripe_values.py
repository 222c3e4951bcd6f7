"""Typed look-ups in Stripe's objects. What is missing or of another kind is None, or Untranslatable
where the meaning hangs on it; nothing else is ever raised, whatever the payload holds.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

Fact = dict[str, Any]
Object = dict[str, Any]

# Stripe's ids have up to 66 characters; the limit it documents for them is 255.
_ID = re.compile(r"[\x21-\x7e]{1,255}")
# 9999-12-31, the last that Python and a client's parser can name.
_LAST_SECOND = 253_402_300_799
# A bigint's, in the smallest unit of any currency.
_LARGEST_AMOUNT = 2**63 - 1
# More units of one thing than anybody sells to one consumer.
MAX_QUANTITY = 1_000_000


class Untranslatable(Exception):
    """A stored event whose meaning is not plain; the text says what is missing, never a value."""


def child(value: Object, *path: str) -> Object:
    """The object at `path`; an empty one where there is none."""
    for name in path:
        inner = value.get(name)
        value = inner if isinstance(inner, dict) else {}
    return value


def children(value: Object, name: str) -> list[Object]:
    """The objects of Stripe's list `name` (`{"data": […]}`); empty where there is none."""
    data = child(value, name).get("data")
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def an_id(value: Any) -> str | None:
    """An id, given as itself or as the object expanded in its place."""
    if isinstance(value, dict):
        value = value.get("id")
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def need_id(value: Any, name: str) -> str:
    found = an_id(value)
    if found is None:
        raise Untranslatable(f"it has no {name}")
    return found


def a_text(value: Any) -> str | None:
    """A short text, such as a status or a reason."""
    return value if isinstance(value, str) and 0 < len(value) <= 255 and "\0" not in value else None


def an_amount(value: Any) -> int | None:
    """An integer in the smallest unit of its currency."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST_AMOUNT:
        return None
    return value


def need_amount(value: Any, name: str) -> int:
    found = an_amount(value)
    if found is None:
        raise Untranslatable(f"it has no {name}")
    return found


def a_decimal(value: Any) -> Decimal | None:
    """Stripe's decimals are texts: `unit_amount_decimal`."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= _LARGEST_AMOUNT else None


def a_quantity(value: Any) -> int | None:
    """1 where it is left out, as Stripe has it; None for what nobody can have bought."""
    if value is None:
        return 1
    found = an_amount(value)
    return found if found is not None and 0 <= found <= MAX_QUANTITY else None


def a_currency(value: Any) -> str | None:
    """ISO 4217 in capitals; Stripe writes it small."""
    if isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha():
        return value.upper()
    return None


def a_time(value: Any) -> str | None:
    """A Unix time as ISO 8601."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _LAST_SECOND:
        return None
    return datetime.fromtimestamp(value, UTC).isoformat()


def need_time(value: Any, name: str) -> str:
    found = a_time(value)
    if found is None:
        raise Untranslatable(f"it has no {name}")
    return found


def an_account(*places: Any) -> str | None:
    """The first of these that is the id of an account (a UUID in its canonical form)."""
    for value in places:
        if not isinstance(value, str) or len(value) != 36:
            continue
        try:
            return str(UUID(value))
        except ValueError:
            continue
    return None
