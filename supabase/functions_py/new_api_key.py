"""The body of POST /v1/api-keys. Kinds are checked here, rules by access.check_key in Postgres."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions_py.families.request import invalid
from functions_py.rpc import MAX_BIGINT

_MEMBERS = frozenset(
    {"name", "scopes", "expires_at", "budget", "budget_period", "requests_per_minute"}
)
MAX_INTEGER = 2**31 - 1


@dataclass(frozen=True)
class NewApiKey:
    """What a key is to be. budget: µc. None of scopes: Postgres has the default."""

    name: str
    scopes: list[str] | None
    expires_at: datetime | None
    budget: int | None
    budget_period: str | None
    requests_per_minute: int | None

    @classmethod
    def parse(cls, body: dict[str, Any]) -> NewApiKey:
        """Raises FlorinError 400 `invalid_request`, whose `param` says where."""
        for member in body:
            if member not in _MEMBERS:
                raise invalid(member[:100], "is not a member of this request")
        name = _text(body, "name")
        if name is None:
            raise invalid("name", "is missing")
        return cls(
            name=name,
            scopes=_texts(body, "scopes"),
            expires_at=_time(body, "expires_at"),
            budget=_integer(body, "budget", MAX_BIGINT),
            budget_period=_text(body, "budget_period"),
            requests_per_minute=_integer(body, "requests_per_minute", MAX_INTEGER),
        )


def _text(body: dict[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid(name, "must be text")
    return value


def _texts(body: dict[str, Any], name: str) -> list[str] | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise invalid(name, "must be a list of texts")
    return value


def _integer(body: dict[str, Any], name: str, maximum: int) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= maximum:
        raise invalid(name, "must be a whole number that is not negative")
    return value


def _time(body: dict[str, Any], name: str) -> datetime | None:
    text = _text(body, name)
    if text is None:
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        value = None
    # A time without its zone would mean another moment on every machine.
    if value is None or value.tzinfo is None:
        raise invalid(name, "must be a time with its zone, such as 2027-01-01T00:00:00Z")
    return value
