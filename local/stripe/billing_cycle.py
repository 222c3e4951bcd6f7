"""How a subscription lives through time: its first invoice, renewals, the end of a trial, failed
payments and what they lead to, and its end."""

from collections.abc import Sequence

from local.stripe import invoices, meter_events
from local.stripe.invoice_lines import Line
from local.stripe.payment_methods import payment_method_of
from local.stripe.periods import DAY_S, period_at
from local.stripe.prices import amount_of
from local.stripe.subscription_items import is_metered
from local.stripe.tables import Object
from local.stripe.world import World, public

# A first payment may be made up for this long; then the subscription never was.
INCOMPLETE_S = 23 * 3600
# Stripe tells of a trial's end three days before.
TRIAL_NOTICE_S = 3 * DAY_S

LIVING = ("trialing", "active", "past_due", "unpaid")


def items_of(subscription: Object) -> list[Object]:
    found: list[Object] = subscription["items"]["data"]
    return found


def licensed_line(item: Object, *, is_trial: bool = False) -> Line:
    """A whole period of an item, as its period stands."""
    return Line(
        amount=0 if is_trial else amount_of(item["price"], item["quantity"]),
        price=item["price"],
        quantity=item["quantity"],
        start=item["current_period_start"],
        end=item["current_period_end"],
        item=dict(item),
        description="Trial period" if is_trial else f"{item['quantity']} × {item['price']['id']}",
        metadata=item["metadata"],
    )


def usage_line(world: World, subscription: Object, item: Object) -> Line:
    """What was used in the item's period, priced after the fact."""
    used = meter_events.usage(
        world,
        item["price"]["recurring"]["meter"],
        subscription["customer"],
        item["current_period_start"],
        item["current_period_end"],
    )
    return Line(
        amount=amount_of(item["price"], int(used)),
        price=item["price"],
        quantity=int(used),
        start=item["current_period_start"],
        end=item["current_period_end"],
        item=dict(item),
        description="Usage",
        metadata=item["metadata"],
    )


def make_invoice(
    world: World,
    subscription: Object,
    lines: Sequence[Line],
    reason: str,
    period: tuple[int, int] | None = None,
) -> Object:
    """A draft, which becomes the subscription's latest. Told of nothing yet but itself."""
    invoice = invoices.new_invoice(
        world,
        world.table("customer").get(subscription["customer"]),
        lines,
        reason=reason,
        subscription=subscription,
        period=period,
        then=lambda world, invoice, outcome: invoice_ended(world, invoice, outcome),
    )
    invoice["_is_retried"] = reason != "subscription_create"
    subscription["latest_invoice"] = invoice["id"]
    return invoice


def book(world: World, subscription: Object) -> None:
    """Puts the ends of its periods, of its trial and of itself on the agenda."""
    moments = {item["current_period_end"] for item in items_of(subscription)}
    if subscription["cancel_at"]:
        moments.add(subscription["cancel_at"])
    for moment in moments:
        world.clock.at(moment, lambda: roll(world, subscription))
    if subscription["status"] == "trialing":
        notice = max(world.now(), subscription["trial_end"] - TRIAL_NOTICE_S)
        world.clock.at(notice, lambda: _tell_of_trial_end(world, subscription))


def _tell_of_trial_end(world: World, subscription: Object) -> None:
    told = subscription.get("_told_of_trial_end") == subscription["trial_end"]
    if subscription["status"] == "trialing" and not told:
        subscription["_told_of_trial_end"] = subscription["trial_end"]
        world.emit("customer.subscription.trial_will_end", subscription)


def roll(world: World, subscription: Object) -> None:
    """What is due now: the end, the end of the trial, or the next period. Else nothing."""
    now = world.now()
    due = [item for item in items_of(subscription) if item["current_period_end"] <= now]
    if subscription["status"] not in LIVING:
        return
    if subscription["cancel_at"] and subscription["cancel_at"] <= now:
        reason = "subscription_cycle"
        usage = [usage_line(world, subscription, item) for item in due if is_metered(item)]
        if usage:
            _send(world, make_invoice(world, subscription, usage, reason))
        end(world, subscription)
        return
    if not due:
        return
    before = public(subscription)
    if subscription["status"] == "trialing":
        if not _end_trial(world, subscription):
            return
        usage = []
    else:
        usage = [usage_line(world, subscription, item) for item in due if is_metered(item)]
    ended = (due[0]["current_period_start"], due[0]["current_period_end"])
    begin_periods(world, subscription, due)
    lines = [*subscription.pop("_pending", []), *usage]
    lines += [licensed_line(item) for item in due if not is_metered(item)]
    invoice = make_invoice(world, subscription, lines, "subscription_cycle", ended)
    changed = {
        name: before[name]
        for name in ("items", "latest_invoice", "status", "billing_cycle_anchor")
        if before[name] != subscription[name]
    }
    world.emit("customer.subscription.updated", subscription, changed)
    book(world, subscription)
    _schedule(world, subscription, invoice)


def begin_periods(world: World, subscription: Object, items: Sequence[Object]) -> None:
    for item in items:
        anchor = subscription["billing_cycle_anchor"]
        start, stop = period_at(anchor, item["price"]["recurring"], world.now())
        item.update(current_period_start=start, current_period_end=stop)


def _end_trial(world: World, subscription: Object) -> bool:
    """False when there is nothing to go on with."""
    customer = world.table("customer").get(subscription["customer"])
    subscription["billing_cycle_anchor"] = subscription["trial_end"]
    behaviour = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
    if payment_method_of(world, customer, subscription) is None:
        if behaviour == "cancel":
            end(world, subscription)
            return False
        if behaviour == "pause":
            before = world.change(subscription, status="paused")
            world.emit("customer.subscription.updated", subscription, before)
            world.emit("customer.subscription.paused", subscription)
            return False
    subscription["status"] = "active"
    return True


def _schedule(world: World, subscription: Object, invoice: Object) -> None:
    """A renewal's draft is opened and charged after a while, unless collection is paused."""
    if subscription["status"] == "unpaid":
        invoice["auto_advance"] = False
        return
    delay_s = world.settings.draft_s
    if delay_s == 0:
        _send(world, invoice)
        return
    invoice["automatically_finalizes_at"] = world.now() + delay_s
    world.clock.at(world.now() + delay_s, lambda: _send(world, invoice))


def _send(world: World, invoice: Object) -> None:
    if invoice["status"] != "draft" or not invoice["auto_advance"]:
        return
    subscription = world.table("subscription").get(invoice["_subscription"])
    paused = (subscription["pause_collection"] or {}).get("behavior")
    if paused == "keep_as_draft":
        invoice.update(auto_advance=False, automatically_finalizes_at=None)
        return
    if paused is None or invoice["total"] <= 0:
        invoices.finalize(world, invoice)
        invoices.collect(world, invoice)
        return
    # Collection is paused: it is opened, and given up at once.
    invoices.finalize(world, invoice)
    if paused == "void":
        invoices.void(world, invoice)
    else:
        invoices.mark_uncollectible(world, invoice)


def invoice_ended(world: World, invoice: Object, outcome: str) -> None:
    """What a payment, or its failure, means for the subscription."""
    subscription = world.table("subscription").get(invoice["_subscription"])
    if subscription["latest_invoice"] != invoice["id"] and outcome == "paid":
        return
    if outcome == "paid":
        if subscription["status"] == "paused":
            before = world.change(subscription, status="active")
            world.emit("customer.subscription.updated", subscription, before)
            world.emit("customer.subscription.resumed", subscription)
        elif subscription["status"] in ("incomplete", "past_due", "unpaid"):
            world.update(subscription, "customer.subscription.updated", status="active")
        return
    if subscription["status"] in ("active", "trialing") and invoice["_is_retried"]:
        world.update(subscription, "customer.subscription.updated", status="past_due")
    if subscription["status"] == "past_due" and invoice["next_payment_attempt"] is None:
        _give_up(world, subscription)


def _give_up(world: World, subscription: Object) -> None:
    after = world.settings.after_retries
    if after == "cancel":
        end(world, subscription, "payment_failed")
    elif after == "unpaid":
        world.update(subscription, "customer.subscription.updated", status="unpaid")


def expire_incomplete(world: World, subscription: Object) -> None:
    if subscription["status"] != "incomplete":
        return
    invoice = world.table("invoice").get(subscription["latest_invoice"])
    invoices.void(world, invoice)
    before = world.change(subscription, status="incomplete_expired", ended_at=world.now())
    world.emit("customer.subscription.updated", subscription, before)


def end(world: World, subscription: Object, reason: str | None = None) -> None:
    """Canceled, for good. Nothing is charged for it any more unless somebody asks."""
    for invoice in world.table("invoice").where(
        lambda row: (
            row["_subscription"] == subscription["id"] and row["status"] in ("draft", "open")
        )
    ):
        invoice.update(auto_advance=False, next_payment_attempt=None)
    details = subscription["cancellation_details"]
    subscription.update(
        status="canceled",
        canceled_at=subscription["canceled_at"] or world.now(),
        ended_at=world.now(),
        cancellation_details={**details, "reason": reason or details["reason"]},
    )
    world.emit("customer.subscription.deleted", subscription)
