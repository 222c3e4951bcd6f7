"""A user of the local stack who plays recorded provider streams through the service.

The stack's fake provider sends a recording, the service relays and charges it, and a client of
its own account compares the bytes. The money is read from the database, where it counts.
"""

import json
import re
import time
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx

from local.recorded_stream import holds_text_completions, payload_lines, text_of
from local.state import StackInfo
from local.supabase_database import connect

# Between two reads. A recording plays at once; the service's own patience is longer than this
# only where a provider hangs, and a recording cannot.
TIMEOUT = httpx.Timeout(60.0, connect=5.0)
# The charge is written before the stream ends, unless the database was away for a moment.
SETTLED_WITHIN_S = 20.0
# A billion credits, for any recording there may be; granted by the operator's own function.
GRANT_MICROCREDITS = 10**15
# The models' own limit; more is never asked of a provider.
MAX_TOKENS = 8192

# What the service adds to a stream: an id line before each event, heartbeats, its report.
_ADDED = re.compile(rb"^(?:id: \d+\n|: (?:heartbeat|florin\.usage [^\n]*)\n\n?)", re.MULTILINE)
# The event it adds where a stream ended badly says what was charged.
_ADDED_ERROR = re.compile(
    rb'(?:event: error\n)?data: [^\n]*"charged_microcredits":[^\n]*\n\n(?:data: \[DONE\]\n\n)?'
)


class ReplayError(Exception):
    """A recording could not be replayed; the text says why."""


@dataclass(frozen=True)
class Exchange:
    """One recording, there and back. Bytes are bodies, without HTTP's framing."""

    generation_id: str | None
    status: int
    received: bytes
    sent: bytes


@dataclass
class Row:
    """What is reported of one file. Tokens are disjoint slices; `error` where there is one."""

    file: str
    input: int | None = None
    cache_read: int | None = None
    cache_write: int | None = None
    output: int | None = None
    charged_microcredits: int | None = None
    usage_source: str | None = None
    bytes_equal: bool = False
    iterations: list[dict[str, Any]] = field(default_factory=list)
    verify: list[dict[str, Any]] = field(default_factory=list)
    outcome: str | None = None
    error: str | None = None

    @property
    def good(self) -> bool:
        return self.bytes_equal and not self.verify and self.error is None

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "error" or value}


class Replay:
    """One user with plenty of credits, and the requests made for them. Close it."""

    def __init__(self, info: StackInfo, family: str, endpoint: str) -> None:
        self._info = info
        self._family = family
        self._endpoint = endpoint
        self._http = httpx.Client(timeout=TIMEOUT, trust_env=False)
        self._account_id = self._open_account()

    def close(self) -> None:
        self._http.close()

    def run(self, file: str) -> Row:
        """Never raises for what a file holds or how its replay went: the row says it."""
        row = Row(file)
        try:
            lines = payload_lines(Path(file).read_bytes())
            exchange = self._exchange(lines)
            if exchange.generation_id is None:
                raise ReplayError(
                    f"the service answered {exchange.status}: {exchange.received[:500]!r}"
                )
            self._read_charge(row, exchange.generation_id)
            if self._endpoint == "native":
                row.bytes_equal = unchanged(exchange.received, exchange.sent)
            else:
                row.bytes_equal = unified_text(exchange.received) == text_of(self._family, lines)
        except (OSError, httpx.HTTPError, ReplayError) as error:
            row.error = str(error) or repr(error)
        row.verify += self._violations()
        return row

    def _open_account(self) -> uuid.UUID:
        """An anonymous user's account, opened by its first request, and a grant to it."""
        signed_up = self._expect(
            self._http.post(
                f"{self._info.supabase_url}/auth/v1/signup",
                headers={"apikey": self._info.publishable_key},
                json={},
            )
        )
        self._headers = {"authorization": f"Bearer {signed_up['access_token']}"}
        me = self._expect(self._http.get(f"{self._info.service_url}/v1/me", headers=self._headers))
        account_id = uuid.UUID(me["account"]["account_id"])
        with connect(self._info.database_url) as connection:
            connection.execute(
                "select ledger.grant_credits(%s, 'admin', 'replay', %s)",
                [account_id, GRANT_MICROCREDITS],
            )
        return account_id

    def _exchange(self, lines: list[bytes]) -> Exchange:
        completions = self._family == "openai" and holds_text_completions(lines)
        recorded = self._expect(
            self._http.post(
                f"{self._info.provider_url}/recordings",
                params={"family": "completions" if completions else self._family},
                content=b"\n".join(lines),
            ),
            status=201,
        )
        path, body = request_for(
            self._family, self._endpoint, completions, f"recording:{recorded['id']}"
        )
        url = f"{self._info.service_url}{path}"
        received = bytearray()
        with self._http.stream("POST", url, json=body, headers=self._headers) as reply:
            try:
                for piece in reply.iter_raw():
                    received += piece
            except httpx.RemoteProtocolError:
                # Cut off: the comparison will say so.
                pass
        sent = self._http.get(f"{self._info.provider_url}/recordings/{recorded['id']}/sent")
        return Exchange(
            reply.headers.get("florin-generation-id"),
            reply.status_code,
            bytes(received),
            sent.content,
        )

    def _read_charge(self, row: Row, generation_id: str) -> None:
        facts = self._settled(generation_id)
        usage = facts["usage"] or {}
        row.input, row.output = usage.get("input"), usage.get("output")
        row.cache_read, row.cache_write = usage.get("cache_read"), usage.get("cache_write")
        row.charged_microcredits = facts["charged_microcredits"]
        row.usage_source = facts["usage_source"]
        row.iterations = facts["iterations"]
        row.outcome = facts["status"]
        with connect(self._info.database_url) as connection:
            found = connection.execute(
                "select coalesce(-sum(amount), 0)::bigint from ledger.entries "
                "where account_id = %s and hold_id = %s",
                [self._account_id, generation_id],
            ).fetchone()
        taken = None if found is None else found[0]
        if taken != row.charged_microcredits:
            row.verify.append(
                {
                    "account_id": str(self._account_id),
                    "violation": "charge_is_not_in_the_ledger",
                    "detail": {"charged": row.charged_microcredits, "ledger": taken},
                }
            )

    def _settled(self, generation_id: str) -> dict[str, Any]:
        url = f"{self._info.service_url}/v1/generations/{generation_id}"
        deadline = time.monotonic() + SETTLED_WITHIN_S
        while time.monotonic() < deadline:
            facts = self._expect(self._http.get(url, headers=self._headers))
            if facts["status"] != "running":
                return facts
            time.sleep(0.1)
        raise ReplayError(f"generation {generation_id} was not settled")

    def _violations(self) -> list[dict[str, Any]]:
        with connect(self._info.superuser_url) as connection:
            rows = connection.execute("select to_jsonb(v) from ledger.verify() as v").fetchall()
        return [violation for (violation,) in rows]

    @staticmethod
    def _expect(reply: httpx.Response, status: int = 200) -> dict[str, Any]:
        if reply.status_code != status:
            raise ReplayError(f"{reply.request.url} answered {reply.status_code}: {reply.text}")
        result: dict[str, Any] = reply.json()
        return result


def request_for(
    family: str, endpoint: str, completions: bool, prompt: str
) -> tuple[str, dict[str, Any]]:
    """Path and body of the request whose reply is the recording that `prompt` names."""
    model = f"replay-{family}"
    messages = [{"role": "user", "content": prompt}]
    if endpoint == "generations":
        return "/v1/generations", {"model": model, "stream": True, "messages": messages}
    body: dict[str, Any] = {"model": model, "stream": True}
    if family == "anthropic":
        return "/v1/messages", {**body, "max_tokens": MAX_TOKENS, "messages": messages}
    if family == "responses":
        return "/v1/responses", {**body, "input": prompt}
    # Not asked for, the usage would be the provider's and the service's affair only, and withheld.
    body["stream_options"] = {"include_usage": True}
    if completions:
        return "/v1/completions", {**body, "max_tokens": MAX_TOKENS, "prompt": prompt}
    return "/v1/chat/completions", {**body, "messages": messages}


def unchanged(received: bytes, sent: bytes) -> bool:
    """Whether a client got exactly what the provider sent, less what the service adds: ids,
    comments, and one error event with the charge at the end of a stream that ended badly."""
    plain = _ADDED.sub(b"", received)
    if not plain.startswith(sent):
        return False
    rest = plain[len(sent) :]
    return not rest or _ADDED_ERROR.fullmatch(rest) is not None


def unified_text(received: bytes) -> str:
    """The text deltas of a stream of /v1/generations, put together."""
    text = []
    for line in received.split(b"\n"):
        if line.startswith(b"data: {"):
            payload = json.loads(line.removeprefix(b"data: "))
            delta = payload.get("delta") or {}
            if payload.get("type") == "content_block_delta" and delta.get("type") == "text_delta":
                text.append(delta["text"])
    return "".join(text)
