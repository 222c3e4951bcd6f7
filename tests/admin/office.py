"""What the tests of admins' functions do: an admin's calls, and days of usage to report on."""

import uuid
from typing import Any

import psycopg
from generation.steps import Caller, World
from ledger.steps import Row
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from local.testbed.databases import Database

NOBODY = uuid.UUID(int=0)


class Office:
    """A world with an admin in it. Keyword arguments of `call` are the function's, without p_."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.db: Database = world.db
        self.admin_id = world.user()
        self.admin = self.signed_in(self.admin_id, app_metadata={"role": "admin"})

    def signed_in(self, user_id: uuid.UUID, **claims: Any) -> psycopg.Connection:
        return self.db.connect("authenticated", claims={"sub": str(user_id), **claims})

    def call(
        self, function: str, *, by: psycopg.Connection | None = None, **given: Any
    ) -> list[Row]:
        """Calls api.<function> as PostgREST does, by names of arguments; its rows."""
        statement = sql.SQL("select * from api.{}({})").format(
            sql.Identifier(function),
            sql.SQL(", ").join(
                sql.SQL("{} => %s").format(sql.Identifier(f"p_{name}")) for name in given
            ),
        )
        values = [Jsonb(v) if isinstance(v, dict) or _objects(v) else v for v in given.values()]
        with (by or self.admin).cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement, values).fetchall()

    def one(self, function: str, **given: Any) -> Any:
        """The only row of a call; of a single value, that."""
        (row,) = self.call(function, **given)
        return row[function] if list(row) == [function] else row

    def log(self, **where: Any) -> list[Row]:
        """Lines of the admin log, oldest first, with these values."""
        return self._rows("audit.log", "id", where)

    def events(self, **where: Any) -> list[Row]:
        return self._rows("audit.outbox", "id", where)

    def last_id(self) -> int:
        """Number of the log's last line, to look at what comes after."""
        return int(self.world.ledger.value("select coalesce(max(id), 0) from audit.log"))

    def since(self, last_id: int) -> list[Row]:
        return self.world.ledger.rows("select * from audit.log where id > %s order by id", last_id)

    def roll_up(self, limit: int = 100) -> int:
        """Sums up all that is due, in batches; how many calls it took."""
        calls = 1
        while self.batch("api.roll_up_usage", limit) >= limit:
            calls += 1
        return calls

    def archive(self, limit: int = 100) -> int:
        calls = 1
        while self.batch("api.archive_generations", limit) >= limit:
            calls += 1
        return calls

    def batch(self, function: str, limit: int) -> int:
        row = self.world.worker.execute(f"select {function}(%s)", [limit]).fetchone()
        assert row is not None
        return int(row[0])

    def begin_history(self) -> None:
        """Lets the roll-ups begin with the oldest generation: tests move theirs into the past."""
        self.world.ledger.connection.execute(
            "update generation.roll_up_progress set marked_until = least(marked_until, "
            "(select date_trunc('day', min(created_at), 'UTC') from generation.generations))"
        )

    def daily(self, caller: Caller | None = None) -> list[Row]:
        account = caller.account.id if caller else None
        return self.world.ledger.rows(
            "select * from generation.daily_usage where %s::uuid is null or account_id = %s "
            "order by account_id, day, model_id",
            *(account, account),
        )

    def _rows(self, table: str, order: str, where: Row) -> list[Row]:
        conditions = " and ".join(f"{column} = %s" for column in where) or "true"
        return self.world.ledger.rows(
            f"select * from {table} where {conditions} order by {order}", *where.values()
        )


def _objects(value: Any) -> bool:
    """A list of objects is JSON; a list of text is an array."""
    return isinstance(value, list) and any(not isinstance(item, str) for item in value)


def set_email(office: Office, user_id: uuid.UUID, email: str) -> str:
    office.db.kept_connection("supabase_admin").execute(
        "update auth.users set email = %s where id = %s", [email, user_id]
    )
    return email
