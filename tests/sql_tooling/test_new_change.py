"""scripts/new_change: the plan line and the three scripts it scaffolds."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from tiny_plans import planned, project

from local.testbed.databases import Database
from tools.build_migrations import render_all
from tools.lint_sql import lint
from tools.new_change import add_change
from tools.paths import SqitchProject
from tools.plan import PlanError, read_plan

NOW = datetime(2026, 11, 21, 8, 30, 15, 999999, tzinfo=UTC)


def add(
    tiny: SqitchProject, name: str, now: datetime = NOW, requires: tuple[str, ...] = ()
) -> list[str]:
    planner = "Ada Lovelace <ada@example.org>"
    return add_change(tiny, name, note="Says why.", requires=requires, planner=planner, now=now)


def test_a_new_change_is_planned_scaffolded_and_builds(tmp_path: Path) -> None:
    tiny = project(tmp_path, planned("ledger/accounts", 1), "ledger/accounts")
    add(tiny, "ledger/place_hold", requires=("ledger/accounts",))
    change = read_plan(tiny)[-1]
    assert change.name == "ledger/place_hold"
    assert change.requires == ("ledger/accounts",)
    assert change.planned_at == NOW.replace(microsecond=0)
    assert change.planner == "Ada Lovelace <ada@example.org>"
    assert change.note == "Says why."
    for kind in ("deploy", "revert", "verify"):
        assert change.script(tiny, kind).exists()
    assert len(render_all(tiny)) == 2


def test_the_first_change_of_a_plan_can_be_added(tmp_path: Path) -> None:
    tiny = project(tmp_path, "")
    add(tiny, "base/schemas")
    assert [change.name for change in read_plan(tiny)] == ["base/schemas"]


def test_a_change_is_planned_after_the_last_even_when_the_clock_is_behind(tmp_path: Path) -> None:
    tiny = project(tmp_path, planned("ledger/accounts", 1), "ledger/accounts")
    add(tiny, "ledger/place_hold", now=datetime(2020, 1, 1, tzinfo=UTC))
    add(tiny, "ledger/settle_hold", now=datetime(2020, 1, 1, tzinfo=UTC))
    assert [change.version for change in read_plan(tiny)] == [
        "20261120100001",
        "20261120100002",
        "20261120100003",
    ]


def test_the_scaffold_deploys_verifies_and_reverts(tmp_path: Path, empty_db: Database) -> None:
    tiny = project(tmp_path, planned("ledger/accounts", 1), "ledger/accounts")
    add(tiny, "ledger/place_hold")
    change = read_plan(tiny)[-1]
    connection = empty_db.connect()
    connection.execute("create schema ledger")
    verify = change.script(tiny, "verify").read_bytes()
    connection.execute(change.script(tiny, "deploy").read_bytes())
    connection.execute(verify)
    connection.execute(change.script(tiny, "revert").read_bytes())
    with pytest.raises(psycopg.errors.UndefinedFunction):
        connection.execute(verify)


def test_the_scaffold_lacks_only_what_a_person_must_write(tmp_path: Path) -> None:
    tiny = project(tmp_path, planned("ledger/accounts", 1), "ledger/accounts")
    add(tiny, "ledger/place_hold", requires=("ledger/accounts",))
    findings = lint(tiny, registry="")
    found = {finding.rule for finding in findings if finding.path.stem == "place_hold"}
    assert found == {"comment"}


@pytest.mark.parametrize("name", ["place_hold", "Ledger/x", "ledger/../x", "ledger/accounts"])
def test_a_refused_change_leaves_no_trace(tmp_path: Path, name: str) -> None:
    tiny = project(tmp_path, planned("ledger/accounts", 1), "ledger/accounts")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(PlanError):
        add(tiny, name)
    with pytest.raises(PlanError):
        add(tiny, "ledger/fine", requires=("ledger/unknown",))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
