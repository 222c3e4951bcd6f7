"""Fixtures for tests that read and call through /rest/v1, as an app's clients do.

    def test_balance_is_readable(user_client: NewUser) -> None:
        user = user_client()
        assert user.client.table("balance").select("posted").execute().data == [...]

`rest_stack` is the project (URL, keys, database; `request` for bare HTTP), `user_client()` a
signed-in anonymous user with an open account and a `supabase` client, `run_js("script.mjs", …)` a
script of this folder under the environment's Node, which prints one JSON value. The database is
shared by all these tests, each with users of its own. Its schema is read once, at the start: a test
that adds functions starts a project of its own with `running_rest(db)`.
"""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from local.node import NODE, ROOT, packages_are_installed
from local.parts import bare_environment
from local.testbed.databases import Databases
from local.testbed.rest import RestProject, RestUser, running_rest

HERE = Path(__file__).parent
JS_TIMEOUT_S = 60

NewUser = Callable[[], RestUser]
RunJs = Callable[..., Any]


@pytest.fixture(scope="session")
def session_rest(
    databases: Databases, skip_or_fail: Callable[[str], NoReturn]
) -> Iterator[RestProject]:
    database = databases.clone()
    try:
        with running_rest(database) as project:
            if project is None:
                skip_or_fail("neither postgrest nor the npm packages of set-up are there")
            yield project
    finally:
        databases.drop(database)


@pytest.fixture
def rest_stack(session_rest: RestProject) -> Iterator[RestProject]:
    """The project of the run. The ledger must be sound after every test."""
    yield session_rest
    assert session_rest.db.verify() == []


@pytest.fixture
def user_client(rest_stack: RestProject) -> NewUser:
    """`user_client()`: another user, whose client is signed in."""
    return rest_stack.new_user


@pytest.fixture
def run_js(rest_stack: RestProject, skip_or_fail: Callable[[str], NoReturn]) -> RunJs:
    """`run_js("script.mjs", NAME="value")`: what the script printed, as JSON. It finds the project
    in SUPABASE_URL and SUPABASE_KEY (the publishable one)."""
    if not packages_are_installed():
        skip_or_fail("the npm packages of set-up are not there")

    def run(script: str, **environment: str) -> Any:
        given = {"SUPABASE_URL": rest_stack.url, "SUPABASE_KEY": rest_stack.api_keys.publishable}
        done = subprocess.run(
            [NODE, HERE / script],
            env={**bare_environment(), **given, **environment},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=JS_TIMEOUT_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout)

    return run
