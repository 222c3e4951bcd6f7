"""`scripts/bench --help` names them; docs/performance.md and docs/reliability.md say what for."""

import json
import signal
import sys
from types import FrameType

from bench import broadcasts, catalog, holds, kill, ledger, soak, webhooks
from bench.commands import parser
from bench.history import HistoryError
from bench.job_drain import JobsBenchError
from bench.pgbench import PgbenchError
from bench.processes import LoadError
from bench.reaches import FigureMissed
from local.child import ChildError
from local.pg_install import PostgresMissing
from local.postgres import PostgresError

PROBLEMS = (
    FigureMissed,
    broadcasts.BroadcastBenchError,
    catalog.CatalogBenchError,
    holds.HoldsBenchError,
    kill.KillBenchError,
    ledger.LedgerBenchError,
    soak.SoakError,
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
    given = parser().parse_args()
    try:
        result = given.measure(given, say)
        print(json.dumps(result.json()) if given.json else result.table())
        given.judge(result)
    except KeyboardInterrupt:
        return 130
    except PROBLEMS as error:
        say(str(error))
        return 1
    return 0


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
