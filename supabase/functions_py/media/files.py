"""The kinds of file that are taken as results, and what providers say of them, doubted."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from yarl import URL

from functions_py.media.provider import MediaFile

# Kinds a browser shows without running anything in them: no SVG, no HTML.
EXTENSIONS: Mapping[str, str] = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/gif": "gif",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/quicktime": "mov",
}
UNKNOWN_TYPE, UNKNOWN_EXTENSION = "application/octet-stream", "bin"

_TYPES = {extension: kind for kind, extension in EXTENSIONS.items()} | {"jpeg": "image/jpeg"}

# A signed URL of a CDN has some hundred characters.
MAX_URL_CHARACTERS = 4096
# The largest image sold has 10,000 pixels a side, the longest video an hour.
_MAX_PIXELS, _MAX_SECONDS = 100_000, 86_400


def extension_of(content_type: str) -> str:
    """For the name of a stored file; always one of a few known words."""
    return EXTENSIONS.get(content_type, UNKNOWN_EXTENSION)


def content_type_of(told: Any, path: str) -> str:
    """The type a provider told, if it is one we take; else by the end of the path."""
    if isinstance(told, str):
        kind = told.partition(";")[0].strip().lower()
        if kind in EXTENSIONS:
            return kind
    ending = posixpath.splitext(path)[1].lstrip(".").lower()
    return _TYPES.get(ending, UNKNOWN_TYPE)


def file_at(told: Any) -> MediaFile | None:
    """A file that a provider describes as an object with `url`; None where it describes none that
    could be fetched. Whether the address may be asked is decided when it is."""
    if not isinstance(told, Mapping):
        return None
    url = told.get("url")
    if not isinstance(url, str) or not 0 < len(url) <= MAX_URL_CHARACTERS:
        return None
    try:
        parsed = URL(url)
    except ValueError:
        return None
    if parsed.scheme not in ("https", "http") or not parsed.host:
        return None
    return MediaFile(
        url=url,
        content=None,
        content_type=content_type_of(told.get("content_type"), parsed.path),
        width=_whole(told.get("width")),
        height=_whole(told.get("height")),
        seconds=_seconds(told.get("duration")),
    )


def _whole(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MAX_PIXELS:
        return value
    return None


def _seconds(value: Any) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _MAX_SECONDS:
        return float(value)
    return None
