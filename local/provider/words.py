"""What the demo model says, and how it counts: a token is a word."""

import hashlib
import re
from typing import Any

# A prompt longer than this is not searched for words: the demo must stay cheap.
PROMPT_CHARACTERS = 200_000
MAX_WORDS = 100_000

OPENINGS = (
    "A good question, and a pleasant one to think about on a quiet day.",
    "Let us take it slowly, the way one crosses a river on stones.",
    "Here is what a lighthouse keeper might have answered.",
    "Imagine a small harbour early in the morning, before the first boat leaves.",
)
MIDDLES = (
    "The florin was first struck in Florence in 1252, and for two centuries merchants from "
    "London to Alexandria trusted its weight without weighing it.",
    "Every coin in the drawer is counted once in the evening, and the sum agrees with the book, "
    "because nothing was ever written in pencil.",
    "The gardener keeps two ledgers, one for rain and one for promises, and only the first is "
    "allowed to run into debt.",
    "A careful clerk writes the line before the coin changes hands, and rules it off only when "
    "both sides have nodded.",
    "The old clock above the market strikes once for each hour, however many people ask it "
    "for the time.",
)
ENDINGS = (
    "So the tea is still warm, the account is balanced, and the evening may begin.",
    "That is all there is to it, and it is enough.",
    "And if you ask again tomorrow, the answer will cost exactly the same.",
    "The rest is only sea, and the sea keeps no receipts.",
)


def reply_words(prompt: str, limit: int | None) -> list[str]:
    """The reply to `prompt` as words with their leading space; at most `limit` of them."""
    digest = hashlib.sha256(prompt.encode()).digest()
    first = digest[1] % len(MIDDLES)
    sentences = (
        OPENINGS[digest[0] % len(OPENINGS)],
        MIDDLES[first],
        MIDDLES[(first + 1 + digest[2] % (len(MIDDLES) - 1)) % len(MIDDLES)],
        ENDINGS[digest[3] % len(ENDINGS)],
    )
    words = re.findall(r"\s*\S+", " ".join(sentences))
    return words if limit is None else words[:limit]


def exactly(count: int) -> list[str]:
    """`count` words, for tests and benches that need a stream of known length."""
    return [f" word{number}" if number else "word0" for number in range(min(count, MAX_WORDS))]


def count_tokens(text: str) -> int:
    return len(text[:PROMPT_CHARACTERS].split())


def prompt_of(body: dict[str, Any]) -> str:
    """All text of a request of any family, in order."""
    parts: list[str] = []
    for name in ("system", "instructions", "messages", "input", "prompt"):
        _collect(body.get(name), parts)
    return "\n".join(parts)[:PROMPT_CHARACTERS]


def _collect(value: Any, parts: list[str]) -> None:
    if isinstance(value, str):
        parts.append(value)
    elif isinstance(value, list):
        for item in value:
            _collect(item, parts)
    elif isinstance(value, dict):
        _collect(value.get("content"), parts)
        _collect(value.get("text"), parts)
