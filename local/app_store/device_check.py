"""DeviceCheck's three endpoints.

https://developer.apple.com/documentation/devicecheck/accessing-and-modifying-per-device-data.
Errors are sentences, not JSON; so is the answer for a device that was never set, with status 200.
"""

import functools
import time
import uuid
from collections.abc import Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from local.app_store.devices import BadToken
from local.app_store.keys import CallerRefused
from local.app_store.world import World
from local.faults import Fault

NEVER_SET = ("Failed to find bit state", "Bit State Not Found")
BAD_TOKEN = "Missing or incorrectly formatted device token payload"  # noqa: S105 -- a sentence
BAD_BITS = "Missing or incorrectly formatted bits"
BAD_TIMESTAMP = "Missing or incorrectly formatted time stamp"
BAD_TRANSACTION = "Missing or incorrectly formatted transaction ID"
BAD_CALLER = "Unable to verify authorization token"
# How far a time stamp may be off.
MAX_SKEW_MS = 10 * 60 * 1000

Act = Callable[[World, str, str, dict[str, Any]], Response]


class _Refused(Exception):
    pass


def query_two_bits(world: World, environment: str, device: str, body: dict[str, Any]) -> Response:
    bits = world.devices.bits(device, environment)
    if bits is None:
        world.never_set_answers += 1
        # Both are seen in the wild.
        return PlainTextResponse(NEVER_SET[world.never_set_answers % 2])
    return JSONResponse({"bit0": bits.bit0, "bit1": bits.bit1, "last_update_time": bits.updated})


def update_two_bits(world: World, environment: str, device: str, body: dict[str, Any]) -> Response:
    bit0, bit1 = body.get("bit0"), body.get("bit1")
    if not isinstance(bit0, bool) or not isinstance(bit1, bool):
        return PlainTextResponse(BAD_BITS, 400)
    world.devices.set_bits(device, environment, bit0, bit1)
    return Response()


def validate_device_token(
    world: World, environment: str, device: str, body: dict[str, Any]
) -> Response:
    return Response()


def device_routes(world: World, environment: str) -> list[Route]:
    """Below the host of one environment: production or development."""
    acts: tuple[Act, ...] = (query_two_bits, update_two_bits, validate_device_token)
    return [
        Route(
            f"/v1/{act.__name__}",
            functools.partial(_answer, world, environment, act),
            methods=["POST"],
        )
        for act in acts
    ]


async def _answer(world: World, environment: str, act: Act, request: Request) -> Response:
    try:
        world.device_key.check_device_caller(request.headers.get("authorization", ""))
    except CallerRefused:
        return PlainTextResponse(BAD_CALLER, 401)

    async def handle(request: Request) -> Response:
        try:
            body = _body(await request.body())
            device = world.devices.use(str(body["device_token"]), environment)
        except _Refused as refused:
            return PlainTextResponse(str(refused), 400)
        except BadToken:
            return PlainTextResponse(BAD_TOKEN, 400)
        return act(world, environment, device, body)

    return await world.faults.around(act.__name__, request, handle, _refuse)


def _body(raw: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise _Refused(BAD_TOKEN) from None
    if not isinstance(body, dict) or not isinstance(body.get("device_token"), str):
        raise _Refused(BAD_TOKEN)
    stamp = body.get("timestamp")
    # A number in JSON, and not a text, however many digits it has.
    if not isinstance(stamp, int) or abs(stamp - time.time() * 1000) > MAX_SKEW_MS:
        raise _Refused(BAD_TIMESTAMP)
    try:
        uuid.UUID(str(body.get("transaction_id")))
    except ValueError:
        raise _Refused(BAD_TRANSACTION) from None
    return body


def _refuse(fault: Fault) -> Response:
    return PlainTextResponse(fault.text or "Internal Server Error", fault.status)
