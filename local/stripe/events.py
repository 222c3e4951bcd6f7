"""Events (v1), kept for whoever missed a webhook."""

from fnmatch import fnmatchcase

from local.stripe.operations import get
from local.stripe.pages import PAGING, created_within, page
from local.stripe.tables import Object
from local.stripe.world import Call, World, public


def retrieve(world: World, call: Call) -> Object:
    return public(world.table("event").get(call.ids["id"]))


def listing(world: World, call: Call) -> Object:
    """`type` may hold `*`; `types` are several, exact; `delivery_success` is of the webhooks."""
    params = call.params.only(*PAGING, "created", "delivery_success", "type", "types")
    pattern, types, within = params.text("type"), params.texts("types"), created_within(params)
    delivered = params.flag("delivery_success")
    return page(
        call,
        world.table("event").newest_first(),
        lambda row: (
            within(row)
            and (pattern is None or fnmatchcase(row["type"], pattern))
            and (not types or row["type"] in types)
            and (delivered is None or delivered == (row["pending_webhooks"] == 0))
        ),
    )


OPERATIONS = [
    get("/v1/events", listing),
    get("/v1/events/{id}", retrieve),
]
