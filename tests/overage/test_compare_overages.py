"""What Stripe counted is compared with what was reported; what it has not got is sent again."""

from __future__ import annotations

import pytest
from functions_py.rpc import WorkerRpc
from overage.billed import DAY, OverageWorld
from overage.metered import EVENTS, Metered

from workers.report_overages import Reporting


async def compare(world: OverageWorld, reporting: Reporting, worker: WorkerRpc) -> int:
    world.execute("update billing.overage_checks set check_at = now() where check_at is not null")
    return await reporting.compare(worker)


async def test_what_was_counted_is_found_equal_and_left_alone(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    debtor = world.debtor(customer=metered.customer())
    debtor.owe(3, 0.4, 2)
    assert await reporting.compare(worker) == 0
    await reporting.report(worker)
    # Not before Stripe had time to count.
    assert await reporting.compare(worker) == 0
    assert await compare(world, reporting, worker) == 1
    check = debtor.check
    assert (check["reported"], check["counted"], check["check_at"]) == (5, 5, None)
    assert world.told("overage_differs") == []
    debtor.owe(1)
    await reporting.report(worker)
    assert await compare(world, reporting, worker) == 1
    assert debtor.check["counted"] == 6


async def test_what_stripe_lost_is_told_and_sent_again_by_its_name(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    customer = metered.customer()
    debtor = world.debtor(customer=customer)
    for credits in (1, 2, 4, 8, 16):
        debtor.owe(credits)
        debtor.age(600)
    await reporting.report(worker)
    lost = debtor.names[2]
    metered.lose(lost)
    assert metered.counted(customer) == 27
    await compare(world, reporting, worker)
    assert debtor.statuses == ["sent", "sent", "pending", "sent", "sent"]
    (told,) = world.told("overage_differs")
    assert (told["reported"], told["counted"], told["missing"]) == (31, 27, 1)
    # Stripe knows the name for a day, and says that it has it.
    await reporting.report(worker)
    assert debtor.statuses == ["sent"] * 5
    assert metered.counted(customer) == 27
    metered.control.advance(hours=25)
    await compare(world, reporting, worker)
    await reporting.report(worker)
    assert metered.counted(customer) == 31
    await compare(world, reporting, worker)
    assert (debtor.check["counted"], debtor.check["check_at"]) == (31, None)
    assert len(world.told("overage_differs")) == 2
    assert metered.sent().count(lost) == 3
    assert {name for name in metered.sent() if metered.sent().count(name) > 1} == {lost}


async def test_what_is_missing_and_too_old_is_given_up(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    debtor = world.debtor(customer=metered.customer())
    debtor.owe(3)
    await reporting.report(worker)
    metered.lose(debtor.names[0])
    debtor.age(35 * DAY)
    await compare(world, reporting, worker)
    assert debtor.statuses == ["given_up"]
    assert [event["units"] for event in world.told("overage_given_up")] == [3]
    assert debtor.check["check_at"] is None


async def test_more_than_was_reported_is_told_and_nothing_is_sent(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    customer = metered.customer()
    debtor = world.debtor(customer=customer)
    debtor.owe(3)
    await reporting.report(worker)
    metered.report(customer, 4, int(debtor.reports[0]["happened_at"].timestamp()))
    await compare(world, reporting, worker)
    (told,) = world.told("overage_differs")
    assert (told["reported"], told["counted"], told["missing"]) == (3, 7, 0)
    assert debtor.statuses == ["sent"]
    assert debtor.check["check_at"] is not None


@pytest.mark.parametrize("is_counted", [True, False])
async def test_a_doubt_older_than_stripe_s_memory_is_looked_up_not_sent(
    world: OverageWorld,
    metered: Metered,
    reporting: Reporting,
    worker: WorkerRpc,
    is_counted: bool,
) -> None:
    customer = metered.customer()
    debtor = world.debtor(customer=customer)
    debtor.owe(3)
    when = "after" if is_counted else "before"
    metered.control.fail(EVENTS, status=500, times=3, when=when)
    await reporting.report(worker)
    # While the outcome is open nothing is compared.
    assert await compare(world, reporting, worker) == 0
    world.execute(
        "update billing.overage_reports set attempted_at = now() - interval '23 hours 1 minute'"
    )
    metered.control.advance(hours=25)
    tries = len(metered.sent())
    world.make_due()
    assert await reporting.report(worker) == 0
    assert len(metered.sent()) == tries
    assert debtor.statuses == ["in_doubt"]
    assert await compare(world, reporting, worker) == 1
    assert debtor.statuses == (["sent"] if is_counted else ["pending"])
    await reporting.report(worker)
    assert debtor.statuses == ["sent"]
    assert metered.counted(customer) == 3


async def test_two_workers_do_not_compare_the_same(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    debtors = [world.debtor(customer=metered.customer()) for _ in range(3)]
    for debtor in debtors:
        debtor.owe(1)
    await reporting.report(worker)
    world.make_due()
    assert len(await worker.claim_checks("sandbox", 2, 60)) == 2
    assert len(await worker.claim_checks("production", 10, 60)) == 0
    assert len(await worker.claim_checks("sandbox", 10, 60)) == 1
    assert len(await worker.claim_checks("sandbox", 10, 60)) == 0


async def test_stripe_away_leaves_the_check_to_be_done(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    debtor = world.debtor(customer=metered.customer())
    debtor.owe(1)
    await reporting.report(worker)
    metered.control.fail("/v1/billing/meters/*/event_summaries", status=500, times=3)
    assert await compare(world, reporting, worker) == 1
    assert (debtor.check["checked_at"], debtor.check["counted"]) == (None, None)
    await compare(world, reporting, worker)
    assert debtor.check["counted"] == 1
