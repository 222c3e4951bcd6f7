"""Users, sessions and refresh tokens in schema auth; the only SQL of the local auth server.

Connected as supabase_auth_admin, which owns these tables. Methods raise AuthError.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg import AsyncConnection, AsyncCursor
from psycopg.errors import UniqueViolation
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from local.auth.errors import AuthError

# A client that did not hear the answer may ask again with the old token; Supabase's default.
REUSE_INTERVAL = timedelta(seconds=10)
POOL_SIZE = 4
POOL_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class SignedIn:
    """What a client gets after signing in or refreshing."""

    user: DictRow
    session_id: uuid.UUID
    methods: list[dict[str, Any]]
    refresh_token: str


class Store:
    def __init__(self, dsn: str) -> None:
        self._pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
            dsn,
            min_size=1,
            max_size=POOL_SIZE,
            timeout=POOL_TIMEOUT_S,
            kwargs={"row_factory": dict_row},
            check=AsyncConnectionPool.check_connection,
            open=False,
        )

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    async def add_anonymous(self, metadata: dict[str, Any]) -> SignedIn:
        async with self._pool.connection() as connection:
            user = await _insert_user(connection, None, None, {}, metadata, anonymous=True)
            return await _begin_session(connection, user, "anonymous")

    async def add_with_password(
        self, email: str, encrypted_password: str, metadata: dict[str, Any]
    ) -> SignedIn:
        """Confirmed at once, as a project without email confirmation does."""
        provider = {"provider": "email", "providers": ["email"]}
        try:
            async with self._pool.connection() as connection:
                user = await _insert_user(
                    connection, email, encrypted_password, provider, metadata, anonymous=False
                )
                return await _begin_session(connection, user, "password")
        except UniqueViolation as error:
            raise AuthError(422, "user_already_exists", "User already registered") from error

    async def password_of(self, email: str) -> tuple[uuid.UUID | None, str | None]:
        async with self._pool.connection() as connection:
            row = await (
                await connection.execute(
                    "select id, encrypted_password from auth.users "
                    "where email = %s and deleted_at is null",
                    [email],
                )
            ).fetchone()
        return (row["id"], row["encrypted_password"]) if row else (None, None)

    async def sign_in(self, user_id: uuid.UUID) -> SignedIn:
        async with self._pool.connection() as connection:
            user = await _one(
                await connection.execute(
                    "update auth.users set last_sign_in_at = now(), updated_at = now() "
                    "where id = %s returning *",
                    [user_id],
                )
            )
            _refuse_banned(user)
            return await _begin_session(connection, user, "password")

    async def refresh(self, token: str) -> SignedIn:
        """A new refresh token for a used one; a stolen one ends its session."""
        async with self._pool.connection() as connection:
            found = await (
                await connection.execute(
                    "select s.id as session_id, s.user_id from auth.refresh_tokens as t "
                    "join auth.sessions as s on s.id = t.session_id "
                    "where t.token = %s for update of s",
                    [token],
                )
            ).fetchone()
            if found is None:
                raise AuthError(
                    400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"
                )
            fresh = await _rotate(connection, found["session_id"], found["user_id"], token)
            if fresh is None:
                await connection.execute(
                    "delete from auth.sessions where id = %s", [found["session_id"]]
                )
            else:
                return await _signed_in(connection, found, fresh)
        raise AuthError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")

    async def user_of_session(self, user_id: uuid.UUID, session_id: uuid.UUID) -> DictRow:
        async with self._pool.connection() as connection:
            session = await (
                await connection.execute(
                    "select 1 from auth.sessions where id = %s and user_id = %s",
                    [session_id, user_id],
                )
            ).fetchone()
            if session is None:
                raise AuthError(
                    403, "session_not_found", "Session from session_id claim in JWT does not exist"
                )
            return await _one(
                await connection.execute("select * from auth.users where id = %s", [user_id])
            )

    async def change(
        self,
        user_id: uuid.UUID,
        email: str | None,
        encrypted_password: str | None,
        metadata: dict[str, Any],
    ) -> DictRow:
        """A user with an email is anonymous no more; the id stays."""
        provider = {"provider": "email", "providers": ["email"]} if email else {}
        try:
            async with self._pool.connection() as connection:
                return await _one(
                    await connection.execute(
                        "update auth.users set "
                        "  email = coalesce(%(email)s, email), "
                        "  email_confirmed_at = case when %(email)s::text is null "
                        "    then email_confirmed_at else now() end, "
                        "  is_anonymous = is_anonymous and %(email)s::text is null, "
                        "  encrypted_password = coalesce(%(password)s, encrypted_password), "
                        "  raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || %(provider)s, "
                        "  raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || %(meta)s, "
                        "  updated_at = now() "
                        "where id = %(id)s returning *",
                        {
                            "email": email,
                            "password": encrypted_password,
                            "provider": Jsonb(provider),
                            "meta": Jsonb(metadata),
                            "id": user_id,
                        },
                    )
                )
        except UniqueViolation as error:
            raise AuthError(
                422, "email_exists", "A user with this email address has already been registered"
            ) from error

    async def sign_out(self, user_id: uuid.UUID, session_id: uuid.UUID, scope: str) -> None:
        """`global`: every session; `local`: this one; `others`: every other one."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "delete from auth.sessions where user_id = %(user)s and "
                "(%(scope)s = 'global' or (%(scope)s = 'local') = (id = %(session)s))",
                {"user": user_id, "session": session_id, "scope": scope},
            )


async def _insert_user(
    connection: AsyncConnection[DictRow],
    email: str | None,
    encrypted_password: str | None,
    app_metadata: dict[str, Any],
    user_metadata: dict[str, Any],
    *,
    anonymous: bool,
) -> DictRow:
    return await _one(
        await connection.execute(
            "insert into auth.users (instance_id, id, aud, role, email, encrypted_password, "
            "  email_confirmed_at, last_sign_in_at, raw_app_meta_data, raw_user_meta_data, "
            "  created_at, updated_at, is_anonymous) "
            "values (%s, gen_random_uuid(), 'authenticated', 'authenticated', %s, %s, "
            "  case when %s::text is null then null else now() end, now(), %s, %s, "
            "  now(), now(), %s) returning *",
            [
                uuid.UUID(int=0),
                email,
                encrypted_password,
                email,
                Jsonb(app_metadata),
                Jsonb(user_metadata),
                anonymous,
            ],
        )
    )


async def _begin_session(
    connection: AsyncConnection[DictRow], user: DictRow, method: str
) -> SignedIn:
    session_id = uuid.uuid4()
    await connection.execute(
        "insert into auth.sessions (id, user_id, created_at, updated_at, aal) "
        "values (%s, %s, now(), now(), 'aal1')",
        [session_id, user["id"]],
    )
    await connection.execute(
        "insert into auth.mfa_amr_claims "
        "  (id, session_id, created_at, updated_at, authentication_method) "
        "values (gen_random_uuid(), %s, now(), now(), %s)",
        [session_id, method],
    )
    token = await _add_token(connection, session_id, user["id"], None)
    return await _signed_in(connection, {"session_id": session_id, "user_id": user["id"]}, token)


async def _rotate(
    connection: AsyncConnection[DictRow], session_id: uuid.UUID, user_id: uuid.UUID, token: str
) -> str | None:
    """The session's next token; None when `token` was used before by somebody else."""
    used = await _one(
        await connection.execute(
            "update auth.refresh_tokens as t set revoked = true, "
            "  updated_at = case when old.revoked then old.updated_at else now() end "
            "from auth.refresh_tokens as old "
            "where t.token = %s and old.id = t.id "
            "returning old.revoked as was_revoked, "
            "  now() - old.updated_at < %s as is_recent",
            [token, REUSE_INTERVAL],
        )
    )
    if not used["was_revoked"]:
        return await _add_token(connection, session_id, user_id, token)
    active = await (
        await connection.execute(
            "select token, parent from auth.refresh_tokens "
            "where session_id = %s and not revoked order by id desc limit 1",
            [session_id],
        )
    ).fetchone()
    # The parent of the active token: the client never heard of its child.
    if active and (used["is_recent"] or active["parent"] == token):
        return str(active["token"])
    return None


async def _add_token(
    connection: AsyncConnection[DictRow],
    session_id: uuid.UUID,
    user_id: uuid.UUID,
    parent: str | None,
) -> str:
    token = secrets.token_urlsafe(16)
    await connection.execute(
        "insert into auth.refresh_tokens "
        "  (token, user_id, session_id, parent, revoked, created_at, updated_at) "
        "values (%s, %s, %s, %s, false, now(), now())",
        [token, str(user_id), session_id, parent],
    )
    await connection.execute(
        "update auth.sessions set refreshed_at = now(), updated_at = now() where id = %s",
        [session_id],
    )
    return token


async def _signed_in(
    connection: AsyncConnection[DictRow], session: dict[str, Any], token: str
) -> SignedIn:
    user = await _one(
        await connection.execute("select * from auth.users where id = %s", [session["user_id"]])
    )
    _refuse_banned(user)
    rows = await (
        await connection.execute(
            "select authentication_method, extract(epoch from updated_at)::bigint as at "
            "from auth.mfa_amr_claims where session_id = %s order by created_at",
            [session["session_id"]],
        )
    ).fetchall()
    methods = [{"method": row["authentication_method"], "timestamp": row["at"]} for row in rows]
    return SignedIn(user, session["session_id"], methods, token)


def _refuse_banned(user: DictRow) -> None:
    if user["banned_until"] and user["banned_until"] > datetime.now(UTC):
        raise AuthError(400, "user_banned", "User is banned")


async def _one(cursor: AsyncCursor[DictRow]) -> DictRow:
    row = await cursor.fetchone()
    if row is None:
        raise AuthError(403, "user_not_found", "User from sub claim in JWT does not exist")
    return row
