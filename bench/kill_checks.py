"""What must be so when everything has settled: Florin's book against the clients'. Each check
yields what contradicts, in words."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from bench.kill_book import Asked, Book
from bench.kill_stage import PACK_MICROCREDITS, Stage

SHOWN = 300

# Every charge has its generation, the same amount, in one line of the book.
_CHARGES = """
select coalesce(g.id, e.hold_id)::text, g.charged, e.lines, e.amount
from generation.generations as g
full join (
  select account_id, hold_id, count(*) as lines, -sum(amount)::bigint as amount
  from ledger.entries
  where kind in ('settle', 'late_settle')
  group by account_id, hold_id
) as e on e.account_id = g.account_id and e.hold_id = g.id
where g.id is null
  or coalesce(g.charged, 0) <> coalesce(e.amount, 0)
  or (g.charged > 0 and e.lines <> 1)
"""
_EMPTY = {
    "ledger.verify()": "select violation, detail::text from ledger.verify()",
    "generation.verify_jobs()": "select violation, detail::text from generation.verify_jobs()",
    "billing.verify()": "select * from billing.verify()",
    "a charge without one generation and one entry": _CHARGES,
    "a hold that is left open": (
        "select 'account ' || id::text, held from ledger.accounts where held <> 0 "
        "union all select 'generation ' || id::text, hold from generation.generations "
        "where finished_at is null"
    ),
    "an event that is not folded": (
        "select event_id, status, problem from billing.provider_events where status <> 'folded'"
    ),
    "a job without an end": (
        "select id::text, status::text, problem from generation.jobs "
        "where finished_at is null or (status = 'succeeded' and stored_at is null)"
    ),
}


def contradictions(stage: Stage, book: Book) -> Iterator[str]:
    yield from book.wrong
    for what, query in _EMPTY.items():
        for row in stage.rows(query):
            yield f"{what}: {row}"[:SHOWN]
    yield from _requests(stage, book)
    yield from _holds_came_first(stage, book)
    yield from _jobs(stage, book)
    yield from _purchases(stage, book)


def _requests(stage: Stage, book: Book) -> Iterator[str]:
    """What each client was told is what happened, and it happened once."""
    charged = dict(
        stage.rows(
            "select g.id::text, coalesce(-sum(e.amount)::bigint, 0) "
            "from generation.generations as g left join ledger.entries as e "
            "on e.account_id = g.account_id and e.hold_id = g.id "
            "and e.kind in ('settle', 'late_settle') group by g.id"
        )
    )
    by_hash: dict[bytes, list[str]] = defaultdict(list)
    for digest, generation in stage.rows(
        "select request_hash, id::text from generation.generations where charged > 0"
    ):
        by_hash[bytes(digest)].append(generation)
    for request in book.asked.values():
        name = f"request {request.number} ({request.path})"
        for generation, charge in request.told:
            if charged.get(generation) != charge:
                yield (
                    f"{name} was told that {generation} cost {charge}, and the ledger has "
                    f"{charged.get(generation)}"
                )
        if request.key is not None:
            yield from _keyed(name, request, by_hash[request.request_hash])


def _keyed(name: str, request: Asked, charged: list[str]) -> Iterator[str]:
    if len(charged) > 1:
        yield f"{name} was charged {len(charged)} times: {charged}"
    if not request.is_over:
        yield f"{name} came to no end, however often it was asked again"
    ends = {generation for generation, charge in request.told if charge > 0}
    ends |= {request.known} if request.known else set()
    if request.is_over and not ends <= set(charged):
        yield f"{name} ended as {sorted(ends)}, and charged is {charged}"


def _holds_came_first(stage: Stage, book: Book) -> Iterator[str]:
    """Nothing was asked of the provider whose generation, which is its hold, was not there."""
    first = {
        bytes(digest): begun
        for digest, begun in stage.rows(
            "select request_hash, extract(epoch from min(created_at))::float "
            "from generation.generations group by request_hash"
        )
    }
    by_account: dict[str, list[float]] = defaultdict(list)
    for number, at in book.provider_asked_at.items():
        request = book.asked[number]
        if request.key is None:
            by_account[request.account].append(at)
        elif not first.get(request.request_hash, at + 1) <= at:
            yield f"the provider was asked for request {number}, and nothing was held for it"
    # Without a key a request leaves no fingerprint: there are as many holds as were asked for.
    for account, times in by_account.items():
        [(count,)] = stage.rows(
            "select count(*) from generation.generations where account_id = %(account)s "
            "and request_hash = ''",
            account=account,
        )
        if count < len(times):
            yield f"account {account} asked {len(times)} times without a key, with {count} holds"


def _jobs(stage: Stage, book: Book) -> Iterator[str]:
    """None that was accepted is lost, none was submitted twice."""
    known = {job for (job,) in stage.rows("select id::text from generation.jobs")}
    for order in book.ordered:
        if order.job not in known:
            yield f"job {order.job} was accepted, and is not there"
    submitted: dict[str, int] = defaultdict(int)
    for request in stage.fal.requests():
        submitted[request["input"]["prompt"]] += 1
    for prompt, times in submitted.items():
        if times > 1:
            yield f"the job `{prompt}` was submitted {times} times"


def _purchases(stage: Stage, book: Book) -> Iterator[str]:
    """What was paid is granted once; what the store heard a 2xx for is stored."""
    granted: dict[str, Any] = {
        account: (count, amount)
        for account, count, amount in stage.rows(
            "select account_id::text, count(*), sum(granted)::bigint from billing.grants "
            "group by account_id"
        )
    }
    for account, paid in book.paid.items():
        if granted.get(account) != (paid, paid * PACK_MICROCREDITS):
            yield f"account {account} paid {paid} times, and was granted {granted.get(account)}"
    stored = {event for (event,) in stage.rows("select event_id from billing.provider_events")}
    delivered = {
        str(one["event"]) for one in stage.stripe.deliveries() if 200 <= one["status"] < 300
    }
    for event in sorted(delivered - stored):
        yield f"event {event} was answered with a 2xx, and is not stored"
