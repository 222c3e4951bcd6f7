"""Users with tokens, signed by a key set that is served over HTTP: an auth server's outside."""

import contextlib
import json
import tempfile
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from local.auth.claims import access_claims
from local.auth.keys import SigningKeys
from local.postgres import HOST
from local.testbed.databases import Database

NO_ROW: dict[str, Any] = {
    "email": None,
    "phone": None,
    "raw_app_meta_data": {},
    "raw_user_meta_data": {},
}


@dataclass(frozen=True)
class User:
    """One user and a token of theirs that is valid for an hour."""

    id: uuid.UUID
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


class Issuer:
    """Mints tokens. `fail` makes the key set answer 503; `served` counts how often it was asked."""

    def __init__(self, keys: SigningKeys, url: str) -> None:
        self.keys = keys
        self.url = url
        self.fail = False
        self.served = 0

    def environment(self) -> dict[str, str]:
        """The variables that make the service trust these tokens."""
        return {"SUPABASE_URL": self.url}

    def new_user(self, db: Database, *, is_anonymous: bool = True) -> User:
        user_id = db.add_user(is_anonymous=is_anonymous)
        return User(user_id, self.token(user_id, is_anonymous=is_anonymous))

    def token(
        self,
        user_id: uuid.UUID,
        *,
        is_anonymous: bool = True,
        lifetime_s: int = 3600,
        **claims: Any,
    ) -> str:
        """A token as Supabase Auth issues it. `claims` override; None leaves one out."""
        row = {**NO_ROW, "id": user_id, "role": "authenticated", "is_anonymous": is_anonymous}
        issued = access_claims(f"{self.url}/auth/v1", row, uuid.uuid4(), [], lifetime_s)
        wanted = {name: value for name, value in {**issued, **claims}.items() if value is not None}
        return self.keys.current().sign(wanted)


@contextlib.contextmanager
def running_issuer() -> Iterator[Issuer]:
    with tempfile.TemporaryDirectory(prefix="florin-keys-") as folder:
        keys = SigningKeys(Path(folder) / "signing-keys.json")

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.served += 1
                body = json.dumps(keys.key_set()).encode()
                known = self.path == "/auth/v1/.well-known/jwks.json"
                self.send_response(503 if issuer.fail else 200 if known else 404)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Silence: a test's output is its own."""

        server = ThreadingHTTPServer((HOST, 0), Handler)
        issuer = Issuer(keys, f"http://{HOST}:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            server.server_close()
            thread.join(5)
