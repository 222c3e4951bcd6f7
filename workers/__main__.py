"""`python -m workers`: periodic tasks, jobs, the folding of what stores told, the delivery of
events.

`python -m workers rebuild`: makes purchases and subscriptions anew out of all stored events; with
`--keep` also where that comes to something else.
"""

from __future__ import annotations

import asyncio
import signal
import sys

from functions_py import logs
from functions_py.settings import Settings, SettingsError
from functions_py.stores import REREADERS
from functions_py.stores.apple_events import PROVIDER
from functions_py.stores.apple_settings import AppleSettings

from workers import (
    broadcast_balances,
    deliver_events,
    finish_device_checks,
    fold_events,
    rebuild,
    reconcile_stripe,
    report_overages,
)
from workers.apple import duties
from workers.jobs import companion as jobs
from workers.runner import Companion, Runner
from workers.tasks import TASKS


def main() -> int:
    """Works until SIGTERM or SIGINT. Exit code 2: a setting is missing or wrong; of a rebuild 1:
    something differed, and nothing was changed."""
    try:
        settings = Settings.from_env().require("worker_database_url")
        AppleSettings.read(settings)
    except SettingsError as error:
        print(f"florin: {error}", file=sys.stderr)
        return 2
    logs.configure(settings.log_level)
    if sys.argv[1:2] == ["rebuild"]:
        return asyncio.run(rebuild.run(settings, keep="--keep" in sys.argv[2:]))
    asyncio.run(_run(settings))
    return 0


async def _run(settings: Settings) -> None:
    runner = Runner(settings, TASKS, _companions(settings))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, runner.stop)
    await runner.run()


def _companions(settings: Settings) -> list[Companion]:
    companions: list[Companion] = [
        broadcast_balances.run,
        deliver_events.run,
        finish_device_checks.run,
        fold_events.run,
        jobs.run,
        reconcile_stripe.run,
        report_overages.run,
    ]
    apple = AppleSettings.read(settings)
    if apple is not None and apple.key is not None:
        companions.append(duties.run)
        REREADERS[PROVIDER] = duties.rereader(settings)
    return companions


if __name__ == "__main__":
    sys.exit(main())
