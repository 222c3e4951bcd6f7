"""A service that is killed between any two steps of a claim: one device, one grant, and the user
who was served when it died gets theirs with the next call of anybody."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from devices.claims import AMOUNT, Claims
from devices.fake_device_check import QUERY, UPDATE, FakeDeviceCheck

from local.testbed.identity import User
from local.testbed.services import Service

GRANTED = {"welcome": "granted", "granted_microcredits": AMOUNT}
HAD = {"welcome": "already_granted", "granted_microcredits": AMOUNT}
USED = {"welcome": "device_used", "granted_microcredits": 0}

WAIT_S = 20.0
TIMEOUT_S = 30.0

Check = Callable[[User, str], Any]


class Crash:
    """A service, one user with a phone, and what is left when it is killed."""

    def __init__(self, service: Service, claims: Claims, apple: FakeDeviceCheck) -> None:
        self.service = service
        self.claims = claims
        self.apple = apple
        self.user, self.other = service.new_user(), service.new_user()
        self._pool = ThreadPoolExecutor(4)

    def check(self, user: User, device: str = "phone") -> Any:
        reply = httpx.post(
            f"{self.service.base_url}/v1/devices/check",
            headers=user.headers,
            json={"device_token": self.apple.token(device)},
            timeout=TIMEOUT_S,
            trust_env=False,
        )
        reply.raise_for_status()
        return reply.json()

    def start(self) -> None:
        """The user's request, of which nobody will hear the end."""

        def ask() -> None:
            with pytest.raises(httpx.HTTPError):
                self.check(self.user)

        self._pool.submit(ask)

    def kill(self) -> None:
        self.service.kill()
        self.apple.let_go.set()

    def start_again(self) -> None:
        """By then the turn of the dead is over."""
        self.service.start()
        self.until(lambda: not self.blocked())
        self.claims.end_turn()

    @contextmanager
    def turns_locked(self) -> Iterator[None]:
        """The database takes its time with whoever wants a turn, or to end one."""
        connection = self.claims.db.connect("supabase_admin", autocommit=False)
        connection.execute("select from access.device_turns for update")
        try:
            yield
        finally:
            connection.rollback()

    def blocked(self) -> bool:
        return bool(
            self.claims.ledger.value(
                "select count(*) from pg_stat_activity where datname = current_database() "
                "and usename = 'florin_service' and wait_event_type = 'Lock'"
            )
        )

    def until(self, so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_S
        while not so():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def welcomes(self) -> int:
        return int(
            self.claims.ledger.value(
                "select count(*) from ledger.buckets where source_ref = 'welcome:production'"
            )
        )

    def close(self) -> None:
        self.apple.let_go.set()
        self._pool.shutdown()


@pytest.fixture
def crash(
    claims: Claims, device_check: FakeDeviceCheck, start_service: Callable[..., Service]
) -> Iterator[Crash]:
    # Long enough for a test to look at what is held.
    environment = {**device_check.environment, "FLORIN_DEVICECHECK_TIMEOUT_S": "4"}
    crash = Crash(start_service(**environment), claims, device_check)
    try:
        yield crash
    finally:
        crash.close()


def before_the_turn(crash: Crash) -> None:
    with crash.turns_locked():
        crash.start()
        crash.until(crash.blocked)
        crash.kill()


def before_apple_is_asked(crash: Crash) -> None:
    crash.apple.fail(QUERY, "hold")
    crash.start()
    crash.apple.wait_until_held()
    crash.kill()


def after_apple_answered(crash: Crash) -> None:
    crash.apple.fail(QUERY, "hold after")
    crash.start()
    crash.apple.wait_until_held()
    with crash.turns_locked():
        crash.apple.let_go.set()
        crash.until(crash.blocked)
        crash.kill()


def before_the_bit_is_set(crash: Crash) -> None:
    """The update reaches Apple when its sender is long gone."""
    crash.apple.fail(UPDATE, "hold")
    crash.start()
    crash.apple.wait_until_held()
    crash.kill()


def never_set(crash: Crash) -> None:
    """The service dies when Apple has refused the update and the second try is under way."""
    crash.apple.fail(UPDATE, 500, "hold")
    crash.start()
    crash.apple.wait_until_held()
    crash.service.kill()


def after_the_bit_is_set(crash: Crash) -> None:
    crash.apple.fail(UPDATE, "hold after")
    crash.start()
    crash.apple.wait_until_held()
    crash.kill()


def after_apple_confirmed_it(crash: Crash) -> None:
    crash.apple.fail(UPDATE, "hold after")
    crash.start()
    crash.apple.wait_until_held()
    with crash.turns_locked():
        crash.apple.let_go.set()
        crash.until(crash.blocked)
        crash.kill()


def after_everything(crash: Crash) -> None:
    assert crash.check(crash.user) == GRANTED
    crash.kill()


NOTHING_WAS_SET = [before_the_turn, before_apple_is_asked]
MAY_HAVE_BEEN_SET = [
    after_apple_answered,
    before_the_bit_is_set,
    never_set,
    after_the_bit_is_set,
    after_apple_confirmed_it,
    after_everything,
]


@pytest.mark.parametrize("dies", [*NOTHING_WAS_SET, *MAY_HAVE_BEEN_SET])
def test_user_asks_again_and_has_it_once(crash: Crash, dies: Callable[[Crash], None]) -> None:
    dies(crash)
    crash.start_again()
    assert crash.check(crash.user) in (GRANTED, HAD)
    assert crash.check(crash.user) == HAD
    assert crash.check(crash.other) == USED
    assert crash.welcomes() == 1


@pytest.mark.parametrize("dies", NOTHING_WAS_SET)
def test_who_died_before_setting_anything_leaves_the_device_as_it_was(
    crash: Crash, dies: Callable[[Crash], None]
) -> None:
    dies(crash)
    crash.start_again()
    assert crash.check(crash.other) == GRANTED
    assert crash.check(crash.user) == USED
    assert crash.welcomes() == 1


@pytest.mark.parametrize("dies", MAY_HAVE_BEEN_SET)
def test_another_account_on_the_same_device_finishes_it_and_gets_nothing(
    crash: Crash, dies: Callable[[Crash], None]
) -> None:
    dies(crash)
    crash.start_again()
    assert crash.check(crash.other) == USED
    assert crash.check(crash.user) == HAD
    assert crash.welcomes() == 1


@pytest.mark.parametrize("dies", [after_the_bit_is_set, never_set])
def test_worker_finishes_it_where_nobody_calls(crash: Crash, dies: Callable[[Crash], None]) -> None:
    dies(crash)
    crash.claims.end_turn()
    worker = crash.service.start_worker()
    try:
        crash.until(lambda: crash.welcomes() == 1)
    finally:
        worker.stop(deadline_s=10)
    crash.start_again()
    assert crash.check(crash.user) == HAD
    assert crash.check(crash.other) == USED


def test_two_replicas_of_which_one_dies_give_once(
    crash: Crash, start_service: Callable[..., Service]
) -> None:
    """The second waits in line, takes over, and serves its own user by what it finds."""
    second = start_service(**crash.service.environment)
    crash.apple.fail(UPDATE, "hold after")
    crash.start()
    crash.apple.wait_until_held()
    answers: list[Any] = []
    waiter = Crash(second, crash.claims, crash.apple)
    waiting = threading.Thread(target=lambda: answers.append(waiter.check(waiter.user)))
    waiting.start()
    crash.kill()
    crash.claims.end_turn()
    waiting.join(TIMEOUT_S)
    assert answers == [USED]
    crash.service.start()
    assert crash.check(crash.user) == HAD
    assert crash.welcomes() == 1
    waiter.close()
