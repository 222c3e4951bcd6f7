"""A request, understood: what a route hands to the hot path, and what the database made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
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
    persona: str | None = None
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
        400 `invalid_idempotency_key`, `invalid_on_disconnect`, `invalid_persona`,
        `invalid_last_event_id`."""
        headers = request.headers
        key = idempotency.idempotency_key(headers)
        persona = idempotency.persona(headers)
        return cls(
            principal=principal,
            api=api,
            shape=shape,
            facts=facts,
            translator=translator,
            relays_refusals=relays_refusals,
            # Compared only where there is a key; a large body is not hashed for nothing.
            request_hash=_NO_HASH
            if key is None
            else idempotency.request_hash(api or "", raw_body, persona),
            provider_headers={name: headers[name] for name in _PROVIDER_HEADERS if name in headers},
            idempotency_key=key,
            on_disconnect=idempotency.on_disconnect(headers),
            persona=persona,
            last_event_id=idempotency.last_event_id(headers) or 0,
        )


@dataclass(frozen=True, slots=True)
class Begun:
    """A generation whose hold is placed: api.begin_generation's answer `started`.

    selected_because: requested, persona, default or system_default; instead_of, instead_because:
    the preference that could not be followed, and why. paced_s: how far ahead of the clock the
    account's requests have used its rate, in seconds.
    """

    generation_id: UUID
    model: str
    on_disconnect: str
    step_tokens: int
    max_output_tokens: int
    price: Price
    routes: tuple[Route, ...]
    hold: int
    selected_because: str
    instead_of: str | None
    instead_because: str | None
    requests_per_minute: int | None
    paced_s: float | None
    messages_per_day: int | None
    messages_today: int | None

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
            selected_because=reply["selected_because"],
            instead_of=reply["instead_of"],
            instead_because=reply["instead_because"],
            requests_per_minute=reply["requests_per_minute"],
            paced_s=reply["paced_s"],
            messages_per_day=reply["messages_per_day"],
            messages_today=reply["messages_today"],
        )

    def headers(self) -> dict[str, str]:
        """Which model it is and why; a name that a header cannot carry is percent-encoded."""
        headers = {
            "florin-model": _header_text(self.model),
            "florin-selected-because": self.selected_because,
        }
        if self.instead_of is not None:
            headers["florin-instead-of"] = _header_text(self.instead_of)
            headers["florin-instead-because"] = self.instead_because or ""
        return headers


def _header_text(name: str) -> str:
    return quote(name, safe="/:@.-_ ")
