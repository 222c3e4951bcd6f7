"""Counts, lines and what is charged where the provider never said the last word."""

import pytest
from functions_py.usage import (
    MAX_COUNT,
    Usage,
    UsageLine,
    as_count,
    combine,
    counted,
    estimate_tokens,
)
from hypothesis import given, settings
from hypothesis import strategies as st

# The machine may be busy: how long an example takes says nothing here.
unhurried = settings(deadline=None)


@pytest.mark.parametrize(("text_bytes", "tokens"), [(0, 0), (1, 1), (4, 1), (5, 2), (400, 100)])
def test_a_token_is_four_bytes_rounded_up(text_bytes: int, tokens: int) -> None:
    assert estimate_tokens(text_bytes) == tokens


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (0, 0),
        (7, 7),
        (7.0, 7),
        (MAX_COUNT, MAX_COUNT),
        (MAX_COUNT + 1, None),
        (-1, None),
        (7.5, None),
        (float("inf"), None),
        (float("nan"), None),
        ("7", None),
        (True, None),
        (None, None),
        ([], None),
    ],
)
def test_only_counts_are_counts(value: object, count: int | None) -> None:
    assert as_count(value) == count


def test_a_line_says_what_sql_is_told() -> None:
    line = UsageLine("m", input=1, cache_read=2, cache_write=3, output=4, web_search=5)
    assert Usage((line,)).as_json() == [
        {"model": "m", "input": 1, "cache_read": 2, "cache_write": 3, "output": 4, "web_search": 5}
    ]


def test_the_total_is_the_sum_of_all_lines() -> None:
    usage = Usage((UsageLine(input=1, output=2), UsageLine("m", cache_write=3, web_search=4)))
    assert usage.total == UsageLine(input=1, output=2, cache_write=3, web_search=4)


def test_extra_usage_joins_the_line_of_its_model() -> None:
    usage = Usage((UsageLine("m", input=1), UsageLine(input=2)))
    assert usage.add(UsageLine(input=5)).lines == (UsageLine("m", input=1), UsageLine(input=7))
    assert usage.add(UsageLine("x", output=1)).lines == (*usage.lines, UsageLine("x", output=1))


def test_combining_keeps_every_line_that_is_not_zero() -> None:
    zero, one = Usage((UsageLine(),)), Usage((UsageLine(output=1),))
    assert combine([zero, one, zero, one]).lines == (UsageLine(output=1), UsageLine(output=1))
    assert combine([zero, zero]) == zero


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        # Nothing reported: both sides are counted.
        (None, UsageLine(input=50, output=100)),
        (Usage(()), UsageLine(input=50, output=100)),
        # The opening figures of a message: its input is a fact, its output has hardly begun.
        (Usage((UsageLine(input=12, output=1),)), UsageLine(input=12, output=100)),
        (Usage((UsageLine(cache_read=12),)), UsageLine(cache_read=12, output=100)),
        # Zeros before the end are no fact.
        (Usage((UsageLine(),)), UsageLine(input=50, output=100)),
        # More output reported than relayed: reasoning that was never sent.
        (Usage((UsageLine(input=12, output=900),)), UsageLine(input=12, output=900)),
        (Usage((UsageLine(web_search=2),)), UsageLine(input=50, output=100, web_search=2)),
    ],
)
def test_what_was_reported_is_completed_by_what_was_relayed(
    reported: Usage | None, expected: UsageLine
) -> None:
    assert counted(reported, input_tokens=50, output_bytes=400).lines == (expected,)


def test_counting_leaves_other_models_lines_alone() -> None:
    reported = Usage((UsageLine("m", input=5, output=3),))
    assert counted(reported, input_tokens=50, output_bytes=400).lines == (
        UsageLine("m", input=5, output=3),
        UsageLine(output=97),
    )


counts = st.integers(0, 10**6)


@unhurried
@given(counts, counts, counts, counts)
def test_counting_never_charges_less_than_was_reported_or_relayed(
    reported_input: int, reported_output: int, input_tokens: int, output_bytes: int
) -> None:
    reported = Usage((UsageLine(input=reported_input, output=reported_output),))
    total = counted(reported, input_tokens=input_tokens, output_bytes=output_bytes).total
    assert total.input == (reported_input or input_tokens)
    assert total.output == max(reported_output, estimate_tokens(output_bytes))
