"""POST /webhooks/apple: App Store Server Notifications V2, stored before they are acknowledged."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.body import read_object
from functions_py.stores import apple
from functions_py.stores.apple_events import notification_event
from functions_py.stores.apple_jws import MAX_SIGNED_CHARS
from functions_py.stores.apple_verifier import refused

# The signed payload in its JSON object.
MAX_BODY_BYTES = MAX_SIGNED_CHARS + 1024


async def receive_notification(request: Request) -> Response:
    """200 once it is stored, also where it was before; a worker folds it. Apple sends everything
    that is answered otherwise again, for days: 503 while the database or the check of a
    certificate is away. 400 `signed_data_refused` for what is not Apple's or not our app's."""
    store = apple.require(request.state.app_store)
    _, body = await read_object(request, request.state.settings, MAX_BODY_BYTES)
    signed = body.get("signedPayload")
    if not isinstance(signed, str):
        raise refused("malformed")
    event = notification_event(signed, await store.verifier.notification(signed))
    await request.state.rpc.store_event(event)
    return Response(status_code=200)


routes = [Route("/webhooks/apple", receive_notification, methods=["POST"])]
