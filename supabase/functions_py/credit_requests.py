"""The bodies of /v1/credits/holds: strict, whole numbers only, bounds as the database has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from functions_py.translate.check import a_text, an_integer, only_members, optional

# A billion credits: more than anybody has, and far from the end of a bigint.
MAX_AMOUNT = 10**15

# Long enough for most of what an app meters; a forgotten hold locks credits up no longer.
DEFAULT_LIFE_S = 900
MAX_LIFE_S = 86_400

# It stands in the account's book.
MAX_REF_CHARS = 255


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """Amounts in microcredits. ref: the app's own name of the work."""

    amount: int
    expires_in_s: int
    ref: str | None

    @classmethod
    def parse(cls, body: dict[str, Any]) -> PlaceHold:
        """Raises FlorinError 400 `invalid_request`, with `param`."""
        only_members(body, "", ("amount_microcredits", "expires_in_s", "ref"))
        return cls(_amount(body.get("amount_microcredits")), _life(body), _ref(body))


@dataclass(frozen=True, slots=True)
class SettleHold:
    """What the work cost, in microcredits."""

    amount: int
    ref: str | None

    @classmethod
    def parse(cls, body: dict[str, Any]) -> SettleHold:
        """Raises FlorinError 400 `invalid_request`, with `param`."""
        only_members(body, "", ("amount_microcredits", "ref"))
        return cls(_amount(body.get("amount_microcredits")), _ref(body))


@dataclass(frozen=True, slots=True)
class ExtendHold:
    """What to hold at least, in microcredits (None: as it is), and for how long at least."""

    amount: int | None
    expires_in_s: int

    @classmethod
    def parse(cls, body: dict[str, Any]) -> ExtendHold:
        """Raises FlorinError 400 `invalid_request`, with `param`."""
        only_members(body, "", ("amount_microcredits", "expires_in_s"))
        amount = optional(body, "amount_microcredits", lambda value, _: _amount(value))
        return cls(amount, _life(body))


def _amount(value: Any) -> int:
    return an_integer(value, "amount_microcredits", 1, MAX_AMOUNT)


def _life(body: dict[str, Any]) -> int:
    given = optional(
        body, "expires_in_s", lambda value, name: an_integer(value, name, 1, MAX_LIFE_S)
    )
    return DEFAULT_LIFE_S if given is None else given


def _ref(body: dict[str, Any]) -> str | None:
    return optional(body, "ref", lambda value, name: a_text(value, name, MAX_REF_CHARS))
