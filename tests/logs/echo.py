"""Everybody else on the internet: says back whatever it is sent, headers, key and all, as an error.

`answer:<name>;` in a request chooses; else the statuses of each path take turns.
"""

from __future__ import annotations

import itertools
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from local.postgres import HOST

CHOSEN = re.compile(r"answer:(\w+);")
STATUSES = (401, 200, 400, 403, 404, 422, 429, 500, 503)
SILENCE_S = 1.5


class Echo:
    """`asked` are the paths, in order."""

    def __init__(self, url: str, completion: str) -> None:
        self.url = url
        self.completion = completion
        self.asked: list[str] = []
        self._turns: dict[str, Iterator[int]] = {}

    def turn(self, path: str) -> int:
        turns = self._turns.setdefault(path.partition("?")[0], itertools.cycle(STATUSES))
        return next(turns)

    def chunk(self, **more: object) -> bytes:
        choice = {"index": 0, "delta": {"content": self.completion}, "finish_reason": None, **more}
        return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


def quoted(text: str) -> bytes:
    """An error in everybody's words at once."""
    error = {"message": text, "type": text, "code": text[:300], "param": text}
    told = {"error": error, "detail": text, "errorMessage": text, "msg": text, "status": text}
    return json.dumps(told).encode()


def _handler(echo: Echo) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            said = f"{self.path} {self.headers} {body.decode(errors='replace')}"
            echo.asked.append(self.path)
            found = CHOSEN.search(said)
            name = found[1] if found else str(echo.turn(self.path))
            if name.isdigit():
                self._send(int(name), "application/json", quoted(said))
            elif name == "garbage":
                self._send(200, "text/event-stream", said.encode())
            elif name == "whole":
                message = {"role": "assistant", "content": echo.completion}
                reply = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
                self._send(200, "application/json", json.dumps(reply).encode())
            elif name == "gone":
                self.close_connection = True
            else:
                self._stream(name, said)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = answer  # noqa: N815

        def _stream(self, name: str, said: str) -> None:
            events = [echo.chunk()]
            if name == "inband":
                events.append(b"data: " + quoted(said) + b"\n\n")
            elif name == "stream":
                events += [echo.chunk(finish_reason="stop"), b"data: [DONE]\n\n"]
            elif name == "torn":
                events.append(b"data: {" + said.replace("\n", " ").replace("\r", " ").encode())
            if name == "silence":
                self.send_response(200)
                self.send_header("content-type", "text/event-stream")
                self.end_headers()
                self.wfile.write(events[0])
                self.wfile.flush()
                time.sleep(SILENCE_S)
                self.close_connection = True
                return
            self._send(200, "text/event-stream", b"".join(events))

        def _send(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", content_type)
            self.send_header("x-request-id", "req_1")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Silence: a test's output is its own."""

    return Handler


@contextmanager
def running_echo(completion: str) -> Iterator[Echo]:
    echo = Echo("", completion)
    server = ThreadingHTTPServer((HOST, 0), _handler(echo))
    server.daemon_threads = True
    echo.url = f"http://{HOST}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield echo
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
