"""`scripts/bench ledger|stream|catalog|webhooks|realtime|jobs|all`: see docs/performance.md."""

import argparse
import json
import signal
import sys
from collections.abc import Callable
from types import FrameType

from bench import broadcasts, catalog, everything, jobs, ledger, stream, webhooks
from bench.accounts import ACCOUNTS
from bench.history import HistoryError
from bench.job_drain import JobsBenchError
from bench.pgbench import PgbenchError
from bench.processes import LoadError
from local.child import ChildError
from local.pg_install import PostgresMissing
from local.postgres import PostgresError

ROWS_ENTRIES = 10_000_000


class FigureMissed(Exception):
    """A figure is not what it should be; the text names it."""


PROBLEMS = (
    FigureMissed,
    broadcasts.BroadcastBenchError,
    catalog.CatalogBenchError,
    ledger.LedgerBenchError,
    webhooks.WebhookBenchError,
    HistoryError,
    JobsBenchError,
    LoadError,
    PgbenchError,
    ChildError,
    PostgresError,
    PostgresMissing,
)


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def main() -> int:
    # Finalizers run on Ctrl-C; let them run on a plain kill as well.
    signal.signal(signal.SIGTERM, _leave)
    given = _parser().parse_args()
    try:
        run: Callable[[argparse.Namespace], None] = given.run
        run(given)
    except KeyboardInterrupt:
        return 130
    except PROBLEMS as error:
        say(str(error))
        return 1
    return 0


def _ledger(given: argparse.Namespace) -> None:
    result = ledger.measure(given.seconds, given.entries if given.rows else None, say)
    print(json.dumps(result.json()) if given.json else result.table())


def _stream(given: argparse.Namespace) -> None:
    result = stream.measure(given.seconds, given.streams, say)
    print(json.dumps(result.json()) if given.json else result.table())


def _catalog(given: argparse.Namespace) -> None:
    result = catalog.measure(given.seconds, given.usage, given.accounts, say)
    print(json.dumps(result.json()) if given.json else result.table())


def _webhooks(given: argparse.Namespace) -> None:
    result = webhooks.measure(given.events, say)
    print(json.dumps(result.json()) if given.json else result.table())


def _realtime(given: argparse.Namespace) -> None:
    result = broadcasts.measure(given.seconds, say)
    print(json.dumps(result.json()) if given.json else result.table())


def _jobs(given: argparse.Namespace) -> None:
    result = jobs.measure(given.jobs, given.seconds, say)
    print(json.dumps(result.json()) if given.json else result.table())


def _all(given: argparse.Namespace) -> None:
    found = everything.measure(
        given.seconds, given.jobs, given.entries if given.rows else None, say
    )
    print(json.dumps(found.json()) if given.json else found.table())
    if found.missed():
        raise FigureMissed("not reached: " + ", ".join(found.missed()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure Florin.")
    benches = parser.add_subparsers(required=True, metavar="BENCH")

    one = benches.add_parser("ledger", help="generations begun and finished, beside pgbench -N")
    _common(one, ledger.DEFAULT_SECONDS)
    _rows(one)
    one.set_defaults(run=_ledger)

    one = benches.add_parser("stream", help="what the service adds to a stream")
    _common(one, stream.DEFAULT_SECONDS)
    one.add_argument(
        "--streams",
        type=_positive,
        default=stream.OPEN_STREAMS,
        metavar="N",
        help=f"how many are open at once (default {stream.OPEN_STREAMS:,})",
    )
    one.set_defaults(run=_stream)

    one = benches.add_parser("catalog", help="choosing a model, and the catalogue over HTTP")
    _common(one, catalog.DEFAULT_SECONDS)
    for name, number in (("--usage", catalog.USAGE_ROWS), ("--accounts", ACCOUNTS)):
        one.add_argument(
            name,
            type=_positive,
            default=number,
            metavar="N",
            help=f"how many there are: accounts, or rows of daily use (default {number:,})",
        )
    one.set_defaults(run=_catalog)

    one = benches.add_parser("webhooks", help="a storm of Stripe's events, answered and folded")
    one.add_argument(
        "--events",
        type=_positive,
        default=webhooks.DEFAULT_EVENTS,
        metavar="N",
        help=f"how many different ones (default {webhooks.DEFAULT_EVENTS:,})",
    )
    one.add_argument("--json", action="store_true", help="print one JSON object instead")
    one.set_defaults(run=_webhooks)

    one = benches.add_parser("realtime", help="from a commit to the message at a client")
    _common(one, broadcasts.DEFAULT_SECONDS)
    one.set_defaults(run=_realtime)

    one = benches.add_parser("jobs", help="jobs accepted and drained, and told of")
    _common(one, broadcasts.DEFAULT_SECONDS)
    one.add_argument(
        "--jobs",
        type=_positive,
        default=jobs.DEFAULT_JOBS,
        metavar="N",
        help=f"how many (default {jobs.DEFAULT_JOBS:,})",
    )
    one.set_defaults(run=_jobs)

    one = benches.add_parser("all", help="one after the other; fails where one misses its figure")
    _common(one, None)
    _rows(one)
    one.add_argument(
        "--jobs",
        type=_positive,
        default=jobs.DEFAULT_JOBS,
        metavar="N",
        help=f"how many (default {jobs.DEFAULT_JOBS:,})",
    )
    one.set_defaults(run=_all)
    return parser


def _rows(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rows", action="store_true", help="compare few with many ledger entries (minutes)"
    )
    parser.add_argument(
        "--entries",
        type=_positive,
        default=ROWS_ENTRIES,
        metavar="N",
        help=f"how many ledger entries to compare with 10,000 (default {ROWS_ENTRIES:,})",
    )


def _common(parser: argparse.ArgumentParser, seconds: int | None) -> None:
    parser.add_argument(
        "--seconds",
        type=_positive,
        default=seconds,
        metavar="N",
        help=f"how long to measure, set-up not included (default {seconds or 'as by itself'})",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
