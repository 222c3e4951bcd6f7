"""/rest/v1 takes the tokens of this project's auth, and no others."""

import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from local.auth.claims import access_claims
from local.auth.keys import SigningKeys
from local.rest.proxy import MAX_BODY_BYTES
from local.testbed.databases import Database
from local.testbed.rest import RestProject, RestUser, running_rest

NewUser = Callable[[], RestUser]
NO_ROW = {"email": None, "phone": None, "raw_app_meta_data": {}, "raw_user_meta_data": {}}


def claims_of(project: RestProject, user: RestUser) -> dict[str, Any]:
    row = {**NO_ROW, "id": user.id, "role": "authenticated", "is_anonymous": True}
    return access_claims(f"{project.url}/auth/v1", row, uuid.uuid4(), [])


def read_balance(project: RestProject, token: str, **headers: str) -> httpx.Response:
    given = {"authorization": f"Bearer {token}", **headers}
    return project.request("GET", "balance?select=posted", headers=given)


def test_a_token_of_the_projects_own_key_is_taken(
    rest_stack: RestProject, user_client: NewUser
) -> None:
    token = rest_stack.signing_keys.current().sign(claims_of(rest_stack, user_client()))
    assert read_balance(rest_stack, token).json() == [{"posted": 20_000_000}]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"iss": "https://other.example/auth/v1"}, 401, "PGRST303"),
        ({"aud": "other"}, 401, "PGRST301"),
        ({"exp": 1}, 401, "PGRST303"),
        ({"role": "postgres"}, 403, "42501"),
        ({"role": "pg_read_all_data"}, 403, "42501"),
        ({"role": None}, 403, "42501"),
    ],
)
def test_a_token_with_another_claim_is_refused(
    rest_stack: RestProject,
    user_client: NewUser,
    change: dict[str, Any],
    status: int,
    code: str,
) -> None:
    claims = {**claims_of(rest_stack, user_client()), **change}
    reply = read_balance(rest_stack, rest_stack.signing_keys.current().sign(claims))
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert ("www-authenticate" in reply.headers) == (status == 401)


def test_a_token_of_another_projects_key_is_refused(
    rest_stack: RestProject, user_client: NewUser, tmp_path: Path
) -> None:
    other = SigningKeys(tmp_path / "signing-keys.json").current()
    reply = read_balance(rest_stack, other.sign(claims_of(rest_stack, user_client())))
    assert (reply.status_code, reply.json()["code"]) == (401, "PGRST301")


def test_a_token_signed_with_a_public_thing_is_refused(
    rest_stack: RestProject, user_client: NewUser
) -> None:
    claims = claims_of(rest_stack, user_client())
    kid = rest_stack.signing_keys.current().kid
    public = rest_stack.signing_keys.key_set()["keys"][0]["x"]
    for forged in (
        jwt.encode(claims, public, algorithm="HS256", headers={"kid": kid}),
        jwt.encode(claims, "", algorithm="none", headers={"kid": kid}),
        "not.a.token",
        rest_stack.api_keys.secret,
    ):
        assert read_balance(rest_stack, forged).status_code == 401


def test_the_exchanged_token_does_not_come_from_outside(
    rest_stack: RestProject, user_client: NewUser
) -> None:
    # The server's secret belongs to the gateway alone: HS256 is refused whatever it is signed with.
    claims = {**claims_of(rest_stack, user_client()), "exp": int(time.time()) + 60}
    token = jwt.encode(claims, "0" * 64, algorithm="HS256")
    assert read_balance(rest_stack, token).status_code == 401


def test_a_header_that_is_no_bearer_token_is_refused(rest_stack: RestProject) -> None:
    for given in ("Basic YTpi", "Bearer"):
        reply = rest_stack.request("GET", "balance", headers={"authorization": given})
        assert reply.status_code == 401


def test_without_a_key_of_the_project_nobody_is_served(
    rest_stack: RestProject, user_client: NewUser
) -> None:
    token = user_client().token
    assert read_balance(rest_stack, token, apikey="").status_code == 401
    assert read_balance(rest_stack, token, apikey="sb_publishable_other").status_code == 401


def test_keys_replaced_while_it_runs_are_noticed(db: Database, rest_stack: RestProject) -> None:
    with running_rest(db) as project:
        assert project is not None
        user = project.new_user()
        assert read_balance(project, user.token).status_code == 200
        project.signing_keys.rotate()
        assert read_balance(project, user.token).status_code == 200
        project.signing_keys.rotate(keep_old=False)
        assert read_balance(project, user.token).status_code == 401


def test_a_body_too_large_is_refused(rest_stack: RestProject) -> None:
    body = b" " * (MAX_BODY_BYTES + 1)
    assert rest_stack.request("POST", "rpc/anything", content=body).status_code == 413


def test_browsers_may_ask_and_read_the_count(rest_stack: RestProject) -> None:
    origin = {"origin": "http://127.0.0.1:3000"}
    asked = rest_stack.request(
        "OPTIONS",
        "balance",
        headers={
            **origin,
            "access-control-request-method": "GET",
            "access-control-request-headers": "apikey,authorization,accept-profile",
        },
    )
    assert asked.status_code == 200
    reply = rest_stack.request("GET", "balance", headers=origin)
    assert reply.headers.get_list("access-control-allow-origin") == ["*"]
    assert "Content-Range" in reply.headers["access-control-expose-headers"]


def test_where_nothing_is_installed_it_is_said(db: Database) -> None:
    with running_rest(db, installed=False) as project:
        assert project is not None
        user = project.new_user()
        reply = read_balance(project, user.token)
        assert (reply.status_code, reply.json()["code"]) == (503, "florin_no_rest")
        assert reply.json()["hint"]
