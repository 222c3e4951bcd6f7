"""A fake receiver of events: an HTTP server that keeps what it got and answers as told."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local.postgres import HOST


@dataclass(frozen=True)
class Received:
    """One request as it came. Header names are lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class Receiver:
    """Set `answer` to decide on each request: it gets the request, and answers (status, headers,
    body) after whatever time it likes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[Received] = []
        self.answer: Callable[[Received], tuple[int, Mapping[str, str], bytes]] = lambda _: (
            200,
            {},
            b"{}",
        )

    def always(self, status: int, headers: Mapping[str, str] | None = None) -> None:
        """Answers every request from now on with this status."""
        self.answer = lambda _: (status, headers or {}, b"")

    @property
    def ids(self) -> list[str]:
        """The webhook-id of each request, in order."""
        return [request.headers.get("webhook-id", "") for request in list(self.requests)]

    def await_requests(self, count: int, deadline_s: float = 15) -> None:
        end = time.monotonic() + deadline_s
        while len(self.requests) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(self.requests)} of {count} requests came")
            time.sleep(0.02)


@contextlib.contextmanager
def running_receiver() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Received(self.path, headers, body)
            receiver.requests.append(request)
            status, answered, content = receiver.answer(request)
            # The other side may have lost its patience.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(status)
                for name, value in {"content-length": str(len(content)), **answered}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Silence: a test's output is its own."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    receiver = Receiver(f"http://{HOST}:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
