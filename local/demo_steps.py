"""What every demo does: sign in, read the balance and the ledger as the user, and verify it."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import jwt

from local.state import StackInfo
from local.supabase_database import connect
from supabase import ClientOptions, create_client

# The demo's text takes about three seconds.
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
MICROCREDITS = 1_000_000

Write = Callable[[str], None]


class DemoError(Exception):
    """A step went wrong; the text says which."""


class SignedIn:
    """An anonymous user of the running stack, with an HTTP client that carries their token."""

    def __init__(self, info: StackInfo, http: httpx.Client) -> None:
        self.info = info
        self.http = http
        token = sign_in(info, http)
        http.headers["authorization"] = f"Bearer {token}"
        self.claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})

    def account(self) -> dict[str, Any]:
        """The account as the service sees it; amounts in microcredits. The first call opens it."""
        reply = self.http.get(f"{self.info.service_url}/v1/me")
        expect_ok(reply)
        account: dict[str, Any] = reply.json()["account"]
        return account

    def available(self) -> int:
        """What the user may spend, in microcredits."""
        return int(self.account()["available"])

    def ledger_entries(self) -> list[dict[str, Any]]:
        """Own lines, oldest first, as the Data API would read them: role and claims."""
        with connect(self.info.database_url) as connection:
            connection.execute("set local role authenticated")
            connection.execute(
                "select set_config('request.jwt.claims', %s, true)", [json.dumps(self.claims)]
            )
            rows = connection.execute(
                "select to_jsonb(e) from api.ledger_entries as e order by e.version"
            ).fetchall()
        return [entry for (entry,) in rows]


def sign_in(info: StackInfo, http: httpx.Client) -> str:
    """The token of a new anonymous user."""
    options = ClientOptions(httpx_client=http, auto_refresh_token=False, persist_session=False)
    client = create_client(info.supabase_url, info.publishable_key, options)
    session = client.auth.sign_in_anonymously().session
    if session is None:
        raise DemoError("anonymous sign-in gave no session")
    return str(session.access_token)


def verify(info: StackInfo) -> list[dict[str, Any]]:
    """The ledger's violations; empty when all is well. The operator's, not the user's."""
    with connect(info.superuser_url) as connection:
        rows = connection.execute("select to_jsonb(v) from ledger.verify() as v").fetchall()
    return [violation for (violation,) in rows]


def credits_of(microcredits: int) -> str:
    """`1.234567 credits`, for people."""
    return f"{microcredits / MICROCREDITS:,.6f} credits"


def write_entries(write: Write, entries: list[dict[str, Any]]) -> None:
    """One line an entry."""
    for entry in entries:
        write(
            f"  {entry['version']:>3}  {entry['kind']:<10} {credits_of(entry['amount']):>24}"
            f"  balance {credits_of(entry['posted_after'])}\n"
        )


def expect_ok(reply: httpx.Response) -> None:
    """Raises DemoError unless the answer is 200."""
    if reply.status_code != 200:
        raise DemoError(f"{reply.request.url} answered {reply.status_code}: {reply.text[:2000]}")
