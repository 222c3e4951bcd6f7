"""A stand-in of fal.ai's queue that a test holds, fails and counts, by the prompt of a request.

Shapes as in https://fal.ai/docs/inference-api/queue; the full stand-in is the local stack's.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from local.postgres import HOST

FILE = b"\x89PNG\r\n\x1a\n" + b"made up" * 64

_REQUEST = re.compile(
    r"/(?P<app>[^/]+/[^/]+)/requests/(?P<id>[0-9a-f-]+)(?P<rest>/status|/cancel)?"
)


@dataclass
class Script:
    """What is to happen to requests with one prompt.

    refusals: statuses that the first submissions are answered with, and not taken. asks: how often
    it is asked before it is done; None: until `complete` or `fail`. ignores_cancel: it runs on.
    forgets: it is answered 404 once it was taken."""

    refusals: list[int] = field(default_factory=list)
    asks: int | None = 2
    ignores_cancel: bool = False
    forgets: bool = False
    error: str | None = None


@dataclass
class Taken:
    """A request that was taken."""

    id: str
    endpoint: str
    input: dict[str, Any]
    webhook: str | None
    script: Script
    sent_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    asked: int = 0
    verdict: str | None = None

    @property
    def is_done(self) -> bool:
        return self.verdict is not None or (
            self.script.asks is not None and self.asked > self.script.asks
        )


class ScriptedFal:
    """`requests` are those taken, in order."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[Taken] = []
        self.cancels = 0
        self.files_served = 0
        self.files_fail = 0
        self._scripts: dict[str, Script] = {}
        self._lock = threading.Lock()

    def script(self, prompt: str, **how: Any) -> Script:
        self._scripts[prompt] = Script(**how)
        return self._scripts[prompt]

    def taken(self, prompt: str) -> list[Taken]:
        return [each for each in self.requests if each.input.get("prompt") == prompt]

    def complete(self, prompt: str) -> None:
        for each in self.taken(prompt):
            each.verdict = "completed"

    def fail(self, prompt: str, error: str = "the model broke") -> None:
        for each in self.taken(prompt):
            each.script.error = error
            each.verdict = "failed"

    # --- the wire ---

    def submit(self, endpoint: str, query: str, body: dict[str, Any]) -> tuple[int, Any]:
        with self._lock:
            script = self._scripts.setdefault(str(body.get("prompt")), Script())
            if script.refusals:
                return script.refusals.pop(0), {"detail": "not now"}
            webhook = parse_qs(query).get("fal_webhook", [None])[0]
            taken = Taken(str(uuid4()), endpoint, body, webhook, script)
            self.requests.append(taken)
            return 200, {"request_id": taken.id, "status": "IN_QUEUE", "queue_position": 0}

    def status(self, taken: Taken) -> tuple[int, Any]:
        if taken.script.forgets:
            return 404, {"detail": "no such request"}
        taken.asked += 1
        if taken.is_done:
            told: dict[str, Any] = {"status": "COMPLETED"}
            if taken.script.error is not None:
                told |= {"error": taken.script.error, "error_type": "internal_error"}
            if taken.verdict == "canceled":
                told |= {"error": "canceled", "error_type": "client_cancelled"}
            return 200, told
        if taken.asked == 1 and taken.script.asks is not None:
            return 200, {"status": "IN_QUEUE", "queue_position": 0}
        return 200, {"status": "IN_PROGRESS", "logs": [{"message": "diffusing: 40%"}]}

    def result(self, taken: Taken) -> tuple[int, Any]:
        if not taken.is_done or taken.script.forgets:
            return 404, {"detail": "no result"}
        return 200, self.output(taken)

    def output(self, taken: Taken) -> dict[str, Any]:
        url = f"{self.url}/files/{taken.id}.png"
        return {"images": [{"url": url, "content_type": "image/png", "width": 8, "height": 8}]}

    def cancel(self, taken: Taken) -> tuple[int, Any]:
        self.cancels += 1
        if taken.is_done:
            return 400, {"status": "ALREADY_COMPLETED"}
        if not taken.script.ignores_cancel:
            taken.verdict = "canceled"
        return 202, {"status": "CANCELLATION_REQUESTED"}

    def history(self, query: str) -> tuple[int, Any]:
        given = {name: values[0] for name, values in parse_qs(query).items()}
        items = [
            {
                "request_id": each.id,
                "sent_at": each.sent_at.isoformat(),
                "json_input": each.input,
                "status_code": None,
            }
            for each in self.requests
            if each.endpoint == given["endpoint_id"]
            and not each.script.forgets
            and given.get("request_id") in (None, each.id)
        ]
        return 200, {"items": items, "has_more": False, "next_cursor": None}


def _handler(fal: ScriptedFal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = int(self.headers.get("content-length", "0"))
            body = json.loads(self.rfile.read(size) or b"{}")
            target = urlsplit(self.path)
            self._json(*fal.submit(target.path.strip("/"), target.query, body))

        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", "0")))
            self._about_one(fal.cancel)

        def do_GET(self) -> None:
            target = urlsplit(self.path)
            if target.path.startswith("/files/"):
                self._file()
            elif target.path.endswith("/models/requests/by-endpoint"):
                self._json(*fal.history(target.query))
            else:
                self._about_one(fal.status if target.path.endswith("/status") else fal.result)

        def _about_one(self, answer: Any) -> None:
            found = _REQUEST.fullmatch(urlsplit(self.path).path)
            taken = [each for each in fal.requests if found and each.id == found["id"]]
            self._json(*(answer(taken[0]) if taken else (404, {"detail": "no such request"})))

        def _file(self) -> None:
            if fal.files_fail:
                fal.files_fail -= 1
                self._json(500, {})
                return
            fal.files_served += 1
            self._send(200, "image/png", FILE)

        def _json(self, status: int, value: Any) -> None:
            self._send(status, "application/json", json.dumps(value).encode())

        def _send(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", content_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Silence: a test's output is its own."""

    return Handler


@contextmanager
def running_fal() -> Iterator[ScriptedFal]:
    fal = ScriptedFal("")
    server = ThreadingHTTPServer((HOST, 0), _handler(fal))
    server.daemon_threads = True
    fal.url = f"http://{HOST}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield fal
    finally:
        server.shutdown()
        server.server_close()
