"""POST /v1/me/merge: what an anonymous user had comes along when they sign in."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.auth import Principal
from functions_py.body import read_object
from functions_py.errors import FlorinError


async def merge_accounts(request: Request) -> Response:
    """`{"account_id", "merged_account_id", "moved": {…}, "merged_at"}`; amounts are microcredits.

    Both users prove themselves: the signed-in one as ever, the anonymous one by a token in the
    body. The same merge again gets the same answer.
    """
    principal = await request.state.authenticator.authenticate(request)
    _, body = await read_object(request, request.state.settings)
    anonymous = await _anonymous(request, body)
    merge = await request.state.rpc.merge_accounts(
        principal.account_id, principal.user_id, anonymous.account_id, anonymous.user_id
    )
    request.state.accounts.forget(principal.user_id)
    request.state.accounts.forget(anonymous.user_id)
    return Response(orjson.dumps(merge), media_type="application/json")


async def _anonymous(request: Request, body: dict[str, Any]) -> Principal:
    """The anonymous user of the body's token. Raises 400 where it is no valid one, 409 where its
    user is not anonymous."""
    token = body.get("anonymous_token")
    if not isinstance(token, str) or len(body) != 1:
        raise FlorinError(
            400, "invalid_request", "Send `anonymous_token`.", extra={"param": "anonymous_token"}
        )
    try:
        anonymous: Principal = await request.state.authenticator.principal_of(token)
    except FlorinError as error:
        if error.status != 401:
            raise
        # Not 401: the request's own credentials are good.
        raise FlorinError(
            400,
            "invalid_anonymous_token",
            "Send a current access token of the anonymous user.",
            extra={"reason": error.code},
        ) from None
    if not anonymous.is_anonymous:
        raise FlorinError(
            409,
            "merge_refused",
            "Only the account of an anonymous user can be merged into another.",
            extra={"rule": "not_anonymous"},
        )
    return anonymous


routes = [Route("/v1/me/merge", merge_accounts, methods=["POST"])]
