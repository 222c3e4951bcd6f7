"""Counting output and sizing the hold, without a network: where the marks are, what is put off."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from functions_py.allowance import NEVER, Allowance, Price
from functions_py.output import MAX_UNCOUNTED_BYTES, Output

PRICE = Price(input=300, cache_read=30, cache_write=375, output=1500, request=7, web_search=1000)
STEP, CAP = 1000, 10_000

AROUND = 200


class Counter:
    """Counts like a family, and how many events it was asked about."""

    def __init__(self) -> None:
        self.counted = 0

    def __call__(self, events: Iterable[bytes]) -> int:
        found = list(events)
        self.counted += len(found)
        return sum(len(event) - AROUND for event in found)


def events_of(*sizes: int) -> list[bytes]:
    """Events with so many bytes of text each."""
    return [b"x" * (AROUND + size) for size in sizes]


def feed(output: Output, events: list[bytes]) -> bool:
    return output.add(events, sum(map(len, events)))


def test_a_hold_covers_input_at_its_dearest_and_rounds_up_once() -> None:
    assert PRICE.hold_for(1000, 0) == 1 + 7
    assert PRICE.hold_for(1_000_000, 1_000_000) == 375 + 1500 + 7
    assert PRICE.hold_for(1, 1, web_searches=2) == 1 + 7 + 2000


def test_the_output_a_hold_covers_is_never_more_than_it_pays() -> None:
    for amount in (0, 7, 8, 1000, 123_457):
        covered = PRICE.output_covered(amount, input_tokens=1000)
        assert covered == 0 or PRICE.hold_for(1000, covered) <= amount
    for tokens in (0, 1, 999, 1000, 123_457):
        assert PRICE.output_covered(PRICE.hold_for(1000, tokens), 1000) >= tokens
    free = Price(0, 0, 0, 0, 0, 0)
    assert free.output_covered(0, 1000) == NEVER


def test_a_hold_is_extended_near_its_end() -> None:
    allowance = Allowance(STEP, STEP, CAP)
    assert allowance.covered == STEP
    assert allowance.next_look(0) == 875
    assert not allowance.runs_low(874)
    assert allowance.runs_low(875)
    assert allowance.next_cover(875) == 875 + 2 * STEP


@pytest.mark.parametrize(("held", "mark"), [(250, 125), (3000, 2875)])
def test_what_is_held_at_first_need_not_be_a_step(held: int, mark: int) -> None:
    allowance = Allowance(held, STEP, CAP)
    assert allowance.covered == held
    assert allowance.next_look(0) == mark
    assert not allowance.exceeded(held)
    assert allowance.exceeded(held + 1)


def test_a_reply_that_grows_long_asks_for_half_as_much_again() -> None:
    small = Allowance(100, 100, CAP)
    assert small.next_cover(100) == 300
    assert small.next_cover(400) == 600
    assert small.next_cover(2000) == 3000
    assert small.next_cover(9000) == CAP


def test_no_more_is_held_than_the_generation_may_produce() -> None:
    allowance = Allowance(STEP, STEP, 1500)
    assert allowance.next_cover(600) == 1500
    allowance.covered = 1500
    assert not allowance.runs_low(1499)
    # Estimates may lie above the cap; a reply that is twice as long is not an estimate's error.
    assert not allowance.exceeded(3000)
    assert allowance.exceeded(3001)


def test_a_small_cap_is_all_that_is_held() -> None:
    allowance = Allowance(STEP, STEP, 10)
    assert allowance.covered == 10
    assert not allowance.runs_low(10)


def test_once_refused_the_end_is_the_last_token_covered() -> None:
    allowance = Allowance(STEP, STEP, CAP)
    allowance.refused = True
    assert not allowance.runs_low(STEP)
    assert not allowance.exceeded(STEP)
    assert allowance.exceeded(STEP + 1)
    assert allowance.next_look(0) == STEP


def test_nothing_is_counted_before_the_mark_could_be_reached() -> None:
    counter = Counter()
    output = Output(counter, first_mark_tokens=500)
    assert not feed(output, events_of(*[5] * 9))
    assert feed(output, events_of(*[5] * 2))
    assert counter.counted == 0


def test_three_events_tell_that_there_is_time() -> None:
    counter = Counter()
    output = Output(counter, first_mark_tokens=500)
    assert feed(output, events_of(*[5] * 100))
    assert output.stays_below(500)
    assert counter.counted == 3
    assert not feed(output, events_of(5))
    assert output.text_bytes() == 505


def test_one_large_event_among_small_ones_is_not_overlooked() -> None:
    output = Output(Counter(), first_mark_tokens=500)
    feed(output, events_of(*[5] * 50, 3000, *[5] * 50))
    assert not output.stays_below(500)
    assert output.tokens() == 875


def test_a_dense_stream_is_looked_at_soon() -> None:
    output = Output(Counter(), first_mark_tokens=500)
    feed(output, events_of(*[1000] * 2))
    assert output.tokens() == 500
    output.put_off(100)
    assert not feed(output, events_of(100))
    assert feed(output, events_of(100))


@pytest.mark.parametrize("missing_tokens", [1, 10, 10_000_000])
def test_looks_are_never_put_off_for_more_than_memory_allows(missing_tokens: int) -> None:
    output = Output(Counter(), first_mark_tokens=10**9)
    feed(output, events_of(1))
    output.tokens()
    output.put_off(missing_tokens)
    fed = 0
    while not feed(output, events_of(1)):
        fed += AROUND + 1
        assert fed <= MAX_UNCOUNTED_BYTES


def test_what_was_not_relayed_is_not_counted() -> None:
    output = Output(Counter(), first_mark_tokens=1)
    first, second = events_of(40), events_of(60)
    feed(output, first)
    feed(output, second)
    output.take_back(second)
    assert output.text_bytes() == 40
