"""Reads Apple's history of notifications for those that never arrived: we were down longer than
Apple tried again, or lost what we had acknowledged. They are stored as if they had been sent."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from functions_py.errors import FlorinError
from functions_py.stores.apple_client import StoreAway, StoreNotFound, StoreRefused
from functions_py.stores.apple_events import PROVIDER, notification_event

from workers.apple.session import Apple, Duty, in_time

log = logging.getLogger(__name__)

# Postgres says when the next reading is due; this is how often it is asked.
INTERVAL_S = 60.0
# One page takes a second or two.
LEASE_S = 120
# Of twenty notifications each; the rest goes on at the next run.
MAX_PAGES = 100

# The page's token is not valid, or not any more, or the window has grown too old: a new one is
# read from its beginning.
_WINDOW_ERRORS = (4000012, 4000014, 4000017)


async def work(apple: Apple) -> None:
    """One run over each environment."""
    for environment in apple.client.environments:
        for _ in range(MAX_PAGES):
            if not await _read_page(apple, environment):
                break


async def _read_page(apple: Apple, environment: str) -> bool:
    """Reads one page. False: nothing is due, or the window is at its end."""
    part = await in_time(apple.rpc.claim_notification_read(PROVIDER, environment, LEASE_S))
    if part is None:
        return False
    token: str | None = part["page_token"]
    problem: str | None = None
    try:
        next_token = await _store_page(apple, environment, part)
    except StoreRefused as error:
        next_token = None if error.code in _WINDOW_ERRORS else token
        problem = str(error)
    except (StoreAway, StoreNotFound, FlorinError) as error:
        next_token, problem = token, str(error)
    if problem is not None:
        log.warning("history not read", extra={"environment": environment, "reason": problem})
    is_ours = await in_time(
        apple.rpc.record_notification_read(
            PROVIDER, environment, part["lease"], next_token, problem, 0
        )
    )
    return is_ours and problem is None and next_token is not None


async def _store_page(apple: Apple, environment: str, part: dict[str, Any]) -> str | None:
    """The token of the next page; None: there is none. Raises what the client does, and FlorinError
    503 where certificates cannot be checked."""
    page = await apple.client.notifications(
        environment,
        _milliseconds(part["from"]),
        _milliseconds(part["to"]),
        part["page_token"],
        part["only_failures"],
    )
    stored = 0
    for item in page.notificationHistory or ():
        if item.signedPayload is not None:
            stored += await _store(apple, environment, item.signedPayload)
    if stored:
        log.info("notifications found", extra={"environment": environment, "count": stored})
    return page.paginationToken if page.hasMore else None


async def _store(apple: Apple, environment: str, signed: str) -> bool:
    """True where it was not there yet."""
    try:
        event = notification_event(signed, await apple.store.verifier.notification(signed))
    except FlorinError as error:
        if error.status == 503:
            raise
        # One that is not for us must not stop the rest.
        log.warning(
            "notification refused", extra={"environment": environment, "reason": str(error)}
        )
        return False
    return await in_time(apple.rpc.store_event(event))


def _milliseconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp() * 1000)


duty = Duty("fill_gap", work, INTERVAL_S)
