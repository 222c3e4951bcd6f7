"""A generation whose reply comes whole: one JSON body, charged, then handed over."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from typing import Any

import aiohttp
from starlette.responses import Response

from functions_py import ending as endings
from functions_py.ending import Ending
from functions_py.errors import internal
from functions_py.failover import Route, first_answer
from functions_py.families import Family
from functions_py.key_redaction import without_key
from functions_py.order import Begun, Order
from functions_py.relay import Relay, Tools
from functions_py.shapes import render
from functions_py.translate import MalformedEvent
from functions_py.upstream import Attempt, AttemptFailed, content_type_of, read_bounded
from functions_py.usage import Usage

JSON = "application/json"

# Parameter of a stored reply's media type: the API surface whose words it is in.
API_PARAMETER = "florin-api"


class ReplyRelay(Relay):
    """A relay whose client gets `response` once `done` is set."""

    __slots__ = (
        "_body",
        "_clients",
        "_content_type",
        "_family",
        "_kept_bytes",
        "_response",
        "_usage",
        "done",
    )

    def __init__(self, tools: Tools, order: Order, begun: Begun) -> None:
        super().__init__(tools, order, begun)
        self.done: asyncio.Future[None] = self._loop.create_future()
        self._body: bytes | None = None
        self._content_type = JSON
        self._family: Family | None = None
        self._usage: Usage | None = None
        self._response: Response | None = None
        self._kept_bytes = 0
        self._clients = 0

    @property
    def response(self) -> Response:
        """What the client gets; there once `done`."""
        if self._response is None:
            raise RuntimeError("the reply is not there yet")
        return self._response

    def attach(self) -> None:
        """A client waits for the reply."""
        self._clients += 1

    def detach(self, gone: bool) -> None:
        """It has it, or is `gone`."""
        self._clients -= 1
        if gone and self.on_disconnect == "cancel" and not self._clients:
            self.stop(endings.CANCELED)

    def drop(self) -> None:
        self._tools.budget.used -= self._kept_bytes
        self._kept_bytes = 0

    async def _relay(self) -> Ending:
        self._body = await first_answer(self._begun.routes, self._attempts, self._fetch)
        return endings.COMPLETED

    async def _fetch(self, route: Route, attempt: Attempt) -> bytes:
        """One try: the whole body. Nothing of it has reached the client, so that a body that
        breaks off or cannot be read is the next route's chance."""
        limit_bytes = self._tools.settings.max_reply_bytes
        self._start_attempt()
        response: aiohttp.ClientResponse | None = None
        try:
            family, response = await self._ask(route, attempt)
            attempt.first_byte()
            # The headers are there; a long reply may take its time within the total.
            self._attempt_due_at = math.inf
            body = await read_bounded(response, limit_bytes + 1)
        except asyncio.CancelledError:
            if self._is_overdue():
                raise AttemptFailed("timed_out") from None
            raise
        finally:
            if response is not None:
                response.close()
        if len(body) > limit_bytes:
            raise AttemptFailed("too_large")
        body = without_key(body, self._key)
        try:
            self._order.translator.check_reply(body)
        except MalformedEvent as error:
            raise AttemptFailed("garbage") from error
        self._content_type = content_type_of(response)
        self._family = family
        self._usage = family.usage_of_body(body, route.provider_model)
        return body

    # --- what the base asks -------------------------------------------------------------------

    def _reported(self) -> Usage | None:
        return self._usage

    def _final(self) -> bool:
        return self._body is not None

    def _output_bytes(self) -> int:
        if self._body is None or self._family is None:
            return 0
        return self._family.text_bytes_of_body(self._body)

    def _silent_at(self) -> float:
        return math.inf

    def _silent(self) -> Ending:
        return endings.IDLE

    def _stored_reply(self) -> tuple[bytes | None, str | None]:
        """The provider's own body: its charge is not known before it is stored. Where the client
        gets another one, the media type says in whose words this is; see replay.py."""
        if self.refusal is not None:
            return bytes(self.refusal.body), self.refusal.headers.get("content-type")
        limit_bytes = self._tools.settings.stored_reply_max_bytes
        if self._body is None or self._family is None or len(self._body) > limit_bytes:
            return None, None
        if self._order.relays_refusals:
            return self._body, self._content_type
        return self._body, f"{JSON}; {API_PARAMETER}={self._family.api}"

    def _conclude(self, ending: Ending, settlement: Mapping[str, Any] | None) -> None:
        if self.refusal is not None:
            self._response = self.refusal
        elif self._body is not None:
            self._response = self._whole(self._body, settlement)
        elif ending.error is not None:
            self._response = render(ending.error, self._order.shape, self.name)
        self._body = None
        if self.keyed:
            self._kept_bytes = len(self.response.body)
            self._tools.budget.add(self._kept_bytes)
        self.done.set_result(None)

    def _abandon(self) -> None:
        if not self.done.done():
            self._response = render(internal(), self._order.shape, self.name)
            self.done.set_result(None)

    def _whole(self, body: bytes, settlement: Mapping[str, Any] | None) -> Response:
        content = self._order.translator.reply(body, settlement)
        headers = {"content-type": self._content_type, **self.headers()}
        if settlement is not None:
            headers |= charge_headers(settlement["charged"], settlement["available"])
        return Response(content, headers=headers)


def charge_headers(charged: int, available: int) -> dict[str, str]:
    """What a whole reply cost and what is left, in microcredits."""
    return {
        "florin-charged-microcredits": str(charged),
        "florin-available-microcredits": str(available),
    }
