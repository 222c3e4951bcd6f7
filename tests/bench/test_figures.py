"""The arithmetic of the benches."""

import pytest

from bench.figures import markdown, median, percentile


@pytest.mark.parametrize(
    ("values", "middle"), [([3, 1, 2], 2), ([4, 1, 3, 2], 2.5), ([7], 7), ([1, 1, 100], 1)]
)
def test_median_is_the_middle(values: list[float], middle: float) -> None:
    assert median(values) == middle


@pytest.mark.parametrize(
    ("percent", "found"), [(50, 50), (95, 95), (99, 99), (100, 100), (0, 1), (1, 1), (1.5, 2)]
)
def test_percentile_is_a_value_that_so_many_do_not_exceed(percent: float, found: float) -> None:
    assert percentile(range(100, 0, -1), percent) == found


def test_percentile_of_few_values_is_the_largest() -> None:
    assert percentile([1, 2, 3], 99) == 3


@pytest.mark.parametrize("empty", [[], ()])
def test_nothing_measured_is_no_figure(empty: list[float]) -> None:
    with pytest.raises(ValueError):
        median(empty)
    with pytest.raises(ValueError):
        percentile(empty, 50)


def test_table_is_markdown_and_aligned() -> None:
    assert markdown([("a", "bcd"), ("ef", "g")]) == "| a  | bcd |\n| -- | --- |\n| ef | g   |"
