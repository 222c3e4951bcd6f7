"""Tiny Sqitch projects for the tests of the SQL tooling."""

from pathlib import Path

from tools.paths import SqitchProject

HEAD = "%syntax-version=1.0.0\n%project=florin\n\n"


def planned(name: str, second: int, needs: str = "") -> str:
    """A plan line, `second` seconds into the plan's first minute."""
    return f"{name} {needs}{' ' if needs else ''}2026-11-20T10:00:{second:02d}Z A B <a@b.c> # why\n"


def tagged(name: str, second: int) -> str:
    return f"@{name} 2026-11-20T10:00:{second:02d}Z A B <a@b.c> # release\n"


def deploy_script(name: str, statement: str = "select 1;") -> str:
    return f"-- Deploy florin:{name} to pg\n\nbegin;\n\n{statement}\n\ncommit;\n"


def project(folder: Path, plan: str, *deploys: str) -> SqitchProject:
    """A project with this plan and a deploy script for each of the names."""
    made = SqitchProject(top=folder / "rpc", migrations=folder / "supabase" / "migrations")
    made.top.mkdir(parents=True)
    made.plan.write_text(HEAD + plan)
    for name in deploys:
        put(made.top / "deploy" / f"{name}.sql", deploy_script(name))
    return made


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
