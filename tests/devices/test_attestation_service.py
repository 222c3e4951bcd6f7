"""/v1/devices/challenge and /attest, and requests that carry an assertion, over real HTTP."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from devices.claims import Claims
from devices.fake_device_check import FakeDeviceCheck
from devices.hardware import APP, Authority, Hardware
from functions_py.app_attest import App

from local.testbed.identity import User
from local.testbed.services import Service

TIMEOUT_S = 30.0
CHECK, CHALLENGE, ATTEST = (f"/v1/devices/{name}" for name in ("check", "challenge", "attest"))


class Phone:
    """The app on one device: signs whatever its user sends."""

    def __init__(self, service: Service, authority: Authority, apple: FakeDeviceCheck) -> None:
        self.service = service
        self.authority = authority
        self.apple = apple
        self.hardware = Hardware()

    def post(
        self, path: str, user: User, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        raw = b"" if body is None else json.dumps(body).encode()
        reply = httpx.post(
            self.service.base_url + path,
            headers=user.headers | (headers or {}),
            content=raw,
            timeout=TIMEOUT_S,
            trust_env=False,
        )
        return reply.status_code, reply.json()

    def challenge(self, user: User) -> str:
        status, answer = self.post(CHALLENGE, user)
        assert status == 201
        return str(answer["challenge"])

    def attest(
        self, user: User, challenge: str | None = None, **wrong: Any
    ) -> tuple[int, dict[str, Any]]:
        challenge = self.challenge(user) if challenge is None else challenge
        return self.send(user, self.hardware.attest(self.authority, challenge, **wrong))

    def send(self, user: User, attestation: bytes) -> tuple[int, dict[str, Any]]:
        text = base64.b64encode(attestation).decode()
        return self.post(ATTEST, user, {"key_id": self.hardware.key_text, "attestation": text})

    def signed(self, path: str, user: User, body: dict[str, Any], **wrong: Any) -> dict[str, str]:
        """The headers of a request with an assertion over it."""
        data = f"POST\n{path}\n{wrong.pop('user_id', user.id)}\n" + json.dumps(body)
        assertion = self.hardware.sign(data.encode(), **wrong)
        return {
            "florin-attest-key": self.hardware.key_text,
            "florin-assertion": base64.b64encode(assertion).decode(),
        }

    def check(self, user: User, **wrong: Any) -> tuple[int, dict[str, Any]]:
        """Its welcome, asked for with an assertion."""
        body = {"device_token": self.apple.token("phone")}
        return self.post(CHECK, user, body, self.signed(CHECK, user, body, **wrong))


@pytest.fixture
def environment(
    authority: Authority, device_check: FakeDeviceCheck, tmp_path: Path
) -> dict[str, str]:
    return {
        **device_check.environment,
        "FLORIN_APPLE_BUNDLE_ID": APP.bundle_id,
        "FLORIN_APPLE_APP_ID": "1234567890",
        "FLORIN_DEVICE_ENVIRONMENT": "development",
        "FLORIN_APP_ATTEST_ROOT_FILE": authority.root_file(tmp_path),
    }


@pytest.fixture
def new_phone(
    claims: Claims,
    start_service: Callable[..., Service],
    environment: dict[str, str],
    authority: Authority,
    device_check: FakeDeviceCheck,
) -> Callable[..., Phone]:
    """`new_phone(FLORIN_…="…")`: a phone, and a service of its own with these settings."""

    def make(**settings: str) -> Phone:
        return Phone(start_service(**environment | settings), authority, device_check)

    return make


@pytest.fixture
def phone(new_phone: Callable[..., Phone]) -> Phone:
    return new_phone()


def code(answer: tuple[int, dict[str, Any]]) -> tuple[Any, ...]:
    """Status, code and reason of a refusal."""
    status, problem = answer
    return (status, problem["code"], *([problem["reason"]] if "reason" in problem else []))


# --- works ----------------------------------------------------------------------------------------


def test_attested_phone_signs_for_its_welcome(phone: Phone, claims: Claims) -> None:
    user = phone.service.new_user()
    known = {"key_id": phone.hardware.key_text, "environment": "development"}
    assert phone.attest(user) == (201, known)
    assert phone.check(user) == (200, {"welcome": "granted", "granted_microcredits": 7})
    rows = claims.ledger.rows("select device_key, source from access.devices")
    assert rows == [
        {
            "device_key": f"app_attest:development:{phone.hardware.key_id.hex()}",
            "source": "app_attest",
        }
    ]
    kept = claims.ledger.row("select counter, receipt from access.attested_keys")
    assert (kept["counter"], bytes(kept["receipt"])) == (1, b"a receipt")


def test_same_attestation_again_is_answered_the_same_while_its_challenge_lasts(
    phone: Phone, claims: Claims
) -> None:
    user = phone.service.new_user()
    attestation = phone.hardware.attest(phone.authority, phone.challenge(user))
    assert phone.send(user, attestation)[0] == 201
    assert phone.send(user, attestation)[0] == 200
    claims.ledger.connection.execute("update access.device_challenges set expires_at = now()")
    assert code(phone.send(user, attestation)) == (400, "challenge_not_usable")


def test_two_devices_of_one_account_are_attested_at_once(phone: Phone) -> None:
    user = phone.service.new_user()
    tablet = Phone(phone.service, phone.authority, phone.apple)
    first, second = phone.challenge(user), tablet.challenge(user)
    assert tablet.attest(user, second)[0] == 201
    assert phone.attest(user, first)[0] == 201


def test_device_known_by_its_key_has_a_models_trial_once(phone: Phone, claims: Claims) -> None:
    """From the attestation to the generation, all of it through the service."""
    claims.ledger.connection.execute(
        "update catalog.models set tier = 'premium', trial_messages = 5 where id = 'demo'"
    )
    first, second = phone.service.new_user(), phone.service.new_user()
    asked = {"model": "demo", "messages": [{"role": "user", "content": "hi"}]}
    assert phone.attest(first)[0] == 201
    assert phone.post("/v1/chat/completions", first, asked)[0] == 200
    phone.check(second)
    status, answer = phone.post("/v1/chat/completions", second, asked)
    assert (status, answer["error"]["code"]) == (402, "model_locked")
    assert phone.post("/v1/chat/completions", first, asked)[0] == 200
    stranger = phone.service.new_user()
    assert phone.post("/v1/chat/completions", stranger, asked)[0] == 200


# --- refuses --------------------------------------------------------------------------------------


def test_attestation_that_is_wrong_is_refused_with_its_reason(phone: Phone) -> None:
    user = phone.service.new_user()
    other_team = App("OTHERTEAM1", APP.bundle_id, "development")
    production = App(APP.team_id, APP.bundle_id, "production")
    for wrong, reason in (
        ({"app": other_team}, "rp_id"),
        ({"app": production}, "environment"),
        ({"counter": 3}, "counter"),
    ):
        assert code(phone.attest(user, **wrong)) == (400, "attestation_refused", reason)


def test_challenge_of_another_account_is_of_no_use(phone: Phone) -> None:
    user, other = phone.service.new_user(), phone.service.new_user()
    challenge = phone.challenge(other)
    assert code(phone.attest(user, challenge)) == (400, "challenge_not_usable")
    phone.challenge(user)
    assert code(phone.attest(user, challenge)) == (400, "attestation_refused", "nonce")


def test_expired_challenge_is_of_no_use(phone: Phone, claims: Claims) -> None:
    user = phone.service.new_user()
    challenge = phone.challenge(user)
    claims.ledger.connection.execute("update access.device_challenges set expires_at = now()")
    assert code(phone.attest(user, challenge)) == (400, "challenge_not_usable")


def test_challenge_serves_one_key(phone: Phone) -> None:
    user = phone.service.new_user()
    challenge = phone.challenge(user)
    assert phone.attest(user, challenge)[0] == 201
    tablet = Phone(phone.service, phone.authority, phone.apple)
    assert code(tablet.attest(user, challenge)) == (400, "challenge_not_usable")


def test_another_root_and_development_keys_count_for_nothing_in_production(
    new_phone: Callable[..., Phone],
) -> None:
    phone = new_phone(FLORIN_DEVICE_ENVIRONMENT="production", FLORIN_APP_ATTEST_ROOT_FILE="")
    user = phone.service.new_user()
    assert code(phone.attest(user)) == (400, "attestation_refused", "chain")


def test_assertion_is_good_once_and_for_its_request_alone(phone: Phone) -> None:
    user, other = phone.service.new_user(), phone.service.new_user()
    phone.attest(user)
    body = {"device_token": phone.apple.token("phone")}
    headers = phone.signed(CHECK, user, body)
    assert phone.post(CHECK, user, body, headers)[0] == 200
    assert code(phone.post(CHECK, user, body, headers)) == (409, "assertion_replayed")
    lower = phone.check(user, counter=1)
    assert code(lower) == (409, "assertion_replayed")

    headers = phone.signed(CHECK, user, body)
    changed = {"device_token": phone.apple.token("phone")}
    for sent in ((CHECK, other, body, headers), (CHECK, user, changed, headers)):
        assert code(phone.post(*sent)) == (400, "assertion_refused", "signature")
    wrong_app = phone.check(user, app=App("OTHERTEAM1", APP.bundle_id, "development"))
    assert code(wrong_app) == (400, "assertion_refused", "rp_id")


def test_key_that_was_never_attested_signs_for_nothing(phone: Phone) -> None:
    user = phone.service.new_user()
    assert code(phone.check(user)) == (400, "assertion_refused", "key_unknown")
    body = {"device_token": phone.apple.token("phone")}
    good = phone.signed(CHECK, user, body)
    for name in good:
        for text in ("", "!", "QUJD", "QUJD" * 1000):
            broken = phone.post(CHECK, user, body, good | {name: text})
            assert broken[0] == 400
            assert broken[1]["code"] == "assertion_refused"
        half = {name: good[name]}
        assert code(phone.post(CHECK, user, body, half)) == (403, "assertion_missing")
    assert phone.apple.requests == []


def test_where_it_is_required_nothing_goes_without(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone(FLORIN_APP_ATTEST_REQUIRED="on")
    user = phone.service.new_user()
    body = {"device_token": phone.apple.token("phone")}
    assert code(phone.post(CHECK, user, body)) == (403, "assertion_missing")
    assert phone.apple.requests == []
    phone.attest(user)
    assert phone.check(user)[1]["welcome"] == "granted"


def test_without_an_app_named_no_assertion_counts(new_phone: Callable[..., Phone]) -> None:
    phone = new_phone(FLORIN_APPLE_BUNDLE_ID="", FLORIN_APPLE_APP_ID="")
    user = phone.service.new_user()
    for path in (CHALLENGE, ATTEST):
        assert code(phone.post(path, user, {})) == (501, "app_attest_not_configured")
    assert code(phone.check(user)) == (501, "app_attest_not_configured")


KEY = "A" * 43 + "="


def test_body_that_is_none_is_refused(phone: Phone) -> None:
    user = phone.service.new_user()
    for body in (
        {},
        {"key_id": "QUJD", "attestation": "QUJD"},
        {"key_id": 5, "attestation": "QUJD"},
        {"key_id": KEY, "attestation": ""},
        {"key_id": KEY, "attestation": "QUJD" * 8000},
        {"key_id": KEY, "attestation": "?"},
        {"key_id": KEY, "attestation": "QUJD", "more": 1},
    ):
        assert code(phone.post(ATTEST, user, body)) == (400, "invalid_request")
