"""Results of jobs on their way to Storage: fetched from the provider, or as it answered them.

A provider's links end after days, and are anybody's who sees them; what a user has paid for is kept
in the project's own Storage. Copying again writes over the same objects, so it is safe to repeat.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import aiohttp
import orjson
from yarl import URL

from functions_py.addresses import AddressRefused, PublicResolver, checked_url
from functions_py.media.files import UNKNOWN_TYPE, content_type_of, extension_of
from functions_py.media.provider import MediaFile
from functions_py.media.storage import ResultStorage
from functions_py.settings import KIB, Settings

# A CDN sends on once, to a region or to a signed address.
MAX_REDIRECTS = 3
_CHUNK_BYTES = 256 * KIB
_MANIFEST = "results.json"
_REDIRECTS = (301, 302, 303, 307, 308)


class CopyFailed(Exception):
    """One result could not be copied. `is_final`: it never will be (gone, too large, an address
    that is not asked). `str()` is safe to log."""

    def __init__(self, problem: str, *, is_final: bool = False) -> None:
        super().__init__(problem)
        self.is_final = is_final


class ResultCopier:
    """Copies results; `close` it. A job's results are the list of objects that the job keeps."""

    def __init__(self, settings: Settings, storage: ResultStorage) -> None:
        self._settings = settings
        self._storage = storage
        self._session: aiohttp.ClientSession | None = None

    async def copy(
        self, account_id: UUID, job_id: UUID, results: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        """The results with the `path` and `bytes` of each; those that have a path stay as they are.
        Raises CopyFailed, StorageFailed; what was copied by then is written over next time."""
        return [
            dict(result)
            if result.get("path")
            else await self._copy_one(account_id, job_id, n, result)
            for n, result in enumerate(results)
        ]

    async def store(
        self, account_id: UUID, job_id: UUID, files: Sequence[MediaFile]
    ) -> list[dict[str, Any]]:
        """Results whose content is here already. A list of them is written last: with it they are
        found by `find_stored`, without it they were never whole. Raises StorageFailed."""
        results: list[dict[str, Any]] = []
        for n, file in enumerate(files):
            if file.content is None:
                results.append(file.as_result())
                continue
            path = path_of(account_id, job_id, n, file.content_type)
            await self._storage.upload(path, file.content, file.content_type)
            results.append({**file.as_result(), "path": path, "bytes": len(file.content)})
        listed = orjson.dumps(results)
        await self._storage.upload(_manifest(account_id, job_id), listed, "application/json")
        return results

    async def find_stored(self, account_id: UUID, job_id: UUID) -> list[dict[str, Any]] | None:
        """What `store` wrote for this job before it was interrupted; None: nothing whole. Raises
        StorageFailed."""
        listed = await self._storage.read(_manifest(account_id, job_id))
        if listed is None:
            return None
        try:
            results: list[dict[str, Any]] = orjson.loads(listed)
        except orjson.JSONDecodeError:
            return None
        return results

    async def remove(self, account_id: UUID, job_id: UUID) -> None:
        """Everything stored for this job. Raises StorageFailed."""
        await self._storage.remove(await self._storage.list(folder_of(account_id, job_id)))

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _copy_one(
        self, account_id: UUID, job_id: UUID, n: int, result: Mapping[str, Any]
    ) -> dict[str, Any]:
        url = result.get("url")
        if not isinstance(url, str):
            raise CopyFailed("a result without an address", is_final=True)
        # On disk, whatever its size: many are copied at the same time.
        with tempfile.NamedTemporaryFile(prefix="florin-result-") as file:
            try:
                async with asyncio.timeout(self._settings.result_timeout_s):
                    size, told = await self._fetch(url, file)
            except TimeoutError as error:
                raise CopyFailed("timed out") from error
            file.flush()
            content_type = str(result.get("content_type") or UNKNOWN_TYPE)
            if content_type == UNKNOWN_TYPE:
                content_type = content_type_of(told, "")
            path = path_of(account_id, job_id, n, content_type)
            await self._storage.upload(path, Path(file.name), content_type)
        return {**result, "path": path, "content_type": content_type, "bytes": size}

    async def _fetch(self, url: str, file: IO[bytes]) -> tuple[int, str | None]:
        """Writes what is at `url` into the file: (bytes, the type it was sent with)."""
        for _ in range(MAX_REDIRECTS + 1):
            try:
                async with self._get(url) as response:
                    if response.status in _REDIRECTS:
                        # Checked again: only the first address came from the provider.
                        url = str(response.url.join(URL(response.headers.get("location", ""))))
                        continue
                    if response.status != 200:
                        gone = response.status in (404, 410)
                        raise CopyFailed(f"HTTP {response.status}", is_final=gone)
                    size = await self._write(response, file)
                    return size, response.headers.get("content-type")
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise _why(error) from error
        raise CopyFailed("too many redirects", is_final=True)

    def _get(self, url: str) -> Any:
        asked = checked_url(url, allow_private=self._settings.media_private_addresses)
        if self._session is None:
            self._session = self._new_session()
        # No key, no cookie: the link is all that the provider asks for.
        return self._session.get(asked, allow_redirects=False)

    async def _write(self, response: aiohttp.ClientResponse, file: IO[bytes]) -> int:
        size = 0
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            size += len(chunk)
            if size > self._settings.max_result_bytes:
                raise CopyFailed("too large", is_final=True)
            # The page cache takes it: a thread would cost more than the write.
            file.write(chunk)
        if size == 0:
            raise CopyFailed("an empty file")
        return size

    def _new_session(self) -> aiohttp.ClientSession:
        resolver = None if self._settings.media_private_addresses else PublicResolver()
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=20, force_close=True, resolver=resolver, use_dns_cache=False
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(
                total=self._settings.result_timeout_s,
                sock_connect=self._settings.connect_timeout_s,
                sock_read=self._settings.media_timeout_s,
            ),
            # A file that was packed would be counted, and stored, as something else.
            auto_decompress=False,
            headers={"accept-encoding": "identity", "user-agent": "Florin"},
            trust_env=False,
        )


def folder_of(account_id: UUID, job_id: UUID) -> str:
    return f"{account_id}/{job_id}"


def path_of(account_id: UUID, job_id: UUID, n: int, content_type: str) -> str:
    """Where the nth result is: nothing in it comes from a provider."""
    return f"{folder_of(account_id, job_id)}/{n}.{extension_of(content_type)}"


def _manifest(account_id: UUID, job_id: UUID) -> str:
    return f"{folder_of(account_id, job_id)}/{_MANIFEST}"


def _why(error: Exception) -> CopyFailed:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, AddressRefused):
            return CopyFailed(str(cause.strerror), is_final=True)
        cause = cause.__cause__ or cause.__context__
    return CopyFailed(type(error).__name__)
