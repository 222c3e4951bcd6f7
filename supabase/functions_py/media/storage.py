"""Results in Supabase Storage, through the `supabase` client: one private bucket.

Paths are ours alone, `<account>/<job>/<n>.<extension>`: whoever stores a job's results again writes
over the same objects.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from storage3.exceptions import StorageApiError

from functions_py.settings import Settings
from supabase import AsyncClient, AsyncClientOptions

# Storage answers 400 with its own status in the body; both were seen.
_NOT_FOUND, _EXISTS = "404", "409"
# More than a job ever has.
MAX_OBJECTS = 200
_CACHE_S = "31536000"


class StorageFailed(Exception):
    """Storage did not do it: trying again later may do. `str()` is safe to log."""


class ResultStorage:
    """The bucket of results; `close` it. Every call ends by itself within FLORIN_MEDIA_TIMEOUT_S,
    an upload within FLORIN_RESULT_TIMEOUT_S, and raises StorageFailed."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError where the project or its secret key is not set."""
        self._settings = settings.require("supabase_url", "supabase_secret_key")
        self._client: AsyncClient | None = None
        self._http: httpx.AsyncClient | None = None
        self._bucket_is_there = False

    async def upload(self, path: str, content: Path | bytes, content_type: str) -> None:
        """Writes the object, over what was there; a file is read piece by piece."""
        await self._ensure_bucket()
        options: Any = {
            "content-type": content_type,
            "cache-control": _CACHE_S,
            "upsert": "true",
        }
        async with self._within(self._settings.result_timeout_s):
            await self._bucket().upload(path, content, options)

    async def exists(self, path: str) -> bool:
        try:
            async with self._within():
                return bool(await self._bucket().exists(path))
        except _Missing:
            return False

    async def read(self, path: str) -> bytes | None:
        """A small object, whole; None where there is none."""
        try:
            async with self._within():
                return bytes(await self._bucket().download(path))
        except _Missing:
            return None

    async def list(self, folder: str) -> list[str]:
        """The paths of the objects in a folder."""
        try:
            async with self._within():
                found = await self._bucket().list(folder, {"limit": MAX_OBJECTS})
        except _Missing:
            return []
        return [f"{folder}/{each['name']}" for each in found]

    async def sign(self, paths: Sequence[str], ttl_s: int) -> dict[str, str]:
        """Addresses by path that anybody may read for ttl_s; what is not there is left out."""
        if not paths:
            return {}
        async with self._within():
            signed = await self._bucket().create_signed_urls(list(paths), ttl_s)
        return {
            str(each["path"]): str(each["signedURL"])
            for each in signed
            if not each["error"] and each["signedURL"]
        }

    async def remove(self, paths: Sequence[str]) -> None:
        """What is not there is no error."""
        if not paths:
            return
        try:
            async with self._within():
                await self._bucket().remove(list(paths))
        except _Missing:
            return

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()
        self._client = self._http = None

    async def _ensure_bucket(self) -> None:
        if self._bucket_is_there:
            return
        try:
            async with self._within():
                await self._storage().create_bucket(
                    self._settings.results_bucket, options={"public": False}
                )
        except _Exists:
            pass
        self._bucket_is_there = True

    def _bucket(self) -> Any:
        return self._storage().from_(self._settings.results_bucket)

    def _storage(self) -> Any:
        if self._client is None:
            # The client's own time-out is per read and write; `_within` bounds the whole.
            self._http = httpx.AsyncClient(
                timeout=self._settings.media_timeout_s, trust_env=False, follow_redirects=False
            )
            self._client = AsyncClient(
                self._settings.supabase_url,
                self._settings.supabase_secret_key,
                AsyncClientOptions(
                    auto_refresh_token=False, persist_session=False, httpx_client=self._http
                ),
            )
        return self._client.storage

    @asynccontextmanager
    async def _within(self, timeout_s: float | None = None) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(timeout_s or self._settings.media_timeout_s):
                yield
        except StorageApiError as error:
            if str(error.status) == _NOT_FOUND:
                raise _Missing("HTTP 404") from error
            if str(error.status) == _EXISTS or error.code == "Duplicate":
                raise _Exists("HTTP 409") from error
            raise StorageFailed(f"HTTP {error.status}") from error
        except (httpx.HTTPError, OSError, ValueError) as error:
            # TimeoutError is an OSError; an answer that is no JSON is a ValueError.
            raise StorageFailed(type(error).__name__) from error


class _Missing(StorageFailed):
    """There is no such object, or bucket."""


class _Exists(StorageFailed):
    """The bucket is there already."""
