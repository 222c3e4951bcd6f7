"""scripts/demo: one generation, from sign-in to ledger line.

What a user does, the user does here: signs in through the `supabase` client, reads the balance
and streams through the service, reads the ledger as `authenticated` through the views. Only
`verify` is the operator's.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import jwt

from local.stack import Interrupted, StackError, say_on_stderr, use_stack
from local.state import StackInfo
from local.supabase_database import connect
from supabase import ClientOptions, create_client

PROMPT = "Tell me something pleasant about keeping accounts."
# The demo's text takes about three seconds.
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
USAGE_COMMENT = ": florin.usage "
MICROCREDITS = 1_000_000

Write = Callable[[str], None]


class DemoError(Exception):
    """A step went wrong; the text says which."""


def run(info: StackInfo, write: Write) -> dict[str, Any]:
    """Everything in order; `write` gets what is for the terminal. Returns the object of --json."""
    with httpx.Client(timeout=TIMEOUT, trust_env=False) as http:
        token = sign_in(info, http)
        http.headers["authorization"] = f"Bearer {token}"
        claims = jwt.decode(token, options={"verify_signature": False})
        write(f"Signed in anonymously as {claims['sub']}\n")
        before = available(http, info)
        write(f"Balance          {credits_of(before)}\n\nPrompt: {PROMPT}\n\n")

        hold, usage = stream(http, info, write)
        write(f"\n\nHeld at first    {credits_of(hold)}\n")
        tokens = {name: usage["usage"][name] for name in ("input", "cache_read", "cache_write")}
        tokens["output"] = usage["usage"]["output"]
        charged = charge_of(usage)
        used = ", ".join(f"{count} {name}" for name, count in tokens.items())
        write(f"Used             {used} (source: {usage['usage_source']})\n")
        write(f"Charged          {credits_of(charged)}\n\nLedger\n")

        entries = ledger_entries(info, claims)
        for entry in entries:
            write(
                f"  {entry['version']:>3}  {entry['kind']:<10} {credits_of(entry['amount']):>24}"
                f"  balance {credits_of(entry['posted_after'])}\n"
            )
        after = available(http, info)
    violations = verify(info)
    write(f"\nBalance          {credits_of(after)}\n")
    write(f"ledger.verify()  {violations or 'sound'}\n")
    return {
        "balance_before": before,
        "hold": hold,
        "usage": tokens,
        "charged_microcredits": charged,
        "entries": entries,
        "balance_after": after,
        "verify": violations,
    }


def sign_in(info: StackInfo, http: httpx.Client) -> str:
    options = ClientOptions(httpx_client=http, auto_refresh_token=False, persist_session=False)
    client = create_client(info.supabase_url, info.publishable_key, options)
    session = client.auth.sign_in_anonymously().session
    if session is None:
        raise DemoError("anonymous sign-in gave no session")
    return str(session.access_token)


def available(http: httpx.Client, info: StackInfo) -> int:
    """What the user may spend, in microcredits. The first call opens the account."""
    reply = http.get(f"{info.service_url}/v1/me")
    _expect_ok(reply)
    return int(reply.json()["account"]["available"])


def stream(http: httpx.Client, info: StackInfo, write: Write) -> tuple[int, dict[str, Any]]:
    """(the hold in microcredits, the service's report at the end of the stream)."""
    body = {
        "model": "demo",
        "stream": True,
        "messages": [{"role": "user", "content": PROMPT}],
    }
    url = f"{info.service_url}/v1/chat/completions"
    report: dict[str, Any] | None = None
    with http.stream("POST", url, json=body) as reply:
        if reply.status_code != 200:
            reply.read()
            _expect_ok(reply)
        generation_id = reply.headers["florin-generation-id"]
        # While it runs: the hold is placed before the first byte.
        facts = http.get(f"{info.service_url}/v1/generations/{generation_id}")
        _expect_ok(facts)
        hold = int(facts.json()["hold"])
        for line in reply.iter_lines():
            if line.startswith(USAGE_COMMENT):
                report = json.loads(line.removeprefix(USAGE_COMMENT))
            elif line.startswith("data: {"):
                for text in _texts(json.loads(line.removeprefix("data: "))):
                    write(text)
    if report is None:
        raise DemoError("the stream ended without a report of its charge")
    return hold, report


def charge_of(report: dict[str, Any]) -> int:
    return int(report["charged_microcredits"])


def ledger_entries(info: StackInfo, claims: dict[str, Any]) -> list[dict[str, Any]]:
    """The user's own lines, oldest first, as the Data API would read them: role and claims."""
    with connect(info.database_url) as connection:
        connection.execute("set local role authenticated")
        connection.execute(
            "select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)]
        )
        rows = connection.execute(
            "select to_jsonb(e) from api.ledger_entries as e order by e.version"
        ).fetchall()
    return [entry for (entry,) in rows]


def verify(info: StackInfo) -> list[dict[str, Any]]:
    """The ledger's violations; empty when all is well."""
    with connect(info.superuser_url) as connection:
        rows = connection.execute("select to_jsonb(v) from ledger.verify() as v").fetchall()
    return [violation for (violation,) in rows]


def credits_of(microcredits: int) -> str:
    """`1.234567 credits`, for people."""
    return f"{microcredits / MICROCREDITS:,.6f} credits"


def _texts(chunk: dict[str, Any]) -> Iterator[str]:
    for choice in chunk.get("choices", []):
        if text := choice.get("delta", {}).get("content"):
            yield text


def _expect_ok(reply: httpx.Response) -> None:
    if reply.status_code != 200:
        raise DemoError(f"{reply.request.url} answered {reply.status_code}: {reply.text[:2000]}")


def _write_stdout(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _write_stderr(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/demo", description="Stream one generation and show its charge."
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")
    as_json = parser.parse_args().json
    try:
        with use_stack(say_on_stderr) as info:
            result = run(info, _write_stderr if as_json else _write_stdout)
    except Interrupted:
        return 130
    except (StackError, DemoError, httpx.HTTPError) as error:
        say_on_stderr(str(error))
        return 1
    if as_json:
        print(json.dumps(result))
    return 0 if not result["verify"] else 1


if __name__ == "__main__":
    sys.exit(main())
