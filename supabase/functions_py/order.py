"""A request, understood: what a route hands to the hot path, and what the database made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request

from functions_py import idempotency
from functions_py.allowance import Price
from functions_py.auth import Principal
from functions_py.failover import Route
from functions_py.families import RequestFacts
from functions_py.shapes import Shape
from functions_py.translate import Translator

# What a family may pass on; everything else of the client's stays here.
_PROVIDER_HEADERS = ("anthropic-version", "anthropic-beta")

_NO_HASH = b""


@dataclass(frozen=True, slots=True)
class Order:
    """What the client asks for, in the words of its endpoint.

    api: the surface asked for, as the catalogue names it; None where any will do. translator: one
    per request, what makes the provider's events and replies the client's. relays_refusals: a
    provider's 4xx goes to the client as it is, rather than as an error of ours. provider_headers:
    the client's headers that providers of this family understand.
    """

    principal: Principal
    api: str | None
    shape: Shape
    facts: RequestFacts
    translator: Translator
    relays_refusals: bool
    request_hash: bytes
    provider_headers: Mapping[str, str]
    idempotency_key: str | None = None
    on_disconnect: str | None = None
    last_event_id: int = 0

    @classmethod
    def read(
        cls,
        request: Request,
        principal: Principal,
        raw_body: bytes,
        *,
        api: str | None,
        shape: Shape,
        facts: RequestFacts,
        translator: Translator,
        relays_refusals: bool,
    ) -> Order:
        """What is in the body, given, with what is in the headers, read here. Raises FlorinError
        400 `invalid_idempotency_key`, `invalid_on_disconnect`, `invalid_last_event_id`."""
        headers = request.headers
        key = idempotency.idempotency_key(headers)
        return cls(
            principal=principal,
            api=api,
            shape=shape,
            facts=facts,
            translator=translator,
            relays_refusals=relays_refusals,
            # Compared only where there is a key; a large body is not hashed for nothing.
            request_hash=_NO_HASH if key is None else idempotency.request_hash(api or "", raw_body),
            provider_headers={name: headers[name] for name in _PROVIDER_HEADERS if name in headers},
            idempotency_key=key,
            on_disconnect=idempotency.on_disconnect(headers),
            last_event_id=idempotency.last_event_id(headers) or 0,
        )


@dataclass(frozen=True, slots=True)
class Begun:
    """A generation whose hold is placed: api.begin_generation's answer `started`."""

    generation_id: UUID
    model: str
    on_disconnect: str
    step_tokens: int
    max_output_tokens: int
    price: Price
    routes: tuple[Route, ...]
    hold: int

    @classmethod
    def from_json(cls, reply: Mapping[str, Any]) -> Begun:
        price = reply["price"]
        return cls(
            generation_id=UUID(reply["generation_id"]),
            model=reply["model"],
            on_disconnect=reply["on_disconnect"],
            step_tokens=reply["step_tokens"],
            max_output_tokens=reply["max_output_tokens"],
            price=Price(
                price["input"],
                price["cache_read"],
                price["cache_write"],
                price["output"],
                price["request"],
                price["web_search"],
            ),
            routes=tuple(
                Route(
                    r["route_id"],
                    r["provider"],
                    r["api"],
                    r["base_url"],
                    r["key_env"],
                    r["provider_model"],
                )
                for r in reply["routes"]
            ),
            hold=reply["hold"],
        )
