"""scripts/bench kill, as small as it goes: each target once, and a contradiction is found."""

from __future__ import annotations

from typing import Any

import pytest

from bench.kill import KillResult, measure
from bench.kill_book import Asked, Book
from bench.kill_points import TARGETS
from bench.kill_stage import Stage

# Said to be told, and never charged.
INVENTED = "00000000-0000-4000-8000-000000000001"

spoiled: dict[str, Any] = {}


def spoil(stage: Stage, book: Book) -> None:
    """A success is invented, and a charge is taken out of the book."""
    told = next(
        request
        for request in book.asked.values()
        if request.key is not None and request.told and request.told[0][1] > 0
    )
    spoiled["honest"] = told.told[0][0]
    book.tell(_invented(told), INVENTED, 1)
    stage.rows("set session_replication_role = replica; delete from ledger.entries "
               f"where kind = 'settle' and hold_id = '{spoiled['honest']}'")  # fmt: skip
    book.asked[-1] = _invented(told)
    book.asked[-1].told.append((INVENTED, 1))


def _invented(like: Asked) -> Asked:
    return Asked(-1, like.account, like.token, like.path, b"", None, b"")


@pytest.fixture(scope="module")
def result() -> KillResult:
    return measure(len(TARGETS), 7, lambda text: None, spoil)


def test_each_target_is_killed_and_comes_back(result: KillResult) -> None:
    assert {target: one.kills for target, one in result.killed.items()} == dict.fromkeys(TARGETS, 1)
    assert all(len(one.recoveries_s) == 1 for one in result.killed.values())
    assert result.told > 0


def test_an_invented_success_and_a_removed_entry_are_found_and_nothing_else(
    result: KillResult,
) -> None:
    honest = spoiled["honest"]
    assert any(INVENTED in one for one in result.contradictions)
    assert any("ledger.verify()" in one for one in result.contradictions)
    assert any(honest in one and "the ledger has 0" in one for one in result.contradictions)
    others = [
        one
        for one in result.contradictions
        if INVENTED not in one and honest not in one and "ledger.verify()" not in one
    ]
    assert others == []
