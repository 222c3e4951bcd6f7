"""What one unified request may hold. The body's size is limited before it is parsed (body.py)."""

from __future__ import annotations

from dataclasses import dataclass

# OpenAI takes four, Anthropic more: a request must work whichever serves it.
MAX_STOP_SEQUENCES = 4
MAX_STOP_SEQUENCE_CHARS = 256

# OpenAI's own limits on metadata.
MAX_METADATA_PAIRS = 16
MAX_METADATA_KEY_CHARS = 64
MAX_METADATA_VALUE_CHARS = 512

# Signed storage URLs carry a token of a kilobyte or two.
MAX_URL_CHARS = 4096


@dataclass(frozen=True)
class RequestLimits:
    """Limits a deployment may want to set, or that follow from its settings."""

    # Decoded bytes of one image.
    max_image_bytes: int = 5 * 1024 * 1024
    # Anthropic's limit on images in one request.
    max_images: int = 100
    # A chat of a thousand turns has long been summarised by any sensible client.
    max_messages: int = 1000
    # Text and image parts of one message.
    max_parts: int = 200
