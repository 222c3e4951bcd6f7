"""Billing portal sessions: the door to a page where customers change their own subscriptions."""

from local.stripe.customers import living
from local.stripe.ids import new_id, random_text
from local.stripe.operations import post
from local.stripe.tables import Object
from local.stripe.world import Call, World, public


def create(world: World, call: Call) -> Object:
    params = call.params.only("configuration", "customer", "flow_data", "locale", "return_url")
    customer = living(world, params.need("customer"), "customer")
    session = world.new(
        "billing_portal.session",
        "bps",
        configuration=params.text("configuration") or new_id("bpc"),
        customer=customer["id"],
        customer_account=None,
        flow=None,
        locale=params.text("locale"),
        on_behalf_of=None,
        return_url=params.text("return_url"),
        url=None,
        _secret=random_text(40),
    )
    session["url"] = f"{world.base_url}/p/session/{session['_secret']}"
    return public(session)


OPERATIONS = [post("/v1/billing_portal/sessions", create)]
