"""scripts/demo: one generation, from sign-in to ledger line; --purchase: credits, bought; --job: a
film, made and stored.

What a user does, the user does here, by `florin_client`: signs in, reads the balance, streams. The
ledger is read as `authenticated` through the views. Only `verify` is the operator's.
"""

import argparse
import asyncio
import functools
import json
import sys
from typing import Any

import httpx
from florin_client import Charge, Florin, FlorinError, MessageStart, TextDelta, Usage

from local import job_demo
from local.demo_steps import (
    DemoError,
    Write,
    credits_of,
    signed_in,
    verify,
    write_entries,
)
from local.purchase_demo import DEMOS, Demo
from local.stack import Interrupted, StackError, say_on_stderr, use_stack
from local.state import StackInfo

PROMPT = "Tell me something pleasant about keeping accounts."
SLICES = ("input", "cache_read", "cache_write", "output")


async def run(info: StackInfo, write: Write) -> dict[str, Any]:
    """Everything in order; `write` gets what is for the terminal. Returns the object of --json."""
    async with signed_in(info, write) as (florin, own):
        before = (await florin.balance()).available
        write(f"Balance          {credits_of(before)}\n\nPrompt: {PROMPT}\n\n")

        hold, charge = await stream(florin, write)
        write(f"\n\nHeld at first    {credits_of(hold)}\n")
        tokens = {name: charge.usage[name] for name in SLICES}
        charged = charge.charged_microcredits or 0
        used = ", ".join(f"{count} {name}" for name, count in tokens.items())
        write(f"Used             {used} (source: {charge.usage_source})\n")
        write(f"Charged          {credits_of(charged)}\n\nLedger\n")

        entries = own.ledger_entries()
        write_entries(write, entries)
        after = (await florin.balance()).available
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


async def stream(florin: Florin, write: Write) -> tuple[int, Charge]:
    """(the hold in microcredits, the charge at the end of the stream)."""
    hold, charge = 0, None
    async with florin.generate(PROMPT, model="demo") as events:
        async for event in events:
            match event:
                case MessageStart():
                    # While it runs: the hold is placed before the first byte.
                    hold = (await florin.generation(event.generation_id)).hold
                case TextDelta():
                    write(event.text)
                case Usage():
                    charge = event.charge
    if charge is None or charge.is_pending:
        raise DemoError("the stream ended without a report of its charge")
    return hold, charge


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
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--purchase", choices=sorted(DEMOS), help="buy credits in this store's stand-in instead"
    )
    which.add_argument(
        "--job", action="store_true", help="have a film made instead, and watch its progress"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")
    arguments = parser.parse_args()
    demo: Demo = run
    if arguments.purchase:
        demo = DEMOS[arguments.purchase]
    elif arguments.job:
        is_terminal = (sys.stderr if arguments.json else sys.stdout).isatty()
        demo = functools.partial(job_demo.run, is_terminal=is_terminal)
    try:
        with use_stack(say_on_stderr) as info:
            write = _write_stderr if arguments.json else _write_stdout
            result = asyncio.run(demo(info, write))
    except Interrupted:
        return 130
    except (StackError, DemoError, FlorinError, httpx.HTTPError) as error:
        say_on_stderr(str(error))
        return 1
    if arguments.json:
        print(json.dumps(result))
    return 0 if not result["verify"] else 1


if __name__ == "__main__":
    sys.exit(main())
