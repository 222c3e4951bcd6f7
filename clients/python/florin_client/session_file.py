"""A session that outlives the process: one file, readable by its owner only."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

from supabase_auth import AsyncSupportedStorage


class SessionFile(AsyncSupportedStorage):
    """Storage for `connect`. One file for one user of one project; whoever reads it is that user.

    A file that cannot be read as JSON counts as empty: the user is signed out, not the program
    broken.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    async def get_item(self, key: str) -> str | None:
        return (await asyncio.to_thread(self._read)).get(key)

    async def set_item(self, key: str, value: str) -> None:
        await asyncio.to_thread(self._change, key, value)

    async def remove_item(self, key: str) -> None:
        await asyncio.to_thread(self._change, key, None)

    def _read(self) -> dict[str, str]:
        try:
            items = json.loads(self.path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return items if isinstance(items, dict) else {}

    def _change(self, key: str, value: str | None) -> None:
        items = {name: item for name, item in self._read().items() if name != key}
        if value is not None:
            items[key] = value
        fresh = self.path.with_name(f"{self.path.name}.new")
        # Anew, whatever was left there: its mode would be another's.
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            json.dump(items, out)
        # At once, so that a crash leaves the old session or the new one.
        fresh.replace(self.path)
