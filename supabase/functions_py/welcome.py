"""Welcome credits: once per device, which Apple remembers, and once per account.

Postgres keeps the claim, who has the turn, and the credits; docs/decisions says in which order, and
what a crash leaves.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from functions_py.auth import Principal
from functions_py.device_turns import finish_left, set_bit
from functions_py.errors import FlorinError
from functions_py.rpc import Rpc
from functions_py.settings import Settings
from functions_py.stores.device_check import DeviceCheck, DeviceCheckUnavailable, TokenRefused

# A turn takes two requests to Apple, some tenths of a second: some twenty claims wait in line.
WAIT_S = 10.0
MAX_WAITING = 50
# Between looks at who has the turn, of which each process has one waiter looking.
LOOK_S = 0.1

RETRY_AFTER_S = 5


class Welcome:
    """Claims of welcome credits."""

    def __init__(self, settings: Settings, rpc: Rpc, device_check: DeviceCheck) -> None:
        self._environment = settings.device_environment
        self._rpc = rpc
        self._device_check = device_check
        self._line = asyncio.Lock()
        self._waiting = 0

    async def claim(self, principal: Principal, token: str) -> dict[str, Any]:
        """`welcome` (granted, already_granted, device_used, not_offered) and
        `granted_microcredits`. token: base64, as the app sent it.

        Raises FlorinError 400 `device_token_refused`, 403, 429, 501, 503.
        """
        self._device_check.require()
        opened = await self._rpc.open_device_check(
            principal.account_id,
            principal.user_id,
            self._environment,
            hashlib.sha256(token.encode()).digest(),
        )
        if "welcome" in opened:
            return opened
        check_id = UUID(opened["check_id"])
        deadline = time.monotonic() + WAIT_S
        async with self._in_line(deadline):
            turn = await self._turn(principal, check_id, deadline)
            if "welcome" in turn:
                return turn
            return await self._check(principal.account_id, check_id, turn["turn"], token)

    @asynccontextmanager
    async def _in_line(self, deadline: float) -> AsyncIterator[None]:
        """One claim of this process at a time, in the order they came."""
        if self._waiting >= MAX_WAITING:
            raise _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                await self._line.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._line.release()

    async def _turn(self, principal: Principal, check_id: UUID, deadline: float) -> dict[str, Any]:
        """The turn, with nothing left to finish; or what the account is answered without one."""
        while time.monotonic() < deadline:
            turn = await self._rpc.take_device_turn(
                principal.account_id, principal.user_id, check_id
            )
            if "wait" in turn:
                await asyncio.sleep(LOOK_S * random.uniform(0.5, 1.5))  # noqa: S311, jitter
            elif turn.get("unfinished") is None:
                return turn
            elif not await finish_left(self._rpc, self._device_check, turn):
                raise _unavailable()
        raise _busy()

    async def _check(
        self, account_id: UUID, check_id: UUID, turn: int, token: str
    ) -> dict[str, Any]:
        async def finish(outcome: str) -> dict[str, Any]:
            return await self._rpc.finish_device_check(account_id, check_id, turn, outcome)

        try:
            bits = await self._device_check.query(token, check_id)
        except TokenRefused:
            await finish("refused")
            raise _refused() from None
        except DeviceCheckUnavailable:
            await finish("unknown")
            raise _unavailable() from None
        if bits.bit0:
            await finish("device_used")
            return {"welcome": "device_used", "granted_microcredits": 0}

        # Before Apple is told, so that somebody else can finish it if we cannot.
        await self._rpc.mark_device_check(account_id, check_id, turn, token)
        outcome = await set_bit(self._device_check, token, check_id, bits)
        finished = await finish(outcome)
        if finished["state"] == "granted":
            granted = finished["granted_microcredits"]
            return {
                # 0: it had them from elsewhere by then.
                "welcome": "granted" if granted else "already_granted",
                "granted_microcredits": granted,
            }
        raise _refused() if outcome == "lost" else _unavailable()


def _busy() -> FlorinError:
    return FlorinError(
        503,
        "device_check_busy",
        "Other devices are being checked. Try again with a new device token.",
        retry_after_s=RETRY_AFTER_S,
    )


def _unavailable() -> FlorinError:
    return FlorinError(
        503,
        "devicecheck_unavailable",
        "Apple does not answer at the moment. Try again with a new device token.",
        retry_after_s=RETRY_AFTER_S,
    )


def _refused() -> FlorinError:
    return FlorinError(
        400,
        "device_token_refused",
        "Apple does not take this device token. Make a new one, and send it once.",
    )
