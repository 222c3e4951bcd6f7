"""Online checks: an OCSP responder that fails, hangs, is away or talks nonsense."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from apple_payloads import notification, transaction
from apple_signing import Chain
from apple_verifying import reason, settings
from functions_py.errors import FlorinError
from functions_py.stores import apple_verifier
from functions_py.stores.apple_verifier import AppleVerifier

from local.postgres import HOST


@contextmanager
def running_responder(status: int, delay_s: float = 0.0) -> Iterator[tuple[str, list[str]]]:
    """An OCSP responder that answers with `status` and nothing to read."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            time.sleep(delay_s)
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Silence."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}/", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


async def pending(checking: Any) -> None:
    with pytest.raises(FlorinError) as refused:
        await checking
    assert (refused.value.status, refused.value.code) == (503, "app_store_check_pending")
    assert (refused.value.retry_after_s or 0) > 0


@pytest.mark.parametrize("status", [500, 503, 404])
async def test_a_responder_that_fails_means_come_back(status: int) -> None:
    with running_responder(status) as (url, asked):
        chain = Chain(responder=url)
        verifier = AppleVerifier(settings(chain.root_der, online_checks=True))
        await pending(verifier.transaction(chain.sign(transaction())))
        assert asked
        # What is forged is known without asking.
        asked.clear()
        forged = Chain(responder=url).sign(transaction())
        assert await reason(verifier.transaction(forged)) == "chain"
        assert asked == []
        verifier.close()


async def test_a_responder_that_is_away_means_come_back() -> None:
    chain = Chain(responder=f"http://{HOST}:1/")
    verifier = AppleVerifier(settings(chain.root_der, online_checks=True))
    await pending(verifier.notification(notification(chain, "TEST")))
    verifier.close()


@pytest.mark.alone
async def test_a_responder_that_hangs_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with running_responder(500, delay_s=3.0) as (url, _):
        chain = Chain(responder=url)
        slow = replace(settings(chain.root_der, online_checks=True), verify_timeout_s=0.2)
        verifier = AppleVerifier(slow)
        monkeypatch.setattr(apple_verifier, "MAX_PENDING", 2)
        started = time.monotonic()
        for _ in range(4):
            await pending(verifier.transaction(chain.sign(transaction())))
        # Two waited for their time-out, two found the threads busy.
        assert time.monotonic() - started < 2.5
        verifier._threads.shutdown(wait=True)


async def test_a_responder_that_talks_nonsense_is_not_believed() -> None:
    with running_responder(200) as (url, _):
        chain = Chain(responder=url)
        verifier = AppleVerifier(settings(chain.root_der, online_checks=True))
        assert await reason(verifier.transaction(chain.sign(transaction()))) == "signature"
        verifier.close()
