"""Calls of the native endpoints for tests, with what came back taken apart."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import orjson
from functions_py.sse import data_of

from local.testbed.identity import User
from local.testbed.services import Service

TIMEOUT_S = 30.0
USAGE_COMMENT = b": florin.usage "
HEARTBEAT = b": heartbeat\n"
ID_LINE = re.compile(rb"^id: (\d+)\n", re.MULTILINE)

CHAT = "/v1/chat/completions"
MESSAGES = "/v1/messages"
COMPLETIONS = "/v1/completions"
RESPONSES = "/v1/responses"
EMBEDDINGS = "/v1/embeddings"


@dataclass
class Reply:
    """A whole response. A stream's events are without their id lines."""

    status: int
    headers: httpx.Headers
    raw: bytes
    events: list[bytes] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)

    @property
    def json(self) -> Any:
        return orjson.loads(self.raw)

    @property
    def generation_id(self) -> str:
        return self.headers["florin-generation-id"]

    @property
    def provided(self) -> bytes:
        """The events as the provider sent them: without ids and without our comment."""
        return b"".join(e for e in self.events if not e.startswith(USAGE_COMMENT))

    @property
    def usage(self) -> dict[str, Any]:
        """What the last comment says."""
        last = self.events[-1]
        assert last.startswith(USAGE_COMMENT), last
        comment: dict[str, Any] = orjson.loads(last.removeprefix(USAGE_COMMENT))
        return comment

    @property
    def error(self) -> dict[str, Any]:
        """The error: of the body, or of the one in-band error event."""
        if self.events:
            payloads = [data_of(e) for e in self.events if b'"error"' in e]
            assert len(payloads) == 1, self.events
            found: dict[str, Any] = orjson.loads(payloads[0])["error"]
        else:
            found = self.json.get("error", self.json)
        return found


def take_apart(status: int, headers: httpx.Headers, raw: bytes) -> Reply:
    reply = Reply(status, headers, raw)
    if headers.get("content-type", "").startswith("text/event-stream"):
        body = raw.replace(HEARTBEAT, b"")
        lines = []
        for line in ID_LINE.finditer(body):
            # A provider's own id is none of ours: ours follow each other.
            if not reply.ids or int(line[1]) == reply.ids[-1] + 1:
                reply.ids.append(int(line[1]))
                lines.append(line)
        ends = [*(line.start() for line in lines[1:]), len(body)][: len(lines)]
        reply.events = [body[line.end() : end] for line, end in zip(lines, ends, strict=True)]
    return reply


def post(service: Service, user: User, path: str, body: Any, **headers: str) -> Reply:
    """The response, read to its end. Header names are written with underscores."""
    response = httpx.post(
        service.base_url + path,
        content=body if isinstance(body, bytes) else orjson.dumps(body),
        headers=headers_of(user, headers),
        timeout=TIMEOUT_S,
        trust_env=False,
    )
    return take_apart(response.status_code, response.headers, response.content)


def get(service: Service, user: User, path: str, **headers: str) -> Reply:
    response = httpx.get(
        service.base_url + path,
        headers=headers_of(user, headers),
        timeout=TIMEOUT_S,
        trust_env=False,
    )
    return take_apart(response.status_code, response.headers, response.content)


@contextmanager
def opened(
    service: Service, user: User, path: str, body: Any, **headers: str
) -> Iterator[httpx.Response]:
    """A response whose connection closes with the block, read or not."""
    with (
        httpx.Client(trust_env=False, timeout=TIMEOUT_S) as client,
        client.stream(
            "POST",
            service.base_url + path,
            content=orjson.dumps(body),
            headers=headers_of(user, headers),
        ) as response,
    ):
        yield response


def read_events(response: httpx.Response, count: int) -> bytes:
    """At least so many events of an open response, which httpx closes after that."""
    raw = b""
    for chunk in response.iter_raw():
        raw += chunk
        if raw.count(b"\n\n") >= count:
            break
    return raw


def headers_of(user: User, headers: dict[str, str]) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {**user.headers, "content-type": "application/json", **named}


def chat(text: str, *, stream: bool = True, model: str = "demo", **members: Any) -> dict[str, Any]:
    body = {"model": model, "messages": [{"role": "user", "content": text}], **members}
    return {**body, "stream": True} if stream else body


def message(text: str, *, stream: bool = True, **members: Any) -> dict[str, Any]:
    return chat(text, stream=stream, model="demo-claude", max_tokens=500, **members)


def facts(service: Service, user: User, generation_id: str) -> dict[str, Any]:
    """GET /v1/generations/{id}."""
    reply = get(service, user, f"/v1/generations/{generation_id}")
    assert reply.status == 200, reply.raw
    result: dict[str, Any] = reply.json
    return result


def finished(service: Service, user: User, generation_id: str) -> dict[str, Any]:
    """The facts, once the generation is over."""
    return until(
        lambda: facts(service, user, generation_id), lambda found: found["status"] != "running"
    )


def only_generation(service: Service, user: User) -> dict[str, Any]:
    """The facts of the one generation that this user ever began, once it is over."""
    row = until(lambda: _newest(service, user), lambda found: found is not None)
    assert row is not None
    return finished(service, user, str(row))


def generations_of(service: Service, user: User) -> int:
    with service.db.connect("supabase_admin") as connection:
        row = connection.execute(
            "select count(*) from generation.generations where user_id = %s", [user.id]
        ).fetchone()
    assert row is not None
    return int(row[0])


def attempts_of(service: Service, generation_id: str) -> list[dict[str, Any]]:
    """Every try at a provider, in order."""
    with service.db.connect("supabase_admin") as connection:
        rows = connection.execute(
            "select to_jsonb(a) from generation.attempts as a where generation_id = %s"
            " order by position",
            [generation_id],
        ).fetchall()
    return [row[0] for row in rows]


def account(service: Service, user: User) -> dict[str, Any]:
    """posted, held, available, …"""
    result: dict[str, Any] = get(service, user, "/v1/me").json["account"]
    return result


def until(read: Any, is_good: Any, deadline_s: float = 15.0) -> Any:
    """What `read` gives once it `is_good`."""
    end = time.monotonic() + deadline_s
    while True:
        found = read()
        if is_good(found):
            return found
        assert time.monotonic() < end, found
        time.sleep(0.02)


def _newest(service: Service, user: User) -> UUID | None:
    with service.db.connect("supabase_admin") as connection:
        row = connection.execute(
            "select id from generation.generations where user_id = %s order by created_at desc",
            [user.id],
        ).fetchone()
    return None if row is None else row[0]
