"""PostHog, by the HTTP call of its own library.

`Posthog.capture` swallows every failure (its decorator logs and returns), in synchronous mode
too, so it cannot be asked whether an event arrived. The function beneath it raises, and takes the
session to send by: ours does not retry behind our back, follows no redirect, and reads a bounded
part of the answer.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

import orjson
import requests
from functions_py.settings import KIB, Settings
from posthog.request import APIError, batch_post
from requests.adapters import HTTPAdapter

from workers.sinks.addresses import check_url
from workers.sinks.sink import Address, DeliveryFailed, Event

PATH = "/batch/"
# A yes is `{"status": "Ok"}` or so.
ANSWER_BYTES = 16 * KIB

# PostHog drops repeats by their uuid, which is made from the event's id: the same every time.
_NAMESPACE = uuid.UUID("5f1e0f2c-6a57-4b35-9d0e-5a1c0a5a7a11")
# An event of no account, as of a model.
_NOBODY = str(uuid.UUID(int=0))


class PostHogSink:
    """The project of FLORIN_POSTHOG_KEY at FLORIN_POSTHOG_HOST."""

    batch_size: ClassVar[int] = 100

    def __init__(self, settings: Settings, address: Address) -> None:
        self._key = settings.posthog_key
        # An operator's setting, not a row: it may be inside the network.
        self._host = str(check_url(settings.posthog_host, allow_private=True))
        self._timeout_s = settings.sink_timeout_s

    @staticmethod
    def is_configured(settings: Settings) -> bool:
        return bool(settings.posthog_key)

    async def send(self, events: Sequence[Event]) -> None:
        batch = [message_of(event) for event in events]
        try:
            # The thread's own time-outs end it a little later where this one comes first.
            async with asyncio.timeout(self._timeout_s):
                await asyncio.to_thread(self._post, batch)
        except TimeoutError as error:
            raise DeliveryFailed("timed out") from error

    def _post(self, batch: list[dict[str, Any]]) -> None:
        try:
            with _Session(self._timeout_s) as session:
                response = batch_post(
                    self._key,
                    self._host,
                    timeout=self._timeout_s,
                    path=PATH,
                    session=session,
                    batch=batch,
                )
        except APIError as error:
            retry_after = getattr(error, "retry_after", None)
            raise DeliveryFailed(
                f"HTTP {error.status}",
                retry_after_s=None if retry_after is None else round(retry_after),
            ) from None
        except (requests.RequestException, OSError) as error:
            # Without its text: a URL or an answer may be in it.
            raise DeliveryFailed(f"no answer ({type(error).__name__})") from None
        if _is_over_quota(response.content):
            raise DeliveryFailed("over PostHog's quota")


class _Session(requests.Session):
    """One request: no retries, no redirects, no proxy of the environment, a bounded answer."""

    def __init__(self, timeout_s: float) -> None:
        super().__init__()
        self.trust_env = False
        self._timeout_s = timeout_s
        for scheme in ("https://", "http://"):
            self.mount(scheme, HTTPAdapter(max_retries=0))

    def post(self, url: Any, data: Any = None, json: Any = None, **kwargs: Any) -> Any:
        deadline = time.monotonic() + self._timeout_s
        kwargs |= {"allow_redirects": False, "stream": True}
        response = super().post(url, data=data, json=json, **kwargs)
        body = b""
        for part in response.iter_content(KIB):
            body += part
            if len(body) >= ANSWER_BYTES or time.monotonic() > deadline:
                break
        response.close()
        # What `content` answers from now on; requests has no other way to read a part.
        response._content = body[:ANSWER_BYTES]
        return response


def message_of(event: Event) -> dict[str, Any]:
    """The event in PostHog's words. Who did it is the user where the event knows, as apps identify
    their users by the same id; else the account, which gets no profile of its own."""
    user_id = event.payload.get("user_id")
    nobody = event.account_id == _NOBODY
    properties: dict[str, Any] = {
        **event.payload,
        "account_id": event.account_id,
        # The worker's own address says nothing about the user's.
        "$geoip_disable": True,
        "$lib": "florin",
    }
    if not user_id:
        properties["$process_person_profile"] = False
    return {
        "event": event.kind,
        "distinct_id": str(user_id or ("florin" if nobody else event.account_id)),
        "uuid": str(uuid.uuid5(_NAMESPACE, event.id)),
        "timestamp": event.created_at,
        "properties": properties,
    }


def _is_over_quota(body: bytes) -> bool:
    """PostHog answers 200 to what it drops for a billing limit, and says so in the body."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    limited = answer.get("quota_limited") if isinstance(answer, dict) else None
    return isinstance(limited, list) and "events" in limited
