"""A repeat that the database answers before the process knows of the first: both get its stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from functions_py.app import create_app
from functions_py.rpc.generations import GenerationCalls
from functions_py.settings import Settings
from relay_calls import CHAT, account, chat

from local.testbed.services import Service


async def test_a_repeat_that_overtakes_the_first_is_not_sent_elsewhere(
    start_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = start_service()
    user = service.new_user()
    before = account(service, user)["posted"]
    mark = service.provider.script({"words": 5, "usage": {"input": 7, "output": 5}})
    begin = GenerationCalls.begin_generation
    is_begun, answers_again = asyncio.Event(), asyncio.Event()

    async def late(self: GenerationCalls, **given: Any) -> dict[str, Any]:
        """The first answer arrives after the second one."""
        answer = await begin(self, **given)
        if is_begun.is_set():
            asyncio.get_running_loop().call_later(0.2, answers_again.set)
        else:
            is_begun.set()
            await answers_again.wait()
        return answer

    monkeypatch.setattr(GenerationCalls, "begin_generation", late)
    # This process is a replica of its own, so that its answers can be held back.
    settings = Settings.from_env(service.environment | {"FLORIN_REPLICA_ID": "here"})
    app = create_app(settings)
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "state": dict(state)}, receive, send)

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(with_state), base_url="http://here"
            ) as http:
                headers = user.headers | {"idempotency-key": "overtaken"}
                return await http.post(CHAT, json=chat(mark), headers=headers)

        first = asyncio.create_task(ask())
        await asyncio.wait_for(is_begun.wait(), 20)
        replies = await asyncio.wait_for(asyncio.gather(first, ask()), 20)

    assert [reply.status_code for reply in replies] == [200, 200], replies[1].text
    assert replies[0].content == replies[1].content
    assert service.provider.seen(mark)["count"] == 1
    assert account(service, user)["posted"] < before
