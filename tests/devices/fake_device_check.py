"""DeviceCheck as Apple serves it, over real HTTP: bits of devices, and ways to fail."""

import base64
import contextlib
import json
import queue
import threading
import time
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from local.postgres import HOST

TEAM, KEY_ID = "TEAM123456", "KEY1234567"
NEVER_SET = "Failed to find bit state"
HOLD_S = 20.0

QUERY, UPDATE = "/v1/query_two_bits", "/v1/update_two_bits"


class FakeDeviceCheck:
    """`bits` by device; `fail(path, how)` is for the next request on that path:

    500, 401, 429 or another status; "lost" (done, the answer is not sent); "slow" (done, answered
    too late); "hold" (not done until `let_go`); "hold after" (done, answered after `let_go`);
    "text:…" and "400:…" (200 or 400 with that text).
    """

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.url = ""
        self.bits: dict[str, tuple[bool, bool]] = {}
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.tokens_of_ours: list[str] = []
        self.never_set = NEVER_SET
        # What an answer takes at least: time for others to step in between.
        self.pause_s = 0.0
        self.held = queue.Queue[str]()
        self.let_go = threading.Event()
        self.no_longer_taken: set[str] = set()
        self._devices: dict[str, str] = {}
        self._failures: dict[str, list[int | str]] = {QUERY: [], UPDATE: []}

    @property
    def environment(self) -> dict[str, str]:
        """What a service is to be started with."""
        return {
            "FLORIN_APPLE_TEAM_ID": TEAM,
            "FLORIN_DEVICECHECK_KEY_ID": KEY_ID,
            "FLORIN_DEVICECHECK_PRIVATE_KEY": self.pem.replace("\n", "\\n"),
            "FLORIN_DEVICECHECK_URL": self.url,
            "FLORIN_DEVICECHECK_TIMEOUT_S": "1",
        }

    @property
    def settings(self) -> dict[str, Any]:
        """The same for a service in the test's own process."""
        return {
            "apple_team_id": TEAM,
            "devicecheck_key_id": KEY_ID,
            "devicecheck_private_key": self.pem,
            "devicecheck_url": self.url,
            "devicecheck_timeout_s": 1.0,
        }

    @property
    def pem(self) -> str:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def token(self, device: str) -> str:
        """A new token of the device."""
        token = base64.b64encode(uuid.uuid4().bytes).decode()
        self._devices[token] = device
        return token

    def fail(self, path: str, *how: int | str) -> None:
        self._failures[path].extend(how)

    def updates(self) -> int:
        return sum(path == UPDATE for path, _ in self.requests)

    def wait_until_held(self) -> None:
        self.held.get(timeout=HOLD_S)

    def answer(self, path: str, authorization: str, body: dict[str, Any]) -> tuple[int, str]:
        how = self._failures[path].pop(0) if self._failures.get(path) else None
        self.requests.append((path, body))
        time.sleep(self.pause_s)
        if how == "hold":
            self._hold(path)
        if isinstance(how, int):
            return how, "Something is wrong"
        if isinstance(how, str) and how.startswith("text:"):
            return 200, how.removeprefix("text:")
        if isinstance(how, str) and how.startswith("400:"):
            return 400, how.removeprefix("400:")
        status, text = self._done(path, authorization, body)
        if how == "hold after":
            self._hold(path)
        if how == "slow":
            time.sleep(1.5)
        if how == "lost":
            raise ConnectionAbortedError
        return status, text

    def _hold(self, path: str) -> None:
        self.held.put(path)
        self.let_go.wait(HOLD_S)

    def _done(self, path: str, authorization: str, body: dict[str, Any]) -> tuple[int, str]:
        if not self._signed(authorization):
            return 401, "Unable to verify authorization token"
        token = body.get("device_token")
        if not body.get("transaction_id") or abs(body["timestamp"] / 1000 - time.time()) > 60:
            return 400, "Missing or badly formatted time stamp"
        if token not in self._devices or token in self.no_longer_taken:
            return 400, "Missing or incorrectly formatted device token payload"
        device = self._devices[token]
        if path == UPDATE:
            self.bits[device] = (body["bit0"], body["bit1"])
            return 200, ""
        if device not in self.bits:
            return 200, self.never_set
        bit0, bit1 = self.bits[device]
        return 200, json.dumps({"bit0": bit0, "bit1": bit1, "last_update_time": "2026-11"})

    def _signed(self, authorization: str) -> bool:
        token = authorization.removeprefix("Bearer ")
        self.tokens_of_ours.append(token)
        try:
            header = jwt.get_unverified_header(token)
            claims = jwt.decode(token, self.key.public_key(), algorithms=["ES256"])
        except jwt.PyJWTError:
            return False
        fresh = time.time() - 1200 < claims["iat"] <= time.time() + 5
        return header.get("kid") == KEY_ID and claims["iss"] == TEAM and fresh


@contextlib.contextmanager
def running_device_check() -> Iterator[FakeDeviceCheck]:
    fake = FakeDeviceCheck()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            try:
                status, text = fake.answer(self.path, self.headers["authorization"], body)
                self.send_response(status)
                self.send_header("content-length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())
            except ConnectionError:
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            """Silence: a test's output is its own."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://{HOST}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield fake
    finally:
        fake.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
