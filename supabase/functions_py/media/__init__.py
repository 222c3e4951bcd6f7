"""Providers of images and video, by the name the catalogue has for them.

One more is a module with a class that follows `provider.MediaProvider`, and a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from functions_py.media.fal import Fal
from functions_py.media.openai_images import OpenAIImages
from functions_py.media.provider import MediaProvider
from functions_py.settings import Settings, SettingsError

PROVIDERS: Mapping[str, Callable[[Settings], MediaProvider]] = {
    "fal": Fal,
    "openai": OpenAIImages,
}


def make_provider(name: str, settings: Settings) -> MediaProvider:
    """The provider, which the caller closes. Raises SettingsError where there is none of that
    name, or its key is not set."""
    make = PROVIDERS.get(name)
    if make is None:
        raise SettingsError(f"there is no provider of media named {name!r}")
    return make(settings)
