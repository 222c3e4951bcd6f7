"""The end of scripts/bench kill: the load has stopped, and everything that is open comes to its
end. Grace periods are brought forward, since nobody who might still act has survived."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from bench.kill_book import Asked, Book
from bench.kill_clients import TIMEOUT_S, Clients
from bench.kill_stage import Stage

# On a machine that does something else besides; alone it takes a quarter of it.
DEADLINE_S = 120.0
POLL_S = 0.3
# A worker looks for what is due every ten seconds; a job's own step may take as long.
AGE_EVERY_S = 4.0
ASK_AT_ONCE = 12

_OPEN = """
select count(*) from (
  select 1 from generation.generations where finished_at is null
  union all
  select 1 from generation.jobs
  where finished_at is null or (status = 'succeeded' and stored_at is null)
  union all
  select 1 from billing.provider_events where status = 'pending'
) as o
"""
# Nobody lives who might renew it: the service that ran them was killed.
_END_HOLDS = """
update generation.generations
set hold_expires_at = now() - interval '1 second'
where finished_at is null and api is distinct from 'jobs'
"""
_END_LEASES = (
    "delete from queue.procrastinate_workers",
    "update generation.jobs set leased_until = now() where lease is not null",
    "update billing.provider_events set next_attempt_at = now() where status = 'pending'",
)
# What is looked for again after a minute is looked for now.
_AGE = (
    "update generation.jobs set submit_started_at = submit_started_at - interval '61 seconds', "
    "next_at = now() - interval '11 seconds' "
    "where (finished_at is null or (status = 'succeeded' and stored_at is null)) "
    "and (leased_until is null or leased_until <= now())",
    "update queue.procrastinate_jobs set scheduled_at = now() where status = 'todo'",
)


def end_holds(stage: Stage) -> None:
    """While no service lives: what it ran is for the sweeper."""
    stage.rows(_END_HOLDS)


def end_leases(stage: Stage) -> None:
    """While no worker lives: what it had claimed is free."""
    for statement in _END_LEASES:
        stage.rows(statement)


def settle(stage: Stage, clients: Clients, book: Book) -> None:
    """Returns when nothing is open, or did not end in time: the checks say what."""
    deadline = time.monotonic() + DEADLINE_S
    stage.stripe.await_idle(DEADLINE_S)
    for name in ("service", "worker"):
        stage.kill(name)
    _await_idle(stage, deadline)
    end_holds(stage)
    end_leases(stage)
    for name in ("service", "worker"):
        stage.start(name)
    _await_nothing_open(stage, deadline)
    _ask_again(clients, book, deadline)
    _await_nothing_open(stage, deadline)


def _await_idle(stage: Stage, deadline: float) -> None:
    """Until Postgres does nothing any more for the dead."""
    while (
        stage.rows(
            "select 1 from pg_stat_activity where usename in ('florin_service', 'florin_worker') "
            "and state <> 'idle'"
        )
        and time.monotonic() < deadline
    ):
        time.sleep(0.02)


def _await_nothing_open(stage: Stage, deadline: float) -> None:
    aged_at = 0.0
    while stage.rows(_OPEN) != [(0,)] and time.monotonic() < deadline:
        if time.monotonic() > aged_at + AGE_EVERY_S:
            for statement in _AGE:
                stage.rows(statement)
            aged_at = time.monotonic()
        time.sleep(POLL_S)


def _ask_again(clients: Clients, book: Book, deadline: float) -> None:
    """Every request with a key that has no end, until it has one."""

    def ask(request: Asked) -> None:
        with httpx.Client(timeout=TIMEOUT_S, trust_env=False) as http:
            while not request.is_over and time.monotonic() < deadline:
                if clients.ask(http, request) != 200:
                    time.sleep(POLL_S)

    open_ones = [one for one in book.asked.values() if one.key is not None and not one.is_over]
    with ThreadPoolExecutor(ASK_AT_ONCE) as pool:
        list(pool.map(ask, open_ones))
