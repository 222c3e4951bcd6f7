"""Sends a content from disk."""

import os
from pathlib import Path

from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send


class ContentResponse(FileResponse):
    """A file that may be removed before all of it is sent: it is opened at once, where Starlette
    opens it after the headers are out. Raises FileNotFoundError."""

    def __init__(
        self, path: Path, *, media_type: str, headers: dict[str, str], filename: str | None
    ):
        self._file = path.open("rb")
        descriptor = self._file.fileno()
        super().__init__(
            f"/dev/fd/{descriptor}",
            media_type=media_type,
            headers=headers,
            filename=filename,
            stat_result=os.fstat(descriptor),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._file:
            await super().__call__(scope, receive, send)
