"""Tokens are verified by the project's keys, and a refusal says why in its code and no more."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import jwt
import pytest
from functions_py import auth as auth_module
from functions_py import jwks
from functions_py.accounts import Accounts
from functions_py.api_keys import ApiKeys
from functions_py.auth import Authenticator, Principal
from functions_py.errors import FlorinError
from functions_py.jwks import KeySet
from functions_py.rpc import Rpc
from functions_py.settings import Settings
from running import open_rpc, settings_for
from signing import LEGACY_SECRET, AuthServer, auth_server
from starlette.requests import HTTPConnection

from local.testbed.databases import Database


class Bench:
    """An authenticator over a real database and a real key server."""

    def __init__(self, server: AuthServer, settings: Settings, rpc: Rpc, keys: KeySet) -> None:
        self.server = server
        self.keys = keys
        self.accounts = Accounts(rpc)
        self.rpc = rpc
        self.authenticator = Authenticator(
            settings, keys, self.accounts, ApiKeys(rpc, settings.api_key_cache_s)
        )

    async def principal(self, token: str, header: str = "bearer") -> Principal:
        name, value = ("authorization", f"Bearer {token}")
        if header == "x-api-key":
            name, value = ("x-api-key", token)
        return await self.authenticator.authenticate(request({name: value}))

    async def code(self, token: str) -> str:
        """The code with which the token is refused."""
        with pytest.raises(FlorinError) as refused:
            await self.principal(token)
        assert refused.value.status == 401
        return refused.value.code


def request(headers: dict[str, str]) -> HTTPConnection:
    raw = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()]
    return HTTPConnection({"type": "http", "headers": raw})


@asynccontextmanager
async def make_bench(settings: Settings, server: AuthServer) -> AsyncIterator[Bench]:
    async with open_rpc(settings) as rpc:
        keys = KeySet(settings.jwks_url)
        await keys.open()
        try:
            yield Bench(server, settings, rpc, keys)
        finally:
            await keys.close()


@pytest.fixture
async def bench(db: Database) -> AsyncIterator[Bench]:
    async with (
        auth_server() as server,
        make_bench(settings_for(db.dsn("florin_service"), server.url), server) as bench,
    ):
        yield bench


@pytest.fixture
async def legacy(db: Database) -> AsyncIterator[Bench]:
    async with auth_server() as server:
        settings = settings_for(db.dsn("florin_service"), server.url, jwt_secret=LEGACY_SECRET)
        async with make_bench(settings, server) as bench:
            yield bench


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
async def test_a_token_signed_with_a_published_key_is_accepted(
    bench: Bench, db: Database, algorithm: str
) -> None:
    user_id = db.add_user()
    key_id = bench.server.add_key(algorithm)
    principal = await bench.principal(bench.server.token(key_id, sub=str(user_id)))
    assert principal.user_id == user_id
    assert principal.is_anonymous
    owner = db.connect().execute(
        "select user_id from access.members where account_id = %s", (principal.account_id,)
    )
    assert owner.fetchall() == [(user_id,)]


async def test_the_key_may_come_in_x_api_key(bench: Bench, db: Database) -> None:
    user_id = db.add_user(is_anonymous=False)
    token = bench.server.token(sub=str(user_id), is_anonymous=False)
    principal = await bench.principal(token, "x-api-key")
    assert (principal.user_id, principal.is_anonymous) == (user_id, False)


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("token_wrong_audience", {"aud": "anon"}),
    ("token_wrong_audience", {"aud": None}),
    ("token_wrong_audience", {"aud": ["other", "another"]}),
    ("token_wrong_issuer", {"iss": "https://somebody.else/auth/v1"}),
    ("token_wrong_issuer", {"iss": None}),
    ("token_expired", {"exp": int(time.time()) - 60}),
    ("token_without_expiry", {"exp": None}),
    ("token_malformed", {"exp": "tomorrow"}),
    ("token_not_yet_valid", {"nbf": int(time.time()) + 86_400}),
    ("token_without_subject", {"sub": None}),
    ("token_without_subject", {"sub": ""}),
    ("token_without_subject", {"sub": "somebody"}),
    ("token_without_subject", {"sub": "{12345678-1234-1234-1234-123456789012}"}),
]


@pytest.mark.parametrize(
    ("code", "changes"),
    CHANGES,
    # The same at every collection, whatever the time.
    ids=[f"{code}-{number}" for number, (code, _) in enumerate(CHANGES)],
)
async def test_a_claim_that_is_wrong_is_named(
    bench: Bench, code: str, changes: dict[str, Any]
) -> None:
    assert await bench.code(bench.server.token(**changes)) == code


@pytest.mark.parametrize("sub", [42, ["a"], {"a": 1}])
async def test_a_subject_that_is_no_text_is_refused(bench: Bench, sub: Any) -> None:
    key_id, private = next(iter(bench.server._private.items()))
    header = {"alg": "ES256", "typ": "JWT", "kid": key_id}
    payload = json.dumps(bench.server.claims(sub=sub)).encode()
    token = jwt.PyJWS().encode(payload, private[1], algorithm="ES256", headers=header)
    assert await bench.code(token) == "token_without_subject"


def unsigned(claims: dict[str, Any], algorithm: str, signature: str = "") -> str:
    parts = ({"alg": algorithm, "typ": "JWT"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join(encoded).decode() + "." + signature


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE"])
async def test_an_unsigned_token_is_refused(legacy: Bench, algorithm: str) -> None:
    token = unsigned(legacy.server.claims(), algorithm)
    assert await legacy.code(token) == "token_unsigned"


async def test_hs256_with_the_public_key_as_secret_is_refused(bench: Bench, legacy: Bench) -> None:
    """The classic confusion: the attacker knows the public key and signs with it."""
    for target in (bench, legacy):
        key_id = target.server.add_key("RS256")
        await target.keys.key(key_id)
        # PyJWT itself refuses to make such a token, so it is made by hand.
        token = forged_hs256(target.server, key_id, target.server.public_pem(key_id))
        expected = "token_wrong_algorithm" if target is bench else "token_bad_signature"
        assert await target.code(token) == expected


def forged_hs256(server: AuthServer, key_id: str, secret: bytes) -> str:
    import hashlib
    import hmac

    header = {"alg": "HS256", "typ": "JWT", "kid": key_id}
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in (header, server.claims())
    ]
    signed = b".".join(parts)
    signature = hmac.new(secret, signed, hashlib.sha256).digest()
    return (signed + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


async def test_the_algorithm_follows_from_the_key_and_not_from_the_token(bench: Bench) -> None:
    ec_key = bench.server.add_key("ES256")
    rsa_key = bench.server.add_key("RS256", publish=False)
    private = bench.server._private[rsa_key][1]
    assert not isinstance(private, str)
    token = jwt.encode(bench.server.claims(), private, algorithm="RS256", headers={"kid": ec_key})
    assert await bench.code(token) == "token_wrong_algorithm"


@pytest.mark.parametrize("algorithm", ["HS256", "HS512", "ES384", "EdDSA", "PS256"])
async def test_an_algorithm_that_is_not_allowed_is_refused(bench: Bench, algorithm: str) -> None:
    token = unsigned(bench.server.claims(), algorithm, "c2lnbmF0dXJl")
    assert await bench.code(token) == "token_wrong_algorithm"


async def test_a_key_that_is_not_published_is_refused(bench: Bench) -> None:
    key_id = bench.server.add_key(publish=False)
    assert await bench.code(bench.server.token(key_id)) == "token_unknown_key"


async def test_a_token_without_key_id_is_refused(bench: Bench) -> None:
    private = next(iter(bench.server._private.values()))[1]
    token = jwt.encode(bench.server.claims(), private, algorithm="ES256")
    assert await bench.code(token) == "token_unknown_key"


async def test_another_key_under_a_published_id_is_refused(bench: Bench) -> None:
    key_id = next(iter(bench.server._private))
    other = bench.server._private[bench.server.add_key(publish=False)][1]
    token = jwt.encode(bench.server.claims(), other, algorithm="ES256", headers={"kid": key_id})
    assert await bench.code(token) == "token_bad_signature"


async def test_a_changed_payload_is_refused(bench: Bench) -> None:
    head, _, signature = bench.server.token().split(".")
    payload = base64.urlsafe_b64encode(json.dumps(bench.server.claims()).encode()).rstrip(b"=")
    assert await bench.code(f"{head}.{payload.decode()}.{signature}") == "token_bad_signature"


@pytest.mark.parametrize(
    "token",
    ["x", "a.b.c", "a.b", "....", "sk-live-1234567890", "é.é.é", "e30.e30.", "bnVsbA.e30.x"],
)
async def test_what_is_no_token_is_malformed(bench: Bench, token: str) -> None:
    assert await bench.code(token) in ("token_malformed", "token_wrong_algorithm")


async def test_a_key_of_ten_thousand_characters_is_too_long(bench: Bench) -> None:
    assert await bench.code("x" * 10_000) == "token_too_long"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "credentials_missing"),
        ({"authorization": ""}, "credentials_missing"),
        ({"authorization": "Bearer "}, "credentials_missing"),
        ({"x-api-key": " "}, "credentials_missing"),
        ({"authorization": "Basic dXNlcjpwYXNz"}, "credentials_malformed"),
    ],
)
async def test_a_request_without_a_token_says_so(
    bench: Bench, headers: dict[str, str], code: str
) -> None:
    with pytest.raises(FlorinError) as refused:
        await bench.authenticator.authenticate(request(headers))
    assert (refused.value.status, refused.value.code) == (401, code)


async def test_the_legacy_secret_verifies_hs256(legacy: Bench, db: Database) -> None:
    user_id = db.add_user()
    principal = await legacy.principal(legacy.server.legacy_token(sub=str(user_id)))
    assert principal.user_id == user_id


async def test_another_secret_is_refused(legacy: Bench) -> None:
    token = legacy.server.legacy_token("another-secret-of-at-least-thirty-two-characters")
    assert await legacy.code(token) == "token_bad_signature"


async def test_legacy_claims_are_judged_alike(legacy: Bench) -> None:
    token = legacy.server.legacy_token(aud="anon")
    assert await legacy.code(token) == "token_wrong_audience"
    token = legacy.server.legacy_token(exp=int(time.time()) - 60)
    assert await legacy.code(token) == "token_expired"


async def test_a_token_seen_before_is_believed_without_the_key_set(
    bench: Bench, db: Database
) -> None:
    token = bench.server.token(sub=str(db.add_user()))
    first = await bench.principal(token)
    bench.keys._keys.clear()
    assert await bench.principal(token) == first


async def test_a_token_seen_before_still_expires(
    bench: Bench, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth_module, "LEEWAY_S", 0)
    token = bench.server.token(sub=str(db.add_user()), exp=int(time.time()) + 2)
    await bench.principal(token)
    await asyncio.sleep(2.1)
    assert await bench.code(token) == "token_expired"


async def test_a_withdrawn_key_ends_what_it_had_verified(
    bench: Bench, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "COOLDOWN_S", 0.0)
    key_id = bench.server.add_key()
    token = bench.server.token(key_id, sub=str(db.add_user()))
    await bench.principal(token)
    bench.server.withdraw(key_id)
    await bench.keys.key("ask again")
    assert await bench.code(token) == "token_unknown_key"


async def test_the_token_cache_is_bounded(
    db: Database, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth_module, "CACHE_CAPACITY", 3)
    settings = settings_for(db.dsn("florin_service"), bench.server.url)
    async with make_bench(settings, bench.server) as small:
        user_id = str(db.add_user())
        for _ in range(5):
            await small.principal(bench.server.token(sub=user_id))
        assert len(small.authenticator._cache) == 3


async def test_a_key_set_out_of_reach_is_503_and_not_401(bench: Bench, db: Database) -> None:
    settings = settings_for(db.dsn("florin_service"), "http://127.0.0.1:1")
    async with make_bench(settings, bench.server) as cut_off:
        with pytest.raises(FlorinError) as refused:
            await cut_off.principal(bench.server.token(sub=str(db.add_user())))
    assert (refused.value.status, refused.value.code) == (503, "keys_unavailable")
    assert refused.value.retry_after_s is not None


async def test_a_database_out_of_reach_is_503_and_not_401() -> None:
    async with auth_server() as server:
        settings = settings_for(auth_url=server.url, db_pool_timeout_s=0.3)
        async with make_bench(settings, server) as cut_off:
            with pytest.raises(FlorinError) as refused:
                await cut_off.principal(server.token())
    assert refused.value.status == 503
    assert refused.value.retry_after_s is not None
