"""Follows what the database broadcasts: committed rows of realtime.messages, to the hub.

A trigger notifies of each row's id in its own transaction, so ids come in the order of commits.
After a lost connection the rows of the meantime are read instead, and those before it that were
never told, as far as transactions lasted no longer than OVERLAP.
"""

import asyncio
import logging
import uuid
from collections import OrderedDict
from datetime import datetime, timedelta

import psycopg

from local.realtime import messages
from local.realtime.hub import Hub
from local.realtime.messages import Connection, Row

log = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 5
RECONNECT_PAUSE_S = 0.2
RECONNECT_PAUSE_MAX_S = 2.0
# Between looks at the clock, which also show that the connection is alive.
LOOK_S = 5.0
# Rows read at once, so that a burst does not become one large answer.
BATCH = 500
# Of an outage; more than that is given up: clients read the rows themselves.
CATCH_UP_LIMIT = 5000
OVERLAP = timedelta(minutes=1)
# What was told in OVERLAP, at 800 messages a second.
REMEMBERED = 50_000


class Feed:
    """`connected` is set while messages arrive."""

    def __init__(self, dsn: str, hub: Hub, payload_bytes: int) -> None:
        self.connected = asyncio.Event()
        self._dsn = dsn
        self._hub = hub
        self._payload_bytes = payload_bytes
        self._told: OrderedDict[uuid.UUID, datetime] = OrderedDict()
        # Everything of transactions that began before it was told, or is given up.
        self._floor: datetime | None = None
        self._seen_at: datetime | None = None

    async def run(self) -> None:
        """Until cancelled, through restarts of Postgres."""
        pause_s = RECONNECT_PAUSE_S
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._dsn,
                    autocommit=True,
                    connect_timeout=CONNECT_TIMEOUT_S,
                    options=messages.OPTIONS,
                ) as connection:
                    pause_s = RECONNECT_PAUSE_S
                    await self._follow(connection)
            except (psycopg.Error, OSError) as error:
                log.warning("no messages from the database: %s", error)
            finally:
                self.connected.clear()
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, RECONNECT_PAUSE_MAX_S)

    async def _follow(self, connection: Connection) -> None:
        await connection.execute(f"listen {messages.CHANNEL}")
        await self._catch_up(connection)
        self.connected.set()
        while True:
            ids = [
                found
                async for notify in connection.notifies(timeout=LOOK_S, stop_after=1)
                if (found := _id(notify.payload)) is not None
            ]
            for start in range(0, len(ids), BATCH):
                for row in await messages.read_by_id(connection, ids[start : start + BATCH]):
                    self._tell(row)
            if not ids:
                self._seen_at = await messages.clock(connection)

    async def _catch_up(self, connection: Connection) -> None:
        now = await messages.clock(connection)
        if self._floor is None or self._seen_at is None:
            # Nobody was there to hear what came before.
            self._floor = self._seen_at = now
            return
        since = max(self._floor, self._seen_at - OVERLAP)
        for row in await messages.read_since(connection, since, CATCH_UP_LIMIT):
            self._tell(row)
        self._seen_at = now

    def _tell(self, row: Row) -> None:
        if row.id in self._told:
            return
        self._told[row.id] = row.inserted_at
        if len(self._told) > REMEMBERED:
            _, forgotten = self._told.popitem(last=False)
            self._floor = forgotten if self._floor is None else max(self._floor, forgotten)
        if self._seen_at is not None:
            self._seen_at = max(self._seen_at, row.inserted_at)
        if row.broadcast.size > self._payload_bytes:
            # As the platform: dropped, and noted.
            log.warning("message %s is too large: %d bytes", row.id, row.broadcast.size)
            return
        self._hub.publish(row.topic, row.private, row.broadcast, message_id=row.id)


def _id(payload: str) -> uuid.UUID | None:
    """Whoever may connect may notify, and of anything."""
    try:
        return uuid.UUID(payload)
    except ValueError:
        return None
