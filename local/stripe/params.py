"""Form-encoded parameters, nested by brackets as Stripe reads them: `items[0][price]=price_1`.

Each operation says which names it knows; others are refused, so that a misspelt parameter cannot
pass in a test and fail in production.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from local.stripe.errors import StripeFault

# Stripe's own limits on metadata.
MAX_METADATA_KEYS, MAX_METADATA_KEY, MAX_METADATA_VALUE = 50, 40, 500
MAX_FIELDS = 1000
MAX_DEPTH = 8

Value = Any


def parse_form(text: str) -> dict[str, Value]:
    """Nested dicts; lists where the keys are numbers or empty. Raises StripeFault."""
    root: dict[str, Value] = {}
    try:
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise StripeFault("Too many parameters.") from error
    for name, value in fields:
        path = _path(name)
        place = root
        for key in path[:-1]:
            if key == "":
                key = str(len(place))
            inner = place.setdefault(key, {})
            if not isinstance(inner, dict):
                raise StripeFault(f"Invalid parameter: {name}", param=name)
            place = inner
        last = path[-1] or str(len(place))
        if isinstance(place.get(last), dict):
            raise StripeFault(f"Invalid parameter: {name}", param=name)
        place[last] = value
    return {key: _listed(value) for key, value in root.items()}


def _path(name: str) -> list[str]:
    head, _, rest = name.partition("[")
    if not rest:
        return [head]
    path = [head, *rest.removesuffix("]").split("][")]
    if len(path) > MAX_DEPTH:
        raise StripeFault(f"Invalid parameter: {name}", param=name)
    return path


def _listed(value: Value) -> Value:
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(item) for key, item in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


class Params:
    """Typed reading. `prefix` is how the client wrote the way here; the empty string clears."""

    def __init__(self, values: dict[str, Value], prefix: str = "") -> None:
        self.values = values
        self.prefix = prefix

    def named(self, name: str) -> str:
        return f"{self.prefix}[{name}]" if self.prefix else name

    def only(self, *names: str) -> "Params":
        """Refuses other names. `expand` is everywhere."""
        for name in self.values:
            if name not in names and not (name == "expand" and not self.prefix):
                raise StripeFault(
                    f"Received unknown parameter: {self.named(name)}",
                    code="parameter_unknown",
                    param=self.named(name),
                )
        return self

    def has(self, name: str) -> bool:
        return name in self.values

    def is_cleared(self, name: str) -> bool:
        return bool(self.values.get(name) == "")

    def text(self, name: str, choices: Iterable[str] = ()) -> str | None:
        """None when absent or cleared."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise StripeFault(f"Invalid string: {self.named(name)}", param=self.named(name))
        allowed = tuple(choices)
        if allowed and value not in allowed:
            raise StripeFault(
                f"Invalid {self.named(name)}: must be one of {', '.join(allowed)}",
                param=self.named(name),
            )
        return value

    def need(self, name: str, choices: Iterable[str] = ()) -> str:
        value = self.text(name, choices)
        if value is None:
            raise self.missing(name)
        return value

    def missing(self, name: str) -> StripeFault:
        return StripeFault(
            f"Missing required param: {self.named(name)}.",
            code="parameter_missing",
            param=self.named(name),
        )

    def integer(self, name: str, least: int | None = None) -> int | None:
        value = self.text(name)
        if value is None:
            return None
        try:
            number = int(value)
        except ValueError:
            raise StripeFault(
                f"Invalid integer: {value}",
                code="parameter_invalid_integer",
                param=self.named(name),
            ) from None
        if least is not None and number < least:
            raise StripeFault(
                f"This value must be greater than or equal to {least}.",
                code="parameter_invalid_integer",
                param=self.named(name),
            )
        return number

    def flag(self, name: str) -> bool | None:
        value = self.text(name)
        if value is None:
            return None
        if value not in ("true", "false"):
            raise StripeFault(f"Invalid boolean: {value}", param=self.named(name))
        return value == "true"

    def section(self, name: str) -> "Params | None":
        """None when absent or cleared."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, dict):
            raise StripeFault("Invalid object", param=self.named(name))
        return Params(value, self.named(name))

    def part(self, name: str) -> "Params":
        """The same, and an empty one when absent."""
        return self.section(name) or Params({}, self.named(name))

    def parts(self, name: str) -> list["Params"]:
        value = self._list(name)
        if not all(isinstance(item, dict) for item in value):
            raise StripeFault("Invalid array", param=self.named(name))
        return [Params(item, f"{self.named(name)}[{number}]") for number, item in enumerate(value)]

    def texts(self, name: str) -> list[str]:
        value = self._list(name)
        if not all(isinstance(item, str) for item in value):
            raise StripeFault("Invalid array", param=self.named(name))
        return list(value)

    def metadata(self, before: dict[str, str] | None = None) -> dict[str, str]:
        """`before` with the given keys set; an empty value takes a key away."""
        if self.is_cleared("metadata"):
            return {}
        section = self.section("metadata")
        kept = dict(before or {})
        for key, value in (section.values if section else {}).items():
            if not isinstance(value, str):
                raise StripeFault("Metadata values must be strings", param=self.named("metadata"))
            if len(key) > MAX_METADATA_KEY or len(value) > MAX_METADATA_VALUE:
                raise StripeFault("Metadata is too long", param=self.named("metadata"))
            if value == "":
                kept.pop(key, None)
            else:
                kept[key] = value
        if len(kept) > MAX_METADATA_KEYS:
            raise StripeFault("Metadata has too many keys", param=self.named("metadata"))
        return kept

    def _list(self, name: str) -> list[Value]:
        value = self.values.get(name)
        if value is None or value == "":
            return []
        if not isinstance(value, list):
            raise StripeFault("Invalid array", param=self.named(name))
        return value
