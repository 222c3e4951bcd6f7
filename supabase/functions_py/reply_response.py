"""The HTTP response of a generation whose reply comes whole."""

from __future__ import annotations

import asyncio

from starlette.types import Receive, Scope, Send

from functions_py.reply_relay import ReplyRelay


class ReplyResponse:
    """An ASGI response that waits for the relay, and notices when its client goes."""

    def __init__(self, relay: ReplyRelay) -> None:
        self._relay = relay
        relay.attach()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        relay = self._relay
        watch = asyncio.create_task(_until_disconnected(receive))
        answered = False
        try:
            await asyncio.wait({watch, relay.done}, return_when=asyncio.FIRST_COMPLETED)
            if relay.done.done() and not watch.done():
                await relay.response(scope, receive, send)
                answered = True
        finally:
            watch.cancel()
            relay.detach(gone=not answered)


async def _until_disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
