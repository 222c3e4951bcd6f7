"""The signed-in user: an anonymous sign-in where nobody is, tokens refreshed before they expire."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from florin_client.errors import AuthRefused, Unreachable
from florin_client.retries import Retries, retrying
from supabase import (
    AsyncClient,
    AuthApiError,
    AuthError,
    AuthRetryableError,
    AuthUnknownError,
)

if TYPE_CHECKING:
    from supabase_auth.types import Session as SupabaseSession

# Enough for a request to arrive with a token that is still good, and for a few tries at a new one.
RENEW_BEFORE_S = 60.0
# While Auth is away, a token that is still good is used, and a new one asked for this often.
RENEW_AGAIN_S = 5.0


class Session:
    """Whoever is signed in to `supabase`. The supabase client keeps the session, in its storage;
    sign in there to be somebody else, and this follows."""

    def __init__(self, supabase: AsyncClient, retries: Retries) -> None:
        self.supabase = supabase
        self._retries = retries
        # One refresh at a time: a refresh token is good for one.
        self._lock = asyncio.Lock()
        self._not_before = 0.0

    async def begin(self) -> None:
        """Takes up the stored session, or signs in anonymously. Raises AuthRefused, Unreachable."""
        await retrying(self._begin, self._retries)

    async def token(self) -> str:
        """An access token that is good for a while. Raises AuthRefused, Unreachable."""
        return (await self._current()).access_token

    async def user_id(self) -> str:
        return str((await self._current()).user.id)

    async def renew(self, refused: str) -> str:
        """Another token than the one that was refused."""
        async with self._lock:
            session = await self._load()
            if session.access_token == refused:
                session = await self._refresh(session)
            return session.access_token

    async def seconds_to_renewal(self) -> float:
        """When the token should be renewed; never below zero."""
        return max(0.0, _renewal_at(await self._current()) - time.time())

    async def _begin(self) -> None:
        with _auth_errors():
            if await self.supabase.auth.get_session() is None:
                # Where the answer is lost, an empty user stays behind, whom nobody knows.
                await self.supabase.auth.sign_in_anonymously()

    async def _current(self) -> SupabaseSession:
        async with self._lock:
            session = await self._load()
            if time.time() < _renewal_at(session) or time.monotonic() < self._not_before:
                return session
            try:
                return await self._refresh(session)
            except Unreachable:
                if time.time() >= (session.expires_at or 0):
                    raise
                self._not_before = time.monotonic() + RENEW_AGAIN_S
                return session

    async def _load(self) -> SupabaseSession:
        with _auth_errors():
            session = await self.supabase.auth.get_session()
        if session is None:
            raise AuthRefused("session_missing", "nobody is signed in any more")
        return session

    async def _refresh(self, session: SupabaseSession) -> SupabaseSession:
        with _auth_errors():
            fresh = (await self.supabase.auth.refresh_session(session.refresh_token)).session
        if fresh is None:
            raise AuthRefused("session_missing", "a refresh gave no session")
        return fresh


def _renewal_at(session: SupabaseSession) -> float:
    """Unix time. Tokens that live shorter are renewed when half of their life is over."""
    return (session.expires_at or 0) - min(RENEW_BEFORE_S, session.expires_in / 2)


@contextlib.contextmanager
def _auth_errors() -> Iterator[None]:
    """The supabase client's errors as this package's."""
    try:
        yield
    except AuthRetryableError as error:
        raise Unreachable(f"Supabase Auth: {error.message}") from error
    except AuthApiError as error:
        if error.status == 429 or error.status >= 500:
            raise Unreachable(f"Supabase Auth: {error.message}") from error
        raise AuthRefused(error.code or "", error.message) from error
    except AuthUnknownError as error:
        # No answer of Auth's own, but of something on the way to it.
        raise Unreachable(f"Supabase Auth: {error.message}") from error
    except AuthError as error:
        raise AuthRefused(error.code or "", error.message) from error
