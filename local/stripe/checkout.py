"""Checkout sessions: what a customer is asked to pay, once or by subscription."""

from local.stripe.customers import living
from local.stripe.errors import StripeFault
from local.stripe.ids import new_id, random_text
from local.stripe.operations import get, post
from local.stripe.pages import PAGING, created_within, page
from local.stripe.params import Params
from local.stripe.periods import DAY_S
from local.stripe.prices import amount_of, new_price
from local.stripe.subscriptions import trial_end
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

SHORTEST_S, LONGEST_S = 30 * 60, DAY_S
MAX_LINES = 100
KNOWN = (
    "allow_promotion_codes", "automatic_tax", "billing_address_collection", "cancel_url",
    "client_reference_id", "consent_collection", "currency", "customer", "customer_creation",
    "customer_email", "customer_update", "expires_at", "line_items", "locale", "metadata", "mode",
    "origin_context", "payment_intent_data", "payment_method_collection",
    "saved_payment_method_options", "submit_type", "subscription_data", "success_url",
    "tax_id_collection", "ui_mode",
)  # fmt: skip
SUBSCRIPTION_DATA = ("description", "metadata", "trial_end", "trial_period_days", "trial_settings")
INTENT_DATA = (
    "description",
    "metadata",
    "receipt_email",
    "setup_future_usage",
    "statement_descriptor",
)


def create(world: World, call: Call) -> Object:
    params = call.params.only(*KNOWN)
    mode = params.need("mode", ("payment", "subscription"))
    _check_parts(params, mode)
    customer = params.text("customer")
    if customer is not None:
        living(world, customer, "customer")
    lines = _lines(world, params, mode)
    data = params.part("subscription_data").only(*SUBSCRIPTION_DATA)
    # A trial costs nothing today.
    is_trial = trial_end(world, data) is not None
    total = sum(
        line["amount_total"]
        for line in lines
        if not (is_trial and line["price"]["type"] == "recurring")
    )
    kind = "live" if world.settings.livemode else "test"
    session_id = f"cs_{kind}_a1{random_text(58)}"
    session = world.new(
        "checkout.session",
        "cs",
        id=session_id,
        **_constants(),
        allow_promotion_codes=params.flag("allow_promotion_codes"),
        amount_subtotal=total,
        amount_total=total,
        cancel_url=params.text("cancel_url"),
        client_reference_id=params.text("client_reference_id"),
        currency=lines[0]["currency"],
        customer=customer,
        customer_creation=_customer_creation(params, mode),
        customer_details=_details(world, customer, params.text("customer_email")),
        customer_email=params.text("customer_email"),
        expires_at=_expiry(world, params),
        metadata=params.metadata(),
        mode=mode,
        origin_context=params.text("origin_context"),
        payment_method_collection="always" if mode == "subscription" else "if_required",
        payment_status="unpaid",
        success_url=params.need("success_url"),
        ui_mode="hosted_page",
        url=None,
        _line_items=lines,
        _awaits_action=False,
        _subscription_data=data,
        _intent_data=params.part("payment_intent_data").only(*INTENT_DATA),
    )
    session["url"] = f"{world.base_url}/c/pay/{session_id}"
    world.clock.at(session["expires_at"], lambda: expire(world, session))
    return public(session)


def _check_parts(params: Params, mode: str) -> None:
    other = "payment_intent_data" if mode == "subscription" else "subscription_data"
    if params.has(other):
        raise StripeFault(f"You can not pass `{other}` in `{mode}` mode.", param=other)
    if params.has("customer") and params.has("customer_email"):
        raise StripeFault(
            "You may only specify one of these parameters: customer, customer_email.",
            param="customer",
        )
    if params.text("ui_mode", ("hosted_page",)) is None:
        return


def _customer_creation(params: Params, mode: str) -> str | None:
    if mode == "subscription" and params.has("customer_creation"):
        raise StripeFault(
            "`customer_creation` can only be used in `payment` and `setup` mode.",
            param="customer_creation",
        )
    if mode == "subscription" or params.has("customer"):
        return "always" if mode == "subscription" and not params.has("customer") else None
    return params.text("customer_creation", ("always", "if_required")) or "if_required"


def _details(world: World, customer: str | None, email: str | None) -> Object | None:
    found = world.table("customer").find(customer)
    if found is None and email is None:
        return None
    return {
        "address": None,
        "business_name": None,
        "email": email if found is None else found["email"],
        "individual_name": None,
        "name": None if found is None else found["name"],
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": None,
    }


def _expiry(world: World, params: Params) -> int:
    moment = params.integer("expires_at")
    if moment is None:
        return world.now() + LONGEST_S
    if not SHORTEST_S <= moment - world.now() <= LONGEST_S:
        raise StripeFault(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout "
            "Session creation.",
            param="expires_at",
        )
    return moment


def _lines(world: World, params: Params, mode: str) -> list[Object]:
    given = params.parts("line_items")
    if not given:
        raise params.missing("line_items")
    if len(given) > MAX_LINES:
        raise StripeFault(f"at most {MAX_LINES} line items", param="line_items")
    lines = [_line(world, line) for line in given]
    has_recurring = any(line["price"]["type"] == "recurring" for line in lines)
    if has_recurring != (mode == "subscription"):
        raise StripeFault(
            f"You specified `{mode}` mode but passed "
            + ("a recurring price." if has_recurring else "no recurring price."),
            param="line_items",
        )
    return lines


def _line(world: World, params: Params) -> Object:
    params.only("adjustable_quantity", "metadata", "price", "price_data", "quantity")
    data = params.section("price_data")
    if data is not None:
        price = new_price(world, data)
    else:
        price = world.table("price").get(params.need("price"), params.named("price"))
    if not price["active"]:
        raise StripeFault("The price specified is inactive.", param=params.named("price"))
    is_metered = bool(price["recurring"]) and price["recurring"]["usage_type"] == "metered"
    quantity = params.integer("quantity", 1)
    if quantity is None and not is_metered:
        raise params.missing("quantity")
    amount = 0 if is_metered else amount_of(price, quantity or 1)
    return {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": world.table("product").get(price["product"])["name"],
        "metadata": params.metadata(),
        "price": public(price),
        "quantity": None if is_metered else quantity,
    }


def _constants() -> Object:
    return {
        "adaptive_pricing": {"enabled": True},
        "after_expiration": None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {"after_submit": None, "shipping_address": None, "submit": None,
                        "terms_of_service_acceptance": None},
        "customer_account": None,
        "discounts": [],
        "integration_identifier": None,
        "invoice": None,
        "invoice_creation": None,
        "locale": None,
        "managed_payments": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": None,
        "subscription": None,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "wallet_options": None,
    }  # fmt: skip


def expire(world: World, session: Object) -> None:
    """Nothing when it was paid, or has expired."""
    if session["status"] == "open":
        session.update(status="expired", url=None)
        world.emit("checkout.session.expired", session)


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("checkout.session").get(call.ids["id"]))


def update(world: World, call: Call) -> Object:
    params = call.params.only("metadata")
    session = world.table("checkout.session").get(call.ids["id"])
    session["metadata"] = params.metadata(session["metadata"])
    return public(session)


def expire_now(world: World, call: Call) -> Object:
    call.params.only()
    session = world.table("checkout.session").get(call.ids["id"])
    if session["status"] != "open":
        raise StripeFault(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of {session['status']}."
        )
    expire(world, session)
    return public(session)


def line_items(world: World, call: Call) -> Object:
    call.params.only(*PAGING)
    return page(call, world.table("checkout.session").get(call.ids["id"])["_line_items"])


def listing(world: World, call: Call) -> Object:
    params = call.params.only(
        *PAGING, "created", "customer", "payment_intent", "status", "subscription"
    )
    fields = ("customer", "payment_intent", "status", "subscription")
    wanted = {name: params.text(name) for name in fields if params.text(name)}
    within = created_within(params)
    return page(
        call,
        world.table("checkout.session").newest_first(),
        lambda row: within(row) and all(row[name] == value for name, value in wanted.items()),
    )


OPERATIONS = [
    post("/v1/checkout/sessions", create),
    get("/v1/checkout/sessions", listing),
    get("/v1/checkout/sessions/{id}", retrieve),
    post("/v1/checkout/sessions/{id}", update),
    post("/v1/checkout/sessions/{id}/expire", expire_now),
    get("/v1/checkout/sessions/{id}/line_items", line_items),
]
