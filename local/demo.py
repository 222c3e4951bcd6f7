"""scripts/demo: one generation, from sign-in to ledger line; --purchase: credits, bought.

What a user does, the user does here: signs in through the `supabase` client, reads the balance
and streams through the service, reads the ledger as `authenticated` through the views. Only
`verify` is the operator's.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

import httpx

from local.demo_steps import (
    TIMEOUT,
    DemoError,
    SignedIn,
    Write,
    credits_of,
    expect_ok,
    verify,
    write_entries,
)
from local.purchase_demo import DEMOS
from local.stack import Interrupted, StackError, say_on_stderr, use_stack
from local.state import StackInfo

PROMPT = "Tell me something pleasant about keeping accounts."
USAGE_COMMENT = ": florin.usage "


def run(info: StackInfo, write: Write) -> dict[str, Any]:
    """Everything in order; `write` gets what is for the terminal. Returns the object of --json."""
    with httpx.Client(timeout=TIMEOUT, trust_env=False) as http:
        user = SignedIn(info, http)
        write(f"Signed in anonymously as {user.claims['sub']}\n")
        before = user.available()
        write(f"Balance          {credits_of(before)}\n\nPrompt: {PROMPT}\n\n")

        hold, usage = stream(http, info, write)
        write(f"\n\nHeld at first    {credits_of(hold)}\n")
        tokens = {name: usage["usage"][name] for name in ("input", "cache_read", "cache_write")}
        tokens["output"] = usage["usage"]["output"]
        charged = charge_of(usage)
        used = ", ".join(f"{count} {name}" for name, count in tokens.items())
        write(f"Used             {used} (source: {usage['usage_source']})\n")
        write(f"Charged          {credits_of(charged)}\n\nLedger\n")

        entries = user.ledger_entries()
        write_entries(write, entries)
        after = user.available()
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
            expect_ok(reply)
        generation_id = reply.headers["florin-generation-id"]
        # While it runs: the hold is placed before the first byte.
        facts = http.get(f"{info.service_url}/v1/generations/{generation_id}")
        expect_ok(facts)
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


def _texts(chunk: dict[str, Any]) -> Iterator[str]:
    for choice in chunk.get("choices", []):
        if text := choice.get("delta", {}).get("content"):
            yield text


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
    parser.add_argument(
        "--purchase", choices=sorted(DEMOS), help="buy credits in this store's stand-in instead"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")
    arguments = parser.parse_args()
    demo = DEMOS[arguments.purchase] if arguments.purchase else run
    try:
        with use_stack(say_on_stderr) as info:
            result = demo(info, _write_stderr if arguments.json else _write_stdout)
    except Interrupted:
        return 130
    except (StackError, DemoError, httpx.HTTPError) as error:
        say_on_stderr(str(error))
        return 1
    if arguments.json:
        print(json.dumps(result))
    return 0 if not result["verify"] else 1


if __name__ == "__main__":
    sys.exit(main())
