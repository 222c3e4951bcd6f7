"""Scripted behaviour: what the provider does on its first, second, … request with a mark."""

import secrets
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from local.provider.slices import Slices

MAX_SCRIPTS = 1000
MAX_ANSWERS = 1000
# Requests remembered for each script, for tests to look at.
MAX_REMEMBERED = 50
MAX_DELAY_MS = 600_000


class ScriptError(Exception):
    """The script is not one; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One reply. Everything defaults to a proper one."""

    # Below 400 the reply is streamed or whole as asked; from 400 on it is an error of the family.
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    # Sent as it is instead of a reply: garbage, an HTML page, an error body.
    body: str | None = None
    content_type: str | None = None
    # Stream this recording. Else a text of so many words, else the text for the prompt.
    recording: str | None = None
    words: int | None = None
    # Slices to report, or "none" to report nothing.
    usage: Slices | str | None = None
    delay_before_headers_ms: float = 0
    delay_between_chunks_ms: float | None = None
    close_before_headers: bool = False
    # After so many events: silence until the client leaves.
    hang_after_events: int | None = None
    # After so many bytes of the body: the connection is closed, in the middle of what it was.
    close_after_bytes: int | None = None
    # The last events are left out: no final usage, no end mark.
    drop_last_events: int = 0
    # How the bytes are cut into writes: everywhere, or at these positions.
    chunk_bytes: int | None = None
    cut_at: tuple[int, ...] = ()

    @classmethod
    def parse(cls, given: Any) -> "Answer":
        if not isinstance(given, dict):
            raise ScriptError("an answer must be an object")
        unknown = set(given) - {item.name for item in fields(cls)}
        if unknown:
            raise ScriptError(f"unknown: {', '.join(sorted(unknown))}")
        values = dict(given)
        try:
            if isinstance(values.get("usage"), dict):
                values["usage"] = Slices.parse(values["usage"])
            if "cut_at" in values:
                values["cut_at"] = tuple(sorted(int(position) for position in values["cut_at"]))
            answer = cls(**values)
            for delay in (answer.delay_before_headers_ms, answer.delay_between_chunks_ms or 0):
                if not 0 <= delay <= MAX_DELAY_MS:
                    raise ScriptError("delays are from 0 to 600000 ms")
        except (TypeError, ValueError) as error:
            raise ScriptError(str(error)) from error
        return answer


@dataclass
class Script:
    """The last answer is repeated. `requests` are the newest ones that came with its mark."""

    id: str
    answers: list[Answer]
    count: int = 0
    open: int = 0
    finished: int = 0
    disconnected: int = 0
    sent: bytes = b""
    requests: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=MAX_REMEMBERED))

    def next_answer(self) -> Answer:
        answer = self.answers[min(self.count, len(self.answers) - 1)]
        self.count += 1
        return answer

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "count": self.count,
            "open": self.open,
            "finished": self.finished,
            "disconnected": self.disconnected,
            "requests": list(self.requests),
        }


class Scripts:
    """By id; the oldest go."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Script] = OrderedDict()

    def add(self, given: Any) -> Script:
        """`{"answers": [answer, …]}` or one answer. Raises ScriptError."""
        answers = given.get("answers", [given]) if isinstance(given, dict) else given
        if not isinstance(answers, list) or not 0 < len(answers) <= MAX_ANSWERS:
            raise ScriptError("a script has 1 to 1000 answers")
        script = Script(secrets.token_hex(8), [Answer.parse(answer) for answer in answers])
        self._kept[script.id] = script
        while len(self._kept) > MAX_SCRIPTS:
            self._kept.popitem(last=False)
        return script

    def get(self, script_id: str) -> Script | None:
        return self._kept.get(script_id)
