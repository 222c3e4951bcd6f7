"""`python -m workers`: periodic tasks, the folding of what stores told, the delivery of events.

`python -m workers rebuild`: makes purchases and subscriptions anew out of all stored events; with
`--keep` also where that comes to something else.
"""

from __future__ import annotations

import asyncio
import signal
import sys

from functions_py import logs
from functions_py.settings import Settings, SettingsError

from workers import (
    deliver_events,
    finish_device_checks,
    fold_events,
    rebuild,
    reconcile_stripe,
    report_overages,
)
from workers.runner import Runner
from workers.tasks import TASKS


def main() -> int:
    """Works until SIGTERM or SIGINT. Exit code 2: a setting is missing or wrong; of a rebuild 1:
    something differed, and nothing was changed."""
    try:
        settings = Settings.from_env().require("worker_database_url")
    except SettingsError as error:
        print(f"florin: {error}", file=sys.stderr)
        return 2
    logs.configure(settings.log_level)
    if sys.argv[1:2] == ["rebuild"]:
        return asyncio.run(rebuild.run(settings, keep="--keep" in sys.argv[2:]))
    asyncio.run(_run(settings))
    return 0


async def _run(settings: Settings) -> None:
    companions = [
        deliver_events.run,
        finish_device_checks.run,
        fold_events.run,
        reconcile_stripe.run,
        report_overages.run,
    ]
    runner = Runner(settings, TASKS, companions)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, runner.stop)
    await runner.run()


if __name__ == "__main__":
    sys.exit(main())
