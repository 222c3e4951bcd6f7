"""Several workers at once, and workers that die: nothing is lost, doubled or stuck."""

import os
import random
import signal
import subprocess
import sys
import uuid
from typing import Any

import psycopg
import pytest
from billing.steps import Billing, Fact, owner, period, purchase, refund, subscription
from ledger.races import race, states
from psycopg.types.json import Jsonb

pytestmark = pytest.mark.every_postgres


def told(world: Billing, events: list[list[Fact]], runners: int) -> None:
    """Every worker tells all events, each in an order of its own."""

    def work(connection: psycopg.Connection[Any], number: int) -> int:
        shuffled = list(enumerate(events))
        random.Random(number).shuffle(shuffled)
        for index, facts in shuffled:
            key = ("stripe", "production", f"evt-{index}-{run}")
            connection.execute("select api.store_event(%s, %s, %s, 'test', now(), '{}')", [*key])
            connection.execute("select api.fold_event(%s, %s, %s, %s)", [*key, Jsonb(facts)])
        return len(events)

    run = uuid.uuid4()
    results = race(world.db, runners, work, role="florin_worker")
    assert states(results) == []
    assert results == [len(events)] * runners


def test_workers_that_fold_one_customer_at_once_neither_stop_nor_lose(world: Billing) -> None:
    for _ in range(3):
        caller = world.sign_in()
        customer, chain = f"cus-{uuid.uuid4()}", f"sub-{uuid.uuid4()}"
        plan = world.plan(100, rollover_cap=60)
        product, pack = world.plan_product(plan), world.pack(1000)
        packs = [f"tx-{uuid.uuid4()}" for _ in range(4)]
        payment = {"fact": "payment", "as_of": subscription(chain, product, 0, 1)["as_of"]}
        events = [
            [owner(customer, caller)],
            *([purchase(tx, pack, owner_key=customer)] for tx in packs),
            *([{**payment, "payment_id": f"pi-{tx}", "transaction_id": tx}] for tx in packs),
            [refund(f"pi-{packs[0]}")],
            [refund(f"pi-{packs[1]}", amount=500)],
            [refund(f"pi-{packs[2]}"), refund(f"pi-{packs[2]}", as_of=1, active=False)],
            [period(f"a-{chain}", product, chain, -40, -10, owner_key=customer)],
            [period(f"b-{chain}", product, chain, -10, 20, owner_key=customer)],
            [subscription(chain, product, -10, 20, owner_key=customer)],
        ]
        told(world, events, 4)
        assert world.posted(caller) == 2500 + 160
        assert world.plan_of(caller)["plan_id"] == plan


def test_workers_that_fold_several_customers_at_once_do_not_deadlock(world: Billing) -> None:
    callers = [world.sign_in() for _ in range(4)]
    pack = world.pack(10)
    events = [
        [
            purchase(f"tx-{uuid.uuid4()}", pack, account_id=str(caller.account.id))
            for caller in random.Random(number).sample(callers, 4)
        ]
        for number in range(12)
    ]
    told(world, events, 4)
    assert [world.posted(caller) for caller in callers] == [120] * 4


def test_folding_restoring_and_spending_at_once_lose_nothing(world: Billing) -> None:
    guest, caller = world.sign_in(is_anonymous=True), world.sign_in()
    tx, pack = f"tx-{uuid.uuid4()}", world.pack(1000)
    run = uuid.uuid4()

    def work(connection: psycopg.Connection[Any], number: int) -> None:
        if number == 0:
            connection.execute(
                "select api.bind_chain(%s, %s, 'stripe', 'production', %s)",
                [caller.account.id, caller.user_id, tx],
            )
            return
        facts = [
            purchase(tx, pack, account_id=str(guest.account.id)),
            refund(tx, share_ppm=500_000),
        ]
        for index, fact in enumerate(facts if number % 2 else reversed(facts)):
            key = ("stripe", "production", f"evt-{number}-{index}-{run}")
            connection.execute("select api.store_event(%s, %s, %s, 't', now(), '{}')", [*key])
            connection.execute("select api.fold_event(%s, %s, %s, %s)", [*key, Jsonb([fact])])

    assert states(race(world.db, 5, work, role="florin_service")) == []
    assert (world.posted(guest), world.posted(caller)) == (0, 500)


def test_merge_while_folding_loses_nothing(world: Billing) -> None:
    for _ in range(4):
        guest, caller = world.sign_in(is_anonymous=True), world.sign_in()
        world.empty(guest)
        pack, run = world.pack(10), uuid.uuid4()
        hint = {"account_id": str(guest.account.id)}

        def work(
            connection: psycopg.Connection[Any],
            number: int,
            guest: Any = guest,
            caller: Any = caller,
            pack: str = pack,
            run: uuid.UUID = run,
            hint: Any = hint,
        ) -> None:
            if number == 0:
                connection.execute(
                    "select api.merge_accounts(%s, %s, %s, %s)",
                    [caller.account.id, caller.user_id, guest.account.id, guest.user_id],
                )
                return
            for index in range(5):
                key = ("stripe", "production", f"evt-{number}-{index}-{run}")
                fact = purchase(f"tx-{number}-{index}-{run}", pack, **hint)
                connection.execute("select api.store_event(%s, %s, %s, 't', now(), '{}')", [*key])
                connection.execute("select api.fold_event(%s, %s, %s, %s)", [*key, Jsonb([fact])])

        assert states(race(world.db, 4, work, role="florin_service")) == []
        world.apply_due()
        assert world.posted(caller) == 150


def claim(world: Billing, lease_s: int = 60) -> list[str]:
    rows = world.worker.execute("select event_id from api.claim_events(100, %s)", [lease_s])
    return sorted(row[0] for row in rows.fetchall())


def test_event_is_claimed_by_one_worker_until_its_lease_ends(own_world: Billing) -> None:
    world = own_world
    store = "select api.store_event('stripe', 'production', %s, 'test', now(), '{}')"
    assert world.only(world.service.execute(store, ["evt"])) is True
    assert world.only(world.service.execute(store, ["evt"])) is False
    assert [claim(world), claim(world)] == [["evt"], []]
    world.ledger.connection.execute("update billing.provider_events set next_attempt_at = now()")
    assert [claim(world, 0), claim(world)] == [["evt"], ["evt"]]


def test_event_that_fails_rests_and_at_last_stays_failed(own_world: Billing) -> None:
    world = own_world
    world.service.execute("select api.store_event('apple', 'sandbox', 'evt', 'test', now(), '{}')")
    fail = "select api.fail_event('apple', 'sandbox', 'evt', %s, %s)"
    assert claim(world, 0) == ["evt"]
    world.worker.execute(fail, ["away", False])
    assert claim(world) == []
    row = world.ledger.row(
        "select status, problem, next_attempt_at > now() as rests from billing.provider_events"
    )
    assert row == {"status": "pending", "problem": "away", "rests": True}
    world.worker.execute(fail, ["unreadable", True])
    world.worker.execute(fail, ["again", True])
    told_of = world.ledger.rows(
        "select payload from audit.outbox where kind = 'store_event_failed'"
    )
    assert [row["payload"]["problem"] for row in told_of] == ["unreadable"]


DYING = """
import os, signal, sys, psycopg
from psycopg.types.json import Jsonb
from psycopg import sql
import json
dsn, facts, when = sys.argv[1:4]
connection = psycopg.connect(dsn, autocommit=when == "after claim")
connection.execute("select * from api.claim_events(10, 1)")
if when == "before commit":
    connection.execute(
        "select api.fold_event('stripe', 'production', 'evt', %s)", [Jsonb(json.loads(facts))]
    )
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("when", ["after claim", "before commit"])
def test_worker_killed_between_claim_and_fold_loses_and_doubles_nothing(
    own_world: Billing, when: str
) -> None:
    world, caller = own_world, own_world.sign_in()
    fact = purchase("tx", world.pack(1000), account_id=str(caller.account.id))
    world.service.execute("select api.store_event('stripe', 'production', 'evt', 't', now(), '{}')")
    facts = str(Jsonb([fact]).obj).replace("'", '"')
    died = subprocess.run(
        [sys.executable, "-c", DYING, world.db.dsn("florin_worker"), facts, when],
        check=False,
        env={**os.environ},
        timeout=30,
    )
    assert died.returncode == -signal.SIGKILL
    assert world.posted(caller) == 0
    world.ledger.connection.execute(
        "update billing.provider_events set next_attempt_at = least(next_attempt_at, now())"
    )
    assert claim(world) == ["evt"]
    for _ in range(2):
        world.tell(fact, event="evt")
    assert world.posted(caller) == 1000
    assert claim(world) == []


def test_clock_s_workers_share_what_is_due(own_world: Billing) -> None:
    world = own_world
    callers = [world.sign_in() for _ in range(12)]
    name = f"late-{uuid.uuid4()}"
    for caller in callers:
        world.tell(purchase(f"tx-{uuid.uuid4()}", name, account_id=str(caller.account.id)))
    world.product("credit_pack", "stripe", name, credits=5)
    assert world.only(world.worker.execute("select api.fold_unmapped(10)")) == 1
    results = race(
        world.db,
        4,
        lambda connection, _: sum(
            connection.execute("select api.apply_due(2)").fetchone()[0]  # type: ignore[index]
            for _ in range(8)
        ),
        role="florin_worker",
    )
    assert states(results) == []
    assert sum(int(str(result)) for result in results) + world.apply_due() == 12
    assert [world.posted(caller) for caller in callers] == [5] * 12
