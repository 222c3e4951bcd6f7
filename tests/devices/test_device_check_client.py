"""DeviceCheck over real HTTP: what is asked, and what each answer means."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import jwt
import pytest
from devices.fake_device_check import KEY_ID, QUERY, TEAM, UPDATE, FakeDeviceCheck
from functions_py.errors import FlorinError
from functions_py.settings import Settings, SettingsError
from functions_py.stores import device_check as module
from functions_py.stores.device_check import (
    Bits,
    DeviceCheck,
    DeviceCheckUnavailable,
    TokenRefused,
)

CLAIM = uuid.uuid4()


@asynccontextmanager
async def opened(fake: FakeDeviceCheck, **changes: Any) -> AsyncIterator[DeviceCheck]:
    client = DeviceCheck(Settings(**{**fake.settings, **changes}))
    await client.open()
    try:
        yield client
    finally:
        await client.close()


@pytest.mark.parametrize(
    "text", ["Failed to find bit state", "Bit State Not Found", " bit state not found\n"]
)
async def test_device_never_set_has_no_bit(device_check: FakeDeviceCheck, text: str) -> None:
    device_check.never_set = text
    async with opened(device_check) as client:
        assert await client.query(device_check.token("a"), CLAIM) == Bits(False, False)


async def test_bits_are_read_as_they_were_set(device_check: FakeDeviceCheck) -> None:
    async with opened(device_check) as client:
        for bits in (Bits(True, False), Bits(False, True), Bits(True, True)):
            await client.update(device_check.token("a"), CLAIM, bits)
            assert await client.query(device_check.token("a"), CLAIM) == bits


async def test_requests_are_as_apple_wants_them(device_check: FakeDeviceCheck) -> None:
    async with opened(device_check) as client:
        token = device_check.token("a")
        await client.query(token, CLAIM)
        await client.update(token, CLAIM, Bits(True, False))
    (_, asked), (_, told) = device_check.requests
    assert set(asked) == {"device_token", "transaction_id", "timestamp"}
    assert {"bit0": True, "bit1": False}.items() <= told.items()
    assert asked["transaction_id"] == told["transaction_id"] == str(CLAIM)


async def test_our_signature_is_made_once_in_a_quarter_of_an_hour(
    device_check: FakeDeviceCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(device_check) as client:
        await client.query(device_check.token("a"), CLAIM)
        await client.query(device_check.token("a"), CLAIM)
        monkeypatch.setattr(module, "JWT_LIFE_S", 0.0)
        await client.query(device_check.token("a"), CLAIM)
    first, second, third = device_check.tokens_of_ours
    assert first == second != third
    assert jwt.get_unverified_header(first) == {"alg": "ES256", "kid": KEY_ID, "typ": "JWT"}
    claims = jwt.decode(first, options={"verify_signature": False})
    assert claims["iss"] == TEAM
    assert module.JWT_LIFE_S < 1200


@pytest.mark.parametrize(
    "how",
    [
        500,
        503,
        429,
        401,
        403,
        302,
        "lost",
        "slow",
        "text:",
        "text:{}",
        "text:yes",
        'text:{"bit0": 1, "bit1": 0}',
        'text:{"bit0": true}',
        "text:[]",
        "text:" + "x" * 5000,
    ],
)
async def test_answer_that_says_nothing_is_never_taken_for_no_bit(
    device_check: FakeDeviceCheck, how: int | str
) -> None:
    async with opened(device_check) as client:
        device_check.fail(QUERY, how)
        with pytest.raises(DeviceCheckUnavailable):
            await client.query(device_check.token("a"), CLAIM)


@pytest.mark.parametrize("how", [500, "lost", "slow"])
async def test_update_without_an_answer_is_none(
    device_check: FakeDeviceCheck, how: int | str
) -> None:
    async with opened(device_check) as client:
        device_check.fail(UPDATE, how)
        with pytest.raises(DeviceCheckUnavailable):
            await client.update(device_check.token("a"), CLAIM, Bits(True, False))


async def test_token_that_apple_does_not_take_is_told_apart(device_check: FakeDeviceCheck) -> None:
    async with opened(device_check) as client:
        with pytest.raises(TokenRefused):
            await client.query("bm90IG9uZQ==", CLAIM)
        with pytest.raises(TokenRefused):
            await client.update("bm90IG9uZQ==", CLAIM, Bits(True, False))


@pytest.mark.parametrize(
    "text", ["Missing or badly formatted time stamp", "Missing or incorrectly formatted bits"]
)
async def test_what_we_made_badly_is_no_fault_of_the_token(
    device_check: FakeDeviceCheck, text: str
) -> None:
    async with opened(device_check) as client:
        device_check.fail(UPDATE, f"400:{text}")
        with pytest.raises(DeviceCheckUnavailable):
            await client.update(device_check.token("a"), CLAIM, Bits(True, False))


async def test_key_of_another_is_our_fault_and_not_the_tokens(
    device_check: FakeDeviceCheck,
) -> None:
    other = FakeDeviceCheck().pem
    async with opened(device_check, devicecheck_private_key=other) as client:
        with pytest.raises(DeviceCheckUnavailable):
            await client.query(device_check.token("a"), CLAIM)


async def test_nobody_there_is_told_within_the_time_given() -> None:
    settings = {**FakeDeviceCheck().settings, "devicecheck_url": "http://127.0.0.1:1"}
    client = DeviceCheck(Settings(**settings))
    await client.open()
    async with asyncio.timeout(5):
        with pytest.raises(DeviceCheckUnavailable):
            await client.query("bm90IG9uZQ==", CLAIM)
    await client.close()


@pytest.mark.parametrize(
    "missing", ["apple_team_id", "devicecheck_key_id", "devicecheck_private_key"]
)
def test_without_all_of_the_key_nothing_is_configured(missing: str) -> None:
    client = DeviceCheck(Settings(**{**FakeDeviceCheck().settings, missing: ""}))
    with pytest.raises(FlorinError) as caught:
        client.require()
    assert (caught.value.status, caught.value.code) == (501, "devicecheck_not_configured")


@pytest.mark.parametrize(
    ("environment", "host"),
    [
        ("production", "https://api.devicecheck.apple.com"),
        ("development", "https://api.development.devicecheck.apple.com"),
    ],
)
def test_each_environment_has_its_host(environment: str, host: str) -> None:
    assert DeviceCheck(Settings(device_environment=environment))._base_url == host


def test_settings_that_make_no_sense_are_refused() -> None:
    with pytest.raises(SettingsError):
        Settings(device_environment="sandbox")
    with pytest.raises(SettingsError):
        Settings(app_attest_root_file="root.pem")
    with pytest.raises(SettingsError):
        Settings.from_env({"FLORIN_DEVICECHECK_PRIVATE_KEY": "no key"})


def test_a_key_may_be_written_in_one_line() -> None:
    pem = FakeDeviceCheck().pem
    given = Settings.from_env({"FLORIN_DEVICECHECK_PRIVATE_KEY": pem.replace("\n", "\\n")})
    assert given.devicecheck_private_key == pem
    assert pem not in repr(given)
