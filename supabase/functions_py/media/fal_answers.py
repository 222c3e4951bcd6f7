"""What fal.ai's answers mean: its queue's, its history's and its webhooks'.

Sources: https://fal.ai/docs/documentation/model-apis/inference/queue, …/model-apis/errors (what a
model refuses: `detail` is a list), …/model-apis/request-errors (what failed on the way: `detail` is
a text, `error_type` a word). Texts of fal's are shown to the user who asked, cut; nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from functions_py.media.files import file_at
from functions_py.media.http import Answer
from functions_py.media.provider import Canceled, Failed, MediaFile, Succeeded
from functions_py.media.words import code_of, line_of

# The largest batch sold is 16 images.
MAX_FILES = 64
# A model writes a line a second; only the last ones tell how far it is.
MAX_LOG_LINES = 50

_CANCELED = frozenset({"client_cancelled", "client_canceled", "cancelled", "canceled"})
# nginx's word for a client that left, which fal uses for requests that were canceled.
_CLIENT_LEFT = 499
_PERCENT = re.compile(r"(?<![0-9.])([0-9]{1,3})(?:\.[0-9]+)? ?%")

# Where models put their files: one, or a list of them.
_MEMBERS = ("video", "videos", "images", "image", "gif", "output", "outputs")


def result_of(payload: Any) -> Succeeded | Failed:
    """A model's own output. Without any file in it nothing was made that could be sold."""
    files = tuple(_files(payload))[:MAX_FILES]
    if not files:
        return Failed("no_results", "The provider finished without a result.")
    return Succeeded(files)


def _files(payload: Any) -> Iterator[MediaFile]:
    if not isinstance(payload, Mapping):
        return
    for name in _MEMBERS:
        told = payload.get(name)
        for each in told[:MAX_FILES] if isinstance(told, list) else [told]:
            file = file_at(each)
            if file is not None:
                yield file


def failure_of(status: int | None, body: Any) -> Failed | Canceled:
    """Why there is no result, from an error's status and body."""
    code, message = error_of(body)
    if code in _CANCELED or status == _CLIENT_LEFT:
        return Canceled()
    return Failed(code, message)


def error_of(body: Any) -> tuple[str, str]:
    """(code, message) of an error of fal's, in any of its forms."""
    code: Any = None
    message: Any = None
    if isinstance(body, Mapping):
        detail = body.get("detail")
        code = body.get("error_type")
        message = body.get("error")
        if isinstance(detail, list) and detail and isinstance(detail[0], Mapping):
            code, message = code or detail[0].get("type"), detail[0].get("msg")
        elif isinstance(detail, str):
            message = detail
    return (
        code_of(code, "provider_failed"),
        line_of(message, "The provider could not do this."),
    )


def is_fals_own(answer: Answer) -> bool:
    """Whether an error came from fal's queue, and not from something on the way to it."""
    told = answer.value()
    named = "x-fal-request-id" in answer.headers or "x-fal-error-type" in answer.headers
    return isinstance(told, Mapping) and (named or "error_type" in told)


def progress_of(logs: Any) -> int | None:
    """The last percentage a model wrote: progress bars end up in its logs, and nowhere else."""
    if not isinstance(logs, list):
        return None
    for line in reversed(logs[-MAX_LOG_LINES:]):
        message = line.get("message") if isinstance(line, Mapping) else None
        if isinstance(message, str):
            found = [int(figure) for figure in _PERCENT.findall(message[-1000:])]
            within = [figure for figure in found if figure <= 100]
            if within:
                return within[-1]
    return None
