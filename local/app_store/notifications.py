"""App Store Server Notifications V2: their payload, and what became of sending them.

https://developer.apple.com/documentation/appstoreservernotifications
"""

from dataclasses import dataclass, field
from typing import Any

from local.app_store.clock import HOUR_MS

VERSION = "2.0"
# After each failed attempt, by environment; then Apple gives up.
RETRY_AFTER_H = {"Production": (1, 12, 24, 48, 72), "Sandbox": (1,)}
SUCCESS = "SUCCESS"


@dataclass(frozen=True)
class Attempt:
    """One try to send. `result`: a value of sendAttemptResult."""

    at_ms: int
    result: str


@dataclass
class Notification:
    """Signed once: a retry sends the same bytes, with the same notificationUUID."""

    uuid: str
    type: str
    subtype: str | None
    environment: str
    signed_ms: int
    signed_payload: str
    transaction_id: str | None
    customer: str | None
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def is_delivered(self) -> bool:
        return any(attempt.result == SUCCESS for attempt in self.attempts)

    @property
    def retry_ms(self) -> int | None:
        """When it is sent again; None before the first attempt, once it came through, and when
        Apple has given up."""
        waits = RETRY_AFTER_H[self.environment]
        if not self.attempts or self.is_delivered or len(self.attempts) > len(waits):
            return None
        return self.attempts[-1].at_ms + waits[len(self.attempts) - 1] * HOUR_MS

    def describe(self) -> dict[str, Any]:
        """What tests are shown."""
        return {
            "notification_uuid": self.uuid,
            "type": self.type,
            "subtype": self.subtype,
            "environment": self.environment,
            "transaction_id": self.transaction_id,
            "signed_date": self.signed_ms,
            "signed_payload": self.signed_payload,
            "attempts": [attempt.result for attempt in self.attempts],
        }


def payload(
    uuid: str, type: str, subtype: str | None, signed_ms: int, body: dict[str, Any]
) -> dict[str, Any]:
    """`body` is one of data, summary, externalPurchaseToken and appData, which exclude each
    other."""
    outer: dict[str, Any] = {"notificationType": type}
    if subtype is not None:
        outer["subtype"] = subtype
    return {
        **outer,
        "notificationUUID": uuid,
        "version": VERSION,
        "signedDate": signed_ms,
        **body,
    }
