"""The same requests of the same people under each size of the first hold: fewer are refused for
nothing, and nobody ever spends what is not there. `scripts/bench holds` plays it larger."""

import pytest

from bench.hold_replies import people
from bench.holds import HoldsResult, compare
from local.testbed.databases import Databases

ACCOUNTS, HISTORY, REQUESTS = 20, 30, 20


@pytest.fixture(scope="module")
def result(databases: Databases) -> HoldsResult:
    database = databases.clone()
    try:
        # Raises where the books are wrong or a hold stays open.
        return compare(database, people(29, ACCOUNTS, HISTORY, REQUESTS), lambda _: None)
    finally:
        databases.drop(database)


def test_no_size_lets_anybody_overspend(result: HoldsResult) -> None:
    for policy, found in result.found.items():
        assert found.asked == ACCOUNTS * REQUESTS, policy
        assert found.asked == found.served + found.refused + found.cut, policy
        assert found.overspent == 0, policy


def test_what_is_usual_refuses_fewer_for_nothing(result: HoldsResult) -> None:
    found = {policy: outcome.phantom_refused for policy, outcome in result.found.items()}
    assert found["max_tokens"] > 1.5 * found["step"], found
    assert found["step"] > 1.5 * found["usual"], found
    assert found["step"] > 1.3 * found["newcomer"], found


def test_what_is_usual_serves_more(result: HoldsResult) -> None:
    found = {policy: outcome.served for policy, outcome in result.found.items()}
    assert found["usual"] > found["step"] > 2 * found["max_tokens"], found


def test_streams_are_not_cut_short_instead(result: HoldsResult) -> None:
    found = result.found["usual"]
    # Whom the rule lets begin, it lets end: seldom do others' holds stand in the way.
    assert found.phantom_cut <= found.served // 50


def test_most_replies_never_extend(result: HoldsResult) -> None:
    found = result.found["usual"]
    assert found.never_extended > 0.65 * (found.served + found.cut)
    assert found.extends < 0.6 * (found.served + found.cut)


def test_less_is_held_for_each_credit_charged(result: HoldsResult) -> None:
    ratio = {p: found.held_at_first / found.charged for p, found in result.found.items()}
    assert ratio["usual"] < ratio["step"] < ratio["max_tokens"], ratio
