"""Tables, domains, views and policies."""

from collections.abc import Iterator
from typing import Any

from pglast import ast, enums

from tools.sql_rules.source import Finding, Source, dotted, relation_name

NAMED = {
    enums.ConstrType.CONSTR_CHECK,
    enums.ConstrType.CONSTR_PRIMARY,
    enums.ConstrType.CONSTR_UNIQUE,
    enums.ConstrType.CONSTR_FOREIGN,
    enums.ConstrType.CONSTR_EXCLUSION,
}

# Functions of the request. Called bare in a query they run once per row; `(select …)` runs once.
REQUEST_FUNCTIONS = {"uid", "jwt", "role", "email"}


def check_tables(source: Source) -> Iterator[Finding]:
    """Each table, domain, view and policy of a deploy script."""
    comments = dict(_comments(source))
    for offset, table in source.of_type(ast.CreateStmt):
        yield from _check_table(source, offset, table, comments)
    for offset, change in source.of_type(ast.AlterTableStmt):
        yield from _check_alteration(source, offset, change, comments)
    for offset, domain in source.of_type(ast.CreateDomainStmt):
        yield from _check_constraints(source, offset, domain.constraints or ())
        yield from _check_schema(source, offset, dotted(domain.domainname))
    for offset, view in source.of_type(ast.ViewStmt):
        yield from _check_view(source, offset, view, comments)
    for offset, policy in source.of_type(ast.CreatePolicyStmt):
        roles = [role.roletype for role in policy.roles]
        if enums.RoleSpecType.ROLESPEC_PUBLIC in roles:
            yield source.finding(
                offset, "policy-role", f"policy {policy.policy_name} names no role"
            )
    yield from _check_request_functions(source)


def _check_table(
    source: Source, offset: int, table: Any, comments: dict[str, str]
) -> Iterator[Finding]:
    name = relation_name(table.relation)
    yield from _check_schema(source, offset, name)
    columns = [part for part in table.tableElts or () if isinstance(part, ast.ColumnDef)]
    constraints = [part for part in table.tableElts or () if isinstance(part, ast.Constraint)]
    yield from _check_constraints(source, offset, constraints)
    for column in columns:
        yield from _check_column(source, offset, column)
    # A partition is its parent's: Studio shows the parent, and so do policies.
    if table.partbound is not None:
        return
    wanted = [name, *(f"{name}.{column.colname}" for column in columns)]
    for missing in (thing for thing in wanted if not comments.get(thing)):
        yield source.finding(offset, "comment", f"{missing} lacks a comment")
    if not any(
        relation_name(change.relation) == name
        and any(
            command.subtype == enums.AlterTableType.AT_EnableRowSecurity for command in change.cmds
        )
        for _, change in source.of_type(ast.AlterTableStmt)
    ):
        yield source.finding(offset, "row-security", f"{name} does not enable row level security")


def _check_alteration(
    source: Source, offset: int, change: Any, comments: dict[str, str]
) -> Iterator[Finding]:
    for command in change.cmds:
        if isinstance(command.def_, ast.Constraint):
            yield from _check_constraints(source, offset, [command.def_])
        elif isinstance(command.def_, ast.ColumnDef):
            yield from _check_column(source, offset, command.def_)
            added = f"{relation_name(change.relation)}.{command.def_.colname}"
            if command.subtype == enums.AlterTableType.AT_AddColumn and not comments.get(added):
                yield source.finding(offset, "comment", f"{added} lacks a comment")


def _check_column(source: Source, offset: int, column: Any) -> Iterator[Finding]:
    yield from _check_constraints(source, offset, column.constraints or ())
    if column.typeName is not None and column.typeName.names[-1].sval == "timestamp":
        yield source.finding(offset, "timestamptz", f"{column.colname}: use timestamptz")


def _check_constraints(source: Source, offset: int, constraints: Any) -> Iterator[Finding]:
    for constraint in constraints:
        if constraint.contype in NAMED and not constraint.conname:
            place = max(constraint.location or 0, offset)
            yield source.finding(place, "constraint-name", "a constraint without a name")


def _check_view(
    source: Source, offset: int, view: Any, comments: dict[str, str]
) -> Iterator[Finding]:
    name = relation_name(view.view)
    yield from _check_schema(source, offset, name)
    if not comments.get(name):
        yield source.finding(offset, "comment", f"{name} lacks a comment")
    invoker = any(
        option.defname == "security_invoker"
        and getattr(option.arg, "sval", "true") in ("true", "on", "1")
        for option in view.options or ()
    )
    if not invoker:
        yield source.finding(offset, "invoker-view", f"{name} lacks with (security_invoker = true)")


def _check_schema(source: Source, offset: int, name: str) -> Iterator[Finding]:
    if "." not in name:
        yield source.finding(offset, "schema", f"{name} names no schema")


def _comments(source: Source) -> Iterator[tuple[str, str]]:
    """What each `comment on` table, view or column says, by the thing's dotted name."""
    for _, comment in source.of_type(ast.CommentStmt):
        if isinstance(comment.object, tuple):
            yield dotted(comment.object), (comment.comment or "").strip()


def _check_request_functions(source: Source) -> Iterator[Finding]:
    """`auth.uid()` stands in `(select auth.uid())`, or is assigned in PL/pgSQL."""
    code = source.code
    for index in range(len(code) - 3):
        schema, dot, name, opening = (token.text for token in code[index : index + 4])
        if schema != "auth" or dot != "." or name not in REQUEST_FUNCTIONS or opening != "(":
            continue
        before = index - 1
        while before >= 0 and code[before].text == "(":
            before -= 1
        if before < 0 or code[before].text not in ("select", ":="):
            yield source.finding(
                code[index].start,
                "request-function",
                f"auth.{name}() runs per row: (select auth.{name}())",
            )
