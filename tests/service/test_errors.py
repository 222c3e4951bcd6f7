"""Whatever Postgres, the driver or the pool raises becomes one status and one stable code."""

from __future__ import annotations

import psycopg
import psycopg_pool
import pytest
from functions_py.errors import FlorinError, from_database

from local.testbed.databases import Database

UNREACHABLE = "postgresql://nobody@127.0.0.1:1/none"


def raised(db: Database, statement: str) -> psycopg.Error:
    """What a statement raises in a real database."""
    with pytest.raises(psycopg.Error) as caught:
        db.connect().execute(statement.encode())
    return caught.value


def refusal(db: Database, sqlstate: str, detail: str = "{}", hint: str = "Do this.") -> FlorinError:
    error = raised(
        db,
        f"do $$ begin raise exception using errcode = '{sqlstate}', message = 'm', "
        f"detail = '{detail}', hint = '{hint}'; end $$",
    )
    return from_database(error)


@pytest.mark.parametrize(
    ("sqlstate", "status", "code"),
    [
        ("FLKEY", 422, "idempotency_key_reused"),
        ("FLMOD", 404, "model_not_found"),
        ("FLAPI", 400, "model_not_on_endpoint"),
        ("FLBAL", 402, "insufficient_credits"),
        ("FLOPN", 429, "too_many_open_generations"),
        ("FLACC", 403, "account_not_usable"),
        ("FLMEM", 403, "not_a_member"),
        ("FLAMT", 400, "invalid_amount"),
        ("FLARG", 400, "invalid_argument"),
        ("FLMRG", 409, "merge_refused"),
        ("FLBSY", 409, "account_busy"),
        ("FLGEN", 404, "generation_not_found"),
        ("FLHLD", 409, "hold_not_open"),
        ("FLLIM", 429, "limit_reached"),
        ("FLBUD", 402, "key_budget_spent"),
        ("FLKYU", 401, "api_key_not_usable"),
        ("FLSCO", 403, "scope_missing"),
        ("FLKYF", 404, "api_key_not_found"),
        ("FLKYM", 409, "too_many_api_keys"),
        ("FLANO", 403, "anonymous_user"),
        ("FLARG", 400, "invalid_argument"),
    ],
)
def test_each_rule_has_its_status_and_code(
    db: Database, sqlstate: str, status: int, code: str
) -> None:
    error = refusal(db, sqlstate)
    assert (error.status, error.code) == (status, code)


def test_the_detail_of_a_refusal_is_passed_on(db: Database) -> None:
    error = refusal(db, "FLBAL", '{"limit_source": "debt", "available": 5, "required": 10}')
    assert error.extra == {"limit_source": "debt", "available": 5, "required": 10}
    assert error.detail == "Do this."


def test_every_402_says_which_limit_it_was(db: Database) -> None:
    assert refusal(db, "FLBAL").extra["limit_source"] == "credits"
    assert refusal(db, "FLBUD").extra["limit_source"] == "key_budget"


def test_every_429_says_when_to_come_back(db: Database) -> None:
    assert refusal(db, "FLOPN").retry_after_s == 5
    error = refusal(db, "FLOPN", '{"limit": 5, "retry_after_s": 9}')
    assert error.retry_after_s == 9
    assert "retry_after_s" not in error.extra


def test_a_limit_passes_on_its_source_and_its_times(db: Database) -> None:
    detail = (
        '{"limit_source": "key_requests_per_minute", "limit": 5, "remaining": 0, '
        '"resets_at": "2026-11-21T00:00:07+00:00", "retry_after_s": 7}'
    )
    error = refusal(db, "FLLIM", detail)
    assert error.retry_after_s == 7
    assert error.extra == {
        "limit_source": "key_requests_per_minute",
        "limit": 5,
        "remaining": 0,
        "resets_at": "2026-11-21T00:00:07+00:00",
    }


@pytest.mark.parametrize(
    ("told", "seconds"), [("6.2", 7), ("0", 0), ("-3", 0), ("true", 2), ('"9"', 2), ("null", 2)]
)
def test_retry_after_is_whole_seconds(db: Database, told: str, seconds: int) -> None:
    assert refusal(db, "FLLIM", f'{{"retry_after_s": {told}}}').retry_after_s == seconds


@pytest.mark.parametrize("detail", ["", "no json", "[1]", "17"])
def test_a_detail_that_is_no_object_is_left_out(db: Database, detail: str) -> None:
    assert refusal(db, "FLMOD", detail).extra == {}


@pytest.mark.parametrize(
    "sqlstate", ["53300", "53200", "57P01", "57014", "08006", "40001", "40P01", "55P03", "25006"]
)
def test_what_passes_is_503_with_retry_after(db: Database, sqlstate: str) -> None:
    error = refusal(db, sqlstate)
    assert (error.status, error.code) == (503, "database_unavailable")
    assert error.retry_after_s is not None


@pytest.mark.parametrize(
    "statement",
    [
        "select 1/0",
        "insert into ledger.entries default values",
        "do $$ begin raise exception using errcode = 'FLXXX'; end $$",
    ],
)
def test_our_own_mistakes_are_500_and_tell_nothing(db: Database, statement: str) -> None:
    error = from_database(raised(db, statement))
    assert (error.status, error.code, error.extra) == (500, "internal", {})


@pytest.mark.parametrize(
    "statement",
    [
        "select no_such_function()",
        "select api.list_served_models(1)",
        "select no_such_column from pg_class",
        "select from no_such_table",
        "select null::no_such_type",
        "create table no_such_schema.t ()",
    ],
)
def test_what_is_not_there_is_503_and_says_that_migrations_are_missing(
    db: Database, statement: str
) -> None:
    error = from_database(raised(db, statement))
    assert (error.status, error.code, error.retry_after_s) == (503, "database_outdated", 10)


def test_a_number_no_column_can_hold_is_the_requests_fault(db: Database) -> None:
    error = from_database(raised(db, "select 99999999999999999999::numeric::bigint"))
    assert (error.status, error.code) == (400, "invalid_value")


def test_a_nul_character_is_the_requests_fault(db: Database) -> None:
    with pytest.raises(psycopg.DataError) as caught:
        db.connect().execute("select %s::text", ["a\0b"])
    assert (from_database(caught.value).status, from_database(caught.value).code) == (
        400,
        "invalid_value",
    )


def test_a_session_that_was_terminated_is_503(db: Database) -> None:
    victim = db.connect()
    pid = victim.info.backend_pid
    db.connect("supabase_admin").execute("select pg_terminate_backend(%s)", [pid])
    with pytest.raises(psycopg.OperationalError) as caught:
        victim.execute("select 1")
    assert from_database(caught.value).status == 503


def test_a_server_that_is_not_there_is_503() -> None:
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect(UNREACHABLE, connect_timeout=2)
    error = from_database(caught.value)
    assert (error.status, error.code) == (503, "database_unavailable")


async def test_a_pool_without_connections_is_saturated() -> None:
    pool = psycopg_pool.AsyncConnectionPool(
        UNREACHABLE, min_size=0, max_size=1, open=False, timeout=0.2, reconnect_timeout=0.1
    )
    await pool.open()
    with pytest.raises(psycopg_pool.PoolTimeout) as caught:
        await pool.getconn()
    await pool.close()
    error = from_database(caught.value)
    assert (error.status, error.code) == (503, "database_saturated")


def test_a_time_out_is_503_and_a_florin_error_stays_itself() -> None:
    assert from_database(TimeoutError()).status == 503
    error = FlorinError(418, "teapot", "It is one.")
    assert from_database(error) is error
