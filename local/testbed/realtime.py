"""A project's URL over a cloned database whose /realtime/v1 is served, and can be restarted."""

import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.types.json import Jsonb

from local.api_keys import ApiKeys
from local.auth.claims import access_claims
from local.auth.keys import SigningKeys
from local.child import Child
from local.parts import await_ready, realtime_environment, start_gateway
from local.testbed.databases import Database
from local.testbed.identity import NO_ROW


@dataclass(frozen=True)
class Listener:
    """A user with an open account and a token of theirs."""

    id: uuid.UUID
    account_id: uuid.UUID
    token: str

    @property
    def topic(self) -> str:
        return f"account:{self.account_id}"


class RealtimeProject:
    """Start it; close it. `url` stays the same when it is started again."""

    def __init__(self, db: Database, environment: Mapping[str, str] | None = None) -> None:
        self.db = db
        self.url = ""
        self.child: Child | None = None
        self._environment = dict(environment or {})
        self._folder = tempfile.TemporaryDirectory(prefix="florin-realtime-")
        self._state = Path(self._folder.name)
        self._port = 0

    def start(self) -> None:
        services = {**realtime_environment(self.db.dsn("realtime_login")), **self._environment}
        dsn = self.db.dsn("supabase_auth_admin")
        self.child, self.url = start_gateway(
            self._state / "gateway.log", self._state, dsn, self._port, services
        )
        self._port = int(self.url.rpartition(":")[2])
        await_ready(self.child, f"{self.url}/auth/v1/.well-known/jwks.json")
        self.api_keys = ApiKeys.of(self._state / "api-keys.json")
        self.signing_keys = SigningKeys(self._state / "signing-keys.json")

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()
            self.child = None

    def close(self) -> None:
        self.stop()
        self._folder.cleanup()

    def log(self) -> str:
        return (self._state / "gateway.log").read_text(errors="replace")

    def new_listener(self) -> Listener:
        user_id = self.db.add_user()
        opened = self.db.kept_connection("florin_service").execute(
            "select api.open_account(%s, true)", [user_id]
        )
        row = opened.fetchone()
        if row is None:
            raise ValueError("no account")
        return Listener(user_id, row[0], self.token(user_id))

    def token(self, user_id: uuid.UUID, *, lifetime_s: int = 3600, **claims: Any) -> str:
        """As the auth server issues it; `claims` override, None leaves one out."""
        row = {**NO_ROW, "id": user_id, "role": "authenticated", "is_anonymous": True}
        issued = access_claims(f"{self.url}/auth/v1", row, uuid.uuid4(), [], lifetime_s)
        wanted = {name: value for name, value in {**issued, **claims}.items() if value is not None}
        return self.signing_keys.current().sign(wanted)

    def send(self, topic: str, event: str = "note", private: bool = True, **payload: Any) -> None:
        """What a trigger in the database would send, committed at once."""
        self.db.kept_connection().execute(
            "select realtime.send(%s, %s, %s, %s)", [Jsonb(payload), event, topic, private]
        )
