"""scripts/bench ledger: begin + finish lifecycles per second, beside pgbench's own transactions.

Both run on one server, in alternating rounds, with the same clients, protocol and durability. What
disturbs the machine disturbs both; the ratio is what counts. See docs/performance.md.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bench import pgbench
from bench.accounts import ACCOUNTS, count_of, open_accounts, settle_down
from bench.database import bench_database, bench_server
from bench.figures import markdown, median, percentile, spread
from bench.history import load_history
from bench.lifecycles import Lifecycles
from bench.reaches import reach
from local.postgres import SUPERUSER, EmbeddedPostgres
from local.supabase_database import connect
from local.testbed.databases import Database, Databases

# `pgbench -N`: a select, an update of one account and an insert, with no hot rows.
BASELINE = "simple-update"
BASELINE_DATABASE = "florin_bench_baseline"
# One million rows, more than shared_buffers hold.
BASELINE_SCALE = 10

# With set-up, below a minute.
DEFAULT_SECONDS = 30
TURNS = 5
ROW_PAIRS = 8
WARM_UP_S = 2
# Of each round, not counted: pgbench connects anew.
ROUND_WARM_UP_S = 1
# Two databases take turns in one cache: each round begins with what the other one left, so the
# first seconds of each are not counted.
ROWS_WARM_UP_S = 3
ROWS_ROUND_S = 3
# Accounts whose books are checked where checking all of them would take minutes.
VERIFIED_ACCOUNTS = 100
VERIFY_ALL_BELOW = 1_000_000

Say = Callable[[str], None]


class LedgerBenchError(Exception):
    """What was measured was not what should have been; the text says how."""


@dataclass(frozen=True)
class Rates:
    """Per round: lifecycles, those with every limit on, and pgbench -N transactions per second."""

    lifecycles: list[float]
    limited: list[float]
    baseline: list[float]

    def figures(self) -> dict[str, float]:
        lifecycles, baseline = median(self.lifecycles), median(self.baseline)
        limited = median(self.limited)
        return {
            "lifecycles_per_s": round(lifecycles, 1),
            "pgbench_n_tps": round(baseline, 1),
            "ratio": round(lifecycles / baseline, 3),
            "limited_lifecycles_per_s": round(limited, 1),
            "limited_ratio": round(limited / baseline, 3),
        }


@dataclass(frozen=True)
class Rows:
    """Per round: the p95 of a lifecycle, ms, with few and with many entries present."""

    small: list[float]
    large: list[float]
    entries: int
    load_s: float
    size_gb: float

    def loaded(self) -> str:
        """For people: how much there was, and how long it took to put there."""
        return (
            f"{self.entries:,} entries with their generations: "
            f"{self.size_gb:.1f} GB, loaded in {self.load_s:.0f} s."
        )

    def figures(self) -> dict[str, float]:
        small, large = median(self.small), median(self.large)
        return {
            "p95_ms_small": round(small, 3),
            "p95_ms_large": round(large, 3),
            "p95_ratio": round(large / small, 3),
        }


@dataclass(frozen=True)
class LedgerResult:
    rates: Rates
    rows: Rows | None

    def json(self) -> dict[str, float]:
        return {**self.rates.figures(), **(self.rows.figures() if self.rows else {})}

    def table(self) -> str:
        figures = self.json()
        rates = self.rates
        paired = [a / b for a, b in zip(rates.lifecycles, rates.baseline, strict=True)]
        limited = [a / b for a, b in zip(rates.limited, rates.baseline, strict=True)]
        lines = [
            ("ledger", "figure", "rounds", "reach"),
            (
                "begin + finish lifecycles per second, 10,000 accounts, 8 clients",
                f"{figures['lifecycles_per_s']:.0f}",
                spread(self.rates.lifecycles, 0),
                "",
            ),
            (
                "pgbench -N transactions per second, scale 10, 8 clients",
                f"{figures['pgbench_n_tps']:.0f}",
                spread(self.rates.baseline, 0),
                "",
            ),
            ("ratio", f"{figures['ratio']:.2f}", spread(paired, 2), reach("ledger.ratio")),
            (
                "lifecycles per second with every limit on",
                f"{figures['limited_lifecycles_per_s']:.0f}",
                spread(rates.limited, 0),
                "",
            ),
            (
                "its ratio",
                f"{figures['limited_ratio']:.2f}",
                spread(limited, 2),
                reach("ledger.limited_ratio"),
            ),
        ]
        if self.rows:
            small = f"p95 of a lifecycle with {ACCOUNTS:,} entries, ms"
            large = f"p95 of a lifecycle with {self.rows.entries:,} entries, ms"
            ratios = [b / a for a, b in zip(self.rows.small, self.rows.large, strict=True)]
            lines += [
                (small, f"{figures['p95_ms_small']:.2f}", spread(self.rows.small, 2), ""),
                (large, f"{figures['p95_ms_large']:.2f}", spread(self.rows.large, 2), ""),
                (
                    "p95 ratio",
                    f"{figures['p95_ratio']:.2f}",
                    spread(ratios, 2),
                    reach("ledger.p95_ratio"),
                ),
            ]
        table = markdown(lines)
        return f"{table}\n\n{self.rows.loaded()}" if self.rows else table


def measure(seconds: int, entries: int | None, say: Say) -> LedgerResult:
    """`seconds` of rounds; `entries` asks for the comparison with that many ledger entries.

    Raises LedgerBenchError, HistoryError and PgbenchError.
    """
    say("starting a Postgres of its own")
    with bench_server() as server:
        databases = Databases(server)
        with bench_database(databases) as database:
            open_accounts(database)
            _start_baseline(server)
            rates = _rates(database, seconds, say)
            _check(database)
        rows = _compare_rows(databases, entries, seconds, say) if entries else None
    return LedgerResult(rates, rows)


def _start_baseline(server: EmbeddedPostgres) -> None:
    with connect(server.superuser_dsn(), autocommit=True) as connection:
        connection.execute(f"create database {BASELINE_DATABASE}")
    pgbench.initialise(server, server.superuser_dsn(BASELINE_DATABASE), BASELINE_SCALE)


def _rates(database: Database, seconds: int, say: Say) -> Rates:
    turns = min(TURNS, max(1, seconds // 3))
    round_s = max(1, seconds // (3 * turns))
    say(f"{turns} turns of three rounds of {ROUND_WARM_UP_S} + {round_s} s")
    server = database.server
    lifecycle, limited = Lifecycles(database), Lifecycles(database, limited=True)
    lifecycle.run(WARM_UP_S)
    limited.run(WARM_UP_S)
    baseline_dsn = server.superuser_dsn(BASELINE_DATABASE)
    pgbench.run(server, baseline_dsn, BASELINE, 1)
    settle_down(database.connect(SUPERUSER))
    rates = Rates([], [], [])
    warm_up_s = ROUND_WARM_UP_S
    for _ in range(turns):
        done = pgbench.run(server, baseline_dsn, BASELINE, round_s, warm_up_s=warm_up_s)
        rates.baseline.append(done.tps)
        rates.lifecycles.append(lifecycle.run(round_s, warm_up_s=warm_up_s).tps)
        rates.limited.append(limited.run(round_s, warm_up_s=warm_up_s).tps)
    return rates


def _compare_rows(databases: Databases, entries: int, seconds: int, say: Say) -> Rows:
    with bench_database(databases) as small, bench_database(databases) as large:
        open_accounts(small)
        open_accounts(large)
        say(f"loading {entries:,} entries with their generations")
        load_s = load_history(large, entries, say)
        connection = large.connect(SUPERUSER)
        begun = time.monotonic()
        settle_down(connection)
        load_s += time.monotonic() - begun
        settle_down(small.connect(SUPERUSER))
        row = connection.execute("select pg_database_size(current_database())").fetchone()
        rows = Rows([], [], entries, load_s, 0 if row is None else row[0] / 1e9)
        pairs = min(ROW_PAIRS, max(1, seconds // 2))
        round_s = max(1, min(ROWS_ROUND_S, seconds // pairs))
        warm_up_s = min(ROWS_WARM_UP_S, round_s)
        say(f"{rows.loaded()} {pairs} pairs of rounds of {warm_up_s} + {round_s} s follow")
        subjects = [
            (Lifecycles(small), rows.small),
            (Lifecycles(large), rows.large),
        ]
        for _ in range(pairs):
            for lifecycle, found in subjects:
                done = lifecycle.run(round_s, warm_up_s=warm_up_s, latencies=True)
                found.append(percentile(done.latencies_ms, 95))
        _check(small)
        _check(large)
    return rows


def _check(database: Database) -> None:
    """Raises LedgerBenchError unless every lifecycle was charged, and the books are sound."""
    connection = database.connect(SUPERUSER)
    row = connection.execute(
        "select count(*) from generation.generations where status <> 'completed'"
    ).fetchone()
    # A client that was stopped between its two calls leaves one open.
    if row is None or row[0] > pgbench.CLIENTS * 100:
        raise LedgerBenchError(f"{row} generations were not completed")
    if count_of(connection, "ledger.entries") < VERIFY_ALL_BELOW:
        found = connection.execute("select * from ledger.verify()").fetchall()
    else:
        found = connection.execute(
            "select v.* from (select id from ledger.accounts order by random() limit %s) as a, "
            "ledger.verify(a.id) as v",
            [VERIFIED_ACCOUNTS],
        ).fetchall()
    if found:
        raise LedgerBenchError(f"ledger.verify() says: {found[:3]}")
