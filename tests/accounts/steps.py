"""What the tests of accounts do: users who sign in, and the service's and the worker's calls."""

import uuid
from typing import Any

import psycopg
from generation.steps import Caller, World
from ledger.steps import Account, Row
from psycopg.types.json import Jsonb

NOBODY = uuid.UUID(int=0)


class Accounts(World):
    """A world whose users sign in; their accounts open on first sight, with a plan's credits."""

    def sign_in(self, *, is_anonymous: bool = False) -> Caller:
        """A user new to Auth, and their account."""
        user_id = self.user()
        self.db.kept_connection("supabase_admin").execute(
            "update auth.users set is_anonymous = %s where id = %s", [is_anonymous, user_id]
        )
        return Caller(self, self.open(user_id, is_anonymous=is_anonymous), user_id)

    def open(self, user_id: uuid.UUID, *, is_anonymous: bool = False) -> Account:
        row = self.service.execute("select api.open_account(%s, %s)", [user_id, is_anonymous])
        return Account(self.ledger, self.only(row))

    def as_user(self, user_id: uuid.UUID, **claims: object) -> psycopg.Connection:
        """A connection as PostgREST makes it for this user."""
        return self.db.connect("authenticated", claims={"sub": str(user_id), **claims})

    def delete(self, caller: Caller, service: psycopg.Connection | None = None) -> None:
        (service or self.service).execute(
            "select api.delete_user(%s, %s)", [caller.account.id, caller.user_id]
        )

    def forget_in_auth(self, user_id: uuid.UUID) -> None:
        """The app deletes the user with its service key."""
        self.db.kept_connection("supabase_admin").execute(
            "delete from auth.users where id = %s", [user_id]
        )

    def close_orphans(self, limit: int = 100) -> int:
        row = self.worker.execute("select api.close_orphans(%s)", [limit])
        return int(self.only(row))

    def merge(
        self, into: Caller, gone: Caller, service: psycopg.Connection | None = None
    ) -> dict[str, Any]:
        row = (service or self.service).execute(
            "select api.merge_accounts(%s, %s, %s, %s)",
            [into.account.id, into.user_id, gone.account.id, gone.user_id],
        )
        answer: dict[str, Any] = self.only(row)
        return answer

    def profile(self, caller: Caller, changes: object = None) -> Row:
        """The profile, after these changes where some are given."""
        if changes is None:
            row = self.service.execute(
                "select api.read_profile(%s, %s)", [caller.account.id, caller.user_id]
            )
        else:
            row = self.service.execute(
                "select api.update_profile(%s, %s, %s)",
                [caller.account.id, caller.user_id, Jsonb(changes)],
            )
        profile: Row = self.only(row)
        return profile

    def status(self, caller: Caller) -> str:
        return str(
            self.ledger.value(
                "select status::text from ledger.accounts where id = %s", caller.account.id
            )
        )

    def count(self, table: str, caller: Caller) -> int:
        """Rows of the caller's account in a table."""
        return int(
            self.ledger.value(
                f"select count(*) from {table} where account_id = %s", caller.account.id
            )
        )

    def add_key(self, caller: Caller) -> None:
        self.ledger.connection.execute(
            "insert into access.api_keys (account_id, user_id, name, prefix, secret_hash) "
            "values (%s, %s, 'a key', 'fl_', %s)",
            [caller.account.id, caller.user_id, uuid.uuid4().bytes],
        )

    def entitle(
        self, caller: Caller, key: str, ref: str, *, until: str | None = None, revoked: bool = False
    ) -> None:
        self.ledger.connection.execute(
            "insert into access.entitlements (account_id, kind, key, source, source_ref, "
            "valid_until, revoked_at) values (%s, 'model', %s, 'purchase', %s, "
            "now() + %s::interval, case when %s then now() end)",
            [caller.account.id, key, ref, until, revoked],
        )

    @staticmethod
    def only(cursor: psycopg.Cursor[Any]) -> Any:
        row = cursor.fetchone()
        assert row is not None
        return row[0]
