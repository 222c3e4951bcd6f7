"""What a change within a period costs: the unused part of the old is credited, the rest of the
period is charged at the new price."""

from fractions import Fraction

from local.stripe.invoice_lines import Line
from local.stripe.prices import amount_of
from local.stripe.subscription_items import is_metered
from local.stripe.tables import Object
from local.stripe.world import World


def unused(world: World, item: Object, now: int) -> list[Line]:
    """The credit for what is left of the item's period; none for usage, and none in a trial."""
    if is_metered(item):
        return []
    paid = _paid_by(world, item, now)
    share = _share_left(item, now)
    amount = amount_of(item["price"], item["quantity"])
    if paid is None or amount == 0 or share == 0:
        return []
    return [
        Line(
            amount=-_rounded(amount * share),
            price=item["price"],
            quantity=item["quantity"],
            start=now,
            end=item["current_period_end"],
            item=dict(item),
            is_proration=True,
            credited=paid,
            description="Unused time",
            metadata=item["metadata"],
        )
    ]


def remaining(item: Object, now: int) -> list[Line]:
    """The charge for the rest of the period, at the item's price as it is now."""
    if is_metered(item):
        return []
    share = _share_left(item, now)
    return [
        Line(
            amount=_rounded(amount_of(item["price"], item["quantity"]) * share),
            price=item["price"],
            quantity=item["quantity"],
            start=now,
            end=item["current_period_end"],
            item=dict(item),
            is_proration=True,
            description="Remaining time",
            metadata=item["metadata"],
        )
    ]


def _share_left(item: Object, now: int) -> Fraction:
    start, end = item["current_period_start"], item["current_period_end"]
    return Fraction(max(0, end - max(now, start)), end - start) if end > start else Fraction(0)


def _rounded(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2))


def _paid_by(world: World, item: Object, now: int) -> tuple[str, str] | None:
    """The newest invoice line that charged the item for this time: (invoice, line)."""
    for invoice in world.table("invoice").newest_first():
        if invoice["_subscription"] != item["subscription"]:
            continue
        for line in invoice["_lines"]:
            details = line["parent"]["subscription_item_details"] or {}
            period = line["period"]
            if (
                details.get("subscription_item") == item["id"]
                and line["amount"] > 0
                and period["start"] <= now < period["end"]
            ):
                return invoice["id"], line["id"]
    return None
