"""`python -m tools.lock_npm`: writes package-lock.json anew from package.json.

npm's own way, less what names a place: whoever installs Florin decides where packages come from
(see tools.lock_files). Needs a registry; versions already locked stay.
"""

import json
import subprocess
import sys

from local.node import NODE, npm_command
from tools.paths import ROOT

LOCK_FILE = ROOT / "package-lock.json"
TIMEOUT_S = 300


def main() -> int:
    """Exit status: npm's."""
    done = subprocess.run(  # noqa: S603 -- our own environment's npm
        [
            *npm_command(NODE),
            *("install", "--package-lock-only", "--omit-lockfile-registry-resolved"),
        ],
        cwd=ROOT,
        timeout=TIMEOUT_S,
        check=False,
    )
    if done.returncode == 0:
        locked = json.loads(LOCK_FILE.read_text())
        for package in locked["packages"].values():
            # An address that nothing is fetched from, but an address.
            package.pop("funding", None)
        LOCK_FILE.write_text(json.dumps(locked, indent=2) + "\n")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
