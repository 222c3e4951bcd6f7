"""Subscriptions: how they begin and end. `subscription_changes` has what happens in between."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from local.stripe import billing_cycle, invoices
from local.stripe.errors import StripeFault, card_error
from local.stripe.ids import new_id
from local.stripe.invoice_lines import Line
from local.stripe.params import Params
from local.stripe.payment_methods import behaviour_of, find_or_make, payment_method_of
from local.stripe.periods import DAY_S, period_at
from local.stripe.subscription_items import (
    Wanted,
    is_metered,
    item_list,
    new_item,
    wanted_items,
)
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

PAYMENT_BEHAVIORS = ("allow_incomplete", "default_incomplete", "error_if_incomplete")
MISSING_METHOD = ("cancel", "create_invoice", "pause")
KNOWN = (
    "billing_cycle_anchor", "billing_mode", "cancel_at", "cancel_at_period_end",
    "collection_method", "currency", "customer", "default_payment_method", "description", "items",
    "metadata", "off_session", "payment_behavior", "payment_settings", "proration_behavior",
    "trial_end", "trial_period_days", "trial_settings",
)  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """How a subscription shall begin."""

    metadata: dict[str, str] = field(default_factory=dict)
    payment_method: str | None = None
    payment_behavior: str = "allow_incomplete"
    trial_end: int | None = None
    missing_payment_method: str = "create_invoice"
    cancel_at: int | None = None
    cancel_at_period_end: bool = False
    anchor: int | None = None
    description: str | None = None


def create(world: World, call: Call) -> Object:
    params = call.params.only(*KNOWN)
    customer = world.table("customer").get(params.need("customer"), "customer")
    wanted = wanted_items(world, params.parts("items"))
    if not wanted:
        raise params.missing("items")
    given = params.text("default_payment_method")
    method = find_or_make(world, given, "default_payment_method", customer["id"]) if given else None
    terms = Terms(
        metadata=params.metadata(),
        payment_method=method["id"] if method else None,
        payment_behavior=params.text("payment_behavior", PAYMENT_BEHAVIORS) or "allow_incomplete",
        trial_end=trial_end(world, params),
        missing_payment_method=missing_payment_method(params),
        cancel_at=params.integer("cancel_at"),
        cancel_at_period_end=params.flag("cancel_at_period_end") or False,
        anchor=params.integer("billing_cycle_anchor"),
        description=params.text("description"),
    )
    return public(start(world, customer, wanted, terms))


def trial_end(world: World, params: Params) -> int | None:
    """The moment, from either parameter; None without a trial."""
    days = params.integer("trial_period_days", 0)
    if days:
        return world.now() + days * DAY_S
    if params.text("trial_end") in (None, "now"):
        return None
    return params.integer("trial_end")


def missing_payment_method(params: Params) -> str:
    behavior = params.part("trial_settings").part("end_behavior")
    return behavior.text("missing_payment_method", MISSING_METHOD) or "create_invoice"


def start(
    world: World,
    customer: Object,
    wanted: Sequence[Wanted],
    terms: Terms,
    extra: Sequence[Line] = (),
) -> Object:
    """A new subscription, with its first invoice; `extra` is what that charges beside.

    Raises StripeFault card_declined when told to fail rather than to be incomplete.
    """
    now = world.now()
    is_trial = terms.trial_end is not None and terms.trial_end > now
    if terms.payment_behavior == "error_if_incomplete" and not is_trial:
        _check_payable(world, customer, terms)
    subscription = _new_subscription(world, customer, terms, is_trial)
    # Billing begins with the trial's end, or now; an anchor in the future only cuts the first.
    items = []
    for item in wanted:
        _, stop = period_at(subscription["billing_cycle_anchor"], item.price["recurring"], now)
        if is_trial or now < subscription["billing_cycle_anchor"]:
            stop = subscription["billing_cycle_anchor"]
        items.append(new_item(world, subscription["id"], item, (now, stop)))
    subscription["items"] = item_list(subscription["id"], items)
    subscription["currency"] = wanted[0].price["currency"]
    if terms.cancel_at_period_end:
        subscription.update(
            cancel_at_period_end=True, cancel_at=min(item["current_period_end"] for item in items)
        )
    lines = list(extra)
    lines += [
        billing_cycle.licensed_line(item, is_trial=is_trial)
        for item in items
        if not is_metered(item)
    ]
    invoice = billing_cycle.make_invoice(world, subscription, lines, "subscription_create")
    if invoice["amount_due"] == 0 and not is_trial:
        subscription["status"] = "active"
    world.emit("customer.subscription.created", subscription)
    billing_cycle.book(world, subscription)
    _first_payment(world, subscription, invoice, terms)
    return subscription


def _first_payment(world: World, subscription: Object, invoice: Object, terms: Terms) -> None:
    invoices.finalize(world, invoice)
    if terms.payment_behavior != "default_incomplete":
        status = invoices.collect(world, invoice)
        if status == "processing":
            # A bank debit takes days; the subscription does not wait for it.
            invoice["_is_retried"] = True
            world.update(subscription, "customer.subscription.updated", status="active")
    if subscription["status"] == "incomplete":
        world.clock.at(
            world.now() + billing_cycle.INCOMPLETE_S,
            lambda: billing_cycle.expire_incomplete(world, subscription),
        )


def _check_payable(world: World, customer: Object, terms: Terms) -> None:
    method = world.table("payment_method").find(terms.payment_method)
    method = method or payment_method_of(world, customer, None)
    if method is None:
        raise StripeFault(
            "This customer has no attached payment source or default payment method.",
            code="resource_missing",
        )
    if behaviour_of(method) == "declines":
        raise card_error("card_declined", "generic_decline")
    if behaviour_of(method) == "requires_action":
        raise card_error("authentication_required", "authentication_required")


def _new_subscription(world: World, customer: Object, terms: Terms, is_trial: bool) -> Object:
    now = world.now()
    anchor = terms.trial_end if is_trial and terms.trial_end else terms.anchor or now
    return world.new(
        "subscription",
        "sub",
        id=new_id("sub"),
        application=None,
        application_fee_percent=None,
        automatic_tax={"disabled_reason": None, "enabled": False, "liability": None},
        billing_cycle_anchor=anchor,
        billing_cycle_anchor_config=None,
        billing_mode={"flexible": {}, "type": "flexible"},
        billing_schedules=[],
        billing_thresholds=None,
        cancel_at=terms.cancel_at,
        cancel_at_period_end=False,
        canceled_at=None,
        cancellation_details={"comment": None, "feedback": None, "reason": None},
        collection_method="charge_automatically",
        currency=None,
        customer=customer["id"],
        customer_account=None,
        days_until_due=None,
        default_payment_method=terms.payment_method,
        default_source=None,
        default_tax_rates=[],
        description=terms.description,
        discounts=[],
        ended_at=None,
        invoice_settings={"account_tax_ids": None, "custom_fields": None, "description": None,
                          "footer": None, "issuer": {"type": "self"}},
        latest_invoice=None,
        metadata=dict(terms.metadata),
        next_pending_invoice_item_invoice=None,
        on_behalf_of=None,
        pause_collection=None,
        payment_settings={"payment_method_options": None, "payment_method_types": None,
                          "save_default_payment_method": "off"},
        pending_invoice_item_interval=None,
        pending_setup_intent=None,
        pending_update=None,
        schedule=None,
        start_date=now,
        status="trialing" if is_trial else "incomplete",
        test_clock=None,
        transfer_data=None,
        trial_end=terms.trial_end if is_trial else None,
        trial_settings={
            "end_behavior": {"missing_payment_method": terms.missing_payment_method}
        },
        trial_start=now if is_trial else None,
    )  # fmt: skip


def cancel_all(world: World, customer: str) -> None:
    for subscription in world.table("subscription").where(
        lambda row: row["customer"] == customer and row["ended_at"] is None
    ):
        billing_cycle.end(world, subscription, "cancellation_requested")
