"""POST /realtime/v1/api/broadcast: messages from servers, without a WebSocket.

Source: lib/realtime/tenants/batch_broadcast.ex and single_broadcast.ex of supabase/realtime.
"""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.realtime.authority import Authority
from local.realtime.frames import Broadcast
from local.realtime.hub import Hub
from local.realtime.limits import Limits
from local.realtime.tokens import Claims, Refusal, Tokens

MAX_MESSAGES = 100


class ApiBroadcast:
    def __init__(self, hub: Hub, tokens: Tokens, authority: Authority, limits: Limits) -> None:
        self._hub = hub
        self._tokens = tokens
        self._authority = authority
        self._limits = limits

    async def send_batch(self, request: Request) -> Response:
        """202 also for private topics that the sender may not write to, as the platform does."""
        try:
            claims = self._claims(request)
        except Refusal:
            return JSONResponse({"message": "Unauthorized"}, 401)
        given = await self._body(request)
        try:
            messages = given["messages"] if isinstance(given, dict) else None
            if not isinstance(messages, list) or not 0 < len(messages) <= MAX_MESSAGES:
                raise ValueError("messages")
            for message in messages:
                self._check(message)
        except (KeyError, TypeError, ValueError) as error:
            return JSONResponse({"errors": {"messages": [f"is invalid: {error}"]}}, 422)
        for message in messages:
            private = message.get("private") is True
            await self._publish(claims, message["topic"], private, message)
        return Response(status_code=202)

    async def send_one(self, request: Request) -> Response:
        try:
            claims = self._claims(request)
        except Refusal:
            return JSONResponse({"message": "Unauthorized"}, 401)
        payload = await self._body(request)
        if payload is None:
            return JSONResponse({"errors": {"payload": ["is invalid"]}}, 422)
        message = {"event": request.path_params["event"], "payload": payload}
        private = request.query_params.get("private") == "true"
        await self._publish(claims, request.path_params["topic"], private, message)
        return Response(status_code=202)

    def _claims(self, request: Request) -> Claims:
        api_key = request.headers.get("apikey") or request.query_params.get("apikey", "")
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return self._tokens.claims(token if scheme.lower() == "bearer" else None, api_key)

    async def _body(self, request: Request) -> Any:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_MESSAGES * self._limits.payload_bytes:
                return None
        try:
            return json.loads(body)
        except ValueError:
            return None

    def _check(self, message: Any) -> None:
        if not isinstance(message["topic"], str) or not isinstance(message["event"], str):
            raise ValueError("topic and event are texts")
        if len(json.dumps(message["payload"])) > self._limits.payload_bytes:
            raise ValueError("Payload size exceeds tenant limit")

    async def _publish(
        self, claims: Claims, topic: str, private: bool, message: dict[str, Any]
    ) -> None:
        if private:
            try:
                if not await self._authority.may_write(topic, claims):
                    return
            except Refusal:
                return
        raw = {"event": message["event"], "payload": message["payload"], "type": "broadcast"}
        self._hub.publish(topic, private, Broadcast(message["event"], raw=raw))
