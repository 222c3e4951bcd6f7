"""The soak finds no drift where there is none, and finds it where there is some."""

import re
import uuid
from collections.abc import Callable

import psycopg
import pytest
from pytest import MonkeyPatch

from bench import __main__ as bench
from bench import soak as soak_bench
from bench.soak import Plan, SoakError
from bench.soak.hand import Hand, World
from bench.soak.lines import Refused
from bench.soak.model import Book, hold_for, price
from bench.soak.report import SoakResult, require_no_drift
from local.postgres import SUPERUSER
from local.testbed.databases import Database

UUID_A = uuid.UUID(int=1)
Soak = Callable[..., SoakResult]

# What comes so often that a thousand operations have it for certain.
KINDS = {"begin", "begin, repeated", "extend", "finish", "release", "grant", "hold", "HTTP chat"}


def test_random_operations_leave_the_books_as_the_model_says(soak: Soak) -> None:
    result = soak(1000).json()
    assert result["operations"] >= 1000
    assert (result["drift"], result["violations"]) == (0, 0)
    assert result["by_kind"].keys() >= KINDS
    assert sum(result["by_kind"].values()) == result["operations"]
    assert all(int(status) < 500 for status in result["http_statuses"])


def test_what_was_tampered_with_is_found_and_named(soak: Soak) -> None:
    found: list[str] = []

    def tamper(world: World, database: Database) -> None:
        connection = database.connect(SUPERUSER)
        book, other = world.cold[3], world.hot[0]
        for column in ("posted", "held", "debt", "open_generations"):
            sql = f"update ledger.accounts set {column} = {column} + %s where id = %s"
            connection.execute(sql.encode(), [9, book.account_id])
            found.append(drift(connection, world))
            assert f"account {book.account_id}: " in found[-1]
            assert "difference 9" in found[-1]
            connection.execute(sql.encode(), [-9, book.account_id])
        # An operation that the model lost.
        other.land(other.start(), posted=-700)
        assert re.search(rf"account {other.account_id}: posted .* 700", drift(connection, world))
        other.land(other.start(), posted=700)
        require_no_drift(connection, world)
        # An entry that is sound in itself: ledger.verify() has nothing against it.
        connection.execute(
            "select ledger.grant_credits(%s, 'admin', 'nobody asked', 5)", [book.account_id]
        )

    with pytest.raises(SoakError, match=r"posted is .* difference 5"):
        soak(100, tamper)
    assert len(found) == 4


def drift(connection: psycopg.Connection, world: World) -> str:
    with pytest.raises(SoakError) as caught:
        require_no_drift(connection, world)
    return str(caught.value)


def test_drift_makes_the_command_fail(
    monkeypatch: MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def drifts(plan: Plan, say: soak_bench.plan.Say) -> SoakResult:
        raise SoakError("account a: posted is 2, the model says 1, difference 1")

    monkeypatch.setattr(soak_bench, "measure", drifts)
    monkeypatch.setattr("sys.argv", ["bench", "soak", "--operations", "1"])
    assert bench.main() == 1
    assert "difference 1" in capsys.readouterr().err


def test_bounds_hold_whatever_is_under_way() -> None:
    book = Book(UUID_A, UUID_A, posted=10)
    asking = book.start(down=8)
    other = book.start(down=5)
    assert (asking.low, asking.high) == (5, 10)
    book.land(other, held=5)
    later = book.start(up=100)
    assert (asking.low, asking.high) == (5, 105)
    assert (later.low, later.high) == (-3, 5)


def test_a_flight_sees_what_was_possible_before_it_landed() -> None:
    book = Book(UUID_A, UUID_A, posted=10)
    giving = book.start(up=4)
    asking = book.start(down=12)
    book.land(giving, posted=4)
    assert (asking.low, asking.high) == (10, 14)
    book.land(asking)
    assert book.available == 14


def test_a_hold_that_no_order_of_operations_allows_is_an_overspend() -> None:
    book = Book(UUID_A, UUID_A, posted=10)
    giving = book.start(up=4)
    asking = book.start(down=15)
    Hand.judge_hold(book, asking, 14)
    with pytest.raises(SoakError, match="overspent: 15 were held"):
        Hand.judge_hold(book, asking, 15)
    book.land(giving)


def test_a_refusal_that_no_order_of_operations_explains_is_found() -> None:
    class NoCredits(psycopg.Error):
        sqlstate = "FLBAL"

    refusal = Refused(NoCredits())
    refusal.detail = {"required": 10}
    book = Book(UUID_A, UUID_A, posted=10)
    asking = book.start(down=10)
    with pytest.raises(SoakError, match="though at least 10 were there"):
        Hand.judge_refusal(book, asking, refusal, 10)
    book.land(book.start(down=1))
    Hand.judge_refusal(book, asking, refusal, 10)


def test_usage_is_priced_exactly_and_rounded_up_once() -> None:
    line = {"model": None, "input": 1, "cache_read": 1, "cache_write": 1, "output": 1}
    assert price([{**line, "web_search": 1}, {**line, "web_search": 0}]) == 1_000_000 + 2 * 2205


def test_a_stream_holds_a_step_and_a_whole_reply_its_cap() -> None:
    assert hold_for(0, 20_000, stream=True) == 1024 * 1500
    assert hold_for(0, 20_000, stream=False) == 4096 * 1500
    assert hold_for(8, 0, stream=True) == 8 * 375
