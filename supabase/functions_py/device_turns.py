"""The steps of a claim of welcome credits that anybody with the turn may take: setting a device's
bit, and finishing what somebody left while setting it.

Credits follow Apple's confirmation, and never the other way round.
"""

from __future__ import annotations

import logging
from typing import Any, Protocol
from uuid import UUID

from functions_py.stores.device_check import (
    Bits,
    DeviceCheck,
    DeviceCheckUnavailable,
    TokenRefused,
)

log = logging.getLogger(__name__)

# The same request again, since setting a bit twice is setting it: one lost answer costs nothing.
TRIES = 2


class Finishes(Protocol):
    """The service's calls, or the workers'."""

    async def finish_device_check(
        self, account_id: UUID, check_id: UUID, turn: int, outcome: str
    ) -> dict[str, Any]: ...


async def set_bit(device_check: DeviceCheck, token: str, check_id: UUID, bits: Bits) -> str:
    """Sets bit0 and leaves bit1. "granted": Apple confirmed it. "lost": the token is not taken.
    "unknown": no answer, and it may have been set."""
    for _ in range(TRIES):
        try:
            await device_check.update(token, check_id, Bits(True, bits.bit1))
        except TokenRefused:
            return "lost"
        except DeviceCheckUnavailable:
            continue
        return "granted"
    return "unknown"


async def finish_left(rpc: Finishes, device_check: DeviceCheck, turn: dict[str, Any]) -> bool:
    """Finishes the claim that the turn found unfinished, and ends the turn. False: Apple does not
    answer, and it is left as it was.

    Nobody sets a bit while another claim is setting one, so a bit that is set was set by it.
    """
    left = turn["unfinished"]
    token, check_id = left["token"], UUID(left["check_id"])
    try:
        bits = await device_check.query(token, check_id)
    except TokenRefused:
        outcome = "lost"
    except DeviceCheckUnavailable:
        outcome = "unknown"
    else:
        outcome = "granted" if bits.bit0 else await set_bit(device_check, token, check_id, bits)
    await rpc.finish_device_check(UUID(left["account_id"]), check_id, turn["turn"], outcome)
    log.warning(
        "a device check that was left is finished",
        extra={"account_id": left["account_id"], "reason": outcome},
    )
    return outcome != "unknown"
