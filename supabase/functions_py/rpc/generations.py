"""One paid request: begun, extended, recorded, finished, read.

Amounts are microcredits. Usage is a list of lines `{"model", "input", "cache_read",
"cache_write", "output", "web_search"}` in disjoint slices; anything orjson can write will do,
dataclasses included.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from functions_py.errors import FlorinError
from functions_py.rpc.calls import Calls, json_argument

# What a bigint holds; a larger number from a client must not become a type error in Postgres.
MAX_BIGINT = 2**63 - 1


class GenerationCalls(Calls):
    """api.begin_generation and what follows it."""

    async def begin_generation(
        self,
        *,
        account_id: UUID,
        user_id: UUID,
        generation_id: UUID,
        model: str | None,
        api: str | None,
        stream: bool,
        input_tokens: int,
        max_output_tokens: int | None,
        idempotency_key: str | None,
        request_hash: bytes,
        on_disconnect: str | None,
        hold_seconds: int,
        replica: str,
        choices: int = 1,
        persona: str | None = None,
        key_id: UUID | None = None,
    ) -> dict[str, Any]:
        """Holds credits and answers with price and routes (`status` started), or what became of
        the same request before (`running`, `finished`).

        Never retried: after a broken connection nobody knows whether the hold was placed, and
        the hold that may be there expires by itself. Raises 400, 402, 403, 404, 422, 429, 503.
        """
        for number in (input_tokens, max_output_tokens):
            if number is not None and not 0 <= number <= MAX_BIGINT:
                raise FlorinError(400, "invalid_request", "A number of tokens is out of range.")
        await self._require_schema()
        reply: dict[str, Any] = await self._answer(
            "select api.begin_generation"
            "($1, $2, $3, $4, $5, $6, $7::bigint, $8::bigint, $9, $10, $11, $12, $13, $14, "
            "$15, $16)",
            (
                account_id,
                user_id,
                generation_id,
                model,
                api,
                stream,
                input_tokens,
                max_output_tokens,
                idempotency_key,
                request_hash,
                on_disconnect,
                hold_seconds,
                replica,
                choices,
                persona,
                key_id,
            ),
        )
        return reply

    async def finish_generation(
        self,
        *,
        account_id: UUID,
        generation_id: UUID,
        outcome: str,
        usage: Sequence[Any] | None,
        usage_source: str,
        attempts: Sequence[Any],
        http_status: int,
        error: dict[str, Any] | None = None,
        reply: bytes | None = None,
        reply_type: str | None = None,
        retryable: bool = False,
        deadline_s: float | None = None,
    ) -> dict[str, Any]:
        """Prices, settles and releases, once however often it is called.

        Retried with back-off for `deadline_s` (default `db_settle_deadline_s`); then FlorinError
        503, and the sweeper settles from the last recorded progress.
        """
        settled: dict[str, Any] = await self._persist(
            "select api.finish_generation($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            (
                account_id,
                generation_id,
                outcome,
                json_argument(usage),
                usage_source,
                json_argument(attempts),
                http_status,
                json_argument(error),
                reply,
                reply_type,
                retryable,
            ),
            self._settings.db_settle_deadline_s if deadline_s is None else deadline_s,
        )
        return settled

    async def extend_hold(
        self,
        *,
        account_id: UUID,
        generation_id: UUID,
        amount: int,
        hold_seconds: int,
        deadline_s: float | None = None,
    ) -> int:
        """Holds at least `amount` altogether and returns what is held now.

        Retried with back-off for `deadline_s` (default one call time-out). Raises 402 when funds
        are lacking, 409 when the hold is no longer open, 503.
        """
        held: int = await self._persist(
            "select api.extend_hold($1, $2, $3::bigint, $4)",
            (account_id, generation_id, min(amount, MAX_BIGINT), hold_seconds),
            self._settings.db_call_timeout_s if deadline_s is None else deadline_s,
        )
        return held

    async def record_progress(
        self, *, account_id: UUID, generation_id: UUID, usage: Sequence[Any], hold_seconds: int
    ) -> bool:
        """Renews the hold and notes the usage so far, for the sweeper. False: not open any more.

        Retried once: the next progress is due soon enough. Raises 503.
        """
        is_open: bool = await self._value(
            "select api.record_progress($1, $2, $3, $4)",
            (account_id, generation_id, json_argument(usage), hold_seconds),
            retry=True,
        )
        return is_open

    async def read_generation(
        self, account_id: UUID, user_id: UUID, generation_id: UUID
    ) -> dict[str, Any] | None:
        """One generation's public facts; None where the account has none of that id."""
        facts: dict[str, Any] | None = await self._value(
            "select api.read_generation($1, $2, $3)",
            (account_id, user_id, generation_id),
            retry=True,
        )
        return facts

    async def read_reply(
        self, account_id: UUID, generation_id: UUID
    ) -> tuple[int, str, bytes] | None:
        """The stored reply as (HTTP status, content type, body); None where none was kept."""
        row: tuple[int, str, bytes] | None = await self._row(
            "select http_status, content_type, body from api.read_reply($1, $2)",
            (account_id, generation_id),
            retry=True,
        )
        return row
