"""The only SQL of the local Realtime: probes, messages, and their cleaning.

Connected as a role that may become supabase_realtime_admin, which owns `realtime.messages`, and
the API roles. Source of the probes: lib/realtime/tenants/authorization.ex of supabase/realtime.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.errors import InsufficientPrivilege

from local.realtime.frames import Broadcast
from local.realtime.tokens import Claims

CHANNEL = "realtime_messages"
# The platform drops a day's partition after three days.
KEPT = "72 hours"
REPLAY_LIMIT = 25

# What a session needs to be the platform's: its role, and its clock in inserted_at.
OPTIONS = "-c role=supabase_realtime_admin -c timezone=UTC -c statement_timeout=5s"

Connection = AsyncConnection[Any]


@dataclass(frozen=True)
class Row:
    """One message to broadcast. inserted_at: when its transaction began, in UTC."""

    id: uuid.UUID
    inserted_at: datetime
    topic: str
    private: bool
    broadcast: Broadcast


COLUMNS = "id, inserted_at, topic, private, event, payload::text, binary_payload"


async def may_read(connection: Connection, topic: str, claims: Claims) -> bool:
    """Writes a row as the owner and looks for it as the user; nothing remains of it."""
    probe = uuid.uuid4()
    async with connection.transaction(force_rollback=True):
        await connection.execute(
            "insert into realtime.messages (id, topic, extension) values (%s, %s, 'broadcast')",
            [probe, topic],
        )
        await _become(connection, topic, claims)
        found = await connection.execute(
            "select true from realtime.messages where id = %s", [probe]
        )
        return await found.fetchone() is not None


async def may_write(connection: Connection, topic: str, claims: Claims) -> bool:
    """Writes a row as the user; nothing remains of it."""
    async with connection.transaction(force_rollback=True):
        await _become(connection, topic, claims)
        try:
            await connection.execute(
                "insert into realtime.messages (topic, extension) values (%s, 'broadcast')",
                [topic],
            )
        except InsufficientPrivilege:
            return False
        return True


async def read_by_id(connection: Connection, ids: Sequence[uuid.UUID]) -> list[Row]:
    """In the order of `ids`; those that are gone are left out."""
    found = await connection.execute(
        f"select {COLUMNS} from realtime.messages where id = any(%s)",  # noqa: S608 -- a constant
        [list(ids)],
    )
    rows = {row.id: row for row in map(_row, await found.fetchall())}
    return [rows[id] for id in ids if id in rows]


async def read_since(connection: Connection, since: datetime, limit: int) -> list[Row]:
    """The first ones of transactions that began then or later."""
    found = await connection.execute(
        f"select {COLUMNS} from realtime.messages "  # noqa: S608 -- a constant
        "where inserted_at >= %s and extension = 'broadcast' and event is not null "
        "order by inserted_at, id limit %s",
        [since, limit],
    )
    return [_row(row) for row in await found.fetchall()]


async def replay(connection: Connection, topic: str, since: datetime, limit: int) -> list[Row]:
    """The last ones of a private topic since then, oldest first."""
    found = await connection.execute(
        f"select {COLUMNS} from realtime.messages "  # noqa: S608 -- a constant
        "where topic = %s and private and extension = 'broadcast' and event is not null "
        "and inserted_at >= %s and inserted_at < now() + interval '1 minute' "
        "order by inserted_at desc limit %s",
        [topic, since, max(1, min(limit, REPLAY_LIMIT))],
    )
    return [_row(row) for row in await found.fetchall()][::-1]


async def clean(connection: Connection, limit: int) -> int:
    """Deletes up to `limit` messages past their time; how many it did."""
    done = await connection.execute(
        "delete from realtime.messages where (id, inserted_at) in ("  # noqa: S608 -- constants
        "select id, inserted_at from realtime.messages "
        f"where inserted_at < now() - interval '{KEPT}' limit %s)",
        [limit],
    )
    return done.rowcount


async def clock(connection: Connection) -> datetime:
    """Postgres's, as inserted_at has it."""
    row = await (await connection.execute("select localtimestamp")).fetchone()
    assert row is not None  # noqa: S101 -- a select without from
    found: datetime = row[0]
    return found


async def _become(connection: Connection, topic: str, claims: Claims) -> None:
    settings = {
        "role": str(claims["role"]),
        "realtime.topic": topic,
        "request.jwt.claims": json.dumps(claims),
        "request.jwt.claim.sub": str(claims.get("sub", "")),
        "request.jwt.claim.role": str(claims["role"]),
        "request.headers": "{}",
    }
    await connection.execute(
        "select set_config(name, value, true) "
        "from unnest(%s::text[], %s::text[]) as given (name, value)",
        [list(settings), list(settings.values())],
    )


def _row(row: tuple[Any, ...]) -> Row:
    id, inserted_at, topic, private, event, payload, binary = row
    broadcast = Broadcast(
        event or "",
        (payload or "{}").encode() if binary is None else bytes(binary),
        binary is not None,
        {"id": str(id)},
    )
    return Row(id, inserted_at, topic, bool(private), broadcast)
