"""The Translator of the native endpoints, which translates nothing.

The client speaks its provider's own language: events and replies go through as they came, and
what Florin has to say about the charge stands in a comment, which every SSE parser skips. Both
vendors' SDKs parse every named event, so a named one would break them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from starlette.requests import Request

from functions_py.auth import Principal
from functions_py.ending import CREDITS_EXHAUSTED, PROVIDER_ERROR
from functions_py.errors import FlorinError
from functions_py.families import Family
from functions_py.order import Order
from functions_py.shapes import in_band
from functions_py.translate import MalformedEvent, Settlement
from functions_py.translate.vocabulary import charge


class Native:
    """See translate.Translator for the contract."""

    def __init__(self, family: Family, body: dict[str, Any]) -> None:
        self._family = family
        self._body = body
        self._hides_usage = family.hides_usage_event(body)
        self._generation_id = ""

    def start(self, generation_id: str, model: str, created_at: datetime) -> None:
        self._generation_id = generation_id

    def attempt(self, api: str) -> None:
        """Nothing is kept between attempts."""

    def upstream_body(
        self, api: str, provider: str, provider_model: str, max_output_tokens: int | None
    ) -> dict[str, Any]:
        return self._body

    def events(self, raw: list[bytes]) -> list[bytes]:
        # The provider has answered: the request, which may hold images, is not needed again.
        self._body = {}
        return self._family.client_view(raw) if self._hides_usage else raw

    def stop(self, outcome: str) -> list[bytes]:
        return []

    def error(self, error: FlorinError, settlement: Settlement | None) -> list[bytes]:
        if error is PROVIDER_ERROR.error:
            # The client has the provider's own error event; a second one would never be read.
            return [self._comment(settlement)]
        return [self._in_band(error, settlement), self._comment(settlement)]

    def finish(self, outcome: str, settlement: Settlement | None) -> list[bytes]:
        comment = self._comment(settlement)
        if outcome == CREDITS_EXHAUSTED.outcome and CREDITS_EXHAUSTED.error is not None:
            return [self._in_band(CREDITS_EXHAUSTED.error, settlement), comment]
        return [comment]

    def reply(self, raw: bytes, settlement: Settlement | None) -> bytes:
        return raw

    def check_reply(self, raw: bytes) -> None:
        try:
            value = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise MalformedEvent("a provider's reply is not JSON") from None
        if not isinstance(value, dict):
            raise MalformedEvent("a provider's reply is not a JSON object")

    def _in_band(self, error: FlorinError, settlement: Settlement | None) -> bytes:
        charged = FlorinError(
            error.status,
            error.code,
            error.detail,
            title=error.title,
            extra={**error.extra, **({} if settlement is None else charge(settlement))},
        )
        return in_band(charged, self._family.shape, self._generation_id)

    def _comment(self, settlement: Settlement | None) -> bytes:
        return usage_comment(self._generation_id, settlement)


def native_order(
    request: Request, principal: Principal, family: Family, raw_body: bytes, body: dict[str, Any]
) -> Order:
    """The order of a request to a native endpoint. Raises FlorinError 400."""
    return Order.read(
        request,
        principal,
        raw_body,
        api=family.api,
        shape=family.shape,
        facts=family.parse(body),
        translator=Native(family, body),
        relays_refusals=True,
    )


def usage_comment(generation_id: str, settlement: Settlement | None) -> bytes:
    """What the generation was charged, as `: florin.usage {json}`.

    Without a settlement (the database was away) the charge is not known yet: `pending`.
    """
    members: dict[str, Any] = {"generation_id": generation_id}
    if settlement is None:
        members["pending"] = True
    else:
        members.update(charge(settlement))
    return b": florin.usage %b\n" % orjson.dumps(members)
