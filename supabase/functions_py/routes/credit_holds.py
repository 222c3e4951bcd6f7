"""/v1/credits/holds: credits reserved, then charged or freed, for the app's own features.

Answers with the hold; what the account may spend now is in a header, so that a repeated request
is answered with the same body.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py import idempotency
from functions_py.auth import Principal
from functions_py.body import read_object
from functions_py.credit_policy import require_credits
from functions_py.credit_requests import ExtendHold, PlaceHold, SettleHold
from functions_py.errors import FlorinError


async def place_hold(request: Request) -> Response:
    """201 with the hold, also where the same key placed it before. Raises 400
    `idempotency_key_missing`: without one, a lost answer would leave credits locked up."""
    state = request.state
    principal = await _principal(request)
    key = idempotency.idempotency_key(request.headers)
    if key is None:
        raise FlorinError(
            400,
            "idempotency_key_missing",
            "Send an Idempotency-Key: it names the hold when the answer is lost.",
        )
    raw_body, body = await read_object(request, state.settings)
    asked = PlaceHold.parse(body)
    answer = await state.rpc.place_app_hold(
        account_id=principal.account_id,
        user_id=principal.user_id,
        idempotency_key=key,
        request_hash=idempotency.request_hash("credits/holds", raw_body),
        amount=asked.amount,
        expires_in_s=asked.expires_in_s,
        ref=asked.ref,
    )
    return _answer(answer, 201)


async def read_hold(request: Request) -> Response:
    """The hold, or 404 `hold_not_found`, also for what belongs to another account."""
    principal = await _principal(request)
    answer = await request.state.rpc.read_app_hold(
        principal.account_id, principal.user_id, _hold_id(request)
    )
    if answer is None:
        raise _not_found()
    return _answer(answer)


async def settle_hold(request: Request) -> Response:
    """Charges what the work cost. 409 `hold_not_open` where it was closed in another way."""
    principal = await _principal(request)
    hold_id = _hold_id(request)
    _, body = await read_object(request, request.state.settings)
    asked = SettleHold.parse(body)
    answer = await request.state.rpc.settle_app_hold(
        principal.account_id, principal.user_id, hold_id, amount=asked.amount, ref=asked.ref
    )
    return _answer(answer)


async def release_hold(request: Request) -> Response:
    """Frees the hold; a body is not read. 409 `hold_not_open` where it was settled."""
    principal = await _principal(request)
    answer = await request.state.rpc.release_app_hold(
        principal.account_id, principal.user_id, _hold_id(request)
    )
    return _answer(answer)


async def extend_hold(request: Request) -> Response:
    """Raises the hold, or prolongs it. 402 where credits do not reach, 409 where it is closed."""
    principal = await _principal(request)
    hold_id = _hold_id(request)
    _, body = await read_object(request, request.state.settings)
    asked = ExtendHold.parse(body)
    answer = await request.state.rpc.extend_app_hold(
        principal.account_id,
        principal.user_id,
        hold_id,
        amount=asked.amount,
        expires_in_s=asked.expires_in_s,
    )
    return _answer(answer)


async def _principal(request: Request) -> Principal:
    """Who asks, allowed to."""
    principal: Principal = await request.state.authenticator.authenticate(request)
    require_credits(principal, request.state.settings)
    return principal


def _hold_id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise _not_found() from None


def _not_found() -> FlorinError:
    return FlorinError(404, "hold_not_found", "There is no hold with this id on this account.")


def _answer(answer: dict[str, Any], status: int = 200) -> Response:
    return Response(
        orjson.dumps(answer["hold"]),
        status_code=status,
        headers={"florin-available-microcredits": str(answer["available"])},
        media_type="application/json",
    )


_HOLD = "/v1/credits/holds/{id}"

routes = [
    Route("/v1/credits/holds", place_hold, methods=["POST"]),
    Route(_HOLD, read_hold, methods=["GET"]),
    Route(f"{_HOLD}/settle", settle_hold, methods=["POST"]),
    Route(f"{_HOLD}/release", release_hold, methods=["POST"]),
    Route(f"{_HOLD}/extend", extend_hold, methods=["POST"]),
]
