"""Every view and every function of users, and some of admins, as both clients call them."""

import csv
import io
import json
import time
import uuid
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from postgrest.exceptions import APIError

from local.testbed.rest import RestProject, RestUser

RunJs = Callable[..., Any]
VIEWS = (
    *("balance", "ledger_entries", "generations", "models", "my_entitlements", "my_trials"),
    *("api_keys", "my_profile", "my_accounts", "members"),
)
BEGIN = """
select api.begin_generation(
  %s, %s, gen_random_uuid(), 'demo', 'chat_completions', true, 7, 100, null, sha256('body'), null,
  60, 'test'
)
"""


@pytest.fixture
def user(rest_stack: RestProject, user_client: Callable[[], RestUser]) -> RestUser:
    """Registered, with a row in every view."""
    user = user_client()
    superuser = rest_stack.db.kept_connection("supabase_admin")
    superuser.execute("update auth.users set is_anonymous = false where id = %s", [user.id])
    superuser.execute(
        "select access.grant_entitlement(%s, 'feature', 'walks', 'promo', 'rest', now(), null)",
        [user.account_id],
    )
    superuser.execute(
        "insert into access.trials (account_id, model_id, used) values (%s, 'demo', 1)",
        [user.account_id],
    )
    service = rest_stack.db.kept_connection("florin_service")
    service.execute(BEGIN, [user.account_id, user.id])
    service.execute(
        "select api.create_key(%s, %s, false, 'first', '{read}', null, null, null, null)",
        [user.account_id, user.id],
    )
    service.execute(
        """select api.update_profile(%s, %s, '{"display_name": "Rest"}')""",
        [user.account_id, user.id],
    )
    return user


def token_of(project: RestProject, user: RestUser, **claims: object) -> str:
    """Their token, with other claims. Signed with the project's own key."""
    given = jwt.decode(user.token, options={"verify_signature": False})
    signed = {**given, "is_anonymous": False, "exp": int(time.time()) + 60, **claims}
    return project.signing_keys.current().sign(signed)


@pytest.fixture
def token(rest_stack: RestProject, user: RestUser) -> str:
    return token_of(rest_stack, user)


@pytest.fixture
def admin_token(rest_stack: RestProject, user_client: Callable[[], RestUser]) -> str:
    return token_of(rest_stack, user_client(), app_metadata={"role": "admin"})


def check_rows(user: RestUser, rows: dict[str, list[dict[str, Any]]]) -> None:
    for view in VIEWS:
        assert rows[view], view
        if view != "models":
            assert {row["account_id"] for row in rows[view]} == {str(user.account_id)}, view
    assert rows["generations"][0]["model"] == "demo"
    assert rows["my_entitlements"][0]["key"] == "walks"
    assert rows["my_profile"][0]["display_name"] == "Rest"
    assert rows["my_trials"][0]["used"] == 1
    assert not {"secret_hash", "key"} & set(rows["api_keys"][0])
    assert "demo" in {row["id"] for row in rows["models"]}


def check_answers(answers: dict[str, Any]) -> None:
    assert "demo" in {model["id"] for model in answers["list_models"]["models"]}
    assert {limit["limit_source"] for limit in answers["limits"]["limits"]} >= {"credits"}
    assert answers["usage"]["group_by"] == "model"
    assert answers["model_usage"]["model"] == "demo"
    assert answers["trial_status"]["model"] == "demo"
    assert answers["set_model_preferences"]["default_model_id"] == "demo"
    assert answers["has_feature"] is True
    assert answers["update_my_profile"]["locale"] == "de"
    # Nothing: the Python client says so with an empty list.
    assert answers["record_model_event"] in (None, [])
    key, revoked = answers["create_api_key"], answers["revoke_api_key"]
    assert key["key"].startswith("florin_")
    assert revoked["id"] == key["id"]
    assert revoked["revoked_at"] is not None
    assert "key" not in revoked


def check_admin(user: RestUser, found: dict[str, Any]) -> None:
    assert found["granted"]["account_id"] == str(user.account_id)
    assert [row["user_id"] for row in found["found"]] == [str(user.id)]
    table = list(csv.DictReader(io.StringIO(found["csv"])))
    assert "demo" in {row["model_id"] for row in table}


def test_python_client_reads_and_calls(rest_stack: RestProject, user: RestUser, token: str) -> None:
    client = rest_stack.new_client()
    client.postgrest.auth(token)
    check_rows(user, {v: client.table(v).select("*").execute().data for v in VIEWS})  # type: ignore[misc]

    def call(function: str, /, **given: Any) -> Any:
        return (
            client.rpc(function, {f"p_{key}": value for key, value in given.items()}).execute().data
        )

    key = call("create_api_key", name="python")
    check_answers(
        {
            "list_models": call("list_models"),
            "limits": call("limits"),
            "usage": call("usage", group_by="model"),
            "model_usage": call("model_usage", model_id="demo"),
            "trial_status": call("trial_status", model_id="demo"),
            "set_model_preferences": call(
                "set_model_preferences", default_model_id="demo", persona_overrides={}
            ),
            "has_feature": call("has_feature", feature="walks"),
            "update_my_profile": call("update_my_profile", changes={"locale": "de"}),
            "record_model_event": call(
                "record_model_event", kind="model_selected", model_id="demo"
            ),
            "create_api_key": key,
            "revoke_api_key": call("revoke_api_key", key_id=key["id"]),
        }
    )


def test_python_client_of_an_admin_calls_what_others_may_not(
    rest_stack: RestProject, user: RestUser, token: str, admin_token: str
) -> None:
    admin, other = rest_stack.new_client(), rest_stack.new_client()
    admin.postgrest.auth(admin_token)
    other.postgrest.auth(token)
    grant = {"p_user": str(user.id), "p_amount": 5, "p_reason": "rest", "p_ref": "rest"}
    reply = rest_stack.request(
        "POST",
        "rpc/admin_model_usage",
        headers={"authorization": f"Bearer {admin_token}", "accept": "text/csv"},
        json={"p_days": 7},
    )
    assert reply.headers["content-type"].startswith("text/csv")
    check_admin(
        user,
        {
            "granted": admin.rpc("admin_grant_credits", grant).execute().data,
            "found": admin.rpc("admin_find_accounts", {"p_query": str(user.id)}).execute().data,
            "csv": reply.text,
        },
    )
    for name, given in (("admin_grant_credits", grant), ("admin_log", {})):
        with pytest.raises(APIError) as caught:
            other.rpc(name, given).execute()
        assert caught.value.code == "FLADM"


def test_another_users_key_and_account_are_refused(
    rest_stack: RestProject, user: RestUser, token: str, user_client: Callable[[], RestUser]
) -> None:
    stranger = user_client()
    mine = rest_stack.db.kept_connection().execute(
        "select id from access.api_keys where account_id = %s", [user.account_id]
    )
    (key_id,) = mine.fetchone() or (uuid.UUID(int=0),)
    for name, given, code in (
        ("revoke_api_key", {"p_key_id": str(key_id)}, "FLKYF"),
        (
            "add_member",
            {"p_account_id": str(user.account_id), "p_user_id": str(stranger.id)},
            "FLMEM",
        ),
    ):
        with pytest.raises(APIError) as caught:
            stranger.client.rpc(name, given).execute()
        assert caught.value.code == code


def test_supabase_js_reads_and_calls(
    user: RestUser, token: str, admin_token: str, run_js: RunJs
) -> None:
    seen = run_js(
        "user_calls.mjs",
        TOKEN=token,
        ADMIN_TOKEN=admin_token,
        USER_ID=str(user.id),
        VIEWS=json.dumps(VIEWS),
    )
    check_rows(user, seen["rows"])
    check_answers(seen["answers"])
    check_admin(user, seen["admin"])
    assert seen["refused"] == {"grant": "FLADM", "log": "FLADM"}
