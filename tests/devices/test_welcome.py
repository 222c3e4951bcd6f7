"""POST /v1/devices/check over a service in this process, with a DeviceCheck that can fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from devices.claims import AMOUNT, Claims
from devices.fake_device_check import QUERY, UPDATE, FakeDeviceCheck
from service.running import Service, running_service, settings_for

from local.testbed.databases import Database
from local.testbed.identity import Issuer, User

GRANTED = (200, {"welcome": "granted", "granted_microcredits": AMOUNT})
HAD = (200, {"welcome": "already_granted", "granted_microcredits": AMOUNT})
USED = (200, {"welcome": "device_used", "granted_microcredits": 0})


@dataclass(frozen=True)
class Shop:
    """A service, its database, and DeviceCheck."""

    service: Service
    claims: Claims
    apple: FakeDeviceCheck
    issuer: Issuer

    def user(self) -> User:
        return self.issuer.new_user(self.claims.db)

    async def post(
        self, path: str, user: User, body: Any = None, **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON; of a problem its code, and nothing else."""
        async with self.service.client.post(
            self.service.url + path,
            headers=user.headers | {k.replace("_", "-"): v for k, v in headers.items()},
            json=body,
        ) as response:
            answer = await response.json(content_type=None)
            if response.status >= 400:
                assert response.content_type == "application/problem+json"
                return response.status, {"code": answer["code"]}
            return response.status, answer

    async def check(self, user: User, device: str) -> tuple[int, dict[str, Any]]:
        return await self.post(
            "/v1/devices/check", user, {"device_token": self.apple.token(device)}
        )

    def welcomes(self) -> int:
        """How many accounts have welcome credits in their buckets."""
        return int(
            self.claims.ledger.value(
                "select count(*) from ledger.buckets where source_ref = 'welcome:production'"
            )
        )

    def check_state(self) -> str:
        return str(
            self.claims.ledger.value(
                "select state from access.device_checks order by created_at desc limit 1"
            )
        )


def refusal(status: int, code: str) -> tuple[int, dict[str, str]]:
    return status, {"code": code}


@pytest.fixture
def settings(db: Database, issuer: Issuer, device_check: FakeDeviceCheck) -> dict[str, Any]:
    return {
        "database_url": db.dsn("florin_service"),
        "auth_url": issuer.url,
        "db_pool_max": 10,
        **device_check.settings,
    }


@pytest.fixture
async def shop(
    claims: Claims, issuer: Issuer, device_check: FakeDeviceCheck, settings: dict[str, Any]
) -> AsyncIterator[Shop]:
    async with running_service(settings_for(**settings)) as service:
        yield Shop(service, claims, device_check, issuer)


# --- works ----------------------------------------------------------------------------------------


async def test_new_device_brings_welcome_credits_once(shop: Shop) -> None:
    user = shop.user()
    assert await shop.check(user, "phone") == GRANTED
    assert shop.apple.bits == {"phone": (True, False)}
    assert await shop.check(user, "phone") == HAD
    assert await shop.check(shop.user(), "phone") == USED
    assert await shop.check(shop.user(), "tablet") == GRANTED
    assert shop.welcomes() == 2


async def test_other_bit_is_the_apps_and_stays(shop: Shop) -> None:
    shop.apple.bits["phone"] = (False, True)
    assert await shop.check(shop.user(), "phone") == GRANTED
    assert shop.apple.bits["phone"] == (True, True)


async def test_account_that_had_its_credits_spends_no_other_device(shop: Shop) -> None:
    user = shop.user()
    await shop.check(user, "phone")
    assert await shop.check(user, "tablet") == HAD
    assert "tablet" not in shop.apple.bits


async def test_where_nothing_is_offered_apple_is_not_asked(shop: Shop) -> None:
    shop.claims.offer(0)
    answer = await shop.check(shop.user(), "phone")
    assert answer == (200, {"welcome": "not_offered", "granted_microcredits": 0})
    assert shop.apple.requests == []


async def test_deleted_users_device_brings_a_new_account_nothing(shop: Shop) -> None:
    user = shop.user()
    assert await shop.check(user, "phone") == GRANTED
    async with shop.service.client.delete(
        shop.service.url + "/v1/me", headers=user.headers
    ) as response:
        assert response.status in (200, 204)
    assert await shop.check(shop.user(), "phone") == USED


# --- at the same time -----------------------------------------------------------------------------


async def test_many_accounts_on_one_device_at_once_get_one_welcome(shop: Shop) -> None:
    shop.apple.pause_s = 0.01
    users = [shop.user() for _ in range(8)]
    answers = await asyncio.gather(*(shop.check(user, "phone") for user in users))
    assert answers.count(GRANTED) == 1
    assert answers.count(USED) == 7
    assert shop.welcomes() == 1


async def test_one_account_many_times_at_once_gets_one_welcome(shop: Shop) -> None:
    shop.apple.pause_s = 0.01
    user = shop.user()
    devices = ["phone"] * 4 + ["tablet"] * 4
    answers = await asyncio.gather(*(shop.check(user, device) for device in devices))
    assert answers.count(GRANTED) == 1
    assert answers.count(HAD) == 7
    assert shop.welcomes() == 1
    assert len(shop.apple.bits) == 1


async def test_many_devices_at_once_all_get_theirs(shop: Shop) -> None:
    answers = await asyncio.gather(*(shop.check(shop.user(), f"phone {n}") for n in range(15)))
    assert answers == [GRANTED] * 15


async def test_two_replicas_give_one_device_one_welcome(
    shop: Shop, settings: dict[str, Any]
) -> None:
    shop.apple.pause_s = 0.02
    async with running_service(settings_for(**settings)) as other:
        second = Shop(other, shop.claims, shop.apple, shop.issuer)
        answers = await asyncio.gather(
            *(replica.check(replica.user(), "phone") for replica in (shop, second) * 4)
        )
    assert answers.count(GRANTED) == 1
    assert answers.count(USED) == 7


# --- Apple fails ----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [500, 401, "lost", "slow", "text:?"])
async def test_query_without_an_answer_gives_nothing_and_spends_nothing(
    shop: Shop, how: int | str
) -> None:
    user = shop.user()
    shop.apple.fail(QUERY, how)
    assert await shop.check(user, "phone") == refusal(503, "devicecheck_unavailable")
    assert shop.apple.bits == {}
    assert await shop.check(user, "phone") == GRANTED


@pytest.mark.parametrize("how", [500, "lost", "slow"])
async def test_one_update_without_an_answer_is_made_again(shop: Shop, how: int | str) -> None:
    shop.apple.fail(UPDATE, how)
    assert await shop.check(shop.user(), "phone") == GRANTED
    assert shop.apple.updates() == 2
    assert await shop.check(shop.user(), "phone") == USED


@pytest.mark.parametrize("how", [500, "lost"])
async def test_next_call_of_anybody_finishes_what_apple_left_open(
    shop: Shop, how: int | str
) -> None:
    user, other = shop.user(), shop.user()
    shop.apple.fail(UPDATE, how, how)
    assert await shop.check(user, "phone") == refusal(503, "devicecheck_unavailable")
    assert shop.check_state() == "setting"
    assert await shop.check(other, "phone") == USED
    assert await shop.check(user, "phone") == HAD
    assert shop.welcomes() == 1


@pytest.mark.parametrize("how", [500, "lost"])
async def test_the_same_users_next_call_finishes_it_too(shop: Shop, how: int | str) -> None:
    user = shop.user()
    shop.apple.fail(UPDATE, how, how)
    assert await shop.check(user, "phone") == refusal(503, "devicecheck_unavailable")
    assert await shop.check(user, "phone") == HAD
    assert shop.welcomes() == 1


async def test_apple_away_for_long_leaves_nothing_given_twice(shop: Shop) -> None:
    user, other = shop.user(), shop.user()
    shop.apple.fail(UPDATE, 500, 500)
    assert (await shop.check(user, "phone"))[0] == 503
    shop.apple.fail(QUERY, 500, 500, 500)
    for _ in range(3):
        assert await shop.check(other, "tablet") == refusal(503, "devicecheck_unavailable")
    shop.claims.ledger.connection.execute(
        "update access.device_checks set setting_since = now() - interval '1 hour' "
        "where state = 'setting'"
    )
    # Given up as too old: its user may try again, as the bit was never set.
    assert await shop.check(other, "tablet") == GRANTED
    assert await shop.check(user, "phone") == GRANTED
    assert shop.welcomes() == 2


async def test_token_no_longer_taken_while_setting_gives_nothing(shop: Shop) -> None:
    """The answer was lost, the bit was set, and nobody can know it any more."""
    user = shop.user()
    token = shop.apple.token("phone")
    shop.apple.fail(UPDATE, "lost", "lost")
    body = {"device_token": token}
    assert (await shop.post("/v1/devices/check", user, body))[0] == 503
    shop.apple.no_longer_taken.add(token)
    assert await shop.check(user, "phone") == USED
    assert shop.welcomes() == 0


# --- refuses --------------------------------------------------------------------------------------


async def test_token_that_apple_does_not_take_is_a_bad_request(shop: Shop) -> None:
    user = shop.user()
    answer = await shop.post("/v1/devices/check", user, {"device_token": "bm90IG9uZQ=="})
    assert answer == refusal(400, "device_token_refused")
    assert shop.check_state() == "refused"
    assert await shop.check(user, "phone") == GRANTED


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"device_token": 5},
        {"device_token": ""},
        {"device_token": "not base64!"},
        {"device_token": "a"},
        {"device_token": "QUJD" * 3000},
        {"device_token": "QUJD", "more": 1},
    ],
)
async def test_body_that_is_none_is_refused_before_apple_is_asked(
    shop: Shop, body: dict[str, Any]
) -> None:
    answer = await shop.post("/v1/devices/check", shop.user(), body)
    assert answer == refusal(400, "invalid_request")
    assert shop.apple.requests == []


async def test_twenty_first_check_of_a_day_is_refused(shop: Shop) -> None:
    shop.apple.bits["phone"] = (True, False)
    user = shop.user()
    for _ in range(20):
        assert await shop.check(user, "phone") == USED
    assert await shop.check(user, "phone") == refusal(429, "limit_reached")


async def test_who_is_not_signed_in_checks_nothing(shop: Shop) -> None:
    for path in ("check", "challenge", "attest"):
        async with shop.service.client.post(f"{shop.service.url}/v1/devices/{path}") as response:
            assert response.status == 401


async def test_who_waits_too_long_is_told_to_come_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions_py.welcome.WAIT_S", 0.3)
    other = shop.claims.sign_in()
    check_id = shop.claims.opened(other)
    turn = shop.claims.take(other, check_id)["turn"]
    answers = await asyncio.gather(*(shop.check(shop.user(), "phone") for _ in range(3)))
    assert answers == [refusal(503, "device_check_busy")] * 3
    shop.claims.finish(other, check_id, turn, "unknown")
    assert await shop.check(shop.user(), "phone") == GRANTED


@pytest.fixture
def without_keys(settings: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {
        name: value
        for name, value in settings.items()
        if not name.startswith(("apple_", "devicecheck_"))
    }


async def test_without_keys_it_says_so_and_grants_nothing(
    claims: Claims, issuer: Issuer, device_check: FakeDeviceCheck, without_keys: dict[str, Any]
) -> None:
    async with running_service(settings_for(**without_keys)) as service:
        shop = Shop(service, claims, device_check, issuer)
        user = shop.user()
        assert await shop.check(user, "phone") == refusal(501, "devicecheck_not_configured")
        for path in ("challenge", "attest"):
            answer = await shop.post(f"/v1/devices/{path}", user, {})
            assert answer == refusal(501, "app_attest_not_configured")
        assert shop.welcomes() == 0
    assert device_check.requests == []


async def test_development_device_mints_nothing_for_production(
    claims: Claims, issuer: Issuer, device_check: FakeDeviceCheck, settings: dict[str, Any]
) -> None:
    settings["device_environment"] = "development"
    async with running_service(settings_for(**settings)) as service:
        shop = Shop(service, claims, device_check, issuer)
        answer = await shop.check(shop.user(), "phone")
        assert answer == (200, {"welcome": "granted", "granted_microcredits": 7})
        assert shop.welcomes() == 0
