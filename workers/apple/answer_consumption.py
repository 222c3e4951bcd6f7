"""Answers Apple's consumption requests: a customer asked for a refund, and Apple asks how much was
used. Computed from the ledger, and only with the customer's recorded consent; Apple takes answers
for 12 hours."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from appstoreserverlibrary.models.ConsumptionRequest import ConsumptionRequest
from appstoreserverlibrary.models.DeliveryStatus import DeliveryStatus
from appstoreserverlibrary.models.RefundPreference import RefundPreference
from functions_py.stores.apple_client import StoreAway, StoreNotFound, StoreRefused
from functions_py.stores.apple_jws import MalformedData, read_claims

from workers.apple.session import Apple, Duty, in_time

log = logging.getLogger(__name__)

# An answer counts within hours; this is soon enough and asks an index.
INTERVAL_S = 60.0
# A second each at most.
LIMIT = 20
LEASE_S = 300

_PREFERENCES = {
    "": None,
    "decline": RefundPreference.DECLINE,
    "grant_full": RefundPreference.GRANT_FULL,
    "grant_prorated": RefundPreference.GRANT_PRORATED,
}


async def work(apple: Apple) -> None:
    """Answers what is due."""
    while True:
        requests = await in_time(apple.rpc.claim_consumption_requests(LIMIT, LEASE_S))
        for request in requests:
            outcome, detail = await _answer(apple, request)
            log.info("consumption request", extra={"outcome": outcome})
            await in_time(
                apple.rpc.record_consumption(
                    request["environment"], request["event_id"], outcome, detail
                )
            )
        if len(requests) < LIMIT:
            return


async def _answer(apple: Apple, request: dict[str, Any]) -> tuple[str, str]:
    """(`answered`, what was said), (`waiting`, why) to be tried again, or (`refused`, why)."""
    try:
        transaction_id = _transaction_id(request["payload"])
    except (MalformedData, KeyError, TypeError) as error:
        return "refused", type(error).__name__
    facts = await in_time(apple.rpc.read_consumption(request["environment"], transaction_id))
    if facts["status"] != "ready":
        return "waiting", facts["status"]
    said = consumption(facts, apple.store.settings.refund_preference)
    try:
        await apple.client.send_consumption(request["environment"], transaction_id, said)
    except StoreAway as error:
        return "waiting", str(error)
    except (StoreNotFound, StoreRefused) as error:
        return "refused", str(error)
    return "answered", orjson.dumps(
        {
            "delivery": said.rawDeliveryStatus,
            "percentage": said.consumptionPercentage,
            "preference": said.rawRefundPreference,
        }
    ).decode()


def consumption(facts: dict[str, Any], preference: str) -> ConsumptionRequest:
    """What Apple is told; customerConsented is true, or there would be no answer.

    https://developer.apple.com/documentation/appstoreserverapi/consumptionpercentage: none for
    auto-renewable subscriptions, 0 for what was not delivered, and more than 0 with
    GRANT_PRORATED: where nothing was used, the whole is what is left.
    """
    wish = _PREFERENCES[preference]
    is_delivered = bool(facts["is_delivered"])
    percentage: int | None = facts["consumed_milli_percent"] if is_delivered else 0
    if wish is RefundPreference.GRANT_PRORATED and percentage == 0 and not facts["is_renewable"]:
        wish = RefundPreference.GRANT_FULL
    return ConsumptionRequest(
        customerConsented=True,
        sampleContentProvided=bool(facts["had_sample"]),
        deliveryStatus=(
            DeliveryStatus.DELIVERED if is_delivered else DeliveryStatus.UNDELIVERED_OTHER
        ),
        consumptionPercentage=None if facts["is_renewable"] else percentage,
        refundPreference=wish,
    )


def _transaction_id(payload: str) -> str:
    """Of a stored notification, which was verified before it was stored."""
    signed = read_claims(payload)["data"]["signedTransactionInfo"]
    return str(read_claims(signed)["transactionId"])


duty = Duty("answer_consumption", work, INTERVAL_S)
