"""How large a prompt is, roughly, and whether the files in it can be sent at all.

The estimate sizes the hold and is charged only where the provider reports no usage. Text counts
by its bytes; base64 data never counts as text: an image of a megabyte is some 1,600 tokens, not
350,000.
"""

from __future__ import annotations

import binascii
from typing import Any

from functions_py.families.request import invalid
from functions_py.usage import estimate_tokens

# A large image: Anthropic scales images down to about 1,600 tokens (its "Vision" guide), OpenAI's
# high-detail tiles of the same image come to 765 to 1,500. What an image by reference costs is
# not known before the provider has fetched it, so every image and every file by reference is
# counted as one.
IMAGE_TOKENS = 1_600

# Documents: a PDF page is 1,500 to 3,000 tokens (Anthropic's "PDF support") and some 100 KB.
DOCUMENT_BYTES_PER_TOKEN = 32

# Speech: ten tokens a second (OpenAI's audio models), at some 4 KB a second when compressed.
AUDIO_BYTES_PER_TOKEN = 400

# A reference the provider follows. Florin never fetches one itself.
MAX_URL_CHARS = 8_192

# A media type with its parameters (RFC 2397) is no longer than this.
_DATA_URL_HEAD_CHARS = 128

# The member of a tool call that holds what the tool's author named.
_ARGUMENTS = "input"

# Some encoders break lines (RFC 2045); providers do not mind.
_WHITESPACE = b" \t\r\n"


class PromptSize:
    """Adds up a prompt. `add` takes any JSON value; `tokens` is the estimate so far.

    Raises FlorinError 400 `invalid_image` for images that cannot be sent: broken base64, above
    `max_image_bytes` decoded, URLs that are neither https nor data.
    """

    __slots__ = ("_fixed_tokens", "_max_image_bytes", "_text_bytes")

    def __init__(self, max_image_bytes: int) -> None:
        self._max_image_bytes = max_image_bytes
        self._text_bytes = 0
        self._fixed_tokens = 0

    @property
    def tokens(self) -> int:
        return estimate_tokens(self._text_bytes) + self._fixed_tokens

    def add(self, value: Any, param: str) -> None:
        """Counts every string in `value`, and the files among its parts as files."""
        self._walk(value, param, files=True)

    def add_schema(self, value: Any, param: str) -> None:
        """Counts every string in `value`, whose members may have any name (tools, JSON schemas)."""
        self._walk(value, param, files=False)

    def _walk(self, value: Any, param: str, *, files: bool) -> None:
        # Its own stack: how deeply a client nests is the client's choice.
        stack: list[tuple[Any, str, bool]] = [(value, param, files)]
        while stack:
            item, path, files = stack.pop()
            if isinstance(item, str):
                self._add_text(item)
            elif isinstance(item, list):
                stack.extend((child, f"{path}[{i}]", files) for i, child in enumerate(item))
            elif isinstance(item, dict):
                taken = self._take_file(item, path) if files else ()
                arguments = _ARGUMENTS if str(item.get("type")).endswith("tool_use") else ""
                for name, child in item.items():
                    if name not in taken:
                        self._text_bytes += len(name)
                        within = f"{path}.{name[:64]}"
                        stack.append((child, within, files and name != arguments))
            elif item is not None:
                self._text_bytes += 4  # a number or a boolean is about a token

    def add_tokens(self, count: int) -> None:
        """Counts tokens the client itself sent as numbers."""
        self._fixed_tokens += count

    def _take_file(self, part: dict[str, Any], path: str) -> tuple[str, ...]:
        """The members of `part` that hold or name a file, once it is counted; () where none do."""
        kind = part.get("type")
        if kind in ("image", "document") and isinstance(part.get("source"), dict):
            return self._take_source(kind, part["source"], f"{path}.source")
        if kind in ("image_url", "input_image"):
            return self._take_image_url(part, path)
        if kind == "image_generation_call":
            self._fixed_tokens += IMAGE_TOKENS
            return ("result",)
        if kind == "thinking":
            return ("signature",)  # a seal, which the model is not shown
        if kind == "input_audio" and isinstance(part.get("input_audio"), dict):
            self._add_file(part["input_audio"].get("data"), AUDIO_BYTES_PER_TOKEN)
            return ("input_audio",)
        if kind in ("file", "input_file"):
            holder = part["file"] if isinstance(part.get("file"), dict) else part
            self._add_file(holder.get("file_data"), DOCUMENT_BYTES_PER_TOKEN)
            return ("file", "file_data", "file_url", "file_id")
        return ()

    def _take_source(self, kind: str, source: dict[str, Any], path: str) -> tuple[str, ...]:
        """Anthropic's `source` of an image or a document."""
        form = source.get("type")
        if form not in ("base64", "url", "file"):
            return ()  # a document of text or of content blocks, which count as what they are
        if form == "url" and kind == "image":
            _check_url(source.get("url"), f"{path}.url")
        if form == "base64" and kind == "image":
            self._check_image(source.get("data"), f"{path}.data")
        if form == "base64" and kind == "document":
            self._add_file(source.get("data"), DOCUMENT_BYTES_PER_TOKEN)
        else:
            self._fixed_tokens += IMAGE_TOKENS
        return ("source",)

    def _take_image_url(self, part: dict[str, Any], path: str) -> tuple[str, ...]:
        """OpenAI's image: chat's `{"image_url": {"url": …}}`, responses' `{"image_url": …}`."""
        value = part.get("image_url")
        path = f"{path}.image_url"
        if isinstance(value, dict):
            value = value.get("url")
            path += ".url"
        if value is None and part.get("file_id") is not None:
            self._fixed_tokens += IMAGE_TOKENS
            return ("image_url", "file_id")
        if isinstance(value, str) and value[:5].lower() == "data:":
            self._check_data_url(value, path)
        else:
            _check_url(value, path)
        self._fixed_tokens += IMAGE_TOKENS
        return ("image_url",)

    def _check_data_url(self, url: str, path: str) -> None:
        head, comma, data = url.partition(",")
        if not comma or not head.lower().endswith(";base64"):
            raise invalid(path, "must be a data: URL with base64 data", "invalid_image")
        self._check_image(data, path)

    def _check_image(self, value: Any, path: str) -> None:
        """Raises FlorinError unless `value` is base64 (RFC 4648) of 1 to max_image_bytes bytes."""
        if not isinstance(value, str):
            raise invalid(path, "must be a string of base64", "invalid_image")
        try:
            data = value.encode("ascii").translate(None, _WHITESPACE)
            # Measured before it is decoded: base64 is four characters for three bytes.
            if len(data) * 3 // 4 - 2 > self._max_image_bytes:
                raise self._too_large(path)
            # Python's strict mode lets padding pass that completes nothing.
            if len(data) % 4:
                raise binascii.Error
            size = len(binascii.a2b_base64(data, strict_mode=True))
        except ValueError:
            raise invalid(path, "is not valid base64", "invalid_image") from None
        if not size:
            raise invalid(path, "holds no bytes", "invalid_image")
        if size > self._max_image_bytes:
            raise self._too_large(path)

    def _too_large(self, path: str) -> Exception:
        return invalid(path, f"is larger than {self._max_image_bytes} bytes", "invalid_image")

    def _add_text(self, text: str) -> None:
        if text.startswith("data:") and ";base64," in text[:_DATA_URL_HEAD_CHARS]:
            self._fixed_tokens += IMAGE_TOKENS  # a file, in a place we do not know
        else:
            self._text_bytes += utf8_bytes(text)

    def _add_file(self, value: Any, bytes_per_token: int) -> None:
        """Counts a file by its size, one by reference as an image."""
        if isinstance(value, str) and value:
            self._fixed_tokens += -(-len(value) * 3 // (4 * bytes_per_token))
        else:
            self._fixed_tokens += IMAGE_TOKENS


def utf8_bytes(text: str) -> int:
    """How long `text` is in UTF-8; half a surrogate pair counts as three bytes."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _check_url(value: Any, path: str) -> None:
    """Raises FlorinError unless `value` is an https URL. The provider fetches it, we never do."""
    if not isinstance(value, str) or value[:8].lower() != "https://" or len(value) < 9:
        raise invalid(path, "must be an https: or data: URL", "invalid_image")
    if len(value) > MAX_URL_CHARS:
        raise invalid(path, f"is longer than {MAX_URL_CHARS} characters", "invalid_image")
