"""/v1/credits/holds and /v1/me/entitlements of a running service."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from local.testbed.databases import Databases
from local.testbed.identity import Issuer, User
from local.testbed.provider import ProviderControl
from local.testbed.services import Service

HOLDS = "/v1/credits/holds"
TIMEOUT_S = 30.0
AVAILABLE = "florin-available-microcredits"
LIMIT = 10**15

Call = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def credit_service(
    databases: Databases, provider: ProviderControl, issuer: Issuer
) -> Iterator[Service]:
    """A replica where users may hold and charge credits."""
    database = databases.clone()
    service = Service(database, provider, issuer, {"FLORIN_CREDITS_FOR_USERS": "on"})
    try:
        service.start()
        yield service
        assert database.verify() == []
    finally:
        service.close()
        databases.drop(database)


@pytest.fixture
def user(credit_service: Service) -> User:
    return credit_service.new_user()


def caller(service: Service, user: User) -> Call:
    """`call("post", path, {...body}, key="k")`; `raw` is a body as it is."""

    def call(
        method: str, path: str, body: Any = None, *, key: str | None = None, raw: str | None = None
    ) -> httpx.Response:
        headers = user.headers | ({} if key is None else {"idempotency-key": key})
        content = {"json": body} if raw is None else {"content": raw}
        url = service.base_url + path
        with httpx.Client(timeout=TIMEOUT_S, trust_env=False) as http:
            return http.request(method, url, headers=headers, **content)

    return call


@pytest.fixture
def call(credit_service: Service, user: User) -> Call:
    return caller(credit_service, user)


def place(call: Call, amount: int = 1000, **body: Any) -> dict[str, Any]:
    reply = call("post", HOLDS, {"amount_microcredits": amount, **body}, key=str(uuid.uuid4()))
    assert reply.status_code == 201, reply.text
    hold: dict[str, Any] = reply.json()
    return hold


def account(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = call("get", "/v1/me").json()["account"]
    return found


def refused(reply: httpx.Response, status: int, code: str, **members: Any) -> None:
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert {name: reply.json().get(name) for name in members} == members


def test_a_hold_is_placed_read_settled_and_told_in_the_book(
    call: Call, credit_service: Service, user: User
) -> None:
    before = account(call)
    hold = place(call, 1000, ref="pdf export", expires_in_s=60)
    assert (hold["status"], hold["amount_microcredits"]) == ("open", 1000)
    path = f"{HOLDS}/{hold['id']}"
    read = call("get", path)
    assert (read.status_code, read.json()) == (200, hold)
    assert int(read.headers[AVAILABLE]) == before["available"] - 1000 == account(call)["available"]

    settled = call("post", f"{path}/settle", {"amount_microcredits": 700})
    assert settled.status_code == 200
    assert settled.json()["status"] == "settled"
    assert settled.json()["charged_microcredits"] == 700
    assert settled.json()["uncollected_microcredits"] == 0
    assert int(settled.headers[AVAILABLE]) == before["available"] - 700
    assert (account(call)["posted"], account(call)["held"]) == (before["posted"] - 700, 0)

    owner = credit_service.db.connect("authenticated", claims={"sub": str(user.id)})
    entry = owner.execute(
        "select amount, ref from api.ledger_entries order by version desc limit 1"
    ).fetchone()
    assert entry == (-700, "pdf export")


def test_the_same_requests_again_are_answered_the_same(call: Call) -> None:
    body = {"amount_microcredits": 500}
    first = call("post", HOLDS, body, key="same")
    again = call("post", HOLDS, body, key='"same"')
    assert (again.status_code, again.json()) == (201, first.json())
    path = f"{HOLDS}/{first.json()['id']}"

    for _ in range(2):
        extended = call("post", f"{path}/extend", {"amount_microcredits": 800})
        assert extended.json()["amount_microcredits"] == 800
    answers = [
        call("post", f"{path}/settle", {"amount_microcredits": 900, "ref": ref}) for ref in "ab"
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["charged_microcredits"] == 900
    assert account(call)["held"] == 0

    released = f"{HOLDS}/{place(call)['id']}/release"
    assert call("post", released).json() == call("post", released).json()


def test_other_requests_for_what_is_done_are_refused(call: Call) -> None:
    call("post", HOLDS, {"amount_microcredits": 500}, key="k")
    other = call("post", HOLDS, {"amount_microcredits": 501}, key="k")
    refused(other, 422, "idempotency_key_reused")

    settled = f"{HOLDS}/{place(call)['id']}"
    call("post", f"{settled}/settle", {"amount_microcredits": 5})
    amount = {"amount_microcredits": 6}
    refused(call("post", f"{settled}/settle", amount), 409, "hold_not_open")
    refused(call("post", f"{settled}/release"), 409, "hold_not_open")
    refused(call("post", f"{settled}/extend", {}), 409, "hold_not_open")

    released = f"{HOLDS}/{place(call)['id']}"
    call("post", f"{released}/release")
    refused(call("post", f"{released}/settle", amount), 409, "hold_not_open")


def test_a_key_is_needed(call: Call) -> None:
    body = {"amount_microcredits": 500}
    refused(call("post", HOLDS, body), 400, "idempotency_key_missing")
    refused(call("post", HOLDS, body, key="k" * 256), 400, "invalid_idempotency_key")
    assert account(call)["held"] == 0


def test_more_than_there_is_is_refused_with_its_limit(call: Call) -> None:
    available = account(call)["available"]
    body = {"amount_microcredits": available + 1}
    reply = call("post", HOLDS, body, key="k")
    refused(
        reply,
        402,
        "insufficient_credits",
        limit_source="credits",
        available=available,
        required=available + 1,
    )
    hold = place(call, available)
    reply = call("post", f"{HOLDS}/{hold['id']}/extend", body)
    refused(reply, 402, "insufficient_credits", limit_source="credits")


def test_a_cost_beyond_all_credits_is_reported_as_uncollected(call: Call) -> None:
    available = account(call)["available"]
    hold = place(call, 100)
    reply = call("post", f"{HOLDS}/{hold['id']}/settle", {"amount_microcredits": available + 7})
    assert reply.json()["charged_microcredits"] == available
    assert reply.json()["uncollected_microcredits"] == 7
    assert (account(call)["available"], account(call)["debt"]) == (0, 0)


def test_too_many_open_holds_are_refused_with_their_limit(call: Call) -> None:
    for _ in range(100):
        place(call, 1)
    reply = call("post", HOLDS, {"amount_microcredits": 1}, key="k")
    refused(reply, 429, "too_many_open_generations", limit_source="open_holds", limit=100)
    assert int(reply.headers["retry-after"]) > 0


def test_parallel_holds_reserve_no_more_than_there_is(call: Call) -> None:
    available = account(call)["available"]
    amount = available // 6
    with ThreadPoolExecutor(16) as pool:
        replies = list(
            pool.map(
                lambda n: call("post", HOLDS, {"amount_microcredits": amount}, key=f"k{n}"),
                range(16),
            )
        )
    assert sorted(reply.status_code for reply in replies) == [201] * 6 + [402] * 10
    assert account(call)["held"] == 6 * amount


@pytest.mark.parametrize(
    "amount", ["null", "0", "-1", str(LIMIT + 1), "1.0", "1e3", '"1"', "true", "[1]", "9" * 30]
)
def test_amounts_are_whole_numbers_within_bounds(call: Call, amount: str) -> None:
    raw = f'{{"amount_microcredits": {amount}}}'
    param = "amount_microcredits"
    refused(call("post", HOLDS, raw=raw, key="k"), 400, "invalid_request", param=param)
    path = f"{HOLDS}/{place(call)['id']}"
    refused(call("post", f"{path}/settle", raw=raw), 400, "invalid_request", param=param)
    if amount != "null":
        refused(call("post", f"{path}/extend", raw=raw), 400, "invalid_request", param=param)
    assert call("get", path).json()["status"] == "open"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        *(("expires_in_s", value) for value in (0, -1, 86_401, 1.5, "60", True)),
        *(("ref", value) for value in ("", "r" * 256, 7)),
        ("amount", 1),
    ],
)
def test_other_members_are_checked(call: Call, member: str, value: Any) -> None:
    body = {"amount_microcredits": 1, member: value}
    refused(call("post", HOLDS, body, key="k"), 400, "invalid_request", param=member)


@pytest.mark.parametrize("raw", ["", "[]", "{", "null"])
def test_bodies_are_json_objects(call: Call, raw: str) -> None:
    refused(call("post", HOLDS, raw=raw, key="k"), 400, "malformed_json")
    path = f"{HOLDS}/{place(call)['id']}"
    refused(call("post", f"{path}/settle", raw=raw), 400, "malformed_json")
    refused(call("post", f"{path}/extend", raw=raw), 400, "malformed_json")


def test_a_name_with_a_nul_is_refused(call: Call) -> None:
    body = {"amount_microcredits": 1, "ref": "a\0b"}
    refused(call("post", HOLDS, body, key="k"), 400, "invalid_value")


def test_longest_lives_and_largest_amounts_are_taken(call: Call) -> None:
    hold = place(call, 1, expires_in_s=86_400, ref="r" * 255)
    reply = call("post", f"{HOLDS}/{hold['id']}/settle", {"amount_microcredits": LIMIT})
    assert reply.status_code == 200


def test_nobody_reaches_anothers_hold(call: Call, credit_service: Service) -> None:
    stranger = caller(credit_service, credit_service.new_user())
    path = f"{HOLDS}/{place(call)['id']}"
    amount = {"amount_microcredits": 1}
    for reply in (
        stranger("get", path),
        stranger("post", f"{path}/settle", amount),
        stranger("post", f"{path}/release"),
        stranger("post", f"{path}/extend", {}),
        stranger("get", f"{HOLDS}/none"),
        stranger("post", f"{HOLDS}/none/settle", amount),
    ):
        refused(reply, 404, "hold_not_found")
    assert call("get", path).json()["status"] == "open"


def test_an_expired_hold_is_freed_by_the_worker(call: Call, credit_service: Service) -> None:
    hold = place(call, 1000, expires_in_s=1)
    path = f"{HOLDS}/{hold['id']}"
    worker = credit_service.db.connect("florin_worker")
    deadline = time.monotonic() + TIMEOUT_S
    while call("get", path).json()["status"] == "open":
        assert time.monotonic() < deadline
        time.sleep(0.2)
        worker.execute("select api.expire_holds(100)")
    assert call("get", path).json()["status"] == "expired"
    assert account(call)["held"] == 0
    refused(call("post", f"{path}/settle", {"amount_microcredits": 1}), 409, "hold_not_open")


def test_users_are_refused_unless_the_deployment_allows_them(shared_service: Service) -> None:
    call = caller(shared_service, shared_service.new_user())
    path = f"{HOLDS}/{uuid.uuid4()}"
    amount = {"amount_microcredits": 1}
    for reply in (
        call("post", HOLDS, amount, key="k"),
        call("get", path),
        call("post", f"{path}/settle", amount),
        call("post", f"{path}/release"),
        call("post", f"{path}/extend", {}),
    ):
        refused(reply, 403, "credits_not_permitted")
    assert account(call)["held"] == 0


def test_entitlements_are_read(call: Call, credit_service: Service) -> None:
    assert call("get", "/v1/me/entitlements").json() == {"entitlements": []}
    account_id = account(call)["account_id"]
    credit_service.db.connect().execute(
        "select access.grant_entitlement(%s, 'feature', 'export', 'promo', 'spring', null, null)",
        [account_id],
    )
    (entitlement,) = call("get", "/v1/me/entitlements").json()["entitlements"]
    valid_from = entitlement.pop("valid_from")
    assert valid_from is not None
    assert entitlement == {
        "kind": "feature",
        "key": "export",
        "source": "promo",
        "valid_until": None,
        "is_valid": True,
    }
