"""Calls of POST /v1/generations for tests, with what came back taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from local.testbed.identity import User
from local.testbed.services import Service

TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Streamed:
    """A streamed reply: event names and payloads, the `id:` of each, and the response's headers."""

    events: list[tuple[str, dict[str, Any]]]
    ids: list[int]
    headers: httpx.Headers
    raw: bytes

    @property
    def usage(self) -> dict[str, Any]:
        name, payload = self.events[-1]
        assert name == "usage"
        return payload


def post(service: Service, user: User, body: Any, **headers: str) -> httpx.Response:
    """The response, read to its end. Header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return httpx.post(
        f"{service.base_url}/v1/generations",
        content=content,
        headers={**user.headers, "content-type": "application/json", **named},
        timeout=TIMEOUT_S,
        trust_env=False,
    )


def streamed(response: httpx.Response) -> Streamed:
    """A 200 event stream, taken apart. Comments (heartbeats) are passed over."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    events = []
    ids = []
    for block in response.content.split(b"\n\n"):
        fields = dict(
            line.split(b": ", 1)
            for line in block.split(b"\n")
            if line and not line.startswith(b":")
        )
        if fields:
            events.append((fields[b"event"].decode(), orjson.loads(fields[b"data"])))
            ids.append(int(fields[b"id"]))
    return Streamed(events, ids, response.headers, response.content)


def ask(model: str, text: str, **members: Any) -> dict[str, Any]:
    """The smallest request, and more."""
    return {"model": model, "messages": [{"role": "user", "content": text}], **members}


def generate(service: Service, user: User, model: str, text: str, **members: Any) -> Streamed:
    """One streamed generation."""
    return streamed(post(service, user, ask(model, text, **members)))


def account_of(service: Service, user: User) -> dict[str, Any]:
    """The user's account as GET /v1/me shows it."""
    response = httpx.get(
        f"{service.base_url}/v1/me", headers=user.headers, timeout=TIMEOUT_S, trust_env=False
    )
    account: dict[str, Any] = response.json()["account"]
    return account
