"""What every demo does: sign in, read own rows as the user, and verify the ledger."""

import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, LiteralString

import florin_client
import httpx
import jwt
from florin_client import Florin

from local.state import StackInfo
from local.supabase_database import connect

# The demo's text takes about three seconds.
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
MICROCREDITS = 1_000_000

Write = Callable[[str], None]


class DemoError(Exception):
    """A step went wrong; the text says which."""


class OwnRows:
    """What the signed-in user may read of their own, as the Data API would read it: by role and
    claims. Not through /rest/v1 itself, which needs more than Python."""

    def __init__(self, info: StackInfo, claims: dict[str, Any]) -> None:
        self._database_url = info.database_url
        self._claims = claims

    def ledger_entries(self) -> list[dict[str, Any]]:
        """Own lines, oldest first."""
        return self._read("select to_jsonb(e) from api.ledger_entries as e order by e.version")

    def purchases(self) -> list[dict[str, Any]]:
        """Own purchases in any store, newest first."""
        return self._read("select to_jsonb(p) from api.purchases as p order by p.purchased_at desc")

    def _read(self, query: LiteralString) -> list[dict[str, Any]]:
        with connect(self._database_url) as connection:
            connection.execute("set local role authenticated")
            connection.execute(
                "select set_config('request.jwt.claims', %s, true)", [json.dumps(self._claims)]
            )
            return [row for (row,) in connection.execute(query).fetchall()]


@contextlib.asynccontextmanager
async def signed_in(info: StackInfo, write: Write) -> AsyncIterator[tuple[Florin, OwnRows]]:
    """A new anonymous user of the running stack."""
    async with (
        # Whatever proxy the caller has, the stack is on this machine.
        httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as http,
        florin_client.connect(
            info.supabase_url, info.publishable_key, service_url=info.service_url, http=http
        ) as florin,
    ):
        token = await florin.session.token()
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
        write(f"Signed in anonymously as {claims['sub']}\n")
        yield florin, OwnRows(info, claims)


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
