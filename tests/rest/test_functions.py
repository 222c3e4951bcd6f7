"""Functions called through /rest/v1: arguments, answers and errors as PostgREST has them.

What Florin's own functions do is tested where they are; these are the ways in and out.
"""

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest
from postgrest.exceptions import APIError

from local.testbed.databases import Databases
from local.testbed.rest import RestProject, RestUser, running_rest

FUNCTIONS = """
create function api.test_refuse(p_code text)
returns void language plpgsql volatile set search_path = '' as $$
begin
  raise exception 'Refused' using
    errcode = p_code, detail = '{"limit_source":"credits","available":5}', hint = 'Buy credits.';
end;
$$;

create function api.test_echo(p_text text, p_map jsonb, p_ids uuid[] default null)
returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'text', p_text, 'map', p_map, 'kind', jsonb_typeof(p_map), 'ids', to_jsonb(p_ids)
  )
$$;

create function api.test_types()
returns table (amount bigint, ratio numeric, at timestamptz, day date, words text[], raw bytea)
language sql stable set search_path = '' as $$
  select 19956500::bigint, 1.50::numeric, '2026-11-20 10:00:00.5+00'::timestamptz,
    '2026-11-20'::date, array['a', 'b'], '\\x00ff'::bytea
  from generate_series(1, 3)
$$;

create function api.test_whoami()
returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'role', current_user, 'uid', auth.uid(), 'is_anonymous', auth.jwt() -> 'is_anonymous',
    'read_only', current_setting('transaction_read_only')
  )
$$;

create function api.test_sleep()
returns void language sql volatile set search_path = '' as $$ select pg_sleep(30) $$;

revoke all on function api.test_refuse(text), api.test_types(), api.test_whoami(),
  api.test_echo(text, jsonb, uuid[]), api.test_sleep() from public;
grant execute on function api.test_refuse(text), api.test_types(), api.test_whoami(),
  api.test_echo(text, jsonb, uuid[]), api.test_sleep() to authenticated;
grant execute on function api.test_whoami() to anon, service_role;
grant usage on schema api to anon, service_role;
"""


@pytest.fixture(scope="module")
def project(databases: Databases, skip_or_fail: Callable[[str], NoReturn]) -> Iterator[RestProject]:
    database = databases.clone()
    try:
        database.kept_connection().execute(FUNCTIONS)
        with running_rest(database) as project:
            if project is None:
                skip_or_fail("neither postgrest nor the npm packages of set-up are there")
            yield project
    finally:
        databases.drop(database)


@pytest.fixture(scope="module")
def user(project: RestProject) -> RestUser:
    return project.new_user()


def call(user: RestUser, name: str, **arguments: Any) -> Any:
    return user.client.rpc(f"test_{name}", arguments).execute().data


def test_a_function_sees_the_user_and_the_role(project: RestProject, user: RestUser) -> None:
    assert call(user, "whoami") == {
        "role": "authenticated",
        "uid": str(user.id),
        "is_anonymous": True,
        "read_only": "off",
    }
    anon = project.new_client().rpc("test_whoami").execute().data
    assert isinstance(anon, dict)
    assert (anon["role"], anon["uid"]) == ("anon", None)
    secret = project.new_client(project.api_keys.secret).rpc("test_whoami").execute().data
    assert isinstance(secret, dict)
    assert (secret["role"], secret["uid"]) == ("service_role", None)


def test_a_function_that_is_read_runs_in_a_read_only_transaction(user: RestUser) -> None:
    read = user.client.rpc("test_whoami", get=True).execute().data
    assert isinstance(read, dict)
    assert read["read_only"] == "on"


@pytest.mark.parametrize(
    ("given", "kind"),
    [({"a": [1, {"b": None}]}, "object"), ([1, "x"], "array"), ("text", "string"), (5, "number")],
)
def test_arguments_keep_their_types(user: RestUser, given: Any, kind: str) -> None:
    ids = ["11111111-1111-1111-1111-111111111111"]
    assert call(user, "echo", p_text='{"a":1}', p_map=given, p_ids=ids) == {
        "text": '{"a":1}',
        "map": given,
        "kind": kind,
        "ids": ids,
    }


def test_answers_have_the_form_of_postgres_own_json(user: RestUser) -> None:
    rows = call(user, "types")
    assert rows == 3 * [
        {
            "amount": 19_956_500,
            "ratio": 1.5,
            "at": "2026-11-20T10:00:00.5+00:00",
            "day": "2026-11-20",
            "words": ["a", "b"],
            "raw": "\\x00ff",
        }
    ]


def test_rows_of_a_function_are_counted_and_cut(project: RestProject, user: RestUser) -> None:
    headers = {
        "authorization": f"Bearer {user.token}",
        "range": "1-1",
        "prefer": "count=exact",
    }
    reply = project.request("GET", "rpc/test_types?select=amount", headers=headers)
    assert (reply.status_code, reply.headers["content-range"]) == (206, "1-1/3")
    assert reply.json() == [{"amount": 19_956_500}]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("FLBAL", 400),
        ("FLLIM", 400),
        ("P0001", 400),
        ("22023", 400),
        ("23503", 409),
        ("23505", 409),
        ("23514", 400),
        ("40001", 500),
        ("53300", 503),
        ("PT402", 402),
    ],
)
def test_an_error_keeps_code_detail_and_hint(
    project: RestProject, user: RestUser, code: str, status: int
) -> None:
    reply = project.request(
        "POST",
        "rpc/test_refuse",
        headers={"authorization": f"Bearer {user.token}"},
        json={"p_code": code},
    )
    assert reply.status_code == status
    assert reply.json() == {
        "code": code,
        "message": "Refused",
        "details": '{"limit_source":"credits","available":5}',
        "hint": "Buy credits.",
    }


def test_a_client_raises_with_florins_code(user: RestUser) -> None:
    with pytest.raises(APIError) as caught:
        call(user, "refuse", p_code="FLBAL")
    assert (caught.value.code, caught.value.hint) == ("FLBAL", "Buy credits.")
    assert caught.value.details == '{"limit_source":"credits","available":5}'


def test_a_call_ends_with_the_time_of_its_role(project: RestProject, user: RestUser) -> None:
    reply = project.request(
        "POST",
        "rpc/test_sleep",
        headers={"authorization": f"Bearer {user.token}"},
        timeout=20,
    )
    assert (reply.status_code, reply.json()["code"]) == (500, "57014")


def test_a_function_that_is_none_and_one_that_is_not_ones_own_are_told(
    project: RestProject, user: RestUser
) -> None:
    headers = {"authorization": f"Bearer {user.token}"}
    account = {"p_account_id": str(user.account_id), "p_user_id": str(user.id)}
    for path, body, status, code in (
        ("rpc/nothing", {}, 404, "PGRST202"),
        ("rpc/test_echo", {"p_other": 1}, 404, "PGRST202"),
        ("rpc/read_account", account, 403, "42501"),
    ):
        reply = project.request("POST", path, headers=headers, json=body)
        assert (reply.status_code, reply.json()["code"]) == (status, code)
    anon = project.request("POST", "rpc/read_account", json=account)
    assert (anon.status_code, anon.json()["code"]) == (401, "42501")


def test_what_serves_it_was_granted_nothing(project: RestProject, user: RestUser) -> None:
    # @supabase/lite grants everything on everything to the API roles as soon as it may.
    assert call(user, "whoami")["role"] == "authenticated"
    connection = project.db.kept_connection()
    granted = connection.execute(
        "select count(*) from information_schema.role_table_grants "
        "where grantee in ('anon', 'authenticated', 'service_role') "
        "and table_schema in ('ledger', 'catalog', 'generation', 'access', 'api') "
        "and privilege_type <> 'SELECT'"
    )
    assert granted.fetchone() == (0,)
    # Nor default privileges, which would show as owned by whoever set them.
    owned = connection.execute(
        "select count(*) from pg_catalog.pg_shdepend "
        "where refobjid = 'authenticator'::regrole and deptype = 'o'"
    )
    assert owned.fetchone() == (0,)
