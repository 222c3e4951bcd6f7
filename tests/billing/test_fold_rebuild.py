"""A rebuild makes the same of the same events; the worker folds, and says what failed."""

import asyncio
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from billing.steps import Billing, Fact, period, purchase, refund, subscription
from functions_py import stores
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores import StoredEvent, UnreadableEvent

from workers import fold_events, rebuild

pytestmark = pytest.mark.every_postgres


def says(event: StoredEvent) -> list[Fact]:
    """The facts that the payload lists."""
    if event.payload == "unreadable":
        raise UnreadableEvent("no JSON")
    facts: list[Fact] = json.loads(event.payload)
    return facts


async def says_later(event: StoredEvent) -> list[Fact]:
    return says(event)


@pytest.fixture(autouse=True)
def translators(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(stores.TRANSLATORS, "stripe", says)
    monkeypatch.setitem(stores.TRANSLATORS, "apple", says_later)
    yield


def store(world: Billing, payload: object, provider: str = "stripe") -> None:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    world.service.execute(
        "select api.store_event(%s, 'production', %s, 'test', now(), %s)",
        [provider, f"evt-{uuid.uuid4()}", text],
    )


def work(world: Billing, do: Any) -> Any:
    """Runs `do(rpc)` as the worker does."""

    async def run() -> Any:
        settings = Settings.from_env({"FLORIN_WORKER_DATABASE_URL": world.db.dsn("florin_worker")})
        rpc = await WorkerRpc.connect(settings)
        try:
            return await do(rpc)
        finally:
            await rpc.close()

    return asyncio.run(run())


def busy(world: Billing) -> list[Any]:
    """Two customers with all there is."""
    callers = []
    pack = world.pack(1000)
    for provider in ("stripe", "apple"):
        caller = world.sign_in()
        hint = {"account_id": str(caller.account.id)}
        chain, model = f"sub-{uuid.uuid4()}", world.model(tier="premium")
        product = world.plan_product(world.plan(100, rollover_cap=60), provider)
        pack, unlock = world.pack(1000, provider), world.unlock(model, provider)
        tx = [f"tx-{uuid.uuid4()}" for _ in range(3)]
        for facts in (
            [purchase(tx[0], pack, **hint), purchase(tx[1], unlock, **hint)],
            [refund(tx[0], amount=300)],
            [period(f"a-{chain}", product, chain, -40, -10, **hint)],
            [period(f"b-{chain}", product, chain, -10, 20, **hint)],
            [subscription(chain, product, -10, 20, **hint)],
            [purchase(tx[2], "unknown", **hint)],
        ):
            store(world, facts, provider)
        callers.append(caller)
    return callers


def test_rebuild_changes_nothing(own_world: Billing, capsys: pytest.CaptureFixture[str]) -> None:
    world = own_world
    callers = busy(world)
    assert work(world, fold_events.fold_batch) == 12
    assert [world.posted(caller) for caller in callers] == [860, 860]
    outbox = world.ledger.value("select count(*) from audit.outbox")
    assert work(world, rebuild.rebuild) == 0
    assert capsys.readouterr().out.splitlines() == ["12 of 12 events", "0 differences"]
    assert [world.posted(caller) for caller in callers] == [860, 860]
    assert world.ledger.value("select count(*) from audit.outbox") == outbox


def test_rebuild_that_differs_says_so_and_changes_nothing(
    own_world: Billing, capsys: pytest.CaptureFixture[str]
) -> None:
    world = own_world
    (caller, _) = busy(world)
    work(world, fold_events.fold_batch)
    world.ledger.connection.execute("delete from billing.reversals where provider = 'stripe'")
    assert work(world, rebuild.rebuild) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()[1:-1]]
    differing = {line["origin"] for line in lines}
    assert differing == {"reversals", "accounts", "grants"}
    assert [line["is_missing"] for line in lines if line["origin"] == "reversals"] == [False]
    assert world.posted(caller) == 860
    count = "select count(*) from billing.reversals where provider = 'stripe'"
    assert world.ledger.value(count) == 0


def test_rebuild_that_is_kept_takes_effect(own_world: Billing) -> None:
    """As after a translator was corrected: what it says now is what counts."""
    world = own_world
    (caller, _) = busy(world)
    work(world, fold_events.fold_batch)
    world.ledger.connection.execute(
        "update billing.provider_events set payload = '[]' where payload like '%%reversal%%'"
    )
    assert work(world, rebuild.rebuild) == 1
    assert world.posted(caller) == 860
    assert work(world, lambda rpc: rebuild.rebuild(rpc, keep=True)) == 1
    assert world.posted(caller) == 1160
    assert work(world, rebuild.rebuild) == 0


def test_rebuild_is_one_command(own_world: Billing) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "FLORIN_WORKER_DATABASE_URL": own_world.db.dsn("florin_worker"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "workers", "rebuild"],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
    )
    assert (done.returncode, done.stdout) == (0, "0 differences\n")


def test_worker_folds_what_it_can_and_keeps_what_it_cannot(own_world: Billing) -> None:
    world, caller = own_world, own_world.sign_in()
    tx = f"tx-{uuid.uuid4()}"
    store(world, "unreadable")
    store(world, [{"fact": "gift"}])
    store(world, [purchase(tx, world.pack(1000), account_id=str(caller.account.id))])
    assert work(world, fold_events.fold_batch) == 3
    assert work(world, fold_events.fold_batch) == 0
    assert world.posted(caller) == 1000
    rows = world.ledger.rows("select payload, status from billing.provider_events")
    assert {row["payload"]: row["status"] for row in rows if len(row["payload"]) < 30} == {
        "unreadable": "failed",
        '[{"fact": "gift"}]': "pending",
    }


def test_contradicting_facts_are_read_again(
    own_world: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, caller = own_world, own_world.sign_in()
    read: list[tuple[str, list[str]]] = []

    async def reread(environment: str, chains: list[str]) -> None:
        read.append((environment, chains))

    monkeypatch.setitem(stores.REREADERS, "stripe", reread)
    fact = purchase("tx", world.pack(1000), account_id=str(caller.account.id))
    store(world, [fact])
    store(world, [{**fact, "quantity": 2}])
    work(world, fold_events.fold_batch)
    assert read == [("production", ["tx"])]
