"""A share of the operations over HTTP: the service, and the local provider behind it."""

from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from bench.soak.hand import Hand
from bench.soak.model import Book, Flight, price
from bench.soak.plan import SoakError
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl

CHAT = "/v1/chat/completions"
REQUEST_TIMEOUT_S = 60.0
# More than any of these requests holds or costs.
AT_MOST = 10_000_000
WORDS = 12
# Tokens are signed for an hour; clients sign in anew before.
TOKEN_LIFETIME_S = 4 * 3600

# What is asked, and the status that it must get.
REFUSED: tuple[tuple[bytes, int], ...] = (
    (b'{"model": "no-such-model", "messages": [{"role": "user", "content": "hi"}]}', 404),
    (b'{"model": "demo"', 400),
)


@dataclass
class Http:
    """One for all clients."""

    session: aiohttp.ClientSession
    url: str
    mark: str
    tokens: dict[Book, str]

    @classmethod
    def open(cls, url: str, provider: ProviderControl, issuer: Issuer, books: list[Book]) -> "Http":
        timeout = aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_S)
        mark = provider.script({"words": WORDS, "delay_between_chunks_ms": 0})
        tokens = {
            book: issuer.token(book.user_id, is_anonymous=False, lifetime_s=TOKEN_LIFETIME_S)
            for book in books
        }
        return cls(aiohttp.ClientSession(timeout=timeout), url, mark, tokens)


@dataclass
class Requests:
    """One client's."""

    hand: Hand
    http: Http

    async def step(self) -> None:
        chance = self.hand.random.random()
        book = self.hand.random.choice(list(self.http.tokens))
        if chance < 0.75:
            await self._generate(book)
        elif chance < 0.85:
            await self._ask("GET /v1/me", book, "GET", "/v1/me", b"", 200)
        else:
            body, status = self.hand.random.choice(REFUSED)
            await self._ask("chat, refused", book, "POST", CHAT, body, status)

    async def _generate(self, book: Book) -> None:
        """Streamed or whole; some with a key, and then once more."""
        max_tokens = self.hand.random.choice((3, 100))
        stream = self.hand.random.random() < 0.5
        asked: dict[str, Any] = {
            "model": "demo",
            "max_tokens": max_tokens,
            "stream": stream,
            "messages": [{"role": "user", "content": f"{self.http.mark} {self.hand.id()}"}],
        }
        if stream:
            asked["stream_options"] = {"include_usage": True}
        key = f"soak-{self.hand.id()}" if self.hand.random.random() < 0.3 else None
        flight = book.start(down=AT_MOST, opens=1)
        body = orjson.dumps(asked)
        status, told = await self._send("chat", book, "POST", CHAT, body, key=key)
        if status != 200:
            self._judge(book, flight, status, told)
            book.land(flight)
            return
        usage = _usage(told, stream=stream)
        words = usage["completion_tokens"]
        self.hand.require(words == min(WORDS, max_tokens), book, f"{words} words were relayed")
        book.land(flight, posted=-_cost(usage), begun=1)
        if key:
            await self._ask("chat, repeated", book, "POST", CHAT, body, 200, key=key)

    def _judge(self, book: Book, flight: Flight, status: int, told: bytes) -> None:
        """Refusals that may be: no credits, or no room."""
        may_be = {402: flight.low < AT_MOST, 429: flight.open_high >= book.max_open}
        self.hand.require(may_be.get(status, False), book, f"chat got {status}: {told[:300]!r}")

    async def _ask(
        self,
        kind: str,
        book: Book,
        method: str,
        path: str,
        body: bytes,
        status: int,
        *,
        key: str | None = None,
    ) -> None:
        got, told = await self._send(kind, book, method, path, body, key=key)
        if got != status:
            raise SoakError(f"{kind} got {got}, not {status}: {told[:300]!r}")

    async def _send(
        self, kind: str, book: Book, method: str, path: str, body: bytes, *, key: str | None
    ) -> tuple[int, bytes]:
        headers = {
            "authorization": f"Bearer {self.http.tokens[book]}",
            "content-type": "application/json",
            **({"idempotency-key": key} if key else {}),
        }
        begun = self.hand.now()
        try:
            async with self.http.session.request(
                method, self.http.url + path, data=body or None, headers=headers
            ) as reply:
                told = await reply.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SoakError(f"{kind}: {error!r}") from error
        self.hand.tally.count(f"HTTP {kind}", self.hand.now() - begun)
        self.hand.tally.statuses[reply.status] += 1
        return reply.status, told


def _usage(told: bytes, *, stream: bool) -> dict[str, Any]:
    """The provider's last report, as it was relayed."""
    if not stream:
        usage: dict[str, Any] = orjson.loads(told)["usage"]
        return usage
    events = [line[6:] for line in told.splitlines() if line.startswith(b"data: {")]
    reported = [orjson.loads(event).get("usage") for event in events]
    return next(usage for usage in reversed(reported) if usage)


def _cost(usage: dict[str, Any]) -> int:
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0)
    return price(
        [
            {
                "input": usage["prompt_tokens"] - cached,
                "cache_read": cached,
                "cache_write": 0,
                "output": usage["completion_tokens"],
                "web_search": 0,
            }
        ]
    )
