"""Whether every account is as the model says, and what a soak prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from bench.figures import markdown, percentile
from bench.soak.hand import Tally, World
from bench.soak.model import Book
from bench.soak.plan import Plan, SoakError

ACCOUNTS = """
select
  a.id, a.posted, a.held, a.posted - a.held + a.overdraft_limit as available, a.debt,
  a.open_generations as open, coalesce(b.credits, 0) - a.debt as "buckets less debt",
  coalesce(g.begun, 0) as begun, a.status = 'closed' as is_closed
from ledger.accounts as a
left join (
  select account_id, sum(remaining)::bigint as credits from ledger.bucket_rests group by account_id
) as b on b.account_id = a.id
left join (
  select account_id, count(*) as begun from generation.generations group by account_id
) as g on g.account_id = a.id
"""
# By the book, and by the buckets.
LAPSED = """
select b.source_ref, b.lapsed, coalesce(e.amount, 0)
from ledger.buckets as b
left join (
  select account_id, ref, -sum(amount)::bigint as amount
  from ledger.entries
  where account_id = %(account)s and kind = 'expire'
  group by account_id, ref
) as e on e.account_id = b.account_id and e.ref = 'promo:' || b.source_ref
where b.account_id = %(account)s and b.source = 'promo'
"""
# Of many differences the first ones tell.
SHOWN = 10


@dataclass(frozen=True)
class SoakResult:
    plan: Plan
    tally: Tally
    seconds: float
    accounts: int

    def json(self) -> dict[str, Any]:
        """Only a soak without drift has a result."""
        all_ms = [ms for latencies in self.tally.latencies_ms.values() for ms in latencies]
        return {
            "operations": self.tally.done,
            "seconds": round(self.seconds, 1),
            "operations_per_s": round(self.tally.done / self.seconds, 1),
            "p50_ms": round(percentile(all_ms, 50), 2),
            "p99_ms": round(percentile(all_ms, 99), 2),
            "accounts": self.accounts,
            "clients": self.plan.clients,
            "seed": self.plan.seed,
            "drift": 0,
            "violations": 0,
            "by_kind": {kind: len(self.tally.latencies_ms[kind]) for kind in self._kinds()},
            "refusals": dict(sorted(self.tally.refusals.items())),
            "http_statuses": {str(k): n for k, n in sorted(self.tally.statuses.items())},
        }

    def table(self) -> str:
        figures = self.json()
        rows = [("operation", "times", "p50 ms", "p99 ms")]
        for kind in self._kinds():
            ms = self.tally.latencies_ms[kind]
            rows.append(
                (kind, f"{len(ms):,}", f"{percentile(ms, 50):.2f}", f"{percentile(ms, 99):.2f}")
            )
        rows.append(
            ("all", f"{self.tally.done:,}", f"{figures['p50_ms']:.2f}", f"{figures['p99_ms']:.2f}")
        )
        facts = [
            f"{self.tally.done:,} operations in {self.seconds:.0f} s "
            f"({figures['operations_per_s']:.0f} per second), {self.accounts:,} accounts, "
            f"{self.plan.clients} clients, seed {self.plan.seed}.",
            f"Refused, as the model allows: {_counted(figures['refusals'])}.",
            f"HTTP statuses: {_counted(figures['http_statuses'])}.",
            "Drift: 0. ledger.verify(): empty. Deadlocks and unexpected errors: 0.",
        ]
        return markdown(rows) + "\n\n" + "\n".join(facts)

    def _kinds(self) -> list[str]:
        return sorted(self.tally.latencies_ms)


def require_no_drift(connection: psycopg.Connection[Any], world: World) -> None:
    """While nothing is under way. Raises SoakError, naming accounts and differences."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows: dict[UUID, dict[str, Any]] = {
            row.pop("id"): row for row in cursor.execute(ACCOUNTS).fetchall()
        }
    problems = [f"account {id} is unknown to the model" for id in rows.keys() - world.books.keys()]
    for id, book in world.books.items():
        expected = _expected(book, _lapsed(connection, book))
        problems += [
            f"account {id}: {name} is {rows[id][name]}, the model says {value}, "
            f"difference {rows[id][name] - value}"
            for name, value in expected.items()
            if rows[id][name] != value
        ]
    if problems:
        shown = "\n".join(problems[:SHOWN])
        raise SoakError(f"{len(problems)} differences between the books and the model\n{shown}")


def require_no_violation(connection: psycopg.Connection[Any]) -> None:
    """Raises SoakError for what ledger.verify() finds."""
    found = connection.execute("select account_id, violation, detail from ledger.verify()")
    violations = [f"account {id}: {name} {detail}" for id, name, detail in found]
    if violations:
        shown = "\n".join(violations[:SHOWN])
        raise SoakError(f"ledger.verify() found {len(violations)}\n{shown}")


def _expected(book: Book, lapsed: int) -> dict[str, int | bool]:
    posted = book.posted - lapsed
    return {
        "posted": posted,
        "held": book.held,
        "available": posted - book.held,
        "debt": max(-posted, 0),
        "buckets less debt": posted,
        "open": book.open,
        "begun": book.begun,
        "is_closed": book.is_closed,
    }


def _lapsed(connection: psycopg.Connection[Any], book: Book) -> int:
    """What lapsed of grants that others may have spent first: at most all of them, and the same
    in the book as in the buckets."""
    if not book.lapsing:
        return 0
    total = 0
    for ref, in_bucket, in_book in connection.execute(LAPSED, {"account": book.account_id}):
        if in_bucket != in_book or not 0 <= in_book <= book.lapsing[ref]:
            raise SoakError(
                f"account {book.account_id}: of {book.lapsing[ref]} ({ref}) {in_bucket} lapsed, "
                f"its book says {in_book}"
            )
        total += in_book
    return total


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "none"
