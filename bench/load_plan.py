"""What the load generator is told to do, as it goes to its process: one JSON object.

The load generator is a process of its own, so that its work is never in the way of the service's
event loop nor counted as the service's.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

Job = Literal["closed_loop", "first_bytes", "at_once", "open_streams"]

PROMPT = (
    "You are a careful assistant. Answer in the language of the question, briefly, and say so "
    "where you are not sure. Explain to a shopkeeper, in a few plain paragraphs, why accounts are "
    "kept twice, what each side of an entry says, and how to find an error in them. "
)


@dataclass(frozen=True)
class Pace:
    """A stream of so many chunks, `group` of them in one write, so far apart."""

    chunks: int
    group: int
    gap_ms: int

    @property
    def length_s(self) -> float:
        return self.chunks / self.group * self.gap_ms / 1000


@dataclass(frozen=True)
class Target:
    """Where to POST. tokens: bearers to use in turn; none for a target that asks for none."""

    host: str
    port: int
    path: str
    tokens: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, base_url: str, tokens: list[str] | None = None) -> "Target":
        url = urlsplit(base_url)
        if url.hostname is None or url.port is None:
            raise ValueError(f"no host and port in {base_url}")
        return cls(url.hostname, url.port, "/v1/chat/completions", tokens or [])

    def request(self, number: int, pace: Pace) -> bytes:
        """The whole HTTP request; `number` chooses the token."""
        mark = f"bench:{pace.chunks}:{pace.group}:{pace.gap_ms}"
        body = json.dumps(
            {
                "model": "demo",
                "stream": True,
                "max_tokens": 1000,
                "messages": [{"role": "user", "content": PROMPT + mark}],
            }
        ).encode()
        head = [
            f"POST {self.path} HTTP/1.1",
            f"host: {self.host}:{self.port}",
            "content-type: application/json",
            "accept: text/event-stream",
            f"content-length: {len(body)}",
        ]
        if self.tokens:
            head.append(f"authorization: Bearer {self.tokens[number % len(self.tokens)]}")
        return "\r\n".join([*head, "", ""]).encode() + body


@dataclass(frozen=True)
class Plan:
    """clients: connections at once. `direct` is only asked by jobs that compare."""

    job: Job
    target: Target
    clients: int
    seconds: float
    pace: Pace
    direct: Target | None = None

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        given: dict[str, Any] = json.loads(text)
        given["target"] = Target(**given["target"])
        given["pace"] = Pace(**given["pace"])
        if given["direct"] is not None:
            given["direct"] = Target(**given["direct"])
        return cls(**given)
