"""GET /v1/catalog: every model as the user sees it, and 304 where they have seen just that."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.entity_tag import entity_tag, is_among

# Kept by the client alone, and asked for anew each time: a message, a purchase or an edit changes
# it at once. Asking costs one call and, mostly, an answer without a body.
_CACHING = {
    "cache-control": "private, max-age=0, must-revalidate",
    "vary": "Authorization, X-Api-Key",
}


async def read_catalog(request: Request) -> Response:
    """`{"models": […], "preferences": {…}}` with a strong `ETag`; prices are microcredits.

    The tag is of the answer's own bytes, so it changes exactly when the answer does.
    """
    principal = await request.state.authenticator.authenticate(request)
    body = await request.state.rpc.read_catalog(principal.account_id, principal.user_id)
    tag = entity_tag(body)
    headers = {"etag": tag, **_CACHING}
    if is_among(tag, request.headers.getlist("if-none-match")):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


routes = [Route("/v1/catalog", read_catalog, methods=["GET"])]
