"""Each SQL rule, shown by the smallest script that breaks it and nothing else."""

from pathlib import Path

import pytest
from tiny_plans import planned, project, put

from tools.lint_sql import check_deploy, lint
from tools.sql_rules.layout import check_layout
from tools.sql_rules.source import Source

FUNCTION = """\
/*
 * Reserves credits.
 *
 * Raises  FLHLD no hold
 */
create function ledger.place_hold(p_account_id uuid)
returns uuid
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_hold uuid;
begin
  select h.id into v_hold from ledger.holds as h where h.account_id = p_account_id;
  if not found then
    raise exception 'no hold' using errcode = 'FLHLD', detail = '{}', hint = 'Place one.';
  end if;
  return v_hold;
end;
$$;

revoke all on function ledger.place_hold(uuid) from public;
comment on function ledger.place_hold is 'Reserves credits.';
"""

TABLE = """\
create table ledger.holds (
  account_id uuid not null,
  created_at timestamptz not null default now(),
  constraint holds_pkey primary key (account_id)
);

alter table ledger.holds enable row level security;

create policy holds_of_members on ledger.holds
for select to authenticated
using (account_id = (select auth.uid()));

comment on table ledger.holds is 'Reserved credits.';
comment on column ledger.holds.account_id is 'Whose.';
comment on column ledger.holds.created_at is 'When it was placed.';
"""

VIEW = """\
create view api.balance with (security_invoker = true) as
select a.posted from ledger.accounts as a;

comment on view api.balance is 'The credits of one''s own accounts.';
"""

VERIFY = """\
select '{name}'::regproc;
select 1::ledger.microcredits;
select account_id from ledger.holds where false;
select 1 / has_function_privilege('anon', '{name}'::regproc, 'execute')::integer;
do $$ begin assert true; end $$;
"""


def rules(text: str) -> list[str]:
    source = Source(Path("x.sql"), text)
    return sorted({finding.rule for finding in (*check_layout(source), *check_deploy(source))})


@pytest.mark.parametrize("text", [FUNCTION, TABLE, VIEW])
def test_the_house_style_has_no_findings(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("search-path", "set search_path = ''\n", ""),
        ("search-path", "search_path = ''", "search_path = 'public'"),
        ("volatility", "volatile\n", ""),
        ("clause-order", "language plpgsql\nvolatile", "volatile\nlanguage plpgsql"),
        ("clause-order", "volatile\nset search_path = ''", "set search_path = ''\nvolatile"),
        ("definer-reason", "volatile\n", "volatile\nsecurity definer\n"),
        ("argument-name", "p_account_id uuid", "account uuid"),
        ("argument-name", "p_account_id uuid", "uuid"),
        ("local-name", "v_hold uuid;", "v_hold uuid;\n  hold uuid;"),
        ("revoke", "revoke all on function ledger.place_hold(uuid) from public;\n", ""),
        ("revoke", "from public;", "from anon;"),
        ("revoke", "revoke all", "revoke execute"),
        ("revoke", "revoke all on function ledger.place_hold", "revoke all on function ledger.x"),
        ("comment", "comment on function ledger.place_hold is 'Reserves credits.';\n", ""),
        ("comment", "'Reserves credits.'", "''"),
        ("header", " * Raises  FLHLD no hold\n", ""),
        ("header", " */\n", " */\nselect 1;\n"),
        ("raise", ", hint = 'Place one.'", ""),
        ("raise", "using errcode = 'FLHLD', ", "using "),
        ("when-others", "return v_hold;", "return v_hold;\nexception when others then null;"),
        (
            "when-others",
            "return v_hold;",
            "return v_hold;\nexception when raise_exception or others then null;",
        ),
        ("body-length", "return v_hold;", "null;\n  " * 70 + "return v_hold;"),
        ("request-function", "= p_account_id;", "= auth.uid();"),
        ("lower-case", "declare", "DECLARE"),
        ("lower-case", "returns uuid", "returns UUID"),
        ("parses", "create function", "create functoin"),
        ("columns", "  return v_hold;", f"  return v_hold; -- {'x' * 90}"),
        ("tabs", "  return", "\treturn"),
        ("trailing-space", "return v_hold;", "return v_hold; "),
        ("last-line", "'Reserves credits.';\n", "'Reserves credits.';"),
    ],
)
def test_a_function_that_breaks_a_rule_is_found(rule: str, old: str, new: str) -> None:
    broken = FUNCTION.replace(old, new)
    assert broken != FUNCTION
    assert rules(broken) == [rule]


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("constraint-name", "account_id uuid not null", "account_id uuid not null check (true)"),
        ("constraint-name", "constraint holds_pkey primary", "primary"),
        ("timestamptz", "timestamptz", "timestamp"),
        ("row-security", "alter table ledger.holds enable row level security;\n", ""),
        ("comment", "comment on table ledger.holds is 'Reserved credits.';\n", ""),
        ("comment", "comment on column ledger.holds.account_id is 'Whose.';\n", ""),
        ("policy-role", " to authenticated", ""),
        ("policy-role", "to authenticated", "to public"),
        ("request-function", "(select auth.uid())", "auth.uid()"),
    ],
)
def test_a_table_that_breaks_a_rule_is_found(rule: str, old: str, new: str) -> None:
    assert rules(TABLE.replace(old, new)) == [rule]


def test_a_later_column_and_constraint_obey_the_same_rules() -> None:
    alter = "alter table ledger.holds add column note text, add check (note <> '');\n"
    assert rules(alter) == ["comment", "constraint-name"]


def test_a_domain_names_its_schema_and_constraints() -> None:
    assert rules("create domain credits as bigint check (value >= 0);\n") == [
        "constraint-name",
        "schema",
    ]


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("invoker-view", " with (security_invoker = true)", ""),
        ("invoker-view", "security_invoker = true", "security_invoker = false"),
        ("comment", "comment on view api.balance is 'The credits of one''s own accounts.';\n", ""),
    ],
)
def test_a_view_that_breaks_a_rule_is_found(rule: str, old: str, new: str) -> None:
    # Without its comment the view is followed by an empty line, which is another rule's matter.
    assert rule in rules(VIEW.replace(old, new))


def test_a_definer_says_why_and_is_not_exposed() -> None:
    definer = FUNCTION.replace("volatile\n", "volatile\nsecurity definer\n")
    reasoned = "-- A definer: members cannot read holds.\n" + definer
    assert rules(reasoned) == []
    assert rules(reasoned.replace("ledger.place_hold", "api.place_hold")) == ["exposed-definer"]


def test_a_reraise_and_a_notice_need_no_error_code() -> None:
    body = "raise notice 'x';\nexception when unique_violation then raise;"
    assert rules(FUNCTION.replace("return v_hold;", body)) == []


def test_findings_name_the_line_inside_a_body_after_wide_characters() -> None:
    text = "-- µ → µ\n" + FUNCTION.replace("v_hold uuid;", "v_hold uuid;\n  hold uuid;")
    (finding,) = check_deploy(Source(Path("x.sql"), text))
    assert finding.line == 15


def lint_one(
    folder: Path, scripts: dict[str, str], needs: str = "", registry: str = ""
) -> set[str]:
    """The rules broken by a project of one change with these scripts, by kind."""
    name = "ledger/place_hold"
    tiny = project(folder, planned("ledger/holds", 1) + planned(name, 2, needs))
    for kind, text in scripts.items():
        put(tiny.top / kind / f"{name}.sql", text)
    findings = lint(tiny, registry)
    return {finding.rule for finding in findings if finding.path.stem == "place_hold"}


def scripts(verify: str = VERIFY.format(name="ledger.place_hold")) -> dict[str, str]:
    return {
        "deploy": f"-- Deploy florin:ledger/place_hold to pg\n\nbegin;\n\n{FUNCTION}\ncommit;\n",
        "revert": "-- Revert florin:ledger/place_hold from pg\n\nbegin;\n\n"
        "drop function ledger.place_hold(uuid);\n\ncommit;\n",
        "verify": f"-- Verify florin:ledger/place_hold on pg\n\nbegin;\n\n{verify}\nrollback;\n",
    }


def test_a_change_with_its_three_scripts_has_no_findings(tmp_path: Path) -> None:
    assert lint_one(tmp_path, scripts(), registry="FLHLD") == set()


@pytest.mark.parametrize("kind", ["deploy", "revert", "verify"])
def test_a_change_owes_each_script_its_header_and_transaction(tmp_path: Path, kind: str) -> None:
    given = scripts()
    text = given.pop(kind)
    assert lint_one(tmp_path / "without", given, registry="FLHLD") == {"three-scripts"}
    wrong = given | {kind: text.replace("florin:ledger/place_hold", "florin:ledger/holds")}
    assert lint_one(tmp_path / "wrong", wrong, registry="FLHLD") == {"header"}
    torn = given | {kind: text.replace("\nbegin;\n", "\n")}
    assert lint_one(tmp_path / "torn", torn, registry="FLHLD") == {"transaction"}


def test_an_error_code_is_registered(tmp_path: Path) -> None:
    assert lint_one(tmp_path, scripts(), registry="FLBAL, FLKEY") == {"error-code"}


def test_the_header_repeats_what_the_plan_requires(tmp_path: Path) -> None:
    assert lint_one(tmp_path, scripts(), "[ledger/holds]", "FLHLD") == {"requires"}


@pytest.mark.parametrize(
    "verify",
    [
        "",
        "select true;\n",
        "select has_function_privilege('anon', 'ledger.place_hold(uuid)', 'execute');\n",
        "select exists (select from pg_catalog.pg_proc where proname = 'place_hold');\n",
    ],
)
def test_a_verify_script_that_cannot_fail_is_found(tmp_path: Path, verify: str) -> None:
    assert lint_one(tmp_path, scripts(verify), registry="FLHLD") >= {"verify"}


def test_a_second_function_of_one_name_is_found(tmp_path: Path) -> None:
    given = scripts()
    given["deploy"] = given["deploy"].replace("commit;", f"\n{FUNCTION}\ncommit;")
    assert lint_one(tmp_path, given, registry="FLHLD") == {"overload"}


def test_what_a_rework_moved_aside_is_left_alone(tmp_path: Path) -> None:
    plan = (
        planned("ledger/holds", 1)
        + "@v1 2026-11-20T10:00:02Z A B <a@b.c> # release\n"
        + planned("ledger/holds", 3)
    )
    tiny = project(tmp_path, plan)
    put(tiny.top / "reworked/deploy/ledger/holds@v1.sql", "SELECT 1")
    assert {finding.rule for finding in lint(tiny, "")} == {"three-scripts"}
