"""What the stand-in counts by: periods, pages, tokens, products."""

import datetime

import pytest

from local.app_store.clock import Clock
from local.app_store.paging import PAGE, BadPage, page
from local.app_store.periods import add_period
from local.app_store.products import Product


def ms(text: str) -> int:
    moment = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)
    return int(moment.timestamp() * 1000)


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2026-01-31T10:00:00", "P1M", "2026-02-28T10:00:00"),
        ("2026-12-15T00:00:00", "P1M", "2027-01-15T00:00:00"),
        ("2028-02-29T01:02:03", "P1Y", "2029-02-28T01:02:03"),
        ("2026-03-01T00:00:00", "P1W", "2026-03-08T00:00:00"),
        ("2026-03-01T00:00:00", "P3D", "2026-03-04T00:00:00"),
        ("2026-03-01T00:00:00", "P6M", "2026-09-01T00:00:00"),
    ],
)
def test_period_ends_on_the_same_day_or_the_last(start: str, period: str, end: str) -> None:
    assert add_period(ms(start) + 7, period) == ms(end) + 7


@pytest.mark.parametrize("period", ["", "P", "1M", "P0D", "P1H", "P1M2D"])
def test_other_periods_are_refused(period: str) -> None:
    with pytest.raises(ValueError):
        add_period(0, period)


def test_clock_never_goes_back_and_never_stamps_twice() -> None:
    clock = Clock()
    begun = clock.now_ms()
    clock.move_to(begun + 1_000_000)
    clock.move_to(begun)
    assert clock.now_ms() >= begun + 1_000_000
    stamps = [clock.stamp_ms() for _ in range(100)]
    assert stamps == sorted(set(stamps))


def test_pages_cover_a_list_once_and_go_on_where_it_ended() -> None:
    items = list(range(2 * PAGE + 1))
    token, seen, has_more = None, [], True
    while has_more:
        shown, token, has_more = page(items, token, "list")
        seen += shown
    assert seen == items
    assert page([*items, 99], token, "list")[0] == [99]
    for bad in ("nonsense", "!", token[:-4] if token else ""):
        with pytest.raises(BadPage):
            page(items, bad, "list")
    with pytest.raises(BadPage):
        page(items, token, "another list")


@pytest.mark.parametrize(
    "given",
    [
        {"product_id": "x", "kind": "gift", "price": 1},
        {"product_id": "x", "kind": "consumable", "price": 1, "colour": "red"},
        {"product_id": "x", "kind": "auto_renewable", "price": 1},
        {"product_id": "x", "kind": "auto_renewable", "price": 1, "group": "g", "period": "1M"},
    ],
)
def test_product_that_cannot_be_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Product.parse(given)
