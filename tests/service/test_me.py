"""/v1/me and /v1/me/merge: profile, deletion, and signing in with what one had before."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from running import Service, running_service, settings_for
from signing import AuthServer, auth_server

from local.testbed.databases import Database

EMPTY = {"display_name": None, "locale": None, "time_zone": "UTC", "app_data": {}}


@pytest.fixture
async def auth() -> AsyncIterator[AuthServer]:
    async with auth_server() as server:
        yield server


@pytest.fixture
async def service(db: Database, auth: AuthServer) -> AsyncIterator[Service]:
    async with running_service(settings_for(db.dsn("florin_service"), auth.url)) as service:
        yield service


class Client:
    """One user of the service."""

    def __init__(
        self, service: Service, db: Database, auth: AuthServer, *, is_anonymous: bool = False
    ) -> None:
        self.service = service
        self.user_id = db.add_user(is_anonymous=is_anonymous)
        self.token = auth.token(sub=str(self.user_id), is_anonymous=is_anonymous)

    async def call(
        self, method: str, path: str = "/v1/me", body: Any = None, **headers: str
    ) -> tuple[int, Any]:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.service.client.request(
            method,
            self.service.url + path,
            json=body,
            headers={"authorization": f"Bearer {self.token}", **given},
        ) as response:
            self.headers = response.headers
            return response.status, await response.json(content_type=None)

    async def account(self) -> dict[str, Any]:
        status, me = await self.call("GET")
        assert status == 200
        account: dict[str, Any] = me["account"]
        return account

    async def merge(self, other: Client) -> tuple[int, Any]:
        return await self.call("POST", "/v1/me/merge", {"anonymous_token": other.token})


@pytest.fixture
def user(service: Service, db: Database, auth: AuthServer) -> Client:
    return Client(service, db, auth)


@pytest.fixture
def anonymous(service: Service, db: Database, auth: AuthServer) -> Client:
    return Client(service, db, auth, is_anonymous=True)


def grant(db: Database, account: dict[str, Any], amount: int) -> None:
    db.connect().execute(
        "select ledger.grant_credits(%s, 'purchase', 'apple:1', %s)",
        [account["account_id"], amount],
    )


# --- the profile --------------------------------------------------------------------------------


async def test_patch_changes_what_it_names_and_get_shows_it(user: Client) -> None:
    assert (await user.call("GET"))[1]["profile"] == EMPTY
    changes = {"display_name": "Ada", "app_data": {"a": {"b": 1, "c": 2}}}
    status, me = await user.call("PATCH", body=changes)
    assert (status, me["profile"]) == (200, {**EMPTY, **changes})
    status, me = await user.call("PATCH", body={"app_data": {"a": {"b": None}}})
    assert me["profile"]["app_data"] == {"a": {"c": 2}}
    assert (await user.call("GET"))[1] == me


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"email": "ada@example.com"}, 400, "invalid_argument"),
        ({"time_zone": "Mars/Olympus"}, 400, "invalid_argument"),
        (["text"], 400, "malformed_json"),
        ({"display_name": "a\0b"}, 400, "invalid_value"),
    ],
    ids=str,
)
async def test_patch_outside_the_rules_is_refused(
    user: Client, body: Any, status: int, code: str
) -> None:
    answered, problem = await user.call("PATCH", body=body)
    assert (answered, problem["code"]) == (status, code)
    if code == "invalid_argument":
        assert problem["argument"] in body
        assert problem["rule"]


# --- another account ----------------------------------------------------------------------------


async def test_member_acts_for_the_account_they_name(
    user: Client, anonymous: Client, db: Database
) -> None:
    account_id = (await user.account())["account_id"]
    chosen = {"florin_account": account_id}
    status, problem = await anonymous.call("GET", **chosen)
    assert (status, problem["code"]) == (403, "not_a_member")
    own = (await anonymous.account())["account_id"]
    db.connect("authenticated", claims={"sub": str(user.user_id)}).execute(
        "select api.add_member(%s, %s)", [account_id, anonymous.user_id]
    )
    status, me = await anonymous.call("GET", **chosen)
    assert (status, me["account"]["account_id"]) == (200, account_id)
    assert (await anonymous.account())["account_id"] == own
    # It is not theirs to delete.
    status, problem = await anonymous.call("DELETE", **chosen)
    assert (status, problem["code"]) == (400, "invalid_argument")


@pytest.mark.parametrize("value", ["", "mine", "12345678-1234-1234-1234-12345678901"])
async def test_account_that_is_no_id_is_400(user: Client, value: str) -> None:
    status, problem = await user.call("GET", florin_account=value)
    assert (status, problem["code"]) == (400, "invalid_account")


# --- deletion -----------------------------------------------------------------------------------


async def test_deleted_user_is_refused_and_may_ask_again(user: Client, db: Database) -> None:
    account_id = (await user.account())["account_id"]
    assert await user.call("DELETE") == (204, None)
    assert await user.call("DELETE") == (204, None)
    for _ in range(2):
        status, problem = await user.call("GET")
        assert (status, problem["code"]) == (403, "account_not_usable")
    row = db.connect().execute(
        "select status::text, posted from ledger.accounts where id = %s", [account_id]
    )
    assert row.fetchall() == [("closed", 0)]


async def test_replica_that_knew_the_deleted_user_learns_it(
    user: Client, db: Database, auth: AuthServer
) -> None:
    await user.account()
    async with running_service(settings_for(db.dsn("florin_service"), auth.url)) as other:
        here, user.service = user.service, other
        await user.account()
        user.service = here
        assert (await user.call("DELETE"))[0] == 204
        user.service = other
        assert (await user.call("GET"))[0] == 403
        status, problem = await user.call("GET")
        assert (status, problem["code"]) == (403, "account_not_usable")
        assert (await user.call("DELETE"))[0] == 204


async def test_suspended_user_may_delete_themselves(user: Client, db: Database) -> None:
    account = await user.account()
    db.connect().execute(
        "update ledger.accounts set status = 'suspended' where id = %s", [account["account_id"]]
    )
    assert (await user.call("DELETE"))[0] == 204


# --- merging ------------------------------------------------------------------------------------


async def test_merge_brings_credits_along_and_both_tokens_lead_there(
    user: Client, anonymous: Client, db: Database
) -> None:
    before = await user.account()
    gone = await anonymous.account()
    grant(db, gone, 500)
    status, merge = await user.merge(anonymous)
    assert status == 200
    assert (merge["account_id"], merge["merged_account_id"]) == (
        before["account_id"],
        gone["account_id"],
    )
    assert merge["moved"]["credits"] == 500
    for client in (user, anonymous):
        account = await client.account()
        assert account["account_id"] == before["account_id"]
        assert account["posted"] == before["posted"] + 500
    assert await user.merge(anonymous) == (200, merge)


async def test_user_who_is_new_themselves_may_merge(user: Client, anonymous: Client) -> None:
    """Neither has been seen before."""
    assert (await user.merge(anonymous))[0] == 200


async def test_merge_waits_for_running_work(user: Client, anonymous: Client, db: Database) -> None:
    gone = await anonymous.account()
    db.connect("florin_service").execute(
        "select api.begin_generation(%s, %s, %s, 'demo', null, true, 10, 100, null, %s, null, 60, "
        "'elsewhere')",
        [gone["account_id"], anonymous.user_id, uuid.uuid4(), b"hash"],
    )
    status, problem = await user.merge(anonymous)
    assert (status, problem["code"]) == (409, "account_busy")
    assert int(user.headers["retry-after"]) == 5


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "invalid_request"),
        ({"anonymous_token": 7}, 400, "invalid_request"),
        ({"anonymous_token": "x", "account_id": "y"}, 400, "invalid_request"),
        ({"anonymous_token": ""}, 400, "invalid_anonymous_token"),
        ({"anonymous_token": "x.y.z"}, 400, "invalid_anonymous_token"),
        ({"anonymous_token": "ä"}, 400, "invalid_anonymous_token"),
        ({"anonymous_token": "x" * 9000}, 400, "invalid_anonymous_token"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_merge_without_a_good_token_is_refused(
    user: Client, body: Any, status: int, code: str
) -> None:
    answered, problem = await user.call("POST", "/v1/me/merge", body)
    assert (answered, problem["code"]) == (status, code)


async def test_expired_anonymous_token_says_so(
    user: Client, anonymous: Client, auth: AuthServer
) -> None:
    anonymous.token = auth.token(sub=str(anonymous.user_id), exp=1)
    status, problem = await user.merge(anonymous)
    assert (status, problem["code"]) == (400, "invalid_anonymous_token")
    assert problem["reason"] == "token_expired"


async def test_only_an_anonymous_user_s_account_is_merged(
    user: Client, service: Service, db: Database, auth: AuthServer
) -> None:
    other = Client(service, db, auth)
    status, problem = await user.merge(other)
    assert (status, problem["code"], problem["rule"]) == (409, "merge_refused", "not_anonymous")
    # A token that lies about it changes nothing: Auth's own row counts.
    other.token = auth.token(sub=str(other.user_id), is_anonymous=True)
    status, problem = await user.merge(other)
    assert (status, problem["code"], problem["rule"]) == (409, "merge_refused", "not_anonymous")
    status, problem = await user.merge(user)
    assert (status, problem["code"]) == (409, "merge_refused")


async def test_second_merge_elsewhere_is_refused(
    user: Client, anonymous: Client, service: Service, db: Database, auth: AuthServer
) -> None:
    assert (await user.merge(anonymous))[0] == 200
    other = Client(service, db, auth)
    status, problem = await other.merge(anonymous)
    assert (status, problem["code"], problem["rule"]) == (409, "merge_refused", "merged_before")
