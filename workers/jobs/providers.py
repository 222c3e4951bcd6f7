"""The providers of one worker, each made when the first of its jobs comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from functions_py.media import fal_webhook, make_provider
from functions_py.media.provider import MediaProvider
from functions_py.settings import Settings

# Where a provider posts its verdict on a job, for those that do.
WEBHOOKS: Mapping[str, Callable[[Settings, UUID, UUID], str | None]] = {
    "fal": fal_webhook.webhook_url,
}


class Providers:
    """Close it when no step runs any more."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: dict[str, MediaProvider] = {}

    def get(self, name: str) -> MediaProvider:
        """Raises SettingsError where there is none of that name, or its key is not set."""
        if name not in self._made:
            self._made[name] = make_provider(name, self._settings)
        return self._made[name]

    def webhook_url(self, name: str, account_id: UUID, job_id: UUID) -> str | None:
        """None where the provider is only asked."""
        make = WEBHOOKS.get(name)
        return None if make is None else make(self._settings, account_id, job_id)

    async def close(self) -> None:
        made, self._made = self._made, {}
        for provider in made.values():
            await provider.close()
