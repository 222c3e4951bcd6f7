"""Checks that the lock files pin versions and contents, and name no place to fetch them from.

Whoever installs Florin decides where packages come from: a mirror, a wheelhouse, the public index.
"""

import re
import subprocess
import sys
from pathlib import Path

from tools.paths import ROOT

PATTERNS = ("*.lock", "*package-lock.json", "*pnpm-lock.yaml", "*yarn.lock")

# An address of any scheme, or an option of pip that takes one.
ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://|--(?:extra-)?index-url|--find-links|--trusted-host", re.IGNORECASE
)
REQUIREMENT = re.compile(r"[A-Za-z0-9]")


def main() -> int:
    """Exit status: 0 clean, 1 findings (a line for each)."""
    paths = lock_files()
    findings = [finding for path in paths for finding in check(path)]
    if not paths:
        findings.append("no lock file: dependencies are not pinned")
    for finding in findings:
        print(finding)
    return 1 if findings else 0


def lock_files() -> list[Path]:
    """The lock files under version control."""
    listed = subprocess.run(  # noqa: S603  (a fixed command, looked up on PATH like any tool)
        ["git", "ls-files", "-z", "--", *PATTERNS],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def check(path: Path) -> list[str]:
    """What is wrong with one lock file, a line for each."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [
        f"{path.name}:{number}: names an address: {line.strip()}"
        for number, line in enumerate(lines, start=1)
        if ADDRESS.search(line)
    ]
    if path.name.startswith("requirements"):
        found += _check_pins(path.name, lines)
    return found


def _check_pins(name: str, lines: list[str]) -> list[str]:
    """Each requirement is one version with at least one hash on the lines that continue it."""
    found = []
    for number, line in enumerate(lines, start=1):
        if not REQUIREMENT.match(line):
            continue
        following = lines[number] if number < len(lines) else ""
        if "==" not in line:
            found.append(f"{name}:{number}: is not one version: {line.strip()}")
        if "--hash=sha256:" not in line + following:
            found.append(f"{name}:{number}: has no hash: {line.strip()}")
    return found


if __name__ == "__main__":
    sys.exit(main())
