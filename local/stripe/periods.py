"""Billing periods: whole intervals counted from an anchor, so that the 31st comes back in March."""

import calendar
from datetime import UTC, datetime

from local.stripe.tables import Object

DAY_S = 86_400
FIXED_S = {"day": DAY_S, "week": 7 * DAY_S}
MONTHS = {"month": 1, "year": 12}


def period_at(anchor: int, recurring: Object, moment: int) -> tuple[int, int]:
    """The period that holds `moment`: (start, end), end not included. Never before the anchor."""
    number = 0
    while boundary(anchor, recurring, number + 1) <= moment:
        number += 1
    return boundary(anchor, recurring, number), boundary(anchor, recurring, number + 1)


def boundary(anchor: int, recurring: Object, number: int) -> int:
    """The start of period `number`; on the last day of a shorter month when it lacks the day."""
    steps = number * recurring["interval_count"]
    if recurring["interval"] in FIXED_S:
        return anchor + int(steps * FIXED_S[recurring["interval"]])
    first = datetime.fromtimestamp(anchor, UTC)
    months = first.year * 12 + first.month - 1 + steps * MONTHS[recurring["interval"]]
    year, month = divmod(months, 12)
    day = min(first.day, calendar.monthrange(year, month + 1)[1])
    return int(first.replace(year=year, month=month + 1, day=day).timestamp())
