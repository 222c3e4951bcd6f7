"""OpenAI's images, as its API reference documents the answer: PNGs of one colour, in base64."""

import re
import time
import zlib
from base64 import b64encode
from typing import Any

from local.pictures import MAX_SIDE, png

MAX_IMAGES = 10
DEFAULT_SIZE = "1024x1024"

_SIZE = re.compile(r"([0-9]{1,4})x([0-9]{1,4})")


def images(body: dict[str, Any]) -> dict[str, Any]:
    """The whole reply. Raises ValueError for what the real one refuses."""
    prompt, count = body.get("prompt"), body.get("n", 1)
    if not isinstance(prompt, str) or not prompt:
        raise ValueError("prompt is required")
    if not isinstance(count, int) or not 1 <= count <= MAX_IMAGES:
        raise ValueError(f"n is 1 to {MAX_IMAGES}")
    wanted = body.get("size") or "auto"
    size = DEFAULT_SIZE if wanted == "auto" else str(wanted)
    sides = _SIZE.fullmatch(size)
    if sides is None or not 1 <= int(sides[1]) <= MAX_SIDE or not 1 <= int(sides[2]) <= MAX_SIDE:
        raise ValueError("size is WIDTHxHEIGHT")
    return {
        "created": int(time.time()),
        "background": "opaque",
        "data": [{"b64_json": _image(sides, f"{prompt}{n}")} for n in range(count)],
        "output_format": "png",
        "quality": body.get("quality", "low"),
        "size": size,
        "usage": {"input_tokens": 10, "output_tokens": 272 * count, "total_tokens": 10},
    }


def _image(sides: re.Match[str], told: str) -> str:
    hue = zlib.crc32(told.encode())
    colour = (hue % 256, hue // 256 % 256, hue // 65536 % 256)
    return b64encode(png(int(sides[1]), int(sides[2]), colour)).decode()
