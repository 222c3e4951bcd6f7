"""What may be changed in a subscription's life, and its end by request."""

from local.stripe import billing_cycle, invoices
from local.stripe.billing_cycle import items_of
from local.stripe.errors import StripeFault, card_error, missing
from local.stripe.invoice_lines import Line
from local.stripe.operations import delete, get, post
from local.stripe.pages import PAGING, created_within, page
from local.stripe.params import Params
from local.stripe.payment_methods import behaviour_of, find_or_make, payment_method_of
from local.stripe.prorations import remaining, unused
from local.stripe.subscription_items import (
    Wanted,
    check_recurring,
    is_metered,
    item_list,
    new_item,
)
from local.stripe.subscriptions import create, missing_payment_method
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

PRORATIONS = ("always_invoice", "create_prorations", "none")
KNOWN = (
    "billing_cycle_anchor", "cancel_at", "cancel_at_period_end", "cancellation_details",
    "default_payment_method", "description", "items", "metadata", "off_session",
    "pause_collection", "payment_behavior", "proration_behavior", "trial_end", "trial_settings",
)  # fmt: skip
# What events tell of when it changed.
TOLD = (
    "billing_cycle_anchor", "cancel_at", "cancel_at_period_end", "canceled_at",
    "cancellation_details", "default_payment_method", "description", "items", "latest_invoice",
    "metadata", "pause_collection", "status", "trial_end", "trial_settings",
)  # fmt: skip
ENDED = ("canceled", "incomplete_expired")


def update(world: World, call: Call) -> Object:
    params = call.params.only(*KNOWN)
    subscription = _living(world, call)
    proration = params.text("proration_behavior", PRORATIONS) or "create_prorations"
    behavior = params.text("payment_behavior", ("allow_incomplete", "error_if_incomplete"))
    if behavior == "error_if_incomplete":
        _check_payable(world, subscription)
    before = public(subscription)
    _set_plain(world, subscription, params)
    _set_end(world, subscription, params)
    _set_pause(world, subscription, params)
    lines, is_new_period = _change_items(world, subscription, params, proration)
    invoice = None
    if lines and (proration == "always_invoice" or is_new_period):
        pending = subscription.pop("_pending", [])
        invoice = billing_cycle.make_invoice(
            world, subscription, [*pending, *lines], "subscription_update"
        )
    elif lines:
        subscription["_pending"] = [*subscription.get("_pending", []), *lines]
    _tell(world, subscription, before)
    billing_cycle.book(world, subscription)
    if params.has("trial_end"):
        _set_trial_end(world, subscription, params)
    if invoice is not None:
        invoices.finalize(world, invoice)
        invoices.collect(world, invoice)
    return public(subscription)


def _check_payable(world: World, subscription: Object) -> None:
    customer = world.table("customer").get(subscription["customer"])
    method = payment_method_of(world, customer, subscription)
    if method is None or behaviour_of(method) == "declines":
        raise card_error("card_declined", "generic_decline")


def _tell(world: World, subscription: Object, before: Object) -> None:
    changed = {name: before[name] for name in TOLD if before[name] != subscription[name]}
    if changed:
        world.emit("customer.subscription.updated", subscription, changed)


def _set_plain(world: World, subscription: Object, params: Params) -> None:
    if params.has("metadata"):
        subscription["metadata"] = params.metadata(subscription["metadata"])
    if params.has("description"):
        subscription["description"] = params.text("description")
    given = params.text("default_payment_method")
    if given is not None:
        method = find_or_make(world, given, "default_payment_method", subscription["customer"])
        subscription["default_payment_method"] = method["id"]
    if params.has("trial_settings"):
        subscription["trial_settings"] = {
            "end_behavior": {"missing_payment_method": missing_payment_method(params)}
        }


def _set_end(world: World, subscription: Object, params: Params) -> None:
    at_period_end = params.flag("cancel_at_period_end")
    moment = params.integer("cancel_at")
    if at_period_end or moment is not None:
        stop = min(item["current_period_end"] for item in items_of(subscription))
        details = params.part("cancellation_details").only("comment", "feedback")
        subscription.update(
            cancel_at_period_end=bool(at_period_end),
            cancel_at=stop if at_period_end else moment,
            canceled_at=world.now(),
            cancellation_details={
                "comment": details.text("comment"),
                "feedback": details.text("feedback"),
                "reason": "cancellation_requested",
            },
        )
    elif at_period_end is False or params.is_cleared("cancel_at"):
        subscription.update(
            cancel_at_period_end=False,
            cancel_at=None,
            canceled_at=None,
            cancellation_details={"comment": None, "feedback": None, "reason": None},
        )


def _set_pause(world: World, subscription: Object, params: Params) -> None:
    """Collection alone: the status stays, and so do the periods."""
    if params.is_cleared("pause_collection"):
        subscription["pause_collection"] = None
    section = params.section("pause_collection")
    if section is None:
        return
    section.only("behavior", "resumes_at")
    behavior = section.need("behavior", ("keep_as_draft", "mark_uncollectible", "void"))
    resumes_at = section.integer("resumes_at")
    pause = {"behavior": behavior, "resumes_at": resumes_at}
    subscription["pause_collection"] = pause

    def resume() -> None:
        if subscription["pause_collection"] == pause:
            world.update(subscription, "customer.subscription.updated", pause_collection=None)

    if resumes_at is not None:
        world.clock.at(resumes_at, resume)


def _change_items(
    world: World, subscription: Object, params: Params, proration: str
) -> tuple[list[Line], bool]:
    """What the change costs, and whether a new period began with it."""
    lines: list[Line] = []
    items = items_of(subscription)
    now = world.now()
    prorated = proration != "none" and subscription["status"] != "trialing"
    is_new_period = False
    for given in params.parts("items"):
        given.only("clear_usage", "deleted", "id", "metadata", "price", "quantity")
        item = _item(world, subscription, given)
        if item is None:
            wanted = _wanted(world, given)
            period = (now, min(row["current_period_end"] for row in items))
            item = new_item(world, subscription["id"], wanted, period)
            items.append(item)
            lines += remaining(item, now) if prorated else []
            continue
        if prorated:
            lines += unused(world, item, now)
        if given.flag("deleted"):
            items.remove(item)
            continue
        if _is_other_interval(world, item, given):
            _change_item(world, item, given)
            is_new_period = True
            continue
        _change_item(world, item, given)
        lines += remaining(item, now) if prorated else []
    if not items:
        raise StripeFault("A subscription must have at least one active plan.", param="items")
    if params.text("billing_cycle_anchor", ("now", "unchanged")) == "now":
        is_new_period = True
    if is_new_period and subscription["status"] != "trialing":
        subscription["billing_cycle_anchor"] = now
        billing_cycle.begin_periods(world, subscription, items)
        lines = [line for line in lines if line.amount < 0]
        lines += [billing_cycle.licensed_line(item) for item in items if not is_metered(item)]
    subscription["items"] = item_list(subscription["id"], items)
    return lines, is_new_period


def _item(world: World, subscription: Object, given: Params) -> Object | None:
    item_id = given.text("id")
    if item_id is None:
        return None
    for item in items_of(subscription):
        if item["id"] == item_id:
            return item
    raise missing("subscription_item", item_id, given.named("id"))


def _wanted(world: World, given: Params) -> Wanted:
    price = world.table("price").get(given.need("price"), given.named("price"))
    check_recurring(price, given.named("price"))
    return Wanted(price, given.integer("quantity", 0) or 1, given.metadata())


def _is_other_interval(world: World, item: Object, given: Params) -> bool:
    price = world.table("price").find(given.text("price"))
    if price is None or not price["recurring"]:
        return False
    old, new = item["price"]["recurring"], price["recurring"]
    return any(old[name] != new[name] for name in ("interval", "interval_count"))


def _change_item(world: World, item: Object, given: Params) -> None:
    if given.has("price"):
        item["price"] = public(_wanted(world, given).price)
    quantity = given.integer("quantity", 0)
    if quantity is not None:
        item["quantity"] = quantity
    if given.has("metadata"):
        item["metadata"] = given.metadata(item["metadata"])


def _set_trial_end(world: World, subscription: Object, params: Params) -> None:
    """Another end, or `now`: then it is billed at once."""
    before = public(subscription)
    if params.text("trial_end") == "now":
        moment = world.now()
    else:
        moment = params.integer("trial_end", world.now()) or world.now()
    if subscription["status"] == "trialing" or moment > world.now():
        subscription.update(
            status="trialing",
            trial_end=moment,
            trial_start=subscription["trial_start"] or world.now(),
        )
        for item in items_of(subscription):
            item["current_period_end"] = moment
        if moment > world.now():
            _tell(world, subscription, before)
        billing_cycle.book(world, subscription)
        world.clock.catch_up()


def cancel(world: World, call: Call) -> Object:
    """Now. `prorate` credits the unused time, `invoice_now` bills what is open."""
    params = call.params.only("cancellation_details", "invoice_now", "prorate")
    subscription = _living(world, call)
    details = params.part("cancellation_details").only("comment", "feedback")
    now = world.now()
    lines: list[Line] = []
    if params.flag("prorate"):
        for item in items_of(subscription):
            lines += unused(world, item, now)
    if params.flag("invoice_now"):
        lines = [*subscription.pop("_pending", []), *lines]
        for item in items_of(subscription):
            if is_metered(item):
                lines.append(billing_cycle.usage_line(world, subscription, item))
        if lines:
            reason = "subscription_update"
            invoice = billing_cycle.make_invoice(world, subscription, lines, reason)
            invoices.finalize(world, invoice)
            invoices.collect(world, invoice)
    subscription["cancellation_details"] = {
        "comment": details.text("comment"),
        "feedback": details.text("feedback"),
        "reason": "cancellation_requested",
    }
    billing_cycle.end(world, subscription)
    return public(subscription)


def pause(world: World, call: Call) -> Object:
    """Stops billing and service until it is resumed."""
    call.params.only("bill_for", "invoicing_behavior", "type")
    subscription = _living(world, call)
    before = world.change(subscription, status="paused")
    world.emit("customer.subscription.updated", subscription, before)
    world.emit("customer.subscription.paused", subscription)
    return public(subscription)


def resume(world: World, call: Call) -> Object:
    """A paused one begins a new period today, and is active once that is paid."""
    call.params.only("billing_cycle_anchor", "payment_behavior", "proration_behavior")
    subscription = _living(world, call)
    if subscription["status"] != "paused":
        raise StripeFault("Only paused subscriptions can be resumed.")
    subscription["billing_cycle_anchor"] = world.now()
    items = items_of(subscription)
    billing_cycle.begin_periods(world, subscription, items)
    lines = [billing_cycle.licensed_line(item) for item in items if not is_metered(item)]
    invoice = billing_cycle.make_invoice(world, subscription, lines, "subscription_update")
    billing_cycle.book(world, subscription)
    invoices.finalize(world, invoice)
    invoices.collect(world, invoice)
    return public(subscription)


def _living(world: World, call: Call) -> Object:
    subscription = world.table("subscription").get(call.ids["id"])
    if subscription["status"] in ENDED:
        raise missing("subscription", call.ids["id"])
    return subscription


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("subscription").get(call.ids["id"]))


def listing(world: World, call: Call) -> Object:
    """Without `status`, all that have not ended, as with Stripe."""
    params = call.params.only(*PAGING, "created", "customer", "price", "status")
    customer, price = params.text("customer"), params.text("price")
    status, within = params.text("status"), created_within(params)

    def matches(row: Object) -> bool:
        if status is None and row["status"] in ENDED:
            return False
        if status == "ended" and row["status"] not in ENDED:
            return False
        return (
            within(row)
            and customer in (None, row["customer"])
            and status in (None, "all", "ended", row["status"])
            and price in (None, *(item["price"]["id"] for item in items_of(row)))
        )

    return page(call, world.table("subscription").newest_first(), matches)


OPERATIONS = [
    post("/v1/subscriptions", create),
    get("/v1/subscriptions", listing),
    get("/v1/subscriptions/{id}", retrieve),
    post("/v1/subscriptions/{id}", update),
    delete("/v1/subscriptions/{id}", cancel),
    post("/v1/subscriptions/{id}/pause", pause),
    post("/v1/subscriptions/{id}/resume", resume),
]
