"""DeviceCheck's traps, met over HTTP by whoever calls with httpx."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest

from local.app_store.control import AppStore
from local.app_store.keys import CallerKey

QUERY, UPDATE, VALIDATE = "query_two_bits", "update_two_bits", "validate_device_token"


class Caller:
    """What an app's server does."""

    def __init__(self, store: AppStore, url: str | None = None) -> None:
        self.settings = store.settings
        self.http = httpx.Client(base_url=url or store.devicecheck_url, timeout=5, trust_env=False)

    def token(self, **changes: Any) -> str:
        given: dict[str, Any] = {
            "iss": self.settings["team_id"],
            "iat": int(time.time()),
            "key": self.settings["device_private_key"],
            "kid": self.settings["device_key_id"],
            **changes,
        }
        key, kid = given.pop("key"), given.pop("kid")
        return jwt.encode(given, key, algorithm="ES256", headers={"kid": kid})

    def post(
        self, endpoint: str, device_token: Any, caller: str | None = None, **changes: Any
    ) -> httpx.Response:
        body = {
            "device_token": device_token,
            "transaction_id": str(uuid.uuid4()),
            "timestamp": int(time.time() * 1000),
            **changes,
        }
        headers = {"authorization": f"Bearer {caller or self.token()}"}
        return self.http.post(f"/v1/{endpoint}", json=body, headers=headers)


@pytest.fixture
def caller(app_store: AppStore) -> Iterator[Caller]:
    one = Caller(app_store)
    yield one
    one.http.close()


@pytest.fixture
def device() -> str:
    return f"phone-{uuid.uuid4()}"


def test_device_that_was_never_set_is_answered_with_200_and_a_sentence(
    app_store: AppStore, caller: Caller, device: str
) -> None:
    answers = set()
    for _ in range(2):
        reply = caller.post(QUERY, app_store.device_token(device))
        assert reply.status_code == 200
        answers.add(reply.text)
    assert answers == {"Failed to find bit state", "Bit State Not Found"}


def test_bits_that_were_set_are_read_back_on_another_token(
    app_store: AppStore, caller: Caller, device: str
) -> None:
    token = app_store.device_token(device)
    updated = caller.post(UPDATE, token, bit0=True, bit1=False)
    assert (updated.status_code, updated.content) == (200, b"")
    body = caller.post(QUERY, app_store.device_token(device)).json()
    assert (body["bit0"], body["bit1"]) == (True, False)
    assert body["last_update_time"] == time.strftime("%Y-%m", time.gmtime())
    assert app_store.bits(device) == (True, False)
    assert app_store.bits(f"{device}-other") is None


def test_token_can_be_good_for_one_call_only(
    app_store: AppStore, caller: Caller, device: str
) -> None:
    token = app_store.device_token(device, uses=1)
    assert caller.post(VALIDATE, token).status_code == 200
    assert caller.post(UPDATE, token, bit0=True, bit1=True).status_code == 400
    assert app_store.bits(device) is None


def test_token_grows_old(app_store: AppStore, caller: Caller, device: str) -> None:
    assert caller.post(QUERY, app_store.device_token(device, life_s=0)).status_code == 400


@pytest.mark.parametrize("token", ["", "bm90IG91cnM=", None, 5])
def test_token_of_nobody_is_a_400(caller: Caller, token: Any) -> None:
    reply = caller.post(QUERY, token)
    assert (reply.status_code, reply.headers["content-type"]) == (400, "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    "changes",
    [
        {"bit0": 1},
        {"bit1": None},
        {"timestamp": "1700000000000"},
        {"timestamp": 1_700_000_000},
        {"transaction_id": "mine"},
    ],
)
def test_malformed_request_is_a_400_and_sets_nothing(
    app_store: AppStore, caller: Caller, device: str, changes: dict[str, Any]
) -> None:
    body = {"bit0": True, "bit1": True, **changes}
    reply = caller.post(UPDATE, app_store.device_token(device), **body)
    assert reply.status_code == 400
    assert app_store.bits(device) is None


def test_caller_with_another_key_team_or_time_is_a_401(
    app_store: AppStore, caller: Caller, device: str
) -> None:
    for wrong in (
        {"key": CallerKey.create("x").pem},
        {"kid": "OTHERKEY01"},
        {"iss": "OTHERTEAM1"},
        {"iat": int(time.time()) - 3600},
    ):
        reply = caller.post(QUERY, app_store.device_token(device), caller.token(**wrong))
        assert reply.status_code == 401


def test_development_is_another_world(app_store: AppStore, caller: Caller, device: str) -> None:
    token = app_store.device_token(device, device_environment="development")
    assert caller.post(QUERY, token).status_code == 400
    other = Caller(app_store, f"{app_store.url}/devicecheck-development")
    assert other.post(UPDATE, token, bit0=True, bit1=True).status_code == 200
    other.http.close()
    assert app_store.bits(device) is None


def test_answer_is_lost_after_the_bits_were_set(
    app_store: AppStore, caller: Caller, device: str
) -> None:
    app_store.fail(UPDATE, loses_answer=True, is_done_first=True)
    with pytest.raises(httpx.RemoteProtocolError):
        caller.post(UPDATE, app_store.device_token(device), bit0=True, bit1=False)
    assert app_store.bits(device) == (True, False)


def test_time_out_leaves_the_bits_alone_or_not(
    app_store: AppStore, caller: Caller, device: str
) -> None:
    caller.http.timeout = httpx.Timeout(0.3)
    for is_done_first in (False, True):
        app_store.fail(UPDATE, hangs=True, is_done_first=is_done_first)
        with pytest.raises(httpx.ReadTimeout):
            caller.post(UPDATE, app_store.device_token(device), bit0=True, bit1=False)
        assert (app_store.bits(device) is not None) is is_done_first


def test_fault_happens_as_often_as_asked(app_store: AppStore, caller: Caller, device: str) -> None:
    app_store.set_bits(device, True, True)
    app_store.fail(QUERY, status=500, times=2)
    app_store.fail(QUERY, status=429, text="Too many requests")
    statuses = [caller.post(QUERY, app_store.device_token(device)).status_code for _ in range(4)]
    assert statuses == [500, 500, 429, 200]
