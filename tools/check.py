"""Runs every static check, says how long each took, and fails if one of them did."""

import subprocess
import sys
import time

from tools.paths import ROOT

# mypy without a cache on a busy machine takes a minute; the rest takes seconds.
TIMEOUT_S = 600

PYTHON = sys.executable

STEPS = (
    ("ruff check", (PYTHON, "-m", "ruff", "check", "--quiet", ".")),
    ("ruff format", (PYTHON, "-m", "ruff", "format", "--check", "--quiet", ".")),
    ("mypy", (PYTHON, "-m", "mypy", "--no-error-summary")),
    ("SQL lint", (PYTHON, "-m", "tools.lint_sql")),
    ("migrations in sync", (PYTHON, "-m", "tools.build_migrations", "--check")),
    ("migrations in use", (PYTHON, "-m", "tools.lint_migrations")),
    ("lock files", (PYTHON, "-m", "tools.lock_files")),
)


def main() -> int:
    """Exit status: 0 when every step passed, else 1. All steps run either way."""
    failed = []
    for name, command in STEPS:
        print(f"== {name}", flush=True)
        started = time.monotonic()
        passed = _run(command)
        verdict = "ok" if passed else "FAILED"
        print(f"== {name}: {verdict}, {time.monotonic() - started:.1f} s", flush=True)
        if not passed:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _run(command: tuple[str, ...]) -> bool:
    try:
        done = subprocess.run(  # noqa: S603  (one of STEPS)
            command, cwd=ROOT, stdin=subprocess.DEVNULL, timeout=TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        print(f"gave up after {TIMEOUT_S} s", flush=True)
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
