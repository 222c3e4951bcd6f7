"""What the handles on running stand-ins share: one client of HTTP, closed with the handle."""

from types import TracebackType
from typing import Self

import httpx


class Steering:
    """The stand-in at `url`. http: another handle's, to be shared with it."""

    def __init__(self, url: str, timeout_s: float, http: httpx.Client | None = None) -> None:
        self.url = url
        self._http = http or httpx.Client(base_url=url, timeout=timeout_s, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()
