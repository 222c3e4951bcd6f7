"""Get Notification History: what was sent, or tried, within a window of time."""

from typing import Any

from local.app_store import api_errors
from local.app_store.api_errors import ApiError
from local.app_store.clock import DAY_MS
from local.app_store.notifications import Notification
from local.app_store.paging import page
from local.app_store.store import SANDBOX, Store

# Apple keeps them as long as this.
KEPT_DAYS = {"Production": 180, "Sandbox": 30}


def find_notifications(store: Store, query: dict[str, Any], token: str | None) -> dict[str, Any]:
    """Oldest first. Raises ApiError, BadPage."""
    start, end = _window(store, query)
    wanted = {
        "type": query.get("notificationType"),
        "subtype": query.get("notificationSubtype"),
    }
    transaction = store.transactions.get(str(query.get("transactionId")))
    customer = transaction.customer if transaction else None
    found = [
        each
        for each in store.notifications.values()
        if start <= each.signed_ms < end
        and all(value in (None, getattr(each, name)) for name, value in wanted.items())
        and ("transactionId" not in query or (customer and each.customer == customer))
        and not (query.get("onlyFailures") and each.is_delivered)
    ]
    of = "&".join(f"{name}={query[name]}" for name in sorted(query))
    shown, next_token, has_more = page(found, token, of)
    answer: dict[str, Any] = {
        "notificationHistory": [sent(each) for each in shown],
        "hasMore": has_more,
    }
    # Unlike a revision: only while there are more.
    return {**answer, "paginationToken": next_token} if has_more else answer


def sent(notification: Notification) -> dict[str, Any]:
    """One record, with its attempts."""
    attempts = [
        {"attemptDate": attempt.at_ms, "sendAttemptResult": attempt.result}
        for attempt in notification.attempts
    ]
    return {"signedPayload": notification.signed_payload, "sendAttempts": attempts}


def _window(store: Store, query: dict[str, Any]) -> tuple[int, int]:
    start, end = query.get("startDate"), query.get("endDate")
    if not isinstance(start, int) or not isinstance(end, int):
        raise ApiError(api_errors.INVALID_START_DATE, "startDate and endDate are needed.")
    if start >= end:
        raise ApiError(api_errors.START_DATE_AFTER_END_DATE, "The window is empty.")
    days = KEPT_DAYS["Sandbox" if store.environment == SANDBOX else "Production"]
    if start < store.clock.now_ms() - days * DAY_MS:
        raise ApiError(api_errors.START_DATE_TOO_FAR_IN_PAST, f"Kept for {days} days.")
    return start, end
