"""Real concurrency: a connection and a thread each, let go at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import psycopg

from local.testbed.databases import Database

T = TypeVar("T")

# A race that hangs is a failed test, not a hanging run.
STATEMENT_TIMEOUT = "30s"
DEADLINE_S = 60


def race(
    db: Database,
    runners: int,
    work: Callable[[psycopg.Connection, int], T],
    role: str = "postgres",
) -> list[T | psycopg.Error]:
    """Runs `work(connection, number)` on each of `runners` connections at once.

    Answers what each returned, or the psycopg error it ended with, in order of their numbers.
    """
    # From 1: the steps of a test have the first connection of each role.
    connections = [db.kept_connection(role, number) for number in range(1, runners + 1)]
    for connection in connections:
        connection.execute(f"set statement_timeout = '{STATEMENT_TIMEOUT}'")
    start = threading.Barrier(runners)

    def run(number: int) -> T | psycopg.Error:
        start.wait(DEADLINE_S)
        try:
            return work(connections[number], number)
        except psycopg.Error as error:
            return error

    with ThreadPoolExecutor(runners) as pool:
        results = list(pool.map(run, range(runners), timeout=DEADLINE_S))
    for connection in connections:
        connection.execute("reset role")
        connection.execute("reset statement_timeout")
    return results


def states(results: list[T | psycopg.Error]) -> list[str]:
    """The SQLSTATEs among the results, sorted; no error must hide behind an expected one."""
    return sorted(
        result.sqlstate or type(result).__name__
        for result in results
        if isinstance(result, psycopg.Error)
    )
