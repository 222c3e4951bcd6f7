"""Checks the Sqitch project's scripts against the house's SQL rules.

The rules that the database itself can check (types, missing columns, names that resolve only by
search path) are left to it: the tests run plpgsql_check over every function.
"""

import sys
from collections.abc import Iterator

from tools.build_migrations import refuse_strays
from tools.paths import FLORIN, ROOT, SqitchProject
from tools.plan import PlanError, read_plan
from tools.sql_rules.functions import check_functions, check_overloads
from tools.sql_rules.layout import check_layout
from tools.sql_rules.scripts import check_codes, check_scripts, read_sources
from tools.sql_rules.source import Finding, Source
from tools.sql_rules.tables import check_tables

ERROR_CODES = ROOT / "docs" / "error-codes.md"

# Written by a library, in its own style, and held to what the library would make by a test: only
# what every script owes the plan is asked of these (tools/queue_sql.py).
LIBRARY_AREAS = ("queue/",)


def main() -> int:
    """Exit status: 0 clean, 1 findings (a line for each), 2 the plan cannot be read."""
    registry = ERROR_CODES.read_text(encoding="utf-8") if ERROR_CODES.exists() else ""
    try:
        findings = sorted(set(lint(FLORIN, registry)))
    except PlanError as error:
        print(f"lint_sql: {error}", file=sys.stderr)
        return 2
    for finding in findings:
        where = f"{finding.path.relative_to(ROOT)}:{finding.line}"
        print(f"{where}: {finding.message} [{finding.rule}]")
    return 1 if findings else 0


def lint(project: SqitchProject, registry: str) -> Iterator[Finding]:
    """Every finding; `registry` is the text that lists the known error codes."""
    changes = read_plan(project)
    refuse_strays(project, changes)
    functions: set[str] = set()
    for change in changes:
        # What a rework moved aside is history: a release holds it, and it must not change.
        if change.suffix:
            continue
        sources = read_sources(project, change)
        yield from check_scripts(project, change, sources)
        is_library_s = change.name.startswith(LIBRARY_AREAS)
        for kind, source in sources.items():
            if kind == "deploy" and is_library_s:
                continue
            yield from check_layout(source)
            if kind == "deploy":
                yield from check_deploy(source)
                yield from check_codes(source, registry)
                yield from check_overloads(source, functions)


def check_deploy(source: Source) -> Iterator[Finding]:
    """The rules for what a deploy script creates."""
    yield from check_functions(source)
    yield from check_tables(source)


if __name__ == "__main__":
    sys.exit(main())
