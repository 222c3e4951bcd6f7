"""What can be asked of scripts/bench: each bench with its arguments, and how it is judged."""

import argparse
import random
from collections.abc import Callable
from typing import Any

from bench import (
    broadcasts,
    catalog,
    everything,
    holds,
    jobs,
    kill,
    ledger,
    soak,
    stream,
    webhooks,
)
from bench.accounts import ACCOUNTS
from bench.reaches import FigureMissed

ROWS_ENTRIES = 10_000_000

Say = Callable[[str], None]
# Of the arguments: the result, which has json() and table().
Measure = Callable[[argparse.Namespace, Say], Any]
# What is printed may still be wrong: raises what says so.
Judge = Callable[[Any], None]


def parser() -> argparse.ArgumentParser:
    """Parses into a namespace with `measure`, `judge`, `json` and the bench's own arguments."""
    made = argparse.ArgumentParser(prog="scripts/bench", description="Measure Florin.")
    benches = made.add_subparsers(required=True, metavar="BENCH")
    for add in (_figures, _jobs, _all, _proofs):
        add(benches)
    return made


def _bench(
    benches: Any, name: str, words: str, measure: Measure, judge: Judge | None = None
) -> Any:
    one = benches.add_parser(name, help=words)
    one.add_argument("--json", action="store_true", help="print one JSON object instead")
    one.set_defaults(measure=measure, judge=judge or (lambda result: None))
    return one


def _figures(benches: Any) -> None:
    one = _bench(
        benches,
        "ledger",
        "generations begun and finished, beside pgbench -N",
        lambda given, say: ledger.measure(given.seconds, _entries(given), say),
    )
    _seconds(one, ledger.DEFAULT_SECONDS)
    _rows(one)

    one = _bench(
        benches,
        "stream",
        "what the service adds to a stream",
        lambda given, say: stream.measure(given.seconds, given.streams, say),
    )
    _seconds(one, stream.DEFAULT_SECONDS)
    _number(one, "--streams", stream.OPEN_STREAMS, "how many are open at once")

    one = _bench(
        benches,
        "catalog",
        "choosing a model, and the catalogue over HTTP",
        lambda given, say: catalog.measure(given.seconds, given.usage, given.accounts, say),
    )
    _seconds(one, catalog.DEFAULT_SECONDS)
    _number(one, "--usage", catalog.USAGE_ROWS, "how many rows of daily use there are")
    _number(one, "--accounts", ACCOUNTS, "how many accounts there are")

    one = _bench(
        benches,
        "webhooks",
        "a storm of Stripe's events, answered and folded",
        lambda given, say: webhooks.measure(given.events, say),
    )
    _number(one, "--events", webhooks.DEFAULT_EVENTS, "how many different ones")

    one = _bench(
        benches,
        "realtime",
        "from a commit to the message at a client",
        lambda given, say: broadcasts.measure(given.seconds, say),
    )
    _seconds(one, broadcasts.DEFAULT_SECONDS)


def _jobs(benches: Any) -> None:
    one = _bench(
        benches,
        "jobs",
        "jobs accepted and drained, and told of",
        lambda given, say: jobs.measure(given.jobs, given.seconds, say),
    )
    _seconds(one, broadcasts.DEFAULT_SECONDS)
    _number(one, "--jobs", jobs.DEFAULT_JOBS, "how many")


def _all(benches: Any) -> None:
    def judge(found: everything.Everything) -> None:
        if found.missed():
            raise FigureMissed("not reached: " + ", ".join(found.missed()))

    one = _bench(
        benches,
        "all",
        "these, one after the other; fails where one misses its figure",
        lambda given, say: everything.measure(given.seconds, given.jobs, _entries(given), say),
        judge,
    )
    _seconds(one, None)
    _rows(one)
    _number(one, "--jobs", jobs.DEFAULT_JOBS, "how many")


def _proofs(benches: Any) -> None:
    one = _bench(
        benches,
        "holds",
        "what streams hold at first, and whom it refuses",
        lambda given, say: holds.measure(given.accounts, given.requests, given.seed, say),
    )
    _number(one, "--accounts", holds.ACCOUNTS, "how many accounts ask")
    _number(one, "--requests", holds.REQUESTS, "how often each of them asks")
    _number(one, "--seed", holds.SEED, "which people and replies it plays")

    one = _bench(
        benches,
        "soak",
        "random operations beside a model of the books",
        lambda given, say: soak.measure(
            soak.Plan(given.operations, given.accounts, given.clients, given.seed, given.minutes),
            say,
        ),
    )
    plan = soak.Plan()
    _number(one, "--operations", plan.operations, "how many")
    _number(one, "--accounts", plan.accounts, "over how many, beside the hot ones")
    _number(one, "--clients", plan.clients, "by how many at once")
    _number(one, "--seed", plan.seed, "of what is drawn")
    _number(one, "--minutes", plan.minutes, "when it ends at the latest")

    def judge(result: kill.KillResult) -> None:
        if result.contradictions:
            raise kill.KillBenchError("\n".join(["what contradicts:", *result.contradictions]))

    one = _bench(
        benches,
        "kill",
        "everything is killed under load; nothing may be lost",
        lambda given, say: kill.measure(
            given.kills,
            random.randrange(1_000_000) if given.seed is None else given.seed,  # noqa: S311
            say,
        ),
        judge,
    )
    _number(one, "--kills", kill.DEFAULT_KILLS, "how many")
    one.add_argument("--seed", type=int, metavar="N", help="of the order of kills; any, unless set")


def _entries(given: argparse.Namespace) -> int | None:
    return given.entries if given.rows else None


def _rows(parser: Any) -> None:
    parser.add_argument(
        "--rows", action="store_true", help="compare few with many ledger entries (minutes)"
    )
    _number(parser, "--entries", ROWS_ENTRIES, "how many ledger entries to compare with 10,000")


def _seconds(parser: Any, default: int | None) -> None:
    parser.add_argument(
        "--seconds",
        type=_positive,
        default=default,
        metavar="N",
        help=f"how long to measure, set-up not included (default {default or 'as by itself'})",
    )


def _number(parser: Any, name: str, default: int, words: str) -> None:
    parser.add_argument(
        name,
        type=_positive,
        default=default,
        metavar="N",
        help=f"{words} (default {default:,})",
    )


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value
