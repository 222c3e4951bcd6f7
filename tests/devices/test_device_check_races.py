"""Claims of welcome credits from many connections at once: one turn, one grant."""

import random
import threading

import psycopg
import pytest
from devices.claims import AMOUNT, Claims
from generation.steps import Caller
from ledger.races import race, states

pytestmark = pytest.mark.every_postgres

RUNNERS = 12


class Device:
    """What Apple keeps: reads and writes, and no test-and-set."""

    def __init__(self) -> None:
        self.bit = False
        self.pause = threading.Event()

    def look(self) -> bool:
        was = self.bit
        self.pause.wait(random.uniform(0, 0.005))
        return was


def claim(claims: Claims, caller: Caller, device: Device, service: psycopg.Connection) -> int:
    """As the service does it; how much it brought."""
    check = claims.open_check(caller, service=service)
    if "welcome" in check:
        return 0
    check_id = check["check_id"]
    while True:
        turn = claims.take(caller, check_id, service)
        if "welcome" in turn:
            return 0
        if "wait" not in turn:
            break
    if device.look():
        claims.finish(caller, check_id, turn["turn"], "device_used", service)
        return 0
    claims.mark(caller, check_id, turn["turn"], service=service)
    device.bit = True
    answer = claims.finish(caller, check_id, turn["turn"], service=service)
    return int(answer["granted_microcredits"])


def test_many_accounts_on_one_device_at_once_are_one_grant(claims: Claims) -> None:
    device = Device()
    callers = [claims.sign_in() for _ in range(RUNNERS)]
    results = race(
        claims.db,
        RUNNERS,
        lambda service, number: claim(claims, callers[number], device, service),
        role="florin_service",
    )
    assert states(results) == []
    assert sorted(results) == [0] * (RUNNERS - 1) + [AMOUNT]
    assert sum(len(claims.welcomed(caller)) for caller in callers) == 1


def test_one_account_on_many_devices_at_once_is_one_grant(claims: Claims) -> None:
    caller = claims.sign_in()
    devices = [Device() for _ in range(RUNNERS)]
    results = race(
        claims.db,
        RUNNERS,
        lambda service, number: claim(claims, caller, devices[number], service),
        role="florin_service",
    )
    assert states(results) == []
    assert sum(results) == AMOUNT
    assert claims.welcomed(caller) == [("welcome:production", AMOUNT)]
    # Nor is a device spent for an account that gets nothing for it.
    assert [device.bit for device in devices].count(True) == 1


def test_one_turn_is_given_to_one_of_many(claims: Claims) -> None:
    callers = [claims.sign_in() for _ in range(RUNNERS)]
    checks = [claims.opened(caller) for caller in callers]
    results = race(
        claims.db,
        RUNNERS,
        lambda service, number: claims.take(callers[number], checks[number], service),
        role="florin_service",
    )
    assert states(results) == []
    assert [result for result in results if "turn" in result] == [{"turn": 1, "unfinished": None}]


def test_one_claim_finished_by_many_at_once_is_granted_once(claims: Claims) -> None:
    caller = claims.sign_in()
    check_id, turn = claims.setting(caller)

    def work(connection: psycopg.Connection, number: int) -> str:
        connection.execute("set role florin_worker" if number % 2 else "set role florin_service")
        outcome = "lost" if number % 3 == 2 else "granted"
        return str(claims.finish(caller, check_id, turn, outcome, connection)["state"])

    results = race(claims.db, RUNNERS, work, role="supabase_admin")
    assert states(results) == []
    (state,) = set(results)
    granted = [("welcome:production", AMOUNT)] if state == "granted" else []
    assert claims.welcomed(caller) == granted


def test_merge_and_the_end_of_a_claim_at_once_lose_nothing(claims: Claims) -> None:
    for _ in range(5):
        into, gone = claims.sign_in(), claims.sign_in(is_anonymous=True)
        check_id, turn = claims.setting(gone)

        def work(
            service: psycopg.Connection,
            number: int,
            into: Caller = into,
            gone: Caller = gone,
            check_id: str = check_id,
            turn: int = turn,
        ) -> None:
            if number:
                claims.merge(into, gone, service)
            else:
                claims.finish(gone, check_id, turn, service=service)

        assert states(race(claims.db, 2, work, role="florin_service")) == []
        assert claims.welcomed(into) == [("welcome:production", AMOUNT)]
        assert claims.open_check(into)["welcome"] == "already_granted"


def test_no_more_claims_than_the_days_are_opened_at_once(claims: Claims) -> None:
    caller = claims.sign_in()
    for _ in range(15):
        claims.opened(caller)
    results = race(
        claims.db,
        RUNNERS,
        lambda service, _: claims.open_check(caller, service=service),
        role="florin_service",
    )
    assert states(results) == ["FLLIM"] * (RUNNERS - 5)


def test_one_claim_marked_by_many_at_once_is_marked(claims: Claims) -> None:
    caller = claims.sign_in()
    check_id = claims.opened(caller)
    turn = claims.take(caller, check_id)["turn"]
    results = race(
        claims.db,
        RUNNERS,
        lambda service, _: claims.mark(caller, check_id, turn, service=service),
        role="florin_service",
    )
    assert states(results) == []
    assert claims.state(check_id) == "setting"
