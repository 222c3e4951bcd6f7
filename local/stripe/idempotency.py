"""Idempotency-Key: the same request again gets the same answer; another one is refused.

As documented by Stripe: answers are kept for a day, those to requests that were refused before they
began (wrong parameters, unknown objects) are not kept.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from local.stripe.errors import StripeFault

MAX_KEYS = 20_000
MAX_KEY_LENGTH = 255
LIFETIME_S = 24 * 3600


@dataclass(frozen=True)
class Answer:
    """What was answered, and to which request."""

    fingerprint: str
    status: int
    body: Any
    request_id: str
    kept_at: int


class Idempotency:
    def __init__(self) -> None:
        self._answers: OrderedDict[str, Answer] = OrderedDict()

    def forget(self) -> None:
        self._answers.clear()

    def recall(self, key: str, fingerprint: str, now: int) -> Answer | None:
        """The answer given before. Raises StripeFault idempotency_error for another request."""
        if len(key) > MAX_KEY_LENGTH:
            raise StripeFault("Idempotency keys may have 255 characters", kind="idempotency_error")
        answer = self._answers.get(key)
        if answer is None or now - answer.kept_at > LIFETIME_S:
            return None
        if answer.fingerprint != fingerprint:
            raise StripeFault(
                "Keys for idempotent requests can only be used with the same parameters they were "
                f"first used with. Try using a key other than '{key}' if you meant to execute a "
                "different request.",
                kind="idempotency_error",
            )
        return answer

    def keep(self, key: str, answer: Answer) -> None:
        if answer.status in (400, 401, 404, 409, 429):
            return
        self._answers[key] = answer
        self._answers.move_to_end(key)
        if len(self._answers) > MAX_KEYS:
            self._answers.popitem(last=False)
