"""A project's URL over a cloned database: sign-in and Data API, as clients see them."""

import contextlib
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from local.api_keys import ApiKeys
from local.auth.keys import SigningKeys
from local.parts import start_gateway
from local.rest.server import start_rest
from local.testbed.databases import Database
from supabase import Client, ClientOptions, create_client

CALL_TIMEOUT_S = 10.0
# The exposed schema: what supabase/config.toml lists. Clients name it, or they ask for `public`.
SCHEMA = "api"


@dataclass(frozen=True)
class RestUser:
    """A signed-in anonymous user with an open account, and the `supabase` client they use."""

    client: Client
    id: uuid.UUID
    account_id: uuid.UUID
    token: str


class RestProject:
    """Needs the npm packages of set-up, or a postgrest on PATH. Close it."""

    def __init__(self, url: str, state_dir: Path, db: Database) -> None:
        self.url = url
        self.db = db
        self.api_keys = ApiKeys.of(state_dir / "api-keys.json")
        self.signing_keys = SigningKeys(state_dir / "signing-keys.json")
        self._http = httpx.Client(timeout=CALL_TIMEOUT_S, trust_env=False)

    def new_client(self, key: str | None = None) -> Client:
        """Nobody signed in. `key`: the secret one instead of the publishable one."""
        options = ClientOptions(schema=SCHEMA, httpx_client=self._http, auto_refresh_token=False)
        return create_client(self.url, key or self.api_keys.publishable, options)

    def new_user(self) -> RestUser:
        """Signed in anonymously, and seen by the service once: the account holds what the plan of
        new accounts includes."""
        client = self.new_client()
        session = client.auth.sign_in_anonymously().session
        if session is None:
            raise ValueError("no session")
        user_id = uuid.UUID(session.user.id)
        opened = self.db.kept_connection("florin_service").execute(
            "select api.open_account(%s, true)", [user_id]
        )
        row = opened.fetchone()
        if row is None:
            raise ValueError("no account")
        return RestUser(client, user_id, row[0], session.access_token)

    def request(self, method: str, path: str, **given: object) -> httpx.Response:
        """`path` below /rest/v1/. Headers `apikey` and what is given; no client in between."""
        headers = {"apikey": self.api_keys.publishable}
        extra = given.pop("headers", None)
        if isinstance(extra, dict):
            headers |= extra
        url = f"{self.url}/rest/v1/{path}"
        return self._http.request(method, url, headers=headers, **given)  # type: ignore[arg-type]

    def close(self) -> None:
        self._http.close()


@contextlib.contextmanager
def running_rest(db: Database, *, installed: bool = True) -> Iterator[RestProject | None]:
    """None when nothing can serve /rest/v1 here. `installed=False`: as if nothing could, and the
    gateway says so."""
    # Not a test's own folder: keys and logs go with this.
    with (
        tempfile.TemporaryDirectory(prefix="florin-rest-") as folder,
        contextlib.ExitStack() as end,
    ):
        state_dir = Path(folder)
        rest = start_rest(state_dir / "rest.log", db.dsn("authenticator")) if installed else None
        if rest is None and installed:
            yield None
            return
        if rest is not None:
            end.callback(rest.child.stop)
        dsn = db.dsn("supabase_auth_admin")
        found = rest.environment() if rest is not None else None
        child, url = start_gateway(state_dir / "gateway.log", state_dir, dsn, services=found)
        end.callback(child.stop)
        project = RestProject(url, state_dir, db)
        end.callback(project.close)
        yield project
