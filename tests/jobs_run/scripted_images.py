"""A stand-in of a provider whose answer is the image itself: nothing can be asked for later."""

from __future__ import annotations

import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from jobs_run.scripted_fal import FILE

from local.postgres import HOST

MODEL = "pictures-at-once"
PRICE = 1_000_000

CATALOGUE = f"""
insert into catalog.models
  (id, display_name, kind, tier, trial_messages, max_output_tokens, job_timeout_s)
values ('{MODEL}', 'Pictures at once', 'image', 'free', 0, 0, 600);
insert into catalog.routes (model_id, position, provider_id, provider_model, apis)
values ('{MODEL}', 1, 'openai', 'gpt-image-1', '{{jobs}}');
insert into catalog.prices
  (model_id, effective_at, input, cache_read, cache_write, output, request, web_search)
values ('{MODEL}', '2026-01-01', 0, 0, 0, 0, 0, 0);
insert into catalog.unit_prices (price_id, unit, resolution, microcredits)
select id, 'image', '', {PRICE} from catalog.prices where model_id = '{MODEL}';
"""


class ScriptedImages:
    """`made` are the prompts of all images made, in order."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.made: list[str] = []


@contextmanager
def running_images() -> Iterator[ScriptedImages]:
    images = ScriptedImages("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["content-length"])))
            images.made.append(asked["prompt"])
            one = {"b64_json": b64encode(FILE).decode()}
            body = json.dumps({"created": 1, "data": [one] * asked["n"]}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Silence: a test's output is its own."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    images.url = f"http://{HOST}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield images
    finally:
        server.shutdown()
        server.server_close()
