"""What happens when a customer pays, or fails to pay, on a session's page."""

from local.stripe import subscriptions
from local.stripe.customers import new_customer
from local.stripe.errors import StripeFault, card_error
from local.stripe.invoice_lines import Line
from local.stripe.params import Params
from local.stripe.payment_intents import Then, attempt, new_payment_intent, settle
from local.stripe.payment_methods import Behaviour, new_payment_method
from local.stripe.subscription_items import Wanted
from local.stripe.tables import Object
from local.stripe.world import World


def pay(world: World, session: Object, behaviour: Behaviour, email: str | None = None) -> None:
    """Raises StripeFault card_declined, and leaves the session open, when the card is declined."""
    if session["status"] != "open":
        raise StripeFault(
            f"This Checkout Session is {session['status']}.", code="checkout_session_not_open"
        )
    customer = _customer(world, session, email)
    if session["_awaits_action"]:
        _authenticate(world, session, behaviour)
    elif session["mode"] == "subscription":
        _subscribe(world, session, customer, behaviour)
    else:
        _pay_once(world, session, customer, behaviour)


def _authenticate(world: World, session: Object, behaviour: Behaviour) -> None:
    """The second step of a payment that asked for one."""
    intent_id = session["payment_intent"]
    if intent_id is None:
        intent_id = world.table("invoice").get(session["invoice"])["_intent"]
    settle(
        world,
        world.table("payment_intent").get(intent_id),
        succeeded=behaviour in ("succeeds", "processing"),
    )


def _customer(world: World, session: Object, email: str | None) -> Object | None:
    found = world.table("customer").find(session["customer"])
    given = email or session["customer_email"] or (found or {}).get("email")
    given = given or "customer@example.com"
    if found is None and session["customer_creation"] == "always":
        found = new_customer(world, Params({"email": given}))
        session["customer"] = found["id"]
    details = session["customer_details"] or {
        "address": None, "business_name": None, "individual_name": None, "name": None,
        "phone": None, "tax_exempt": "none", "tax_ids": None,
    }  # fmt: skip
    session["customer_details"] = {**details, "email": details.get("email") or given}
    return found


def _pay_once(world: World, session: Object, customer: Object | None, behaviour: Behaviour) -> None:
    if session["amount_total"] == 0:
        _complete(world, session, "no_payment_required")
        return
    intent = world.table("payment_intent").find(session["payment_intent"])
    if intent is None:
        data: Params = session["_intent_data"]
        intent = new_payment_intent(
            world,
            amount=session["amount_total"],
            currency=session["currency"],
            customer=customer["id"] if customer else None,
            metadata=data.metadata(),
            description=data.text("description"),
            then=_async_result(session),
        )
        session["payment_intent"] = intent["id"]
    method = new_payment_method(world, None, behaviour)
    status = attempt(world, intent, method)
    if status == "requires_payment_method":
        raise card_error("card_declined", "generic_decline")
    session["_awaits_action"] = status == "requires_action"
    if status != "requires_action":
        _complete(world, session, "paid" if status == "succeeded" else "unpaid")


def _subscribe(
    world: World, session: Object, customer: Object | None, behaviour: Behaviour
) -> None:
    assert customer is not None  # noqa: S101 -- a session of this mode always makes one
    if behaviour == "declines":
        raise card_error("card_declined", "generic_decline")
    method = new_payment_method(world, customer["id"], behaviour)
    data: Params = session["_subscription_data"]
    rows = session["_line_items"]
    recurring = [row for row in rows if row["price"]["type"] == "recurring"]
    once = [row for row in rows if row["price"]["type"] == "one_time"]
    subscription = subscriptions.start(
        world,
        customer,
        [Wanted(row["price"], row["quantity"] or 1, row["metadata"]) for row in recurring],
        subscriptions.Terms(
            metadata=data.metadata(),
            payment_method=method["id"],
            payment_behavior="allow_incomplete",
            trial_end=subscriptions.trial_end(world, data),
            missing_payment_method=subscriptions.missing_payment_method(data),
            description=data.text("description"),
        ),
        [_once(world, row) for row in once],
    )
    session.update(subscription=subscription["id"], invoice=subscription["latest_invoice"])
    invoice = world.table("invoice").get(subscription["latest_invoice"])
    if invoice["amount_due"] == 0:
        _complete(world, session, "no_payment_required")
    elif invoice["status"] == "paid":
        _complete(world, session, "paid")
    else:
        intent = world.table("payment_intent").get(invoice["_intent"])
        intent["_then"] = _both(intent["_then"], _async_result(session))
        session["_awaits_action"] = intent["status"] == "requires_action"
        if intent["status"] == "processing":
            _complete(world, session, "unpaid")


def _once(world: World, row: Object) -> Line:
    now = world.now()
    return Line(
        amount=row["amount_total"],
        price=row["price"],
        quantity=row["quantity"],
        start=now,
        end=now,
        description=row["description"],
        metadata=row["metadata"],
    )


def _complete(world: World, session: Object, payment_status: str) -> None:
    session.update(status="complete", payment_status=payment_status, url=None)
    world.emit("checkout.session.completed", session)


def _async_result(session: Object) -> Then:
    """What a payment that took its time means for the session."""

    def then(world: World, intent: Object, succeeded: bool) -> None:
        if session["status"] == "open":
            # Authenticated on the page: the session completes as if nothing had been.
            if succeeded and session["_awaits_action"]:
                _complete(world, session, "paid")
            return
        if session["payment_status"] != "unpaid":
            return
        if succeeded:
            session["payment_status"] = "paid"
        result = "succeeded" if succeeded else "failed"
        world.emit(f"checkout.session.async_payment_{result}", session)

    return then


def _both(first: Then | None, second: Then) -> Then:
    def then(world: World, intent: Object, succeeded: bool) -> None:
        if first is not None:
            first(world, intent, succeeded)
        second(world, intent, succeeded)

    return then
