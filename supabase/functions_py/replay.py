"""A finished generation told again, from what Postgres keeps of it for 24 hours.

The stored reply is what the client was relayed. What followed it, error and charge, is made from
the generation's facts: it was not known yet when the reply was stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.responses import Response

from functions_py.errors import FlorinError
from functions_py.native import usage_comment
from functions_py.reply_relay import API_PARAMETER, JSON
from functions_py.rpc import Rpc
from functions_py.shapes import Shape, in_band
from functions_py.sse import EventSplitter
from functions_py.transcript import Budget, Transcript
from functions_py.translate import Translator, vocabulary


async def replay(
    rpc: Rpc,
    account_id: UUID,
    facts: Mapping[str, Any],
    after_id: int,
    translator: Translator | None = None,
) -> Response:
    """The response that was given before; for a stream, the events after `after_id`.

    facts: api.read_generation's answer. translator: of the repeated request, where there is one.
    Raises FlorinError 409 `replay_unavailable` where no reply is kept, 400
    `invalid_last_event_id`, 503.
    """
    generation_id = UUID(facts["id"])
    stored = await rpc.read_reply(account_id, generation_id)
    if stored is None:
        raise FlorinError(
            409,
            "replay_unavailable",
            "This generation is over and its reply is not kept. It was charged once; use a new"
            " Idempotency-Key to run it again.",
            extra={"generation_id": facts["id"], "generation_status": facts["status"]},
        )
    status, content_type, body = stored
    headers = {
        "content-type": content_type,
        "florin-generation-id": facts["id"],
        "request-id": facts["id"],
        "x-request-id": facts["id"],
    }
    if content_type.startswith("text/event-stream"):
        return Response(_stream(facts, bytes(body), after_id), headers=headers)
    headers["florin-charged-microcredits"] = str(facts["charged_microcredits"])
    if API_PARAMETER in content_type and translator is not None:
        translator.start(facts["id"], facts["model"], datetime.fromisoformat(facts["created_at"]))
        translator.attempt(content_type.partition(f"{API_PARAMETER}=")[2])
        headers["content-type"] = JSON
        body = translator.reply(bytes(body), settlement_of(facts))
    return Response(bytes(body), status_code=status, headers=headers)


def settlement_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as finish_generation would have told them. What was available then is not known."""
    return {
        "charged": facts["charged_microcredits"],
        "usage": facts["usage"],
        "usage_source": facts["usage_source"],
        "iterations": facts["iterations"],
    }


def _stream(facts: Mapping[str, Any], body: bytes, after_id: int) -> bytes:
    transcript = Transcript(2 * len(body) + 65536, Budget(4 * len(body) + 65536))
    transcript.append(EventSplitter().feed(body))
    transcript.append(_ending(facts))
    transcript.end()
    return transcript.attach(after_id).take()


def _ending(facts: Mapping[str, Any]) -> list[bytes]:
    """The events that told of errors and of the charge."""
    settlement = settlement_of(facts)
    error = _error_of(facts)
    if error is not None and error.code == "canceled":
        # Nobody was there to be told.
        error = None
    if facts["api"] is None:
        usage = vocabulary.usage(facts["id"], settlement)
        if error is None or error.code == "credits_exhausted":
            # Running out of credits is told by message_stop, which is in the reply.
            return [usage]
        return [vocabulary.error(error, settlement), usage]
    shape: Shape = "anthropic" if facts["api"] == "messages" else "openai"
    comment = usage_comment(facts["id"], settlement)
    if error is None or error.code == "provider_error":
        return [comment]
    error.extra.update(vocabulary.charge(settlement))
    return [in_band(error, shape, facts["id"]), comment]


def _error_of(facts: Mapping[str, Any]) -> FlorinError | None:
    error = facts["error"]
    if error is None:
        return None
    extra = {k: v for k, v in error.items() if k not in ("code", "status", "detail")}
    return FlorinError(
        error.get("status", 500), error["code"], error.get("detail", ""), extra=extra
    )
