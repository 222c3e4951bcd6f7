"""Examples in the documents parse; SQL that operators paste runs."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from uuid import UUID

import pglast
import psycopg
import pytest
from documents import ROOT, Block, blocks
from functions_py.translate.request import GenerationRequest

from local.testbed.databases import Database

OPERATIONS = ROOT / "docs" / "operations.md"
# The user and the account of the examples.
USER = UUID("57d73c02-9791-4012-a26a-6e75902c325b")
ACCOUNT = UUID("676f197a-4971-4e25-974e-4aee580e3c91")


def every(*languages: str) -> pytest.MarkDecorator:
    found = blocks(*languages)
    assert found
    return pytest.mark.parametrize("block", found, ids=str)


@every("json")
def test_json_is_json(block: Block) -> None:
    json.loads(block.text)


@every("python")
def test_python_is_python(block: Block) -> None:
    ast.parse(block.text)


@every("sh")
def test_shell_is_shell(block: Block) -> None:
    done = subprocess.run(["bash", "-n"], input=block.text, text=True, capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")


@every("sql")
def test_sql_is_sql(block: Block) -> None:
    assert pglast.parse_sql(block.text)


def test_the_request_of_the_api_document_is_one() -> None:
    (request,) = [b for b in blocks("json") if b.document.name == "api.md"]
    GenerationRequest.parse(json.loads(request.text))


def test_what_is_shown_as_an_answer_is_json() -> None:
    """Data of events, comments with a charge, and answers on a line of their own."""
    shown = re.compile(r"^(?:data: |: florin\.usage )?(\{.+\})$", re.MULTILINE)
    answers = [line for block in blocks("") for line in shown.findall(block.text)]
    assert len(answers) > 10
    for answer in answers:
        json.loads(answer)


def test_sql_of_the_operations_document_runs(db: Database) -> None:
    admin = db.connect("supabase_admin")
    admin.execute("insert into auth.users (id) values (%s)", [USER])
    admin.execute("select api.open_account(%s, false)", [USER])
    # The account of the examples, under the id they show.
    admin.execute("set session_replication_role = replica")
    for table, column in (
        ("ledger.accounts", "id"),
        ("ledger.buckets", "account_id"),
        ("access.members", "account_id"),
        ("access.account_plans", "account_id"),
        ("access.standings", "account_id"),
        ("ledger.entries", "account_id"),
    ):
        admin.execute(f"update {table} set {column} = %s", [ACCOUNT])
    admin.execute("reset session_replication_role")

    ran = 0
    with psycopg.connect(db.dsn(), autocommit=True) as postgres:
        for statement in statements():
            postgres.execute(statement)
            ran += 1
    assert ran > 15
    assert db.verify() == []


def statements() -> Iterator[str]:
    """Every statement of docs/operations.md, in order, but those that would give the roles of the
    whole server another password."""
    for block in blocks("sql"):
        if block.document == OPERATIONS:
            for statement in pglast.split(block.text):
                if not statement.startswith("alter role"):
                    yield statement
