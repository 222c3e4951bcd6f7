"""An upload's content, written to disk as it comes: a plain body, or the file of a form.

Forms as RFC 7578 has them; the clients send `cacheControl`, `metadata`, and one file.
"""

import hashlib
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from starlette.requests import Request

from local.storage.errors import invalid, too_large

MAX_FIELD_BYTES = 64 * 1024
MAX_PARTS = 16

_BOUNDARY = re.compile(r'boundary="?([^";,]{1,200})"?')
_NAME = re.compile(rb'name="([^"]*)"')
_FILE = re.compile(rb"filename\*?=")
_TYPE = re.compile(rb"(?im)^content-type:[ \t]*([^\r\n]+)")


@dataclass
class Upload:
    """What came: the file's size, type and digest, and the form's other fields."""

    size: int = 0
    content_type: str = "application/octet-stream"
    etag: str = ""
    fields: dict[str, str] = field(default_factory=dict)


async def receive(request: Request, file: Path, max_bytes: int) -> Upload:
    """Raises StorageError; then the file may be half written, and the caller removes it."""
    content_type = request.headers.get("content-type", "application/octet-stream")
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        sink = _Sink(out, max_bytes)
        if content_type.startswith("multipart/form-data"):
            boundary = _BOUNDARY.search(content_type)
            if boundary is None:
                raise invalid("a form without a boundary")
            upload = await _Form(request.stream(), boundary[1].encode(), sink).read()
        else:
            upload = Upload(content_type=content_type)
            async for chunk in request.stream():
                sink.write(chunk)
    upload.size, upload.etag = sink.size, f'"{sink.digest.hexdigest()}"'
    return upload


class _Sink:
    def __init__(self, out: BinaryIO, max_bytes: int) -> None:
        self.size = 0
        self.digest = hashlib.md5(usedforsecurity=False)
        self._out = out
        self._max_bytes = max_bytes

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self._max_bytes:
            raise too_large()
        self.digest.update(chunk)
        self._out.write(chunk)


class _Form:
    def __init__(self, chunks: AsyncIterator[bytes], boundary: bytes, sink: _Sink) -> None:
        self._chunks = chunks
        self._end = b"\r\n--" + boundary
        self._sink = sink
        # As if a line had ended before the first boundary too.
        self._read = b"\r\n"

    async def read(self) -> Upload:
        upload = Upload()
        await self._skip_to_boundary()
        found_file = False
        for _ in range(MAX_PARTS):
            if await self._take(2) == b"--":
                break
            head = await self._until(b"\r\n\r\n")
            name = _NAME.search(head)
            if _FILE.search(head):
                found_file = True
                kind = _TYPE.search(head)
                if kind is not None:
                    upload.content_type = kind[1].decode("latin-1").strip()
                await self._pass_on()
            elif name is not None:
                text = await self._until(self._end)
                upload.fields[name[1].decode("utf-8", "replace")] = text.decode("utf-8", "replace")
            else:
                raise invalid("a part without a name")
        if not found_file:
            raise invalid("no file in the form")
        return upload

    async def _skip_to_boundary(self) -> None:
        await self._until(self._end)

    async def _pass_on(self) -> None:
        """The file: everything until the boundary, of which a chunk may hold half."""
        keep = len(self._end) - 1
        while True:
            at = self._read.find(self._end)
            if at >= 0:
                self._sink.write(self._read[:at])
                self._read = self._read[at + len(self._end) :]
                return
            if len(self._read) > keep:
                self._sink.write(self._read[:-keep])
                self._read = self._read[-keep:]
            await self._more()

    async def _until(self, mark: bytes) -> bytes:
        while (at := self._read.find(mark)) < 0:
            if len(self._read) > MAX_FIELD_BYTES:
                raise invalid("a field that is too long")
            await self._more()
        found, self._read = self._read[:at], self._read[at + len(mark) :]
        return found

    async def _take(self, count: int) -> bytes:
        while len(self._read) < count:
            await self._more()
        found, self._read = self._read[:count], self._read[count:]
        return found

    async def _more(self) -> None:
        async for chunk in self._chunks:
            if chunk:
                self._read += chunk
                return
        raise invalid("the form breaks off")
