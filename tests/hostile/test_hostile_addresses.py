"""Nobody who names an address makes Florin ask its own network: not a user, not a provider, not a
row, not a name that changes its mind, not a redirect."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from aiohttp.resolver import ThreadedResolver
from functions_py import addresses
from functions_py.media.copying import CopyFailed, ResultCopier
from functions_py.media.storage import ResultStorage
from functions_py.settings import Settings
from hostile.world import World

from workers.sinks.sink import Address, DeliveryFailed, Event
from workers.sinks.webhook import WebhookSink

# A machine "outside", where a provider's files are; and this one, which nobody may ask.
OUTSIDE, INSIDE = "127.0.0.2", "127.0.0.1"
NAME = "cdn.example"

# `{}` is the port. Each leads to this machine, or to another of its network, on some system.
WITHIN = [
    "https://127.0.0.1:{}/",
    "https://localhost:{}/",
    "https://LOCALHOST.:{}/",
    "https://127.1:{}/",
    "https://127.0.0.1.:{}/",
    "https://2130706433:{}/",
    "https://0x7f000001:{}/",
    "https://0x7f.0.0.1:{}/",
    "https://0177.0.0.1:{}/",
    "https://017700000001:{}/",
    "https://0:{}/",
    "https://0.0.0.0:{}/",
    "https://[::1]:{}/",
    "https://[::]:{}/",
    "https://[::ffff:127.0.0.1]:{}/",
    "https://[::ffff:7f00:1]:{}/",
    "https://[::127.0.0.1]:{}/",
    "https://[0:0:0:0:0:ffff:127.0.0.1]:{}/",
    "https://[64:ff9b::7f00:1]:{}/",
    "https://[64:ff9b:1::7f00:1]:{}/",
    "https://[2002:7f00:1::]:{}/",
    "https://[fe80::1%25lo]:{}/",
    "https://[fec0::1]:{}/",
    "https://[fd00:ec2::254]/latest/meta-data/",
    "https://１２７.０.０.１:{}/",
    "https://①②⑦.⓪.⓪.①:{}/",
    "https://127。0。0。1:{}/",
    "https://169.254.169.254/latest/meta-data/",
    "https://2852039166/latest/meta-data/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.0.1/",
    "https://100.100.100.200/latest/meta-data/",
    "http://127.0.0.1:{}/",
    "http://localhost:{}/",
    "http://[::1]:{}/",
    "https://user@127.0.0.1:{}/",
    "https://example.com@127.0.0.1:{}/",
    "https://127.0.0.1:{}\\@example.com/",
    "https://127.0.0.1:{}#@example.com/",
    "//127.0.0.1:{}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{}/_x",
    "ftp://127.0.0.1:{}/",
    "unix:///var/run/docker.sock",
    "data:text/plain,x",
    "https://",
    "",
]


class Trap:
    """Listens, answers every request, and counts who came: `inside` where nobody may."""

    def __init__(self) -> None:
        self.came = 0
        self.port = 0
        self.location = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.came += 1
        head = await reader.read(65536)
        body = b"" if self.location and b"GET /file" not in head else b"content"
        status = "302 Found" if not body else "200 OK"
        place = f"location: {self.location}\r\n" if not body else ""
        writer.write(
            f"HTTP/1.1 {status}\r\n{place}content-length: {len(body)}\r\n"
            "connection: close\r\n\r\n".encode()
            + body
        )
        await writer.drain()
        writer.close()


@pytest.fixture
async def inside() -> AsyncIterator[Trap]:
    async for trap in listening(INSIDE):
        yield trap


@pytest.fixture
async def outside() -> AsyncIterator[Trap]:
    async for trap in listening(OUTSIDE):
        yield trap


async def listening(host: str) -> AsyncIterator[Trap]:
    trap = Trap()
    server = await asyncio.start_server(trap.serve, host, 0)
    trap.port = server.sockets[0].getsockname()[1]
    yield trap
    server.close()
    await server.wait_closed()


class NoStorage(ResultStorage):
    """Takes what is copied."""

    def __init__(self) -> None:
        self.taken = 0

    async def upload(self, path: str, content: Any, content_type: str) -> None:
        self.taken += 1


@pytest.fixture
async def copier() -> AsyncIterator[ResultCopier]:
    made = ResultCopier(Settings.from_env({}), NoStorage())
    yield made
    await made.close()


async def copy(copier: ResultCopier, url: str) -> None:
    result = {"url": url, "path": None, "content_type": "image/png"}
    await copier.copy(uuid4(), uuid4(), [result])


def names(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """NAME leads to the next of `answers` each time it is asked, and to the last from then on.
    OUTSIDE counts as an address of the internet, for there is none here. What was asked."""
    asked: list[str] = []
    left = list(answers)

    async def resolve(
        self: ThreadedResolver, host: str, port: int = 0, family: int = socket.AF_INET
    ) -> list[dict[str, Any]]:
        asked.append(host)
        address = left.pop(0) if len(left) > 1 else left[0]
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET,
                "proto": socket.IPPROTO_TCP,
                "flags": socket.AI_NUMERICHOST,
            }
        ]

    judged = addresses.is_public
    monkeypatch.setattr(ThreadedResolver, "resolve", resolve)
    monkeypatch.setattr(addresses, "is_public", lambda text: text == OUTSIDE or judged(text))
    # Without a certificate for it.
    monkeypatch.setattr(addresses, "_LOOPBACK_HOSTS", (*addresses._LOOPBACK_HOSTS, NAME))
    return asked


# --- what a provider names ------------------------------------------------------------------------


async def test_no_result_is_fetched_from_within(copier: ResultCopier, inside: Trap) -> None:
    for url in WITHIN:
        with pytest.raises(CopyFailed):
            await copy(copier, url.replace("{}", str(inside.port)))
    assert inside.came == 0


async def test_a_result_is_fetched_from_outside(
    copier: ResultCopier, outside: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the refusals here are compared with."""
    names(monkeypatch, OUTSIDE)
    await copy(copier, f"http://{NAME}:{outside.port}/file")
    assert outside.came == 1


async def test_no_redirect_leads_within(
    copier: ResultCopier, inside: Trap, outside: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch, OUTSIDE)
    outside.location = "/file"
    await copy(copier, f"http://{NAME}:{outside.port}/")
    for url in WITHIN:
        # One that leads to itself, as an empty one does, ends as well.
        outside.location = url.replace("{}", str(inside.port)) or "/"
        with pytest.raises(CopyFailed):
            await copy(copier, f"http://{NAME}:{outside.port}/")
    assert inside.came == 0


async def test_a_name_that_leads_within_is_not_asked(
    copier: ResultCopier, inside: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch, INSIDE)
    with pytest.raises(CopyFailed) as failed:
        await copy(copier, f"http://{NAME}:{inside.port}/file")
    assert failed.value.is_final
    assert inside.came == 0


async def test_a_name_that_changes_its_mind_is_asked_once(
    copier: ResultCopier, inside: Trap, outside: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was judged is what is connected to. The second answer, which would lead within, counts
    for the next connection, and is judged then."""
    asked = names(monkeypatch, OUTSIDE, INSIDE)
    await copy(copier, f"http://{NAME}:{outside.port}/file")
    assert (asked, outside.came) == ([NAME], 1)
    with pytest.raises(CopyFailed):
        await copy(copier, f"http://{NAME}:{inside.port}/file")
    assert (len(asked), inside.came) == (2, 0)


async def test_the_trap_catches_whom_nobody_keeps_away(inside: Trap) -> None:
    settings = Settings.from_env({"FLORIN_MEDIA_PRIVATE_ADDRESSES": "on"})
    copier = ResultCopier(settings, NoStorage())
    await copy(copier, f"http://{INSIDE}:{inside.port}/file")
    await copier.close()
    assert inside.came == 1


# --- what a webhook's row names -----------------------------------------------------------------

EVENT = Event("e", "1", "k", str(uuid4()), "2026-11-21T00:00:00Z", {})
SECRET = {"FLORIN_WEBHOOK_SECRET_X": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}


async def deliver(url: str, **environment: str) -> None:
    settings = Settings.from_env({**SECRET, **environment})
    sink = WebhookSink(settings, Address(url=url, secret_env="FLORIN_WEBHOOK_SECRET_X"))
    await sink.send([EVENT])


async def test_no_webhook_is_posted_within(inside: Trap) -> None:
    for url in WITHIN:
        with pytest.raises(DeliveryFailed):
            await deliver(url.replace("{}", str(inside.port)))
    assert inside.came == 0


async def test_a_webhooks_name_is_judged_and_its_redirect_not_followed(
    inside: Trap, outside: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch, OUTSIDE, INSIDE)
    outside.location = f"http://127.0.0.1:{inside.port}/"
    with pytest.raises(DeliveryFailed, match="HTTP 302"):
        await deliver(f"http://{NAME}:{outside.port}/")
    with pytest.raises(DeliveryFailed, match="private address"):
        await deliver(f"http://{NAME}:{inside.port}/")
    assert (outside.came, inside.came) == (1, 0)


# --- what users name ------------------------------------------------------------------------------


async def test_an_image_by_link_is_the_providers_to_fetch(world: World, inside: Trap) -> None:
    """Every place for an image's address: taken or refused, passed on as it is, asked by nobody."""
    caller = await asyncio.to_thread(world.new_caller, "user")
    for url in (f"https://127.0.0.1:{inside.port}/a.png", f"https://localhost:{inside.port}/a.png"):
        for path, model, part in (
            ("/v1/chat/completions", "demo", {"type": "image_url", "image_url": {"url": url}}),
            ("/v1/generations", "demo", {"type": "image", "source": {"type": "url", "url": url}}),
            (
                "/v1/messages",
                "demo-claude",
                {"type": "image", "source": {"type": "url", "url": url}},
            ),
        ):
            mark = world.service.provider.script({"words": 2})
            parts = [{"type": "text", "text": mark}, part]
            body: dict[str, Any] = {
                "model": model,
                "stream": False,
                "messages": [{"role": "user", "content": parts}],
            }
            if path != "/v1/generations":
                body["max_tokens"] = 10
            reply = await asyncio.to_thread(world.request, "POST", path, caller, json=body)
            assert reply.status_code == 200, reply.text
            seen = await asyncio.to_thread(world.service.provider.seen, mark)
            assert url in json.dumps(seen["requests"])
        job = {"model": "demo-video", "prompt": "p", "image_url": url}
        made = await asyncio.to_thread(world.request, "POST", "/v1/jobs", caller, json=job)
        assert made.status_code in (201, 400), made.text
    assert inside.came == 0


async def test_no_address_of_a_buyer_is_asked(world: World, inside: Trap) -> None:
    caller = await asyncio.to_thread(world.new_caller, "user")
    url = f"http://127.0.0.1:{inside.port}/"
    body = {"product": "credits-1000-stripe", "success_url": url, "cancel_url": url}
    reply = await asyncio.to_thread(
        world.request, "POST", "/v1/billing/checkout", caller, json=body
    )
    assert reply.status_code in (201, 400)
    assert inside.came == 0


def test_whom_a_provider_is_asked_at_no_user_may_write(world: World) -> None:
    """Base URLs are the operator's, who may well run a model in a network of their own. They are
    kept by rights: nobody else writes the catalogue."""
    with world.service.db.connect("supabase_admin") as connection:
        for role in ("anon", "authenticated", "florin_service", "florin_worker"):
            for table in ("providers", "routes", "models", "prices"):
                row = connection.execute(
                    "select has_table_privilege(%s, %s, 'insert, update, delete')"
                    " or has_any_column_privilege(%s, %s, 'insert, update')",
                    [role, f"catalog.{table}"] * 2,
                ).fetchone()
                assert row == (False,), (role, table)


async def test_a_provider_that_sends_on_is_not_followed(world: World, inside: Trap) -> None:
    """The key of the provider goes to the provider's own address alone."""
    caller = await asyncio.to_thread(world.new_caller, "user")
    headers = {"location": f"http://127.0.0.1:{inside.port}/v1/chat/completions"}
    for status in (301, 302, 303, 307, 308):
        mark = world.service.provider.script({"status": status, "headers": headers})
        body = {"model": "demo", "messages": [{"role": "user", "content": mark}]}
        reply = await asyncio.to_thread(
            world.request, "POST", "/v1/chat/completions", caller, json=body
        )
        assert reply.status_code == 502
    assert inside.came == 0
