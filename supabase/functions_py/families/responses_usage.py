"""Usage of the Responses API: one report, in the event or the object that ends a response."""

from __future__ import annotations

import re
from typing import Any

from functions_py.families.openai_usage import line_of
from functions_py.sse import data_of, name_of, object_of
from functions_py.usage import Usage, UsageLine, as_count, combine

# `response.created` and `response.in_progress` carry the same object with a usage of null.
_TERMINAL = (
    "response.completed",
    "response.incomplete",
    "response.failed",
    "response.cancelled",
)

# How nearly every event begins, none of them with anything to say about usage.
_DELTA = re.compile(rb'(?:event: ?|data: ?\{"type": ?")response\.[a-z_.]+\.delta["\r\n]')

# What the others must contain to matter.
_WORDS = (
    b'"usage"',
    b"error",
    b"web_search_call",
    b"response.completed",
    b"response.incomplete",
    b"response.failed",
)

# Bounds on what one stream can make us remember. A stream holds one response, or a handful of a
# recorded conversation, beyond which the oldest are added up; and no reply searches so often.
MAX_RESPONSES = 64
MAX_SEARCHES = 10_000


class ResponsesMeter:
    """Watches a Responses stream for the response that ends it.

    Another response with another id in the same stream is another reply, and its usage is added;
    one with the same id replaces what it said before.
    """

    __slots__ = ("_ended", "_error", "_finished", "_searches", "_unreported")

    def __init__(self) -> None:
        self._ended: dict[str | None, UsageLine] = {}
        # Search calls seen since the last response ended, by item id.
        self._searches: set[str] = set()
        # Whether a response ended without saying what it used.
        self._unreported = False
        self._finished = False
        self._error: bytes | None = None

    def watch(self, events: list[bytes]) -> int:
        if self._error is not None:
            return 0
        for number, event in enumerate(events, 1):
            if not _DELTA.match(event) and any(word in event for word in _WORDS):
                self._read(event)
                if self._error is not None:
                    return number
        return len(events)

    def usage(self) -> Usage | None:
        lines = list(self._ended.values())
        if self._searches:
            lines.append(UsageLine(web_search=len(self._searches)))
        return combine([Usage(tuple(lines))]) if lines else None

    @property
    def final(self) -> bool:
        return self._finished and bool(self._ended) and not self._unreported

    @property
    def finished(self) -> bool:
        return self._finished

    @property
    def error(self) -> bytes | None:
        return self._error

    def _read(self, event: bytes) -> None:
        data = data_of(event)
        payload = object_of(data)
        if payload is None:
            if data and name_of(event) == b"error":
                self._fail(data)
            return
        kind = payload.get("type") or name_of(event).decode(errors="replace")
        response = payload.get("response")
        if kind in _TERMINAL and isinstance(response, dict):
            self._end(response)
            if kind == "response.failed":
                self._fail(data)
        elif kind == "response.created":
            self._finished = False
        elif kind == "response.output_item.done":
            self._note_search(payload.get("item"))
        elif kind == "error" or (not kind and payload.get("error")):
            self._fail(data)

    def _fail(self, data: bytes) -> None:
        # The first error is the cause; `response.failed`, which repeats it, comes after it.
        self._error = self._error or data

    def _end(self, response: dict[str, Any]) -> None:
        self._finished = True
        line = _line_of_response(response, len(self._searches))
        if line is None:
            self._unreported = True
        else:
            self._searches.clear()
            response_id = response.get("id")
            key = response_id if isinstance(response_id, str) else None
            if key not in self._ended and len(self._ended) >= MAX_RESPONSES:
                oldest = self._ended.pop(next(iter(self._ended)))
                line = line + oldest
            self._ended[key] = line

    def _note_search(self, item: object) -> None:
        if isinstance(item, dict) and is_search(item) and len(self._searches) < MAX_SEARCHES:
            self._searches.add(str(item.get("id")))


def usage_of_response(response: dict[str, Any]) -> Usage | None:
    line = _line_of_response(response, 0)
    return None if line is None else Usage((line,))


def _line_of_response(response: dict[str, Any], searches_seen: int) -> UsageLine | None:
    """The usage of an ended response.

    Searches are what the provider says it bills (`tool_usage.web_search.num_requests`, or the
    counts inside `usage`); where it says nothing, the search actions among the output.
    """
    output = response.get("output")
    listed = sum(map(is_search, output)) if isinstance(output, list) else 0
    line = line_of(response.get("usage"), max(listed, searches_seen))
    billed = _billed_searches(response)
    if line is None or billed is None:
        return line
    return UsageLine(
        input=line.input,
        cache_read=line.cache_read,
        cache_write=line.cache_write,
        output=line.output,
        web_search=billed,
    )


def _billed_searches(response: dict[str, Any]) -> int | None:
    tools = response.get("tool_usage")
    web_search = tools.get("web_search") if isinstance(tools, dict) else None
    return as_count(web_search.get("num_requests")) if isinstance(web_search, dict) else None


def is_search(item: object) -> bool:
    """Whether an output item is a web search that is billed: OpenAI bills the action `search`, and
    neither opening a page nor finding in one. Items without an action are older, or xAI's."""
    if not isinstance(item, dict) or item.get("type") != "web_search_call":
        return False
    if item.get("status") == "failed":
        return False
    action = item.get("action")
    return not isinstance(action, dict) or action.get("type") in (None, "search")
