"""Accounts: opened on first sight, and what they have and used."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from functions_py.rpc.calls import Calls, json_argument


class AccountCalls(Calls):
    """The account of a user, its plan, credits and usage."""

    async def open_account(self, user_id: UUID, is_anonymous: bool) -> UUID:
        """The user's personal account, created on first sight. Raises 503."""
        account_id: UUID = await self._value(
            "select api.open_account($1, $2)", (user_id, is_anonymous), retry=True
        )
        return account_id

    async def read_account(self, account_id: UUID, user_id: UUID) -> dict[str, Any]:
        """Plan, posted, held, available of the account. Raises 403, 503."""
        account: dict[str, Any] = await self._value(
            "select api.read_account($1, $2)", (account_id, user_id), retry=True
        )
        return account

    async def read_profile(self, account_id: UUID, user_id: UUID) -> dict[str, Any]:
        """What the user set for themselves, defaults included. Raises 403, 503."""
        profile: dict[str, Any] = await self._value(
            "select api.read_profile($1, $2)", (account_id, user_id), retry=True
        )
        return profile

    async def update_profile(
        self, account_id: UUID, user_id: UUID, changes: dict[str, Any]
    ) -> dict[str, Any]:
        """Merges `changes` into the profile (RFC 7396) and answers the whole of it.

        Raises 400 with `argument` and `rule`, 403, 503.
        """
        profile: dict[str, Any] = await self._value(
            "select api.update_profile($1, $2, $3)",
            (account_id, user_id, json_argument(changes)),
            retry=True,
        )
        return profile

    async def delete_user(self, account_id: UUID, user_id: UUID) -> None:
        """Forgets the user and closes their account; once more changes nothing.

        Raises 400 where the account is somebody else's, 403, 503.
        """
        await self._value("select api.delete_user($1, $2)", (account_id, user_id), retry=True)

    async def merge_accounts(
        self, account_id: UUID, user_id: UUID, from_account_id: UUID, from_user_id: UUID
    ) -> dict[str, Any]:
        """Merges the anonymous user's account into the first; the same merge again gets the same
        answer. Raises 403, 409 `merge_refused` and `account_busy`, 503.
        """
        merge: dict[str, Any] = await self._value(
            "select api.merge_accounts($1, $2, $3, $4)",
            (account_id, user_id, from_account_id, from_user_id),
            retry=True,
        )
        return merge

    async def read_usage(self, account_id: UUID, user_id: UUID) -> dict[str, Any]:
        """The current month's totals. Raises 403, 503."""
        usage: dict[str, Any] = await self._value(
            "select api.read_usage($1, $2)", (account_id, user_id), retry=True
        )
        return usage

    async def record_refusal(
        self, account_id: UUID, user_id: UUID, model: str, limit_source: str
    ) -> None:
        """Tells that a limit was hit. Raises 503."""
        await self._value(
            "select api.record_refusal($1, $2, $3, $4)",
            (account_id, user_id, model, limit_source),
        )

    async def report_usage(
        self,
        account_id: UUID,
        user_id: UUID,
        start: datetime | None,
        end: datetime | None,
        group_by: str | None,
    ) -> dict[str, Any]:
        """What was used in a span of time; None is SQL's default. Raises 400, 403, 503."""
        usage: dict[str, Any] = await self._value(
            "select api.report_usage($1, $2, $3, $4, $5)",
            (account_id, user_id, start, end, group_by),
            retry=True,
        )
        return usage

    async def read_limits(self, account_id: UUID, user_id: UUID) -> dict[str, Any]:
        """Every limit of the account, in one list. Raises 403, 503."""
        limits: dict[str, Any] = await self._value(
            "select api.read_limits($1, $2)", (account_id, user_id), retry=True
        )
        return limits
