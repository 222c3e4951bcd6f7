"""The local auth server: the `supabase` client works, claims are Supabase's, tokens rotate."""

import contextlib
import stat
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from supabase_auth.errors import AuthApiError

from local.api_keys import ApiKeys
from local.auth.keys import SigningKeys
from local.parts import start_gateway
from local.testbed.databases import Database, Databases
from supabase import Client, ClientOptions, create_client


@dataclass(frozen=True)
class Project:
    url: str
    api_keys: ApiKeys
    signing_keys: SigningKeys
    db: Database
    state_dir: Path

    @contextlib.contextmanager
    def client(self) -> Iterator[Client]:
        with httpx.Client(timeout=10, trust_env=False) as http:
            options = ClientOptions(httpx_client=http, auto_refresh_token=False)
            yield create_client(self.url, self.api_keys.publishable, options)

    def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        given = {"apikey": self.api_keys.publishable, **headers}
        url = f"{self.url}/auth/v1/{path}"
        return httpx.post(url, json=body, headers=given, timeout=10, trust_env=False)


@pytest.fixture(scope="module")
def project(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    database = databases.empty()
    state_dir = tmp_path_factory.mktemp("state")
    dsn = database.dsn("supabase_auth_admin")
    child, url = start_gateway(state_dir / "gateway.log", state_dir, dsn)
    try:
        yield Project(
            url,
            ApiKeys.of(state_dir / "api-keys.json"),
            SigningKeys(state_dir / "signing-keys.json"),
            database,
            state_dir,
        )
    finally:
        child.stop()
        databases.drop(database)


def test_anonymous_sign_in_gives_supabases_claims(project: Project) -> None:
    with project.client() as client:
        session = client.auth.sign_in_anonymously().session
        assert session is not None
        verified = client.auth.get_claims(session.access_token)
    assert verified is not None
    claims = dict(verified["claims"])
    now = time.time()
    assert now - 60 < claims.pop("iat") <= now + 1
    assert now + 3500 < claims.pop("exp") <= now + 3601
    uuid.UUID(claims.pop("session_id"))
    (method,) = claims.pop("amr")
    assert method["method"] == "anonymous" and abs(method["timestamp"] - now) < 60
    assert claims == {
        "iss": f"{project.url}/auth/v1",
        "sub": session.user.id,
        "aud": "authenticated",
        "email": "",
        "phone": "",
        "app_metadata": {},
        "user_metadata": {},
        "role": "authenticated",
        "aal": "aal1",
        "is_anonymous": True,
    }
    assert jwt.get_unverified_header(session.access_token)["alg"] == "ES256"
    assert session.user.is_anonymous


def test_signed_up_user_is_a_row_of_auth_users_and_can_sign_in_again(project: Project) -> None:
    credentials = {"email": "Ada@example.com", "password": "correct horse"}
    with project.client() as client:
        signed_up = client.auth.sign_up({**credentials, "options": {"data": {"name": "Ada"}}})
        assert signed_up.user is not None
        client.auth.sign_out()
        session = client.auth.sign_in_with_password(credentials).session
        assert session is not None
        assert session.user.id == signed_up.user.id
        claims = jwt.decode(session.access_token, options={"verify_signature": False})
    assert claims["app_metadata"] == {"provider": "email", "providers": ["email"]}
    assert claims["user_metadata"] == {"name": "Ada"}
    assert claims["amr"][0]["method"] == "password"
    row = project.db.connect().execute(
        "select email, is_anonymous, role, email_confirmed_at is not null, encrypted_password "
        "from auth.users where id = %s",
        [session.user.id],
    )
    *columns, encrypted = row.fetchone() or ()
    assert columns == ["ada@example.com", False, "authenticated", True]
    assert "horse" not in encrypted


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("signup", {"email": "a@b.cd", "password": "short"}, 422, "weak_password"),
        ("signup", {"email": "nonsense", "password": "long enough"}, 400, "validation_failed"),
        ("signup", {"password": "long enough"}, 422, "validation_failed"),
        ("signup", [], 400, "bad_json"),
        (
            "token?grant_type=password",
            {"email": "no@b.cd", "password": "wrong one"},
            400,
            "invalid_credentials",
        ),
        ("token?grant_type=refresh_token", {"refresh_token": "no"}, 400, "refresh_token_not_found"),
        ("token?grant_type=refresh_token", {}, 400, "validation_failed"),
        ("token", {}, 400, "invalid_credentials"),
        ("logout", None, 401, "no_authorization"),
    ],
)
def test_refusals_carry_gotrues_codes(
    project: Project, path: str, body: Any, status: int, code: str
) -> None:
    new = project.post(path, body, **{"x-supabase-api-version": "2024-01-01"})
    assert (new.status_code, new.json()["code"]) == (status, code)
    old = project.post(path, body)
    assert (old.json()["code"], old.json()["error_code"]) == (status, code)


def test_email_cannot_be_taken_twice(project: Project) -> None:
    credentials = {"email": "twice@example.com", "password": "correct horse"}
    with project.client() as client:
        client.auth.sign_up(credentials)
        with pytest.raises(AuthApiError) as caught:
            client.auth.sign_up(credentials)
        assert caught.value.code == "user_already_exists"


def test_refresh_rotates_and_a_lost_answer_is_repeated(project: Project) -> None:
    first = project.post("signup", {}).json()
    second = project.post(
        "token?grant_type=refresh_token", {"refresh_token": first["refresh_token"]}
    ).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["user"]["id"] == first["user"]["id"]
    again = project.post(
        "token?grant_type=refresh_token", {"refresh_token": first["refresh_token"]}
    ).json()
    assert again["refresh_token"] == second["refresh_token"]

    def session_of(reply: Any) -> str:
        claims = jwt.decode(reply["access_token"], options={"verify_signature": False})
        return str(claims["session_id"])

    assert session_of(first) == session_of(second) == session_of(again)


def test_reuse_of_an_old_refresh_token_ends_the_session(project: Project) -> None:
    tokens = [project.post("signup", {}).json()["refresh_token"]]
    for _ in range(2):
        reply = project.post("token?grant_type=refresh_token", {"refresh_token": tokens[-1]})
        tokens.append(reply.json()["refresh_token"])
    # Beyond the interval in which a client may repeat itself.
    project.db.connect().execute(
        "update auth.refresh_tokens set updated_at = now() - interval '1 minute' "
        "where token = any(%s)",
        [tokens],
    )
    stolen = project.post("token?grant_type=refresh_token", {"refresh_token": tokens[0]})
    assert stolen.json()["error_code"] == "refresh_token_already_used"
    newest = project.post("token?grant_type=refresh_token", {"refresh_token": tokens[-1]})
    assert newest.json()["error_code"] == "refresh_token_not_found"


def test_anonymous_user_becomes_permanent_with_the_same_id(project: Project) -> None:
    with project.client() as client:
        before = client.auth.sign_in_anonymously().user
        assert before is not None
        with pytest.raises(AuthApiError) as caught:
            client.auth.update_user({"password": "correct horse"})
        assert caught.value.code == "validation_failed"
        client.auth.update_user({"email": "late@example.com", "password": "correct horse"})
        refreshed = client.auth.refresh_session().session
        assert refreshed is not None
        claims = jwt.decode(refreshed.access_token, options={"verify_signature": False})
    assert (claims["sub"], claims["is_anonymous"]) == (before.id, False)
    assert claims["email"] == "late@example.com"


def test_sign_out_ends_the_session_at_once(project: Project) -> None:
    with project.client() as client:
        session = client.auth.sign_in_anonymously().session
        assert session is not None
        client.auth.get_user()
        client.auth.sign_out()
        with pytest.raises(AuthApiError) as caught:
            client.auth.get_user(session.access_token)
    assert caught.value.code == "session_not_found"


def test_key_is_required_except_for_the_key_set(project: Project) -> None:
    url = f"{project.url}/auth/v1"
    assert httpx.get(f"{url}/settings", trust_env=False).status_code == 401
    wrong = httpx.get(f"{url}/settings", headers={"apikey": "sb_secret_no"}, trust_env=False)
    assert wrong.status_code == 401
    for key in (project.api_keys.publishable, project.api_keys.secret):
        right = httpx.get(f"{url}/settings", headers={"apikey": key}, trust_env=False)
        assert right.json()["external"]["anonymous_users"] is True
    key_set = httpx.get(f"{url}/.well-known/jwks.json", trust_env=False)
    assert [key["alg"] for key in key_set.json()["keys"]] == ["ES256"]
    assert "d" not in key_set.json()["keys"][0]


def test_paths_that_are_not_served_answer_404_as_json(project: Project) -> None:
    for path in ("/storage/v1/", "/realtime/v2/", "/"):
        headers = {"apikey": project.api_keys.publishable}
        reply = httpx.get(project.url + path, headers=headers, trust_env=False)
        assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


def test_rotation_signs_with_the_new_key_and_still_accepts_the_old(project: Project) -> None:
    before = project.post("signup", {}).json()["access_token"]
    project.signing_keys.rotate()
    after = project.post("signup", {}).json()["access_token"]
    kids = [jwt.get_unverified_header(token)["kid"] for token in (before, after)]
    assert kids[0] != kids[1]
    headers = {"apikey": project.api_keys.publishable, "authorization": f"Bearer {before}"}
    url = f"{project.url}/auth/v1/user"
    assert httpx.get(url, headers=headers, trust_env=False).status_code == 200
    published = [key["kid"] for key in project.signing_keys.key_set()["keys"]]
    assert published == [kids[1], kids[0]]


def test_private_files_are_readable_by_their_owner_only(project: Project) -> None:
    for name in ("api-keys.json", "signing-keys.json"):
        assert stat.S_IMODE((project.state_dir / name).stat().st_mode) == 0o600
