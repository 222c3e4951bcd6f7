"""Lists: newest first, `limit`, `starting_after`, `ending_before`, `created[gte]`."""

from collections.abc import Callable, Iterable

from local.stripe.errors import StripeFault, missing
from local.stripe.params import Params
from local.stripe.tables import Object
from local.stripe.world import Call, public

DEFAULT_LIMIT, MAX_LIMIT = 10, 100
PAGING = ("limit", "starting_after", "ending_before")


def page(
    call: Call, rows: Iterable[Object], matches: Callable[[Object], bool] | None = None
) -> Object:
    """`rows` newest first. Raises StripeFault for a cursor that is not among them."""
    limit = call.params.integer("limit", 1) or DEFAULT_LIMIT
    if limit > MAX_LIMIT:
        raise StripeFault(
            f"This value must be less than or equal to {MAX_LIMIT} (it currently is '{limit}').",
            code="parameter_invalid_integer",
            param="limit",
        )
    # A cursor may name an object that a filter leaves out.
    everything = list(rows)
    after, before = call.params.text("starting_after"), call.params.text("ending_before")
    if after is not None:
        everything = everything[_position(everything, after, "starting_after") + 1 :]
    if before is not None:
        everything = everything[: _position(everything, before, "ending_before")]
    found = [row for row in everything if matches is None or matches(row)]
    shown = found[-limit:] if before is not None else found[:limit]
    return {
        "object": "list",
        "data": [public(row) for row in shown],
        "has_more": len(found) > len(shown),
        "url": call.path,
    }


def _position(rows: list[Object], cursor: str, param: str) -> int:
    for number, row in enumerate(rows):
        if row["id"] == cursor:
            return number
    raise missing("object", cursor, param)


def created_within(params: Params) -> Callable[[Object], bool]:
    """The filter that `created` asks for: a moment, or gt, gte, lt, lte."""
    if isinstance(params.values.get("created"), str):
        exact = params.integer("created")
        return lambda row: row["created"] == exact
    bounds = params.part("created").only("gt", "gte", "lt", "lte")
    gt, gte = bounds.integer("gt"), bounds.integer("gte")
    lt, lte = bounds.integer("lt"), bounds.integer("lte")

    def matches(row: Object) -> bool:
        created = row["created"]
        return (
            (gt is None or created > gt)
            and (gte is None or created >= gte)
            and (lt is None or created < lt)
            and (lte is None or created <= lte)
        )

    return matches
