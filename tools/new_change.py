"""Adds a change to the Sqitch plan and scaffolds its deploy, revert and verify scripts.

`sqitch add` does the same; this needs no Sqitch, writes the house's header, and keeps the plan's
timestamps strictly increasing, which migrations depend on. The scaffold does not pass the lint
before its header and comment are written: an empty comment is refused there.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tools.paths import FLORIN, ROOT, SCRIPT_KINDS, SqitchProject
from tools.plan import NAME, STAMP_FORMAT, PlanError, read_plan

DEPLOY = """\
-- Deploy florin:{name} to pg
{requires}
begin;

/*
 * {note}
 *
 * Idempotent
 * Raises
 * Locks
 */
create function {function}(
  p_account_id uuid
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  null;
end;
$$;

revoke all on function {function}(uuid) from public;
comment on function {function} is '';

commit;
"""

REVERT = """\
-- Revert florin:{name} from pg

begin;

drop function {function}(uuid);

commit;
"""

VERIFY = """\
-- Verify florin:{name} on pg

begin;

select 1 / (not has_function_privilege(
  'anon', '{function}'::regproc, 'execute'
))::integer;

rollback;
"""

TEMPLATES = {"deploy": DEPLOY, "revert": REVERT, "verify": VERIFY}


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status: 0 added, 2 refused with the reason on stderr and nothing written."""
    parser = argparse.ArgumentParser(prog="scripts/new_change", description="Add a Sqitch change.")
    parser.add_argument("name", help="area/name, such as ledger/place_hold")
    parser.add_argument("-n", "--note", default="", help="what it is for, one line")
    parser.add_argument(
        "-r", "--requires", action="append", default=[], help="a change it needs; repeatable"
    )
    arguments = parser.parse_args(argv)
    try:
        lines = add_change(
            FLORIN,
            arguments.name,
            note=arguments.note,
            requires=tuple(arguments.requires),
            planner=planner_from_git(),
            now=datetime.now(UTC),
        )
    except PlanError as error:
        print(f"new_change: {error}", file=sys.stderr)
        return 2
    print("\n".join(lines))
    return 0


def add_change(
    project: SqitchProject,
    name: str,
    *,
    note: str,
    requires: tuple[str, ...],
    planner: str,
    now: datetime,
) -> list[str]:
    """Appends the plan line and writes the scripts; returns what was done, a line for each.

    Raises PlanError for a bad or known name, an unknown requirement, or a script that exists.
    """
    if not NAME.fullmatch(name):
        raise PlanError(f"{name} is not an area and a name in lower case: area/name")
    if "\n" in note:
        raise PlanError("a note is one line")
    changes = read_plan(project)
    known = {change.name for change in changes}
    if name in known:
        raise PlanError(f"{name} is planned already; to change what a release holds: sqitch rework")
    for requirement in requires:
        if requirement not in known:
            raise PlanError(f"{name} cannot require {requirement}: it is not in the plan")
    paths = {kind: project.top / kind / f"{name}.sql" for kind in SCRIPT_KINDS}
    for path in paths.values():
        if path.exists():
            raise PlanError(f"{path} exists already")

    planned_at = now.replace(microsecond=0)
    if changes:
        planned_at = max(planned_at, changes[-1].planned_at + timedelta(seconds=1))
    needs = f" [{' '.join(requires)}]" if requires else ""
    line = f"{name}{needs} {planned_at.strftime(STAMP_FORMAT)} {planner}"
    line += f" # {note}" if note else ""
    plan = project.plan.read_text(encoding="utf-8")
    # Sqitch wants a blank line between the pragmas and the first change.
    gap = "" if changes or plan.endswith("\n\n") else "\n"
    done = [f"planned {line}"]
    for kind, path in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            TEMPLATES[kind]
            .format(
                name=name,
                function=name.replace("/", "."),
                note=note or "",
                requires="".join(f"-- requires: {requirement}\n" for requirement in requires),
            )
            .replace(" * \n", " *\n"),
            encoding="utf-8",
        )
        done.append(f"wrote {path}")
    # The plan last: a line without its scripts would break every later build.
    project.plan.write_text(plan + gap + line + "\n", encoding="utf-8")
    return done


def planner_from_git() -> str:
    """The planner as Sqitch writes it. Raises PlanError when git knows no name or address."""
    name, email = (_git_config(key) for key in ("user.name", "user.email"))
    if not name or not email:
        raise PlanError("git knows no user.name and user.email to sign the plan with")
    return f"{name} <{email}>"


def _git_config(key: str) -> str:
    result = subprocess.run(  # noqa: S603  (a fixed command, looked up on PATH like any tool)
        ["git", "config", key],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    return result.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
