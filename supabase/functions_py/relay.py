"""One generation, from its hold to its charge: what streams and whole replies have in common.

A relay runs in a task of its own (stoppable.py), so that a client that leaves takes nothing with it
but its connection. Whatever happens, `_settle` runs.
"""

from __future__ import annotations

import asyncio
import logging
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import aiohttp
from starlette.responses import Response

from functions_py import ending as endings
from functions_py.counters import Counters
from functions_py.ending import Ending, charged_usage
from functions_py.errors import FlorinError, internal
from functions_py.failover import Route
from functions_py.families import Family
from functions_py.key_redaction import without_key
from functions_py.limit_headers import limit_headers, limits_of
from functions_py.order import Begun, Order
from functions_py.rpc import Rpc
from functions_py.settings import Settings, SettingsError
from functions_py.shapes import render
from functions_py.stoppable import Stoppable
from functions_py.transcript import Budget
from functions_py.upstream import Attempt, AttemptFailed, RequestRefused, Upstream
from functions_py.usage import Usage

log = logging.getLogger(__name__)

# How long a client whose reply is complete waits for its charge when the database is away; the
# relay itself goes on trying for `db_settle_deadline_s`.
FIRST_SETTLE_S = 2.0

# Outcomes of attempts that say nothing about the provider.
_UNREMARKABLE = ("completed", "canceled", "credits_exhausted", "refused", "unsupported")


@dataclass(frozen=True, slots=True)
class Tools:
    """What every relay of the process shares."""

    settings: Settings
    rpc: Rpc
    upstream: Upstream
    families: Mapping[str, Family]
    budget: Budget
    counters: Counters


@dataclass(frozen=True, slots=True)
class Bill:
    """What finish_generation is told."""

    usage: Usage | None
    source: str


class Relay(Stoppable):
    """Base of StreamRelay and ReplyRelay. Subclasses say how to talk to the provider (`_relay`),
    what was used (`_reported`, `_final`, `_output_bytes`) and what the client gets (`_conclude`).
    """

    __slots__ = (
        "_attempts",
        "_begun",
        "_key",
        "_start_headers",
        "_order",
        "_tools",
        "account_id",
        "generation_id",
        "keyed",
        "model",
        "name",
        "on_disconnect",
        "refusal",
    )

    def __init__(self, tools: Tools, order: Order, begun: Begun) -> None:
        super().__init__(tools.settings)
        self.generation_id: UUID = begun.generation_id
        self.name = str(begun.generation_id)
        self.account_id: UUID = order.principal.account_id
        self.on_disconnect = begun.on_disconnect
        self.model = begun.model
        self.refusal: Response | None = None
        self.keyed = order.idempotency_key is not None
        self._tools = tools
        self._order = order
        self._begun = begun
        # Of the moment it began, also for who comes back to it later.
        self._start_headers = {
            **begun.headers(),
            **limit_headers(limits_of(begun), order.shape),
        }
        self._attempts: list[Attempt] = []
        # Of the provider asked last: it must not come back to the client.
        self._key: str | None = None

    def start(self) -> asyncio.Task[None]:
        """Starts the relay; the caller keeps the task."""
        self._order.translator.start(self.name, self.model, datetime.now(UTC))
        return self._start(self._run())

    def headers(self) -> dict[str, str]:
        """Headers of every response about this generation."""
        # The last two are where the vendors' SDKs look for the id they show.
        return {
            "florin-generation-id": self.name,
            "request-id": self.name,
            "x-request-id": self.name,
            **self._start_headers,
        }

    # --- what differs -------------------------------------------------------------------------

    @abstractmethod
    async def _relay(self) -> Ending:
        """The work itself; how it ended."""

    @abstractmethod
    def _reported(self) -> Usage | None:
        """What the provider has said about usage so far."""

    @abstractmethod
    def _final(self) -> bool:
        """Whether the provider has said its last word."""

    @abstractmethod
    def _output_bytes(self) -> int:
        """Bytes of text relayed so far."""

    def _stop_message(self, ending: Ending) -> None:
        """Relays what ends the message, before it is charged."""

    @abstractmethod
    def _stored_reply(self) -> tuple[bytes | None, str | None]:
        """What is kept for replays of the Idempotency-Key, and its content type."""

    @abstractmethod
    def _conclude(self, ending: Ending, settlement: Mapping[str, Any] | None) -> None:
        """Gives the client its last bytes."""

    @abstractmethod
    def drop(self) -> None:
        """Gives up what is kept for readers that come back."""

    @abstractmethod
    def _abandon(self) -> None:
        """Lets the client go, whatever it was told."""

    # --- the run ------------------------------------------------------------------------------

    async def _run(self) -> None:
        ending = await self._ending()
        await self._stand_still()
        await self._settle(ending)
        self._let_go()

    async def _ending(self) -> Ending:
        """Relays to the end, and gives every way it can end a name."""
        try:
            return await self._named_ending()
        except Exception:
            log.exception("relay failed", extra=self._names())
            return Ending("provider_failed", internal())

    async def _named_ending(self) -> Ending:
        try:
            return await self._interruptibly(self._relay())
        except RequestRefused as refused:
            self.refusal = self._refuse(refused)
            return Ending("invalid", self._refusal_error(refused))
        except FlorinError as error:
            if error.status >= 500:
                return Ending("provider_failed", error)
            self.refusal = render(error, self._order.shape, self.name)
            return Ending("invalid", error)

    async def _settle(self, ending: Ending) -> None:
        """Charges, tells the client, and keeps at it while the database is away."""
        self._stop_message(ending)
        bill = self._bill(ending)
        if self._attempts:
            last = self._attempts[-1]
            last.usage = bill.usage.as_json() if bill.usage is not None else []
            if last.duration_ms is None:
                last.end(ending.outcome)
        reply, reply_type = self._stored_reply() if self.keyed else (None, None)
        arguments: dict[str, Any] = {
            "account_id": self.account_id,
            "generation_id": self.generation_id,
            "outcome": ending.outcome,
            "usage": bill.usage.as_json() if bill.usage is not None else None,
            "usage_source": bill.source,
            "attempts": [attempt.as_json() for attempt in self._attempts],
            "http_status": self._http_status(ending),
            "error": None if ending.error is None else _as_json(ending.error),
            "reply": reply,
            "reply_type": reply_type,
            "retryable": bill.usage is None and ending.outcome != "invalid",
        }
        settlement = await self._finish(arguments, FIRST_SETTLE_S)
        try:
            self._conclude(ending, settlement)
        except Exception:
            log.exception("the client was not told the end", extra=self._names())
            self._abandon()
        if settlement is None:
            settlement = await self._finish(arguments, self._tools.settings.db_settle_deadline_s)
        self._observe(ending, settlement)

    async def _finish(self, arguments: dict[str, Any], deadline_s: float) -> dict[str, Any] | None:
        """api.finish_generation, or None where it did not answer: the hold's expiry is the net."""
        try:
            return await self._tools.rpc.finish_generation(**arguments, deadline_s=deadline_s)
        except FlorinError as error:
            log.warning("not settled: %s", error.code, extra=self._names())
            return None
        except Exception:
            log.exception("not settled", extra=self._names())
            return None

    def _bill(self, ending: Ending) -> Bill:
        usage, source = charged_usage(
            ending.outcome,
            reported=self._reported(),
            final=self._final(),
            input_tokens=self._order.facts.input_tokens,
            output_bytes=self._output_bytes,
        )
        return Bill(usage, source)

    # --- the provider -------------------------------------------------------------------------

    async def _ask(self, route: Route, attempt: Attempt) -> tuple[Family, aiohttp.ClientResponse]:
        """The provider's 2xx response to this request, in the route's family."""
        order = self._order
        family = self._tools.families[route.api]
        settings = self._tools.settings
        try:
            url = settings.provider_base_url(route.provider, route.base_url) + family.path
            key = self._key = settings.provider_key(route.key_env)
        except SettingsError as error:
            log.warning("route %s: %s", route.route_id, error, extra=self._names())
            raise AttemptFailed("not_configured") from error
        order.translator.attempt(route.api)
        try:
            words = order.translator.upstream_body(
                route.api, route.provider, route.provider_model, self._begun.max_output_tokens
            )
        except FlorinError as error:
            # Not in this surface's words; another route's may do.
            raise AttemptFailed("unsupported", refusal=error) from error
        body = family.upstream_body(words, route.provider_model)
        headers = family.upstream_headers(key, order.provider_headers)
        return family, await self._tools.upstream.post(url, headers, body, attempt)

    def _let_go(self) -> None:
        """The relay stays for readers that come back; the request, with all its images, and what
        the garbage collector would walk through for nothing, do not."""
        super()._let_go()
        del self._order, self._begun, self._attempts, self._key

    def _refuse(self, refused: RequestRefused) -> Response:
        """The provider's refusal of the request, for the client."""
        if self._order.relays_refusals:
            return Response(
                without_key(refused.body, self._key),
                status_code=refused.status,
                headers={"content-type": refused.content_type, **self.headers()},
            )
        return render(self._refusal_error(refused), self._order.shape, self.name)

    def _refusal_error(self, refused: RequestRefused) -> FlorinError:
        return FlorinError(
            refused.status,
            "provider_refused",
            "The model's provider refused this request. Nothing was charged.",
            extra={"provider_status": refused.status},
        )

    async def _record_progress(self) -> None:
        """Renews the hold, and says what the sweeper should charge if this process dies now."""
        bill = self._bill(endings.BROKEN_OFF)
        try:
            is_open = await self._tools.rpc.record_progress(
                account_id=self.account_id,
                generation_id=self.generation_id,
                usage=bill.usage.as_json() if bill.usage is not None else [],
                hold_seconds=self._tools.settings.hold_seconds,
            )
        except FlorinError as error:
            log.warning("no progress recorded: %s", error.code, extra=self._names())
            return
        if not is_open:
            self.stop(endings.HOLD_LOST)

    def _observe(self, ending: Ending, settlement: Mapping[str, Any] | None) -> None:
        counters = self._tools.counters
        api = self._order.api or "generations"
        counters.generation(api, ending.outcome)
        providers = {route.route_id: route.provider for route in self._begun.routes}
        for attempt in self._attempts:
            if attempt.outcome not in _UNREMARKABLE:
                log.warning(
                    "attempt failed: %s at %s",
                    attempt.outcome,
                    providers[attempt.route_id],
                    extra=self._names(),
                )
            counters.attempt(providers[attempt.route_id], attempt.outcome, attempt.first_byte_ms)
        counters.charge(api, None if settlement is None else settlement["charged"])

    def _http_status(self, ending: Ending) -> int:
        if self.refusal is not None:
            return self.refusal.status_code
        return 200 if ending.error is None else ending.error.status

    def _names(self) -> dict[str, str]:
        return {"generation_id": self.name, "account_id": str(self.account_id)}


def _as_json(error: FlorinError) -> dict[str, Any]:
    """What is kept of an error, enough to tell it again."""
    return {"code": error.code, "status": error.status, "detail": error.detail, **error.extra}
