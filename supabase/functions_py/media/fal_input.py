"""Florin's order as the input of a model at fal.ai.

Models there name the same things differently, so a route's model may say how: after a `?` stand
members of the input, `name=value&…`, that no option of a user's changes. A value is JSON where it
can be read as JSON, else text, and may have {seconds}, {images}, {resolution}, {width}, {height}
or, alone, {image_url} in it:

    fal-ai/veo3?duration={seconds}s&generate_audio=false
    kling/v4/image-to-video?duration={seconds}&start_image_url={image_url}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson

from functions_py.media.provider import MediaOrder, Refused

_ENDPOINT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){1,9}")
_RESOLUTION = re.compile(r"[A-Za-z0-9._:-]{1,32}")
_PIXELS = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")

# What the price was made of, under the names models have for it, and what would bring the result
# in another way than by a link. A user's options may not set them.
_NOT_OPTIONS = frozenset(
    {
        *("batch_size", "duration", "fps", "frames", "frames_per_second", "image_size"),
        *("multi_prompt", "num_frames", "num_images", "num_videos", "resolution", "sync_mode"),
        *("video_size", "webhook_url"),
    }
)


def endpoint_of(upstream_model: str) -> str:
    """The model's id at fal. Raises Refused where it is none: it becomes a part of URLs."""
    endpoint = upstream_model.partition("?")[0]
    if _ENDPOINT.fullmatch(endpoint) is None:
        raise Refused("model_not_available", "This model is not set up correctly.")
    return endpoint


def input_of(order: MediaOrder) -> dict[str, Any]:
    """The body of the request. Raises Refused `option_not_allowed`."""
    options = order.input.get("options") or {}
    refused = sorted(_NOT_OPTIONS.intersection(options))
    if refused:
        raise Refused("option_not_allowed", f"`options` cannot set `{refused[0]}`.")
    written = parse_qsl(order.upstream_model.partition("?")[2], keep_blank_values=True)
    templates = " ".join(value for _, value in written)
    return {**options, **_common(order), **_priced(order, templates), **_written(order, written)}


def _common(order: MediaOrder) -> dict[str, Any]:
    names = ("prompt", "aspect_ratio", "seed")
    return {name: order.input[name] for name in names if order.input.get(name) is not None}


def _priced(order: MediaOrder, templates: str) -> dict[str, Any]:
    """Under the names that most models use, unless the route writes them itself."""
    body: dict[str, Any] = {}
    if order.input.get("image_url") is not None and "{image_url}" not in templates:
        body["image_url"] = order.input["image_url"]
    if order.unit == "second" and "{seconds}" not in templates:
        # Text: most models list it so, and those with a number take it.
        body["duration"] = str(order.quantity)
    if order.unit == "image" and order.quantity > 1 and "{images}" not in templates:
        body["num_images"] = order.quantity
    size = _PIXELS.fullmatch(order.resolution)
    if size is not None and order.kind == "image" and "{width}" not in templates:
        body["image_size"] = {"width": int(size[1]), "height": int(size[2])}
    elif order.resolution and not any(mark in templates for mark in ("{resolution}", "{width}")):
        body["resolution"] = order.resolution
    return body


def _written(order: MediaOrder, written: list[tuple[str, str]]) -> dict[str, Any]:
    marks = _marks(order)
    body: dict[str, Any] = {}
    for name, template in written:
        if template == "{image_url}":
            if order.input.get("image_url") is not None:
                body[name] = order.input["image_url"]
            continue
        text = template
        for mark, value in marks.items():
            text = text.replace(mark, value)
        body[name] = _json_or_text(text)
    return body


def _marks(order: MediaOrder) -> Mapping[str, str]:
    marks = {"{resolution}": "", "{width}": "", "{height}": ""}
    if _RESOLUTION.fullmatch(order.resolution):
        marks["{resolution}"] = order.resolution
    size = _PIXELS.fullmatch(order.resolution)
    if size is not None:
        marks |= {"{width}": size[1], "{height}": size[2]}
    return marks | {"{seconds}": str(order.quantity), "{images}": str(order.quantity)}


def _json_or_text(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
