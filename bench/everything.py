"""scripts/bench all: every bench, one after the other, and whether each reaches what it should."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bench import catalog, jobs, ledger, machine, stream, webhooks
from bench.accounts import ACCOUNTS
from bench.broadcasts import DEFAULT_SECONDS as MESSAGES_S
from bench.reaches import missed

Say = Callable[[str], None]


class Result(Protocol):
    """What a bench found."""

    def json(self) -> Any: ...

    def table(self) -> str: ...


@dataclass(frozen=True)
class Everything:
    taken_on: str
    results: dict[str, Result]

    def figures(self) -> dict[str, Any]:
        return {name: result.json() for name, result in self.results.items()}

    def missed(self) -> dict[str, str]:
        return missed(self.figures())

    def json(self) -> dict[str, Any]:
        return {"taken_on": self.taken_on, **self.figures(), "missed": self.missed()}

    def table(self) -> str:
        tables = [result.table() for result in self.results.values()]
        short = [f"{path}: {what}" for path, what in self.missed().items()]
        return "\n\n".join([self.taken_on, *tables, *short])


def measure(seconds: int | None, job_count: int, entries: int | None, say: Say) -> Everything:
    """Each for `seconds`, or for as long as it takes by itself; `entries` as for the ledger's.

    Raises what the benches raise.
    """
    taken_on = machine.describe()
    benches: dict[str, Callable[[], Result]] = {
        "ledger": lambda: ledger.measure(seconds or ledger.DEFAULT_SECONDS, entries, say),
        "stream": lambda: stream.measure(
            seconds or stream.DEFAULT_SECONDS, stream.OPEN_STREAMS, say
        ),
        "catalog": lambda: catalog.measure(
            seconds or catalog.DEFAULT_SECONDS, catalog.USAGE_ROWS, ACCOUNTS, say
        ),
        "webhooks": lambda: webhooks.measure(webhooks.DEFAULT_EVENTS, say),
        "jobs": lambda: jobs.measure(job_count, seconds or MESSAGES_S, say),
    }
    results = {}
    for number, (name, bench) in enumerate(benches.items(), start=1):
        say(f"{name}, {number} of {len(benches)}")
        results[name] = bench()
    return Everything(taken_on, results)
