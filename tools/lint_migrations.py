"""Looks through the migrations after the first release for what would keep a service waiting, or
take away what a running one calls. The rules are squawk's; sql/squawk.toml says which and why.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.paths import FLORIN, ROOT
from tools.plan import PlanError, read_plan

CONFIG = ROOT / "sql" / "squawk.toml"

# Hundreds of files take a tenth of a second.
TIMEOUT_S = 60


def main() -> int:
    """Exit status: 0 clean, 1 findings (on standard output), 2 the plan is wrong."""
    try:
        changes = read_plan(FLORIN)
    except PlanError as error:
        print(f"lint_migrations: {error}", file=sys.stderr)
        return 2
    paths = [FLORIN.migrations / change.migration_name for change in changes if change.upgrades]
    if not paths:
        print("no migration after a release")
        return 0
    findings = lint(paths)
    print(findings or f"{len(paths)} migrations after the first release")
    return 1 if findings else 0


def lint(paths: Sequence[Path]) -> str:
    """What squawk has to say, a line for each; empty when it is content."""
    done = subprocess.run(  # noqa: S603 -- our own program
        [
            str(Path(sys.executable).with_name("squawk")),
            *("--config", str(CONFIG), "--reporter", "gcc"),
            *map(str, paths),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    # Findings or not, it has read every file, or says on standard error why not.
    if done.returncode not in (0, 1) or (done.returncode == 1 and not done.stdout):
        raise RuntimeError(f"squawk ended with {done.returncode}: {done.stderr}")
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
