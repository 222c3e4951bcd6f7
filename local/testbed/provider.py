"""A fake provider in a process of its own, and what a test asks of it."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from local.parts import provider_environment, start_provider

CALL_TIMEOUT_S = 10.0


class ProviderControl:
    """Stores recordings and scripts, and reads back what happened."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=CALL_TIMEOUT_S, trust_env=False)

    def record(self, family: str, lines: bytes) -> str:
        """The mark to put into a prompt, so that the stream of these lines is the reply."""
        return f"recording:{self._add('/recordings', {'family': family}, content=lines)}"

    def record_body(self, family: str, body: bytes) -> str:
        """The same for a whole reply that is not streamed."""
        parameters = {"family": family, "kind": "body"}
        return f"recording:{self._add('/recordings', parameters, content=body)}"

    def script(self, *answers: dict[str, Any]) -> str:
        """The mark for these answers (see local.provider.scripts.Answer), one per request."""
        return f"script:{self._add('/scripts', {}, json={'answers': list(answers)})}"

    def sent(self, mark: str) -> bytes:
        """The exact bytes of the last reply to a request with this mark."""
        kind, mark_id = mark.split(":")
        reply = self._http.get(f"/{kind}s/{mark_id}/sent")
        reply.raise_for_status()
        return reply.content

    def seen(self, mark: str) -> dict[str, Any]:
        """Of a script: count, open, finished, disconnected and the newest requests."""
        reply = self._http.get(f"/scripts/{mark.removeprefix('script:')}")
        reply.raise_for_status()
        result: dict[str, Any] = reply.json()
        return result

    def stats(self) -> dict[str, Any]:
        result: dict[str, Any] = self._http.get("/stats").json()
        return result

    def environment(self) -> dict[str, str]:
        """The variables that point the service's seeded providers here."""
        return provider_environment(self.url)

    def close(self) -> None:
        self._http.close()

    def _add(self, path: str, parameters: dict[str, str], **body: Any) -> str:
        reply = self._http.post(path, params=parameters, **body)
        if reply.status_code != 201:
            raise ValueError(reply.text)
        return str(reply.json()["id"])


@contextlib.contextmanager
def running_provider() -> Iterator[ProviderControl]:
    with tempfile.TemporaryDirectory(prefix="florin-provider-") as folder:
        child, url = start_provider(Path(folder) / "provider.log")
        control = ProviderControl(url)
        try:
            yield control
        finally:
            control.close()
            child.stop(deadline_s=5)
