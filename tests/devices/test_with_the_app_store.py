"""Device checks against the local stack's stand-in, which judges our requests for itself."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from devices.claims import AMOUNT, Claims

from local.app_store.control import AppStore
from local.testbed.app_store import running_app_store
from local.testbed.identity import User
from local.testbed.services import Service

GRANTED = (200, "granted", AMOUNT)
HAD = (200, "already_granted", AMOUNT)
USED = (200, "device_used", 0)
UNAVAILABLE = (503, "devicecheck_unavailable", None)
REFUSED = (400, "device_token_refused", None)

QUERY, UPDATE = "query_two_bits", "update_two_bits"
TIMEOUT_S = 30.0


class Shop:
    """A service set up for the stand-in, and one new device."""

    def __init__(self, store: AppStore, service: Service, claims: Claims) -> None:
        self.store = store
        self.service = service
        self.claims = claims
        self.device = f"phone-{uuid.uuid4()}"

    def check(self, user: User, **token: Any) -> tuple[int, str, int | None]:
        """Status, `welcome` or the problem's code, and what was granted."""
        reply = httpx.post(
            f"{self.service.base_url}/v1/devices/check",
            headers=user.headers,
            json={"device_token": self.store.device_token(self.device, **token)},
            timeout=TIMEOUT_S,
            trust_env=False,
        )
        answer = reply.json()
        said = answer.get("welcome") or answer["code"]
        return reply.status_code, said, answer.get("granted_microcredits")


@pytest.fixture(scope="module")
def store() -> Iterator[AppStore]:
    with running_app_store() as running:
        yield running


@pytest.fixture
def shop(store: AppStore, claims: Claims, start_service: Callable[..., Service]) -> Shop:
    service = start_service(
        FLORIN_APPLE_TEAM_ID=store.settings["team_id"],
        FLORIN_DEVICECHECK_KEY_ID=store.settings["device_key_id"],
        FLORIN_DEVICECHECK_PRIVATE_KEY=store.settings["device_private_key"],
        FLORIN_DEVICECHECK_URL=store.devicecheck_url,
        FLORIN_DEVICECHECK_TIMEOUT_S="2",
    )
    return Shop(store, service, claims)


def test_new_device_brings_welcome_credits_to_one_account(shop: Shop) -> None:
    first, second = shop.service.new_user(), shop.service.new_user()
    assert shop.check(first) == GRANTED
    assert shop.store.bits(shop.device) == (True, False)
    assert shop.check(second) == USED
    assert shop.check(first) == HAD


def test_token_is_asked_twice_and_no_more(shop: Shop) -> None:
    assert shop.check(shop.service.new_user(), uses=2) == GRANTED


def test_token_that_is_used_up_or_old_gives_nothing_and_spends_nothing(shop: Shop) -> None:
    user = shop.service.new_user()
    assert shop.check(user, uses=1) == REFUSED
    assert shop.check(user, life_s=0) == REFUSED
    assert shop.check(user, device_environment="development") == REFUSED
    assert shop.store.bits(shop.device) is None
    assert shop.check(user) == GRANTED


def test_answer_lost_after_the_update_costs_nothing(shop: Shop) -> None:
    shop.store.fail(UPDATE, is_done_first=True, loses_answer=True)
    first, second = shop.service.new_user(), shop.service.new_user()
    assert shop.check(first) == GRANTED
    assert shop.check(second) == USED


def test_answers_lost_again_and_again_leave_it_to_the_next_call(shop: Shop) -> None:
    shop.store.fail(UPDATE, is_done_first=True, loses_answer=True, times=2)
    first, second = shop.service.new_user(), shop.service.new_user()
    assert shop.check(first) == UNAVAILABLE
    assert shop.check(second) == USED
    assert shop.check(first) == HAD


def test_strict_token_and_a_lost_answer_give_nothing_and_never_twice(shop: Shop) -> None:
    """Where Apple takes a token no third time, nobody can know that the bit was set for this."""
    shop.store.fail(UPDATE, is_done_first=True, loses_answer=True)
    user = shop.service.new_user()
    assert shop.check(user, uses=2) == REFUSED
    assert shop.store.bits(shop.device) == (True, False)
    assert shop.check(user) == USED
    assert shop.claims.ledger.value("select count(*) from access.welcomes") == 0


@pytest.mark.parametrize("is_done_first", [False, True])
def test_service_killed_while_apple_hangs_is_made_up_for(shop: Shop, is_done_first: bool) -> None:
    shop.store.fail(UPDATE, hangs=True, is_done_first=is_done_first)
    first, second = shop.service.new_user(), shop.service.new_user()

    def ask() -> None:
        with pytest.raises(httpx.HTTPError):
            shop.check(first)

    asking = threading.Thread(target=ask)
    asking.start()
    setting = "select count(*) from access.device_checks where state = 'setting'"
    while not shop.claims.ledger.value(setting):
        time.sleep(0.02)
    shop.service.kill()
    asking.join(TIMEOUT_S)
    shop.service.start()
    shop.claims.end_turn()
    assert shop.check(second) == USED
    assert shop.check(first) == HAD


def test_apple_being_slow_or_away_gives_nothing_and_spends_nothing(shop: Shop) -> None:
    user = shop.service.new_user()
    for fault in ({"hangs": True}, {"status": 500}, {"status": 429}, {"loses_answer": True}):
        shop.store.fail(QUERY, **fault)
        assert shop.check(user) == UNAVAILABLE
    assert shop.store.bits(shop.device) is None
    assert shop.check(user) == GRANTED
