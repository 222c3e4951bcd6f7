"""What a model makes of its input: links to files of this server."""

import re
import zlib
from typing import Any

from local.fal.requests import FalRequest
from local.fal.videos import MAX_SECONDS, mp4
from local.pictures import MAX_SIDE, png

DEFAULT_SECONDS, DEFAULT_SIDE = 5, 512
MAX_IMAGES = 16

_SECONDS = re.compile(r"([0-9]{1,3})s?")


def output_of(request: FalRequest, base_url: str) -> dict[str, Any]:
    """A video where the model's id or the input speaks of one, else pictures."""
    given = request.input if isinstance(request.input, dict) else {}
    if is_video(request):
        url = f"{base_url}/files/{request.id}/0.mp4"
        size = len(file_of(request, 0))
        video = {"url": url, "content_type": "video/mp4", "file_name": "output.mp4"}
        return {"video": {**video, "file_size": size}, "seed": 42}
    width, height = _sides(given)
    count = given.get("num_images", 1)
    images = [
        {
            "url": f"{base_url}/files/{request.id}/{n}.png",
            "content_type": "image/png",
            "width": width,
            "height": height,
        }
        for n in range(min(count, MAX_IMAGES) if isinstance(count, int) else 1)
    ]
    return {"images": images, "seed": 42, "prompt": given.get("prompt")}


def is_video(request: FalRequest) -> bool:
    given = request.input if isinstance(request.input, dict) else {}
    return "video" in request.endpoint or "duration" in given


def file_of(request: FalRequest, n: int) -> bytes:
    """The same each time: it depends on the request alone."""
    given = request.input if isinstance(request.input, dict) else {}
    hue = zlib.crc32(f"{request.id}{n}".encode())
    if is_video(request):
        found = _SECONDS.fullmatch(str(given.get("duration", DEFAULT_SECONDS)))
        seconds = int(found[1]) if found else DEFAULT_SECONDS
        return mp4(max(1, min(seconds, MAX_SECONDS)), hue % 256)
    return png(*_sides(given), (hue % 256, hue // 256 % 256, hue // 65536 % 256))


def _sides(given: dict[str, Any]) -> tuple[int, int]:
    size = given.get("image_size")
    if not isinstance(size, dict):
        return DEFAULT_SIDE, DEFAULT_SIDE
    width, height = (size.get(name, DEFAULT_SIDE) for name in ("width", "height"))
    if not isinstance(width, int) or not isinstance(height, int):
        return DEFAULT_SIDE, DEFAULT_SIDE
    return max(1, min(width, MAX_SIDE)), max(1, min(height, MAX_SIDE))
