"""Requests without a pause while a database changes under the service, and what came of them."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import psycopg
from upgrades.town import WAIT_S, Person, Served

from local.migrator import APPLICATION
from local.testbed.databases import Database

# Often enough for every wait that lasts, and no load of its own.
LOOK_EVERY_S = 0.05
VERIFY_EVERY_S = 0.3

# Between what one does and what they do next: this is no load test.
PAUSE_S = 0.05

# For how long somebody has waited for the migrator, or in the queue behind it.
WAITS = """
select max(extract(epoch from clock_timestamp() - l.waitstart))::double precision
from pg_catalog.pg_locks as l
where not l.granted
  and l.pid not in (select pid from pg_catalog.pg_stat_activity where application_name = %(name)s)
  and pg_catalog.pg_blocking_pids(l.pid)
    && array(select pid from pg_catalog.pg_stat_activity where application_name = %(name)s)
"""


@dataclass
class Report:
    """failures: what a request was answered instead of success. violations: rows of
    `ledger.verify()`, asked all the time."""

    failures: list[str] = field(default_factory=list)
    violations: list[Any] = field(default_factory=list)
    longest_wait_s: float = 0.0
    done: Counter[str] = field(default_factory=Counter)


class Traffic:
    """Within, each of these people does one thing after another, over and over. At the end each
    finishes what they began."""

    def __init__(self, served: Served, people: list[Person]) -> None:
        self.report = Report()
        self._served = served
        self._over = threading.Event()
        keys = people[-1].new_key()
        doings: dict[str, Callable[[], Any]] = {
            "stream": lambda: people[0].stream(served.town.slowly),
            "short": lambda: people[0].stream(),
            "whole": lambda: people[1].whole(),
            "hold": lambda: people[1].settle(people[1].hold()),
            "key": lambda: people[2].stream(**keys),
            "job": lambda: self._make_a_picture(people[2]),
        }
        self._threads = [
            threading.Thread(target=self._keep_doing, args=item) for item in doings.items()
        ]
        self._threads += [
            threading.Thread(target=self._verify),
            threading.Thread(target=self._watch),
        ]
        self._kinds = set(doings)

    def __enter__(self) -> Traffic:
        self._served.work()
        for thread in self._threads:
            thread.start()
        self.flow()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(WAIT_S)
            assert not thread.is_alive()

    def flow(self) -> None:
        """Until each has been done once more, from beginning to end."""
        before = Counter(self.report.done)

        def all_did() -> bool:
            # What was under way at the beginning may have been over already.
            return all(self.report.done[kind] >= before[kind] + 2 for kind in self._kinds)

        deadline = time.monotonic() + WAIT_S
        while not all_did():
            assert time.monotonic() < deadline, (self.report, before)
            time.sleep(0.02)

    def _keep_doing(self, kind: str, do: Callable[[], Any]) -> None:
        while not self._over.is_set():
            try:
                do()
            except Exception as error:
                self.report.failures.append(f"{kind}: {error!r:.500}")
            self.report.done[kind] += 1
            self._over.wait(PAUSE_S)

    def _make_a_picture(self, person: Person) -> None:
        person.job_is(person.order(asks=1), "succeeded")

    def _verify(self) -> None:
        while not self._over.is_set():
            self.report.violations += self._served.db.verify()
            self._over.wait(VERIFY_EVERY_S)

    def _watch(self) -> None:
        with psycopg.connect(self._served.db.dsn("supabase_admin"), autocommit=True) as connection:
            while not self._over.is_set():
                [(wait_s,)] = connection.execute(WAITS, {"name": APPLICATION}).fetchall()
                self.report.longest_wait_s = max(self.report.longest_wait_s, wait_s or 0.0)
                time.sleep(LOOK_EVERY_S)


def definition(db: Database, function: str) -> str:
    """The statement that makes the function what it is."""
    query = "select pg_catalog.pg_get_functiondef(%s::regproc)"
    [(text,)] = db.kept_connection().execute(query, [function]).fetchall()
    return f"{text};\n"
