"""Each slice of overage is counted by Stripe's meter once, whatever fails in between."""

from __future__ import annotations

import asyncio
import time

import pytest
from admin.office import Office
from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores.stripe_client import StripeApi
from ledger.steps import refused
from overage.billed import DAY, OverageWorld
from overage.metered import EVENTS, METER, Metered

from local.testbed.stripe import PRICES, Shop
from workers.report_overages import Reporting


async def test_slices_are_counted_for_their_customer(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    ann, ben = metered.customer(), metered.customer()
    first, second = world.debtor(customer=ann), world.debtor(customer=ben)
    first.owe(2.5, 1.7)
    second.owe(7)
    assert await reporting.report(worker) == 3
    assert (metered.counted(ann), metered.counted(ben)) == (4, 7)
    assert sorted(metered.sent()) == sorted(first.names + second.names)
    assert first.statuses + second.statuses == ["sent"] * 3
    assert {row["environment"] for row in first.reports} == {"sandbox"}
    for request in metered.control.requests(EVENTS):
        assert abs(int(request["params"]["timestamp"]) - time.time()) < 60
    assert await reporting.report(worker) == 0


async def test_what_was_used_is_on_the_invoice_of_its_period(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    metered.control.seed(PRICES)
    shop = Shop(metered.client, metered.control)
    customer = metered.customer()
    subscription = shop.subscribe(
        customer=customer,
        line_items=[{"price": "price_pro", "quantity": 1}, {"price": metered.price(2)}],
    )
    debtor = world.debtor(customer=customer)
    # A slice's second is the last that was whole: let the subscription's first one pass.
    await asyncio.sleep(1.1)
    debtor.owe(2.5, 1.7)
    await reporting.report(worker)
    metered.control.advance(days=32)
    invoice = shop.newest_invoice(subscription.id)
    assert invoice.total == 2000 + 4 * 2
    assert 4 in [line.quantity for line in invoice.lines.data]


async def test_the_same_again_is_not_counted_again(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    customer = metered.customer()
    debtor = world.debtor(customer=customer)
    debtor.owe(3)
    for _ in range(3):
        # As if the worker had died before it recorded that it was sent.
        world.execute(
            "update billing.overage_reports set status = 'pending', next_attempt_at = now()"
        )
        assert await reporting.report(worker) == 1
    assert metered.sent() == debtor.names * 3
    assert metered.counted(customer) == 3
    assert debtor.statuses == ["sent"]


async def test_two_workers_at_once_send_each_slice_once(
    world: OverageWorld, metered: Metered, settings: Settings, api: StripeApi
) -> None:
    customer = metered.customer()
    debtors = [world.debtor(customer=customer) for _ in range(6)]
    for debtor in debtors:
        debtor.owe(1, 2)

    async def work() -> int:
        rpc = await WorkerRpc.connect(settings)
        try:
            reporting, done = Reporting(api, METER), 0
            while batch := await reporting.report(rpc, 2):
                done += batch
            return done
        finally:
            await rpc.close()

    assert sum(await asyncio.gather(*(work() for _ in range(3)))) == 12
    assert sorted(metered.sent()) == sorted(name for debtor in debtors for name in debtor.names)
    assert metered.counted(customer) == 18


async def test_a_lost_answer_is_asked_for_again_by_the_same_name(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    customer = metered.customer()
    debtor = world.debtor(customer=customer)
    debtor.owe(3)
    # The client's own tries repeat Stripe's answer for their key.
    metered.control.fail(EVENTS, status=500, times=3, when="after")
    await reporting.report(worker)
    (report,) = debtor.reports
    assert (report["status"], report["attempts"]) == ("pending", 1)
    assert report["attempted_at"] is not None
    assert "stripe_unavailable" in report["problem"]
    assert await reporting.report(worker) == 0
    world.make_due()
    await reporting.report(worker)
    assert debtor.statuses == ["sent"]
    assert debtor.reports[0]["problem"] is None
    assert set(metered.sent()) == set(debtor.names)
    assert metered.counted(customer) == 3


async def test_a_refusal_waits_and_says_why(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    debtor = world.debtor(customer=metered.customer())
    debtor.owe(3)
    metered.control.fail(EVENTS, status=403)
    await reporting.report(worker)
    (report,) = debtor.reports
    assert (report["status"], report["attempted_at"]) == ("pending", None)
    assert "stripe_refused" in report["problem"]
    world.make_due()
    await reporting.report(worker)
    assert debtor.statuses == ["sent"]


@pytest.mark.parametrize("formula", [None, "count"])
async def test_without_a_meter_that_sums_up_nothing_is_sent(
    world: OverageWorld,
    metered: Metered,
    reporting: Reporting,
    worker: WorkerRpc,
    formula: str | None,
) -> None:
    metered.drop_meter()
    if formula is not None:
        metered.add_meter(formula)
    debtor = world.debtor(customer=metered.customer())
    debtor.owe(3)
    await reporting.report(worker)
    assert metered.sent() == []
    assert "no_meter" in debtor.reports[0]["problem"]
    assert debtor.reports[0]["attempted_at"] is None
    if formula is not None:
        metered.drop_meter()
    metered.add_meter()
    world.make_due()
    await reporting.report(worker)
    assert debtor.statuses == ["sent"]


async def test_without_a_customer_there_a_slice_waits_and_admins_see_it(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    debtor, office = world.debtor(), Office(world)
    # That of the other environment is somebody else's money.
    debtor.name("cus_live", "production")
    debtor.owe(3)
    assert await reporting.report(worker) == 0
    (found,) = office.call("admin_find_overages", status="pending")
    assert (found["account_id"], found["units"]) == (debtor.id, 3)
    assert found["problem"] == "no customer"
    customer = metered.customer()
    debtor.name(customer)
    world.make_due()
    assert await reporting.report(worker) == 1
    assert metered.counted(customer) == 3
    assert office.call("admin_find_overages", status="pending") == []
    with refused("FLARG"):
        office.call("admin_find_overages", status="sent")
    with refused("FLARG"):
        office.call("admin_find_overages", status="pending", limit=0)
    with refused("FLADM"):
        office.call("admin_find_overages", by=office.signed_in(world.user()), status="pending")


async def test_the_window_is_used_to_its_end_and_what_is_older_is_given_up(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    customer = metered.customer()
    late, too_late, unowned = (
        world.debtor(customer=customer), world.debtor(customer=customer), world.debtor()
    )  # fmt: skip
    for debtor, age in ((late, 35 * DAY - 900), (too_late, 35 * DAY), (unowned, 36 * DAY)):
        debtor.owe(3)
        debtor.age(age)
    assert await reporting.report(worker) == 1
    assert (late.statuses, too_late.statuses) == (["sent"], ["given_up"])
    assert unowned.statuses == ["given_up"]
    assert metered.sent() == late.names
    told = world.told("overage_given_up")
    assert sorted(event["units"] for event in told) == [3, 3]
    assert await reporting.report(worker) == 0
    assert len(world.told("overage_given_up")) == 2
    found = Office(world).call("admin_find_overages", status="given_up")
    assert {row["account_id"] for row in found} == {too_late.id, unowned.id}


async def test_what_was_tried_in_one_environment_is_not_sent_in_the_other(
    world: OverageWorld, metered: Metered, reporting: Reporting, worker: WorkerRpc
) -> None:
    debtor = world.debtor(customer=metered.customer())
    debtor.name("cus_live", "production")
    debtor.owe(3)
    assert len(await worker.claim_reports("production", 10, 0)) == 1
    assert await reporting.report(worker) == 0
    assert metered.sent() == []


async def test_one_is_recorded_once(world: OverageWorld, metered: Metered) -> None:
    debtor = world.debtor(customer=metered.customer())
    debtor.owe(3)
    key = [debtor.id, debtor.reports[0]["entry_version"]]

    def record() -> bool:
        row = world.worker.execute("select api.record_report(%s, %s)", key).fetchone()
        return bool(row and row[0])

    assert [record(), record()] == [True, False]
    world.worker.execute("select api.fail_report(%s, %s, 'late', true)", key)
    assert debtor.statuses == ["sent"]


@pytest.mark.parametrize("kind", ["no_meter_found", "error_report_triggered"])
def test_what_stripe_could_not_count_is_told_once(world: OverageWorld, kind: str) -> None:
    store = "select api.store_event('stripe', 'sandbox', 'evt_1', %s, now(), '{}')"
    for _ in range(2):
        world.worker.execute(store, [f"v1.billing.meter.{kind}"])
    (told,) = world.told("overage_meter_failed")
    assert (told["event_id"], told["type"]) == ("evt_1", f"v1.billing.meter.{kind}")
