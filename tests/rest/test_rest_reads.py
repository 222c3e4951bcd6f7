"""The `supabase` client reads a user's own rows, and nobody else's."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from postgrest.exceptions import APIError

from local.testbed.rest import RestProject, RestUser

NewUser = Callable[[], RestUser]
VIEWS = ("balance", "ledger_entries", "generations")

BEGIN = """
select api.begin_generation(
  p_account_id => %s,
  p_user_id => %s,
  p_generation_id => gen_random_uuid(),
  p_model => 'demo',
  p_api => 'chat_completions',
  p_stream => true,
  p_input_tokens => 7,
  p_max_output_tokens => 100,
  p_idempotency_key => null,
  p_request_hash => sha256('body'),
  p_on_disconnect => null,
  p_hold_seconds => 60,
  p_replica => 'test'
) ->> 'generation_id'
"""


def grant(project: RestProject, user: RestUser, ref: str, amount: int) -> None:
    project.db.kept_connection().execute(
        "select ledger.grant_credits(%s, 'promo', %s, %s)", [user.account_id, ref, amount]
    )


def begin_generation(project: RestProject, user: RestUser) -> str:
    """The id of a generation that holds credits."""
    begun = project.db.kept_connection("florin_service").execute(BEGIN, [user.account_id, user.id])
    (generation_id,) = begun.fetchone() or (None,)
    assert isinstance(generation_id, str)
    return generation_id


def test_balance_is_read_as_numbers(user_client: NewUser) -> None:
    user = user_client()
    assert user.client.table("balance").select("*").execute().data == [
        {
            "account_id": str(user.account_id),
            "posted": 20_000_000,
            "held": 0,
            "available": 20_000_000,
            "debt": 0,
            "overdraft_limit": 0,
            "status": "active",
        }
    ]


def test_ledger_entries_are_filtered_ordered_and_cut(
    rest_stack: RestProject, user_client: NewUser
) -> None:
    user = user_client()
    for number in (1, 2, 3):
        grant(rest_stack, user, f"gift {number}", number)
    entries = user.client.table("ledger_entries")
    newest = entries.select("version, amount").order("version", desc=True).limit(2).execute()
    assert newest.data == [{"version": 4, "amount": 3}, {"version": 3, "amount": 2}]
    large = user.client.table("ledger_entries").select("kind").gt("amount", 1000).execute()
    assert large.data == [{"kind": "grant"}]


def test_a_range_comes_with_the_count_of_all(rest_stack: RestProject, user_client: NewUser) -> None:
    user = user_client()
    for number in (1, 2, 3):
        grant(rest_stack, user, f"gift {number}", number)
    page = (
        user.client.table("ledger_entries")
        .select("version", count="exact")  # type: ignore[arg-type]
        .order("version")
        .range(1, 2)
        .execute()
    )
    assert page.data == [{"version": 2}, {"version": 3}]
    assert page.count == 4
    headers = {
        "authorization": f"Bearer {user.token}",
        "range": "1-2",
        "prefer": "count=exact",
    }
    partial = rest_stack.request("GET", "ledger_entries", headers=headers)
    assert (partial.status_code, partial.headers["content-range"]) == (206, "1-2/4")
    head = rest_stack.request("HEAD", "ledger_entries", headers=headers)
    assert (head.content, head.headers["content-range"]) == (b"", "1-2/4")


def test_generations_are_read_with_times_in_iso_form(
    rest_stack: RestProject, user_client: NewUser
) -> None:
    user = user_client()
    generation_id = begin_generation(rest_stack, user)
    (row,) = user.client.table("generations").select("id, status, created_at").execute().data
    assert isinstance(row, dict)
    assert (row["id"], row["status"]) == (generation_id, "running")
    made = rest_stack.db.kept_connection().execute(
        "select to_json(created_at) from generation.generations where id = %s", [generation_id]
    )
    assert made.fetchone() == (row["created_at"],)


def test_anothers_rows_never_appear(rest_stack: RestProject, user_client: NewUser) -> None:
    owner, stranger = user_client(), user_client()
    begin_generation(rest_stack, owner)
    for view in VIEWS:
        assert owner.client.table(view).select("*").execute().data != []
        for query in (
            stranger.client.table(view).select("*"),
            stranger.client.table(view).select("*").eq("account_id", str(owner.account_id)),
            stranger.client.table(view)
            .select("*")
            .or_(f"account_id.eq.{owner.account_id},account_id.not.is.null"),
        ):
            rows = query.execute().data
            assert all(
                isinstance(row, dict) and row["account_id"] == str(stranger.account_id)
                for row in rows
            )


def test_users_side_by_side_see_their_own_rows(
    rest_stack: RestProject, user_client: NewUser
) -> None:
    # More at once than the server has connections: a role or claim that stayed would show.
    users = [user_client() for _ in range(8)]

    def read(user: RestUser) -> tuple[str, list[dict[str, str]]]:
        headers = {"authorization": f"Bearer {user.token}"}
        path = "balance?select=account_id"
        return str(user.account_id), rest_stack.request("GET", path, headers=headers).json()

    with ThreadPoolExecutor(len(users)) as pool:
        for account_id, rows in pool.map(read, users * 10):
            assert rows == [{"account_id": account_id}]


@pytest.mark.parametrize("view", VIEWS)
def test_nobody_is_refused(rest_stack: RestProject, view: str) -> None:
    with pytest.raises(APIError) as caught:
        rest_stack.new_client().table(view).select("*").execute()
    assert caught.value.code == "42501"
    assert rest_stack.request("GET", view).status_code == 401


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_no_row_can_be_written(
    rest_stack: RestProject, user_client: NewUser, view: str, method: str
) -> None:
    user = user_client()
    mine = f"{view}?account_id=eq.{user.account_id}"
    reply = rest_stack.request(
        method,
        view if method == "POST" else mine,
        headers={"authorization": f"Bearer {user.token}"},
        json=None if method == "DELETE" else {"account_id": str(user.account_id)},
    )
    assert (reply.status_code, reply.json()["code"]) == (403, "42501")


@pytest.mark.parametrize("schema", ["public", "ledger", "auth", "private"])
def test_only_the_schema_made_for_clients_is_exposed(
    rest_stack: RestProject, user_client: NewUser, schema: str
) -> None:
    # `public` too, as on the platform: a client made without a schema asks for that one.
    headers = {"authorization": f"Bearer {user_client().token}", "accept-profile": schema}
    reply = rest_stack.request("GET", "accounts", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (406, "PGRST106")


def test_a_request_that_names_no_schema_means_the_exposed_one(
    rest_stack: RestProject, user_client: NewUser
) -> None:
    headers = {"authorization": f"Bearer {user_client().token}"}
    reply = rest_stack.request("GET", "balance?select=posted", headers=headers)
    assert reply.json() == [{"posted": 20_000_000}]


def test_the_secret_key_is_service_role(rest_stack: RestProject) -> None:
    # It may not read these views, but it is known: 403 and not 401.
    reply = rest_stack.request("GET", "balance", headers={"apikey": rest_stack.api_keys.secret})
    assert (reply.status_code, reply.json()["code"]) == (403, "42501")


def test_a_view_that_is_none_and_a_column_that_is_none_are_told(
    rest_stack: RestProject, user_client: NewUser
) -> None:
    headers = {"authorization": f"Bearer {user_client().token}"}
    for path, status, code in (
        ("nothing", 404, "PGRST205"),
        ("balance?select=nothing", 400, "42703"),
        ("balance?posted=nothing.5", 400, "PGRST100"),
    ):
        reply = rest_stack.request("GET", path, headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (status, code)
