"""Jobs as the service shows them: what is in Storage has an address to be read at for a while."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from functions_py.media.storage import ResultStorage, StorageFailed
from functions_py.settings import Settings

log = logging.getLogger(__name__)

# Long enough to look at a result, too short to be a public link.
LIFETIME_S = 3600


class ResultLinks:
    """`close` it. Without Storage set up, jobs are shown as they are."""

    def __init__(self, settings: Settings) -> None:
        is_set_up = settings.supabase_url and settings.supabase_secret_key
        self._storage = ResultStorage(settings) if is_set_up else None

    async def add(self, jobs: Sequence[dict[str, Any]]) -> None:
        """Puts the address into `url` of each result that has a `path`, in one call for all. Where
        Storage does not answer, the provider's own address stays: how a job stands is told
        whether or not its results can be fetched."""
        stored = [
            result for job in jobs for result in job["results"] if result.get("path") is not None
        ]
        if self._storage is None or not stored:
            return
        try:
            signed = await self._storage.sign([result["path"] for result in stored], LIFETIME_S)
        except StorageFailed as error:
            log.warning("results not signed", extra={"reason": str(error), "count": len(stored)})
            return
        for result in stored:
            result["url"] = signed.get(result["path"], result.get("url"))

    async def close(self) -> None:
        if self._storage is not None:
            await self._storage.close()
