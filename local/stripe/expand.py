"""`expand[]=latest_invoice.payments`: ids become objects, and what is left out comes in."""

from typing import Any

from local.stripe.errors import StripeFault
from local.stripe.tables import Object
from local.stripe.world import PREFIXES, World, empty_list, public

MAX_DEPTH = 4


def expand(world: World, answer: Object, paths: list[str]) -> Object:
    """Raises StripeFault for a path that leads nowhere."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > MAX_DEPTH:
            raise StripeFault(f"You cannot expand more than {MAX_DEPTH} levels", param="expand")
        _follow(world, answer, steps, path)
    return answer


def _follow(world: World, place: Any, steps: list[str], path: str) -> None:
    if not steps or place is None:
        return
    if isinstance(place, list):
        for item in place:
            _follow(world, item, steps, path)
        return
    name = steps[0]
    if not isinstance(place, dict):
        raise _refusal(path)
    left_out = INCLUDED.get((str(place.get("object")), name))
    if name not in place and left_out is not None:
        place[name] = left_out(world, place)
    elif name not in place:
        raise _refusal(path)
    elif isinstance(place[name], str):
        place[name] = _object(world, place[name], path)
    elif isinstance(place[name], list) and all(isinstance(item, str) for item in place[name]):
        place[name] = [_object(world, item, path) for item in place[name]]
    _follow(world, place[name], steps[1:], path)


def _object(world: World, object_id: str, path: str) -> Object:
    prefix = object_id.partition("_")[0]
    if prefix not in PREFIXES:
        raise _refusal(path)
    return public(world.table(PREFIXES[prefix]).get(object_id, "expand"))


def _refusal(path: str) -> StripeFault:
    return StripeFault(f"This property cannot be expanded ({path}).", param="expand")


def _line_items(world: World, session: Object) -> Object:
    rows = world.table("checkout.session").get(session["id"])["_line_items"]
    return empty_list(f"/v1/checkout/sessions/{session['id']}/line_items", map(public, rows))


def _payments(world: World, invoice: Object) -> Object:
    rows = world.table("invoice_payment").where(lambda row: row["invoice"] == invoice["id"])
    return empty_list("/v1/invoice_payments", map(public, rows))


def _subscriptions(world: World, customer: Object) -> Object:
    rows = world.table("subscription").where(
        lambda row: row["customer"] == customer["id"] and row["status"] != "canceled"
    )
    return empty_list(f"/v1/customers/{customer['id']}/subscriptions", map(public, rows))


def _refunds(world: World, charge: Object) -> Object:
    rows = world.table("refund").where(lambda row: row["charge"] == charge["id"])
    return empty_list(f"/v1/charges/{charge['id']}/refunds", map(public, rows))


# What Stripe leaves out unless it is asked for.
INCLUDED = {
    ("checkout.session", "line_items"): _line_items,
    ("invoice", "payments"): _payments,
    ("customer", "subscriptions"): _subscriptions,
    ("charge", "refunds"): _refunds,
}
