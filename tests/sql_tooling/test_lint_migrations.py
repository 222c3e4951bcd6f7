"""A migration that would keep a service waiting, or break the one that runs, is found."""

from pathlib import Path

import pytest

from tools.build_migrations import BOUNDED
from tools.lint_migrations import lint

BAD = {
    "alter table ledger.accounts add constraint c check (posted > 0);": (
        "constraint-missing-not-valid"
    ),
    "alter table ledger.accounts alter column posted type numeric;": "changing-column-type",
    "alter table ledger.accounts alter column posted set not null;": "adding-not-nullable-field",
    "alter table ledger.accounts drop column posted;": "ban-drop-column",
    "alter table ledger.accounts rename column posted to had;": "renaming-column",
    "alter function api.begin_generation rename to begin;": "renaming-object",
    "create index accounts_posted_idx on ledger.accounts (posted);": (
        "require-concurrent-index-creation"
    ),
    "alter table ledger.accounts add constraint f foreign key (id) references auth.users (id);": (
        "adding-foreign-key-constraint"
    ),
    "drop table ledger.accounts;": "ban-drop-table",
    "truncate ledger.holds cascade;": "ban-truncate-cascade",
}
GOOD = """
alter table ledger.accounts add column planted bigint not null default 0;
drop index ledger.accounts_planted_idx;
create table ledger.planted (account_id uuid not null);
create or replace function ledger.f() returns integer language sql return 1;
"""


def found(folder: Path, sql: str) -> str:
    path = folder / "20270101000000_planted.sql"
    path.write_text("\n".join([*BOUNDED, sql]))
    return lint([path])


@pytest.mark.parametrize(("sql", "rule"), BAD.items())
def test_bad_migration_is_found(tmp_path: Path, sql: str, rule: str) -> None:
    assert rule in found(tmp_path, sql)


def test_migration_that_may_wait_for_ever_is_found(tmp_path: Path) -> None:
    path = tmp_path / "planted.sql"
    path.write_text("alter table ledger.accounts add column planted bigint;")
    assert "require-lock-timeout" in lint([path])


def test_ordinary_migration_is_clean(tmp_path: Path) -> None:
    assert found(tmp_path, GOOD) == ""


def test_an_exception_is_made_where_it_stands(tmp_path: Path) -> None:
    why = "-- Nobody reads it since v0.1.0.\n-- squawk-ignore ban-drop-table\n"
    assert found(tmp_path, f"{why}drop table ledger.accounts;") == ""
