"""What the three scripts of a change owe the plan and each other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pglast import ast, enums
from pglast.visitors import Visitor

from tools.paths import SCRIPT_KINDS, SqitchProject
from tools.plan import Change
from tools.sql_rules.functions import ERROR_CODE
from tools.sql_rules.source import Finding, Source

HEADERS = {"deploy": "Deploy {} to pg", "revert": "Revert {} from pg", "verify": "Verify {} on pg"}
ENDS = {"deploy": "commit;", "revert": "commit;", "verify": "rollback;"}


def check_scripts(
    project: SqitchProject, change: Change, sources: dict[str, Source]
) -> Iterator[Finding]:
    """All three exist, say whose they are, and are one transaction each."""
    for kind in SCRIPT_KINDS:
        source = sources.get(kind)
        if source is None:
            yield Finding(change.script(project, kind), 1, "three-scripts", "is missing")
            continue
        lines = source.text.splitlines()
        header = f"-- {HEADERS[kind].format(change.header_name)}"
        if not lines or lines[0] != header:
            yield source.finding(0, "header", f"expected `{header}`")
        if "begin;" not in lines or lines[-1] != ENDS[kind]:
            yield source.finding(
                0, "transaction", f"is not one transaction from `begin;` to `{ENDS[kind]}`"
            )
    if "deploy" in sources:
        yield from _check_requirements(change, sources["deploy"])
    if "verify" in sources:
        yield from _check_verify(sources["verify"])


def check_codes(source: Source, registry: str) -> Iterator[Finding]:
    """Every SQLSTATE of class FL stands in docs/error-codes.md."""
    for match in ERROR_CODE.finditer(source.text):
        if match[1] not in registry:
            yield source.finding(
                match.start(), "error-code", f"{match[1]} is not in docs/error-codes.md"
            )


def _check_requirements(change: Change, source: Source) -> Iterator[Finding]:
    """The header repeats the plan's requirements: a reader of the file needs no plan."""
    stated = tuple(
        line.removeprefix("-- requires: ")
        for line in source.text.splitlines()
        if line.startswith("-- requires: ")
    )
    if sorted(stated) != sorted(change.requires):
        plan = ", ".join(change.requires) or "nothing"
        yield source.finding(0, "requires", f"the plan requires {plan}; the header says otherwise")


def _check_verify(source: Source) -> Iterator[Finding]:
    """A verify script fails by raising only, so each statement must be able to raise.

    Naming a table, casting to a reg* type or one of ours, dividing, or running a DO block can.
    Selecting a bare truth value cannot: `select has_table_privilege(…)` answers false and passes.
    """
    checks = 0
    for raw in source.statements:
        if isinstance(raw.stmt, ast.TransactionStmt):
            continue
        checks += 1
        finder = _Raisers()
        finder(raw)
        if not finder.can_raise:
            yield source.finding(
                raw.stmt_location or 0, "verify", "this check cannot fail: divide by it"
            )
    if not checks:
        yield source.finding(0, "verify", "verifies nothing")


class _Raisers(Visitor):  # type: ignore[misc, unused-ignore]
    def __init__(self) -> None:
        self.can_raise = False

    def visit_DoStmt(self, ancestors: Any, node: Any) -> None:  # noqa: N802  (pglast's protocol)
        self.can_raise = True

    def visit_TypeCast(self, ancestors: Any, node: Any) -> None:  # noqa: N802
        names = [part.sval for part in node.typeName.names]
        if names[-1].startswith("reg") or (len(names) > 1 and names[0] != "pg_catalog"):
            self.can_raise = True

    def visit_A_Expr(self, ancestors: Any, node: Any) -> None:  # noqa: N802
        if node.kind == enums.A_Expr_Kind.AEXPR_OP and node.name[-1].sval == "/":
            self.can_raise = True

    def visit_RangeVar(self, ancestors: Any, node: Any) -> None:  # noqa: N802
        # Catalogue tables always exist; what is read from them must be divided by.
        if node.schemaname not in (None, "pg_catalog", "information_schema"):
            self.can_raise = True


def read_sources(project: SqitchProject, change: Change) -> dict[str, Source]:
    """The scripts of a change that exist, by kind."""
    found = {}
    for kind in SCRIPT_KINDS:
        path: Path = change.script(project, kind)
        if path.exists():
            found[kind] = Source(path, path.read_text(encoding="utf-8"))
    return found
