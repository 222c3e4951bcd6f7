"""Texts that somebody else's code stumbled over, and where a client may put a text.

Each field is a request with one place for a text. `stored` says where it can be read again.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

# As JSON has them: some cannot be written by a JSON library that is strict.
HOSTILE: dict[str, str] = {
    "quote": "'; drop table ledger.accounts cascade; --",
    "or": '" or 1=1 --',
    "union": "x') union select secret_hash from access.api_keys --",
    "dollar": "$$; select pg_sleep(20); $$ $1 $99 $a$",
    "percent": "%s %(name)s %n %% %1$s %I %L",
    "backslash": "\\'; \\x00 \\u0000 \\",
    "like": "%_%\\%",
    "array": '{"a","b"} {NULL} (1,2,,) [1,2)',
    "json": '{"$ref":"#"} {"__proto__":{"admin":true}}',
    "path": "../../../../etc/passwd",
    "jndi": "${jndi:ldap://127.0.0.1/x} {{7*7}} `id` $(id)",
    "markup": "<script>alert(1)</script>]]>",
    "lines": "a\r\nset-cookie: b=c\r\n\r\n{}\x0b\x0c\x1b[2J\x7f",
    "controls": "".join(map(chr, range(1, 32))),
    "bidi": "\u202edrowssap\u202c \u2066x\u2069",
    "invisible": "\u200b\u200d\ufeff\u2060",
    "combining": "e" + "\u0301" * 300,
    "wide": "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0010ffff \uffff \ufdd0",
    "casing": "ıİßſﬀ\u0345",
    "digits": "１２３٣٤",
    "infinity": "infinity",
    "epoch": "epoch",
    "nan": "NaN",
    "number": "9" * 400,
    "year": "2027-02-01T00:00:00+23:59",
    "seconds": "2027-02-01T00:00:00+01:00:00.5",
    "first": "0001-01-01T00:00:00+14:00",
    "last": "9999-12-31T23:59:59.999999-14:00",
    "uuid": "{00000000-0000-0000-0000-000000000000}",
    "blank": " ",
    "empty": "",
    "long": "x" * 70_000,
    "nul": "a\0b",
    "nuls": "\0",
}
# Half of a surrogate pair, which no JSON text may have.
LONE_SURROGATE = "\ud800"


@dataclass(frozen=True)
class Field:
    """A request, and the way to the one text of its that is replaced. `stored`: where the text is
    found in the answer where that is a success."""

    method: str
    path: str
    body: Any
    way: tuple[Any, ...]
    headers: dict[str, str] = field(default_factory=dict)
    stored: tuple[Any, ...] | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path} {'.'.join(map(str, self.way))}"

    def body_with(self, text: str) -> Any:
        changed = copy.deepcopy(self.body)
        place = changed
        for step in self.way[:-1]:
            place = place[step]
        if self.way[-1] == NAME:
            place[text] = "value"
        else:
            place[self.way[-1]] = text
        return changed


# The last step of a way: the text is a member's name.
NAME = "(name)"

_IMAGE = {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
_INLINE = {
    "type": "image",
    "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="},
}
_UNIFIED = {
    "model": "demo",
    "system": "s",
    "stop": ["x"],
    "max_output_tokens": 2,
    "stream": False,
    "on_disconnect": "cancel",
    "metadata": {"k": "v"},
    "messages": [{"role": "user", "content": [{"type": "text", "text": "t"}, _IMAGE, _INLINE]}],
}
_CHAT = {
    "model": "demo",
    "max_tokens": 2,
    "user": "u",
    "messages": [
        {
            "role": "user",
            "name": "n",
            "content": [
                {"type": "text", "text": "t"},
                {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
            ],
        }
    ],
}
_MESSAGES = {
    "model": "demo-claude",
    "max_tokens": 2,
    "system": "s",
    "messages": [{"role": "user", "content": [{"type": "text", "text": "t"}, _IMAGE]}],
}
_JOB = {
    "model": "demo-image",
    "prompt": "p",
    "resolution": "1024x1024",
    "aspect_ratio": "1:1",
    "options": {"k": "v"},
}
_KEY = {
    "name": "n",
    "scopes": ["read"],
    "expires_at": "2027-01-01T00:00:00Z",
    "budget": 1,
    "budget_period": "day",
}
_PROFILE = {"display_name": "n", "locale": "de", "time_zone": "UTC", "app_data": {"k": {"l": "v"}}}
_CHECKOUT = {
    "product": "credits-1000-stripe",
    "success_url": "https://example.com/",
    "cancel_url": "https://example.com/",
}

# Where a request's text is told again.
_STORED = {
    ("/v1/me", ("display_name",)): ("profile", "display_name"),
    ("/v1/me", ("app_data", "k", "l")): ("profile", "app_data", "k", "l"),
    ("/v1/api-keys", ("name",)): ("name",),
    ("/v1/jobs", ("prompt",)): ("input", "prompt"),
    ("/v1/credits/holds", ("ref",)): ("ref",),
}

_BODIES: list[tuple[str, str, Any]] = [
    ("POST", "/v1/generations", _UNIFIED),
    ("POST", "/v1/chat/completions", _CHAT),
    ("POST", "/v1/messages", _MESSAGES),
    ("POST", "/v1/responses", {"model": "demo", "input": "t", "instructions": "i"}),
    ("POST", "/v1/completions", {"model": "demo", "prompt": "t", "max_tokens": 2, "suffix": "s"}),
    ("POST", "/v1/embeddings", {"model": "demo-embedding", "input": ["t"]}),
    ("POST", "/v1/jobs", _JOB),
    ("PATCH", "/v1/me", _PROFILE),
    ("POST", "/v1/api-keys", _KEY),
    ("POST", "/v1/me/merge", {"anonymous_token": "t"}),
    ("POST", "/v1/credits/holds", {"amount_microcredits": 1, "expires_in_s": 60, "ref": "r"}),
    ("POST", "/v1/billing/checkout", _CHECKOUT),
    ("POST", "/v1/billing/portal", {"return_url": "https://example.com/"}),
    ("POST", "/v1/devices/check", {"device_token": "dG9rZW4="}),
    ("POST", "/v1/devices/attest", {"key_id": "a" * 43 + "=", "attestation": "YXR0"}),
    ("POST", "/v1/iap/apple/transactions", {"signed_transaction": "a.b.c"}),
    ("POST", "/v1/iap/apple/restore", {"signed_transactions": ["a.b.c"]}),
    ("POST", "/v1/iap/apple/restore", {"transaction_id": "1"}),
    ("POST", "/webhooks/apple", {"signedPayload": "a.b.c"}),
]


def ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """To every text in it, and to a new name in every object that has members of any name."""
    if isinstance(value, str):
        yield way
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from ways(item, (*way, index))
    elif isinstance(value, dict):
        yield (*way, NAME)
        for name, item in value.items():
            yield from ways(item, (*way, name))


def fields() -> list[Field]:
    """Every text of every body that a route takes."""
    return [
        Field(
            method,
            path,
            body,
            way,
            {"idempotency-key": "(new)"} if path == "/v1/credits/holds" else {},
            _STORED.get((path, way)),
        )
        for method, path, body in _BODIES
        for way in ways(body)
    ]


def bodies() -> list[tuple[str, str, Any]]:
    """Method, path and a body that is good, of every route that takes one."""
    return _BODIES


# A query's or a path's text: `{}` is where it goes, escaped.
ADDRESSES = [
    "/v1/usage?from={}",
    "/v1/usage?to={}",
    "/v1/usage?group_by={}",
    "/v1/jobs?before={}",
    "/v1/jobs?limit={}",
    "/v1/jobs/{}",
    "/v1/models/{}",
    "/v1/models/{}/trial-status",
    "/v1/generations/{}",
    "/v1/generations/{}/stream",
    "/v1/credits/holds/{}",
    "/v1/{}",
    "/{}",
]

# Header → the request that reads it.
HEADERS = {
    "idempotency-key": ("POST", "/v1/generations"),
    "florin-persona": ("POST", "/v1/generations"),
    "florin-on-disconnect": ("POST", "/v1/generations"),
    "last-event-id": ("POST", "/v1/generations"),
    "anthropic-version": ("POST", "/v1/messages"),
    "anthropic-beta": ("POST", "/v1/messages"),
    "florin-account": ("GET", "/v1/me"),
    "if-none-match": ("GET", "/v1/catalog"),
    "prefer": ("GET", "/v1/jobs"),
    "authorization": ("GET", "/v1/me"),
    "x-api-key": ("GET", "/v1/me"),
    "content-type": ("POST", "/v1/generations"),
    "content-encoding": ("POST", "/v1/generations"),
    "stripe-signature": ("POST", "/webhooks/stripe"),
    "x-fal-webhook-signature": ("POST", "/webhooks/fal"),
    "x-fal-webhook-timestamp": ("POST", "/webhooks/fal"),
    "florin-assertion": ("POST", "/v1/devices/check"),
    "florin-attest-key": ("POST", "/v1/devices/check"),
}
