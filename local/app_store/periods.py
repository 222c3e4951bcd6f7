"""Durations as the App Store writes them: P3D, P1W, P1M, P1Y (ISO 8601, one unit)."""

import calendar
import datetime
import re

PERIOD = re.compile(r"P([1-9]\d{0,2})([DWMY])")


def add_period(moment_ms: int, period: str) -> int:
    """A month later is the same day of the next month, or its last. Raises ValueError."""
    found = PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(f"{period} is no period like P1M")
    count, unit = int(found.group(1)), found.group(2)
    if unit in "DW":
        days = count * (7 if unit == "W" else 1)
        return moment_ms + days * 86_400_000
    months = count * (12 if unit == "Y" else 1)
    seconds, rest_ms = divmod(moment_ms, 1000)
    moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    later = moment.replace(year=year, month=month + 1, day=day)
    return int(later.timestamp()) * 1000 + rest_ms
