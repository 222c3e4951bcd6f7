"""A service and a worker whose every secret is a canary, in front of a world that quotes them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson
from logs.canaries import canary, needles_of, together
from logs.echo import Echo

from local.child import Child
from local.parts import on_some_port, start_service, start_worker
from local.testbed.databases import Database
from local.testbed.identity import Issuer, User

TIMEOUT_S = 30.0
# A worker that cannot reach its database does not hurry.
STOPPED_WITHIN_S = 2.0

# A bug, as one might be made tomorrow: an exception whose words are what must not be told.
BROKEN_SERVICE = """
import os, sys
from functions_py import app
from starlette.routing import Route

async def broken(request):
    try:
        {}[os.environ["OPENAI_API_KEY"]]
    except KeyError as error:
        words = f"{request.headers} {await request.body()} {os.environ['STRIPE_SECRET_KEY']}"
        raise RuntimeError(words) from error

app.ROUTES.append(Route("/broken", broken, methods=["POST"]))
from functions_py.__main__ import main
sys.exit(main())
"""

# A leak, as one might be made tomorrow.
LEAKING_SERVICE = BROKEN_SERVICE.replace(
    "raise RuntimeError(words) from error",
    "import logging; logging.getLogger('functions_py').warning('no: %s', words)",
)


@dataclass
class World:
    """`replies` is every answer of the service's so far: what was asked, and the whole answer."""

    database: Database
    issuer: Issuer
    echo: Echo
    environment: dict[str, str]
    folder: Path
    secrets: dict[str, str]
    replies: list[tuple[str, httpx.Response]] = field(default_factory=list)
    private: dict[str, str] = field(default_factory=dict)
    base_url: str = ""
    _children: list[Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        email = canary("email") + "@example.com"
        self.user: User = self.new_user(email=email)
        self.private["email"] = email
        self.private["completion"] = self.echo.completion
        self.private["prompt"] = canary("prompt")
        self.private["idempotency key"] = canary("idempotency")
        self.http = httpx.Client(timeout=TIMEOUT_S, trust_env=False)

    def new_user(self, **claims: Any) -> User:
        user_id = self.database.add_user(is_anonymous=False)
        user = User(user_id, self.issuer.token(user_id, is_anonymous=False, **claims))
        # All three parts are of use to nobody without the last.
        self.secrets[f"token of {user_id}"] = user.token.rpartition(".")[2]
        return user

    def start(self, name: str = "service", code: str | None = None, **environment: str) -> None:
        """A service; requests go to the one started last. `code` runs it instead of its module."""
        given = {**self.environment, **environment}
        log_file = self.folder / f"{name}.log"
        if code is None:
            child, self.base_url = on_some_port(
                lambda port: start_service(log_file, given, port), "/health/live"
            )
        else:
            child, self.base_url = on_some_port(
                lambda port: (
                    Child(
                        name,
                        [sys.executable, "-c", code],
                        log_file=log_file,
                        environment={**given, "FLORIN_PORT": str(port)},
                    ),
                    f"http://127.0.0.1:{port}",
                ),
                "/health/live",
            )
        self._children.append(child)

    def start_worker(self, name: str = "worker", **environment: str) -> None:
        log_file = self.folder / f"{name}.log"
        self._children.append(start_worker(log_file, {**self.environment, **environment}))

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """The answer, as `self.user` unless headers say otherwise."""
        content = body if isinstance(body, bytes) or body is None else orjson.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {**self.user.headers, "content-type": "application/json", **named}
        reply = self.http.request(method, self.base_url + path, content=content, headers=sent)
        self.replies.append((f"{method} {path}", reply))
        return reply

    def chat(self, answer: str, *, stream: bool = True, path: str = "/v1/chat/completions",
             model: str = "demo", **more: Any) -> httpx.Response:  # fmt: skip
        """A prompt with the canary in it, to be answered like that."""
        text = f"{self.private['prompt']} answer:{answer};"
        key = f"{self.private['idempotency key']}-{len(self.replies)}"
        members = {"model": model, "messages": [{"role": "user", "content": text}]}
        body = {**members, **({"stream": True} if stream else {}), **more}
        return self.ask("POST", path, body, idempotency_key=key)

    def logs(self) -> dict[str, str]:
        """What every process has written so far, Postgres too."""
        found = {file.stem: file.read_text(errors="replace") for file in self.folder.glob("*.log")}
        server = self.database.server.home / "postgres.log"
        return {**found, "postgres": server.read_text(errors="replace")}

    def needles(self, *, private: bool = True) -> dict[str, str]:
        """All that must not be found: secrets, and what is the users' own."""
        kept = {**self.secrets, **(self.private if private else {})}
        return together(needles_of(name, value) for name, value in kept.items())

    def stop(self) -> None:
        """Ends every process; their logs are complete then."""
        while self._children:
            self._children.pop().stop(deadline_s=STOPPED_WITHIN_S)

    def close(self) -> None:
        self.stop()
        self.http.close()
