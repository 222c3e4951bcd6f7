"""What the tests of events do to the outbox, and the delivery they run."""

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from functions_py.settings import Settings
from psycopg.rows import dict_row

from local.testbed.databases import Database
from workers import deliver_events

SECRET_ENV = "FLORIN_WEBHOOK_TEST_SECRET"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

Row = dict[str, Any]


class Outbox:
    """Calls what the worker calls as florin_worker, and looks at tables as their owner."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.owner = db.kept_connection()
        self.worker = db.kept_connection("florin_worker")
        self.account = uuid.uuid4()
        # What opening accounts and the seed may have told.
        self.owner.execute("delete from audit.outbox")

    def emit(self, kind: str = "granted", connection: Any = None, **payload: Any) -> None:
        (connection or self.owner).execute(
            "select audit.emit(%s, %s, %s)", [self.account, kind, json.dumps(payload)]
        )

    def add_sink(
        self, name: str = "crm", url: str = "https://example.com/hook", kinds: Any = None
    ) -> None:
        self.owner.execute(
            "insert into audit.sinks (name, kind, url, kinds, secret_env) "
            "values (%s, 'webhook', %s, %s, %s)",
            [name, url, kinds, SECRET_ENV],
        )

    def change_sink(self, changes: str, name: str = "crm") -> None:
        self.owner.execute(f"update audit.sinks set {changes} where name = %s", [name])

    def sink(self, name: str = "crm") -> Row:
        return self.rows(
            "select *, bookmark::text as place, next_attempt_at - now() as rest "
            "from audit.sinks where name = %s",
            name,
        )[0]

    def read(self, name: str = "crm", limit: int = 100) -> Any:
        return self.value("select api.read_events(%s, %s)", name, limit)

    def record(
        self,
        batch: Any,
        up_to: int | None = None,
        error: str | None = None,
        *,
        name: str = "crm",
        retry_after_s: int | None = None,
        is_gone: bool = False,
    ) -> bool:
        """`up_to`: index of the last event that was taken."""
        return bool(
            self.value(
                "select api.record_delivery(%s, %s, %s, %s, %s, %s, %s)",
                *(name, batch["lease"], batch["is_replay"]),
                None if up_to is None else batch["events"][up_to]["place"],
                *(error, retry_after_s, is_gone),
            )
        )

    def fail(self, error: str = "HTTP 500", name: str = "crm") -> None:
        """One try of the next event that fails, without waiting for its time."""
        self.change_sink("next_attempt_at = now()", name)
        assert self.record(self.read(name), None, error, name=name)

    def value(self, query: str, *params: Any) -> Any:
        row = self.worker.execute(query, params).fetchone()
        assert row is not None
        return row[0]

    def rows(self, query: str, *params: Any) -> list[Row]:
        with self.owner.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, params).fetchall()

    def count(self) -> int:
        return int(self.rows("select count(*) as n from audit.outbox")[0]["n"])

    def dead(self, name: str = "crm") -> list[Row]:
        return self.rows("select * from audit.dead_letters where sink = %s order by id", name)


def kinds_of(batch: Any) -> list[str]:
    return [event["kind"] for event in batch["events"]]


def settings_for(db: Database, **changes: Any) -> Settings:
    given: dict[str, Any] = {
        "worker_database_url": db.dsn("florin_worker"),
        "webhook_private_addresses": True,
        "sink_timeout_s": 5.0,
        "env": {SECRET_ENV: SECRET},
        **changes,
    }
    return Settings(**given)


@asynccontextmanager
async def delivering(db: Database, **changes: Any) -> AsyncIterator[None]:
    """A worker's deliveries, in this process."""
    task = asyncio.create_task(deliver_events.run(settings_for(db, **changes)))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], bool], timeout_s: float = 15) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.03)
